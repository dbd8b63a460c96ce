"""python -m docs.pages: writes the site's pages into docs/generated, for mkdocs to make the site of them."""

from __future__ import annotations

import shutil
from pathlib import Path

from cxzy_rules.paths import shipped_rules
from cxzy_rules.questions.cases import read_cases
from cxzy_rules.rulebook.load import load
from docs.pages import checks, links, rules

TOP = Path(__file__).resolve().parent.parent.parent
SITE = TOP / "docs" / "generated"


def main() -> None:
    """All pages anew."""
    shutil.rmtree(SITE, ignore_errors=True)
    links.bring(TOP, SITE)
    book = load(shipped_rules())
    rules.write(book, read_cases(book), SITE)
    checks.write(SITE)
    print(f"{sum(1 for _ in SITE.rglob('*.md'))} pages in {SITE.relative_to(TOP)}")


if __name__ == "__main__":
    main()

"""The comparison as one page that needs nothing else: no script, no font and no picture from elsewhere."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cxzy_rules.parts.diff_tables import tables
from cxzy_rules.parts.diff_words import headline
from cxzy_rules.questions.diff.difference import Difference
from cxzy_rules.templates import DIFF_HTML

SHOWN = 500


def write(diff: Difference, target: Path) -> None:
    """The page; of a long table the first rows, with the count of all."""
    page = Environment(loader=FileSystemLoader(DIFF_HTML.parent), autoescape=True, undefined=StrictUndefined).get_template(DIFF_HTML.name)
    shown = [{"table": table, "rows": [*islice(table.rows(), SHOWN)]} for table in tables(diff)]
    title = diff.new.book.identity.title
    target.write_text(page.render(title=title, lines=headline(diff), tables=shown), encoding="utf-8", newline="\n")

"""Pages written by hand, brought into the site: each link is led to where its target stands there, or is none any more."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path, PurePosixPath

LINK = re.compile(r"(?P<text>!?\[(?:[^\[\]]|\[[^\]]*\])*\])\((?P<target>[^)\s]+)\)")
HOME, ENGLISH = "README.zh-CN.md", "README.md"


def placed(top: Path) -> dict[str, str]:
    """Where each file of the repository that the site shows stands in it; the Chinese README is its first page."""
    docs = [path for path in sorted((top / "docs").iterdir()) if path.suffix in (".md", ".png", ".svg")]
    others = [top / "benchmarks" / "README.md", *sorted(top.glob("examples/*/README.md"))]
    found = {HOME: "index.md", ENGLISH: "english.md"} | {f"docs/{path.name}": path.name for path in docs}
    found["docs/vendor/iframe-worker.js"] = "vendor/iframe-worker.js"
    return found | {path.relative_to(top).as_posix(): path.relative_to(top).as_posix() for path in others if path.exists()}


def bring(top: Path, site: Path) -> None:
    """Writes all of them."""
    places = placed(top)
    for source, target in places.items():
        path = site / target
        path.parent.mkdir(parents=True, exist_ok=True)
        if source.endswith(".md"):
            path.write_text(led((top / source).read_text(encoding="utf-8"), source, places), encoding="utf-8")
        else:
            shutil.copyfile(top / source, path)


def led(text: str, source: str, places: dict[str, str]) -> str:
    """A page's text as it stands in the site. A link to a file that the site does not show becomes its text alone."""

    def one(found: re.Match[str]) -> str:
        target, mark, part = found["target"].partition("#")
        if not target or "://" in target or target.startswith("mailto:"):
            return found[0]
        meant = os.path.normpath(PurePosixPath(source).parent / target)
        if meant not in places:
            return found["text"].removeprefix("!")[1:-1]
        here = PurePosixPath(places[source]).parent
        return f"{found['text']}({PurePosixPath(os.path.relpath(places[meant], here)).as_posix()}{mark}{part})"

    return LINK.sub(one, text)

"""XML changed in place: where an element stands is found in its bytes, and only those bytes are replaced.

A tree that is parsed and written again gets other prefixes, but `mc:Ignorable` names prefixes by their letters: Excel then
takes the file for damaged. What comes here was read before and so is well formed: no `<` stands in an attribute, and
comments and CDATA are blanked out before anything is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

NO_TAGS = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
ROOT = r"<((?:[\w.-]+:)?){0}[\s/>]"
OPENED = r"""<{0}(?=[\s/>])((?:[^>"']++|"[^"]*"|'[^']*')*+)>"""
CLOSED = r"</{0}\s*>"
VALUE = r"""(\s{0}\s*=\s*)(?:"([^"]*)"|'([^']*)')"""
Edit = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class Bare:
    """A part's XML, blanks for all that only looks like tags, every byte in its place; and what its names begin with (`x:`, or nothing)."""

    xml: bytes
    prefix: str


@dataclass(frozen=True, slots=True)
class Element:
    """An element's first byte; that of its content; that of its end tag; the byte behind it. Without content the last three are one."""

    start: int
    content: int
    close: int
    end: int
    attributes: bytes


def laid_bare(xml: bytes, root: str) -> Bare:
    """A part to look through. Errors: ValueError, where it has another root."""
    bare = NO_TAGS.sub(lambda found: b" " * len(found[0]), xml)
    found = _compiled(ROOT, root).search(bare)
    if found is None:
        raise ValueError(f"no <{root}>")
    return Bare(bare, found[1].decode())


def elements(bare: Bare, name: str, within: Element | None = None) -> Iterator[Element]:
    """The elements of this name, none of which stands inside its like."""
    at, last = (within.content, within.close) if within else (0, len(bare.xml))
    opened, closed = (_compiled(pattern, bare.prefix + name) for pattern in (OPENED, CLOSED))
    while tag := opened.search(bare.xml, at, last):
        end_tag = None if tag[1].endswith(b"/") else closed.search(bare.xml, tag.end(), last)
        close, at = end_tag.span() if end_tag else (tag.end(), tag.end())
        yield Element(tag.start(), tag.end(), close, at, tag[1])


def attribute(element: Element, name: str) -> str | None:
    """An attribute's value, None where there is none."""
    found = _compiled(VALUE, name).search(element.attributes)
    return (found[2] if found[2] is not None else found[3]).decode() if found else None


def with_attribute(tag: bytes, name: str, value: object) -> bytes:
    """A tag, or an element by its first tag, whose attribute has another value; one without it stays as it is."""
    return _compiled(VALUE, name).sub(lambda found: b'%b"%b"' % (found[1], str(value).encode()), tag, count=1)


@cache
def _compiled(pattern: str, name: str) -> re.Pattern[bytes]:
    return re.compile(pattern.format(re.escape(name)).encode(), re.DOTALL)


def spliced(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with each stretch (start, end) replaced; one of no length is put in, before what is replaced at the same place."""
    pieces: list[bytes] = []
    done = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [xml[done:start], new]
        done = end
    return b"".join([*pieces, xml[done:]])

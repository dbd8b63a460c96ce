"""One more cell style in a workbook's stylesheet: on yellow. Not wrapped: a row of fixed height would hide all but the first line."""

from __future__ import annotations

from cxzy_rules.parts.splice import elements, laid_bare, spliced, with_attribute

FILL = '<{0}fill><{0}patternFill patternType="solid"><{0}fgColor rgb="FFFFF2CC"/><{0}bgColor indexed="64"/></{0}patternFill></{0}fill>'
FORMAT = '<{0}xf numFmtId="0" fontId="0" fillId="{1}" borderId="0" xfId="0" applyFill="1"/>'
RESERVED, MOST = 2, 64_000


def with_style(styles: bytes) -> tuple[bytes, int | None]:
    """The stylesheet with the style in it, once, and the style's number; as it was, and None, where it has no room for one.

    Errors: ValueError, for a part that is no stylesheet.
    """
    prefix = laid_bare(styles, "styleSheet").prefix
    filled, fill = _holding(styles, "fills", "fill", FILL.format(prefix), RESERVED)
    styled, style = _holding(filled, "cellXfs", "xf", FORMAT.format(prefix, fill), 1)
    return (styles, None) if fill is None or style is None else (styled, style)


def _holding(styles: bytes, group: str, member: str, wanted: str, least: int) -> tuple[bytes, int | None]:
    """The stylesheet whose group has the wanted member, put in last if it is new, and the member's number.

    Excel gives the first members of a group (`least`) a meaning of their own, whatever they say.
    """
    bare, new = laid_bare(styles, "styleSheet"), wanted.encode()
    place = next(elements(bare, group), None)
    there = [styles[one.start : one.end] for one in elements(bare, member, place)] if place else []
    if place is None or not least <= len(there) < MOST:
        return styles, None
    if new in there:
        return styles, there.index(new)
    tag = with_attribute(styles[place.start : place.content], "count", len(there) + 1)
    return spliced(styles, [(place.start, place.content, tag), (place.close, place.close, new)]), len(there)

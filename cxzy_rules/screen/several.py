"""The units that a query may mean, as lines of text: each with its id, its name and the superiors that tell it from its like."""

from __future__ import annotations

from collections.abc import Callable, Iterator

LISTED = 50
SUPERIORS = 2


def several_lines(
    query: str, rows: list[int], called: Callable[[int], tuple[str, str]], chain: Callable[[int], list[int]]
) -> Iterator[str]:
    """`called`: a unit's id and name; `chain`: its superiors, nearest first."""
    yield f"“{query}”可以指 {len(rows)} 个单位，请写编号："
    for row in rows[:LISTED]:
        key, name = called(row)
        above = "，".join(called(one)[1] for one in chain(row)[:SUPERIORS])
        yield f"  {key}  {name}" + (f"（{above}）" if above else "")
    if len(rows) > LISTED:
        yield f"  ……还有 {len(rows) - LISTED} 个，请写得更全些"

"""cxzy who: who supervises this unit. Asks the index that an earlier call has kept, and keeps one where there was none."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxzy_rules.commands.common import (
    FINDINGS,
    FINE,
    ByHand,
    Inputs,
    as_of_option,
    by_hand_options,
    hint_problems,
    json_option,
    load_inputs,
    meant_roster,
    meant_rules,
    roster_option,
    rules_option,
    warn_day,
)
from cxzy_rules.commands.meant import unknown_unit
from cxzy_rules.commands.receipts import receipt_option
from cxzy_rules.commands.stream import send
from cxzy_rules.index.key import place_of
from cxzy_rules.index.shelf import Shelf, Terms, shelf, terms_of
from cxzy_rules.questions.find import find_in
from cxzy_rules.screen.several import LISTED, several_lines
from cxzy_rules.screen.sheet import who_lines

if TYPE_CHECKING:
    from cxzy_rules.guidance import Guidance

MOST_UNITS = 50_000
HELP = f"这个单位由谁领导、指导、牵头。可以写编号、名称、名称的一部分、拼音或首字母。指到几个单位时都列出来，最多 {LISTED} 个。"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in full before any of it is shown: its text, how many units were meant, and on which terms."""

    text: str
    found: int
    terms: Terms


@click.command("who", options_metavar="[选项]", help=HELP)
@click.argument("query", metavar="单位")
@roster_option
@by_hand_options
@as_of_option
@rules_option
@receipt_option
@json_option
@click.option("--no-cache", is_flag=True, help="不用上次存下的索引，也不存")
def command(
    query: str, roster_path: Path | None, by_hand: ByHand, day: date | None, folders: tuple[Path, ...], as_json: bool, no_cache: bool
) -> int:
    place = None if no_cache else _place(meant_roster(roster_path), meant_rules(folders), by_hand, day)
    said = None if place is None else _kept(place, query, day, as_json)
    if said is None:
        return _afresh(query, load_inputs(folders, roster_path, day, by_hand.reading()), as_json, place)
    warn_day(said.terms.day, said.terms.issued, said.terms.ends)
    return _show(said, as_json)


def _place(roster: Path, rules: tuple[Path, ...], by_hand: ByHand, day: date | None) -> Path | None:
    """Where the index for this question is or would be; None where a file cannot be read, which will be told by its reader."""
    try:
        return place_of(roster, rules, (by_hand, day), by_hand.slips)
    except OSError:
        return None


def _kept(place: Path, query: str, day: date | None, as_json: bool) -> Said | None:
    """The answer from an index; None where there is none, it is damaged or of another day, or it knows no such unit."""
    if not place.is_file():
        return None
    import sqlite3

    from cxzy_rules.index.read import kept_shelf, opened

    try:
        base = opened(place)
        if base is None:
            return None
        with closing(base):
            known = kept_shelf(base)
            said = _said(known, query, as_json) if known.terms.day == (day or min(date.today(), known.terms.ends)) else None
    except (sqlite3.Error, ValueError, KeyError, TypeError):
        return None
    return said if said is None or said.found or as_json else None


def _afresh(query: str, inputs: Inputs, as_json: bool, place: Path | None) -> int:
    """The answer from the files themselves; where guidance was needed for it, an index is kept of that."""
    made: list[Guidance] = []

    @cache
    def guidance() -> Guidance:
        from cxzy_rules.guidance import guide_alone

        made.append(guide_alone(inputs.roster, inputs.book, inputs.day))
        return made[0]

    terms = terms_of(inputs.roster, inputs.book.identity, inputs.day)
    said = _said(shelf(inputs.roster, terms, guidance), query, as_json)
    if not said.found and not as_json:
        return unknown_unit(inputs.roster, query)
    code = _show(said, as_json)
    if place is not None and made:
        _keep(inputs, terms, place)
    return code


def _keep(inputs: Inputs, terms: Terms, place: Path) -> None:
    """Keeps an index of a roster for which that takes no longer than a call; of a larger one it says how to come by it."""
    if inputs.roster.units.height <= MOST_UNITS:
        from cxzy_rules.guidance import guide
        from cxzy_rules.index.keep import keep

        sys.stdout.flush()
        keep(guide(inputs.roster, inputs.book, inputs.day), terms, place)
    elif sys.stderr.isatty():
        click.echo("花名册很大；用 cxzy index 建一次索引，以后 who 立刻回答", err=True)


def _said(known: Shelf, query: str, as_json: bool) -> Said:
    rows = find_in(known.register, query)
    texts = _as_json(known, query, rows) if as_json else _lines(known, query, rows)
    return Said("".join(texts), len(rows), known.terms)


def _as_json(known: Shelf, query: str, rows: list[int]) -> Iterator[str]:
    """`found` counts all units that the query may mean; `matches` holds the first LISTED of them, an object a line."""
    yield f'{{"query": {json.dumps(query, ensure_ascii=False)}, "found": {len(rows)}, "matches": ['
    for number, row in enumerate(rows[:LISTED]):
        yield (",\n" if number else "\n") + json.dumps(known.record(row), ensure_ascii=False)
    yield "\n]\n}\n"


def _lines(known: Shelf, query: str, rows: list[int]) -> Iterator[str]:
    """The one unit that is meant, or a list of those that may be."""
    if len(rows) == 1:
        one = known.record(rows[0])
        above = dict(map(known.called, known.chain(rows[0])))
        yield from (line + "\n" for line in who_lines(one, known.labels(), above.get(one["branch_from"])))
        return
    yield from (line + "\n" for line in several_lines(query, rows, known.called, known.chain))


def _show(said: Said, as_json: bool) -> int:
    if as_json:
        send([said.text])
    else:
        click.echo(said.text, nl=False)
        if said.found == 1:
            hint_problems(said.terms.problems, said.terms.set_aside)
    return FINE if said.found == 1 else FINDINGS

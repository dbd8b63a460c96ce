"""cxzy who: who supervises this unit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from cxzy_rules.commands.common import (
    FINDINGS,
    FINE,
    as_of_option,
    hint_problems,
    json_option,
    load_inputs,
    reading_options,
    roster_option,
    rules_option,
    unknown_unit,
)
from cxzy_rules.commands.stream import send
from cxzy_rules.roster.load import Reading

if TYPE_CHECKING:
    from cxzy_rules.guidance import Guidance

LISTED = 50
HELP = f"这个单位由谁领导、指导、牵头。可以写编号、名称、名称的一部分、拼音或首字母。指到几个单位时都列出来，最多 {LISTED} 个。"


@click.command("who", options_metavar="[选项]", help=HELP)
@click.argument("query", metavar="单位")
@roster_option
@reading_options
@as_of_option
@rules_option
@json_option
def command(query: str, roster_path: Path | None, reading: Reading, day: date | None, folder: Path | None, as_json: bool) -> int:
    from cxzy_rules.questions.find import find

    inputs = load_inputs(folder, roster_path, day, reading)
    rows = find(inputs.roster, query)
    if as_json:
        from cxzy_rules.guidance import guide

        send(_as_json(query, guide(inputs.roster, inputs.book, inputs.day), rows))
        return FINE if len(rows) == 1 else FINDINGS
    if not rows:
        return unknown_unit(inputs.roster, query)
    from cxzy_rules.guidance import guide
    from cxzy_rules.screen.sheet import who_lines

    guidance = guide(inputs.roster, inputs.book, inputs.day)
    if len(rows) == 1:
        for line in who_lines(guidance, rows[0]):
            click.echo(line)
        hint_problems(inputs.roster)
        return FINE
    click.echo(f"“{query}”可以指 {len(rows)} 个单位，请写编号：")
    units = inputs.roster.units
    for row in rows[:LISTED]:
        above = "，".join(units["name"][one] for one in inputs.roster.chain(row)[:2])
        click.echo(f"  {units['id'][row]}  {units['name'][row]}" + (f"（{above}）" if above else ""))
    if len(rows) > LISTED:
        click.echo(f"  ……还有 {len(rows) - LISTED} 个，请写得更全些")
    return FINDINGS


def _as_json(query: str, guidance: Guidance, rows: list[int]) -> Iterator[str]:
    """`found` counts all units that the query may mean; `matches` holds the first LISTED of them, an object a line."""
    from cxzy_rules.formats.json import lines

    yield f'{{"query": {json.dumps(query, ensure_ascii=False)}, "found": {len(rows)}, "matches": '
    yield from lines(guidance, np.array(rows[:LISTED], dtype=np.int64))
    yield "}\n"

"""cxzy who: who supervises this unit."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

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
from cxzy_rules.roster.load import Reading

LISTED = 50


@click.command("who", options_metavar="[选项]", help="这个单位由谁领导、指导、牵头。可以写编号、名称、名称的一部分、拼音或首字母。")
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
        from cxzy_rules.records import record

        guidance = guide(inputs.roster, inputs.book, inputs.day)
        click.echo(json.dumps({"query": query, "matches": [record(guidance, row) for row in rows]}, ensure_ascii=False, indent=1))
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

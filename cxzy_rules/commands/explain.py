"""cxzy explain: why a rule applies to a unit, why not, or what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cxzy_rules.commands.common import (
    FINDINGS,
    FINE,
    as_of_option,
    json_option,
    load_inputs,
    reading_options,
    roster_option,
    rules_option,
)
from cxzy_rules.commands.meant import unit_row
from cxzy_rules.commands.receipts import receipt_option
from cxzy_rules.commands.stream import send_json
from cxzy_rules.model.place import hint_nearest
from cxzy_rules.roster.load import Reading


@click.command("explain", options_metavar="[选项]", help="一条规则对一个单位为什么适用、为什么不适用、还缺什么。规则写编号或名称。")
@click.argument("query", metavar="单位")
@click.argument("rule_name", metavar="规则")
@roster_option
@reading_options
@as_of_option
@rules_option
@receipt_option
@json_option
def command(
    query: str, rule_name: str, roster_path: Path | None, reading: Reading, day: date | None, folders: tuple[Path, ...], as_json: bool
) -> int:
    inputs = load_inputs(folders, roster_path, day, reading)
    row = unit_row(inputs.roster, query)
    rules = [rule for rule in inputs.book.rules if rule_name in (rule.id, rule.label)]
    if not rules:
        known = [rule.label for rule in inputs.book.rules] + [rule.id for rule in inputs.book.rules]
        click.echo(f"没有规则“{rule_name}”。{hint_nearest(rule_name, known)}", err=True)
        return FINDINGS
    from cxzy_rules.guidance import guide
    from cxzy_rules.questions.explain import explain, explanation_record

    guidance = guide(inputs.roster, inputs.book, inputs.day)
    rule = next((rule for rule in guidance.book.rules if rule.id == rules[0].id), None)
    if rule is None:
        click.echo(f"规则“{rules[0].id}”在 {inputs.day} 没有生效。", err=True)
        return FINDINGS
    found = explain(guidance, row, rule)
    if as_json:
        send_json(explanation_record(guidance, row, found))
        return FINE
    from cxzy_rules.screen.proof import proof_lines

    for line in proof_lines(guidance, found):
        click.echo(line)
    return FINE

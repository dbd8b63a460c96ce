"""Which one unit a person names on the command line, in any of the ways of `who`; where that is none or several, the command ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cxzy_rules.commands.common import FINDINGS

if TYPE_CHECKING:
    from cxzy_rules.roster.roster import Roster

SHOWN_ASIDE = 5
WAYS = "编号、名称、名称的一部分或拼音"


def unit_row(roster: Roster, written: str) -> int:
    """The unit's row; one that is not named by its id or full name is told. Errors: Exit with FINDINGS, where none or several are meant."""
    from cxzy_rules.questions.find import find
    from cxzy_rules.screen.several import several_lines

    rows = find(roster, written)
    ids, names = roster.units["id"], roster.units["name"]
    if not rows:
        raise click.exceptions.Exit(unknown_unit(roster, written))
    if len(rows) > 1:
        for line in several_lines(written, rows, lambda row: (ids[row], names[row]), roster.chain):
            click.echo(line, err=True)
        raise click.exceptions.Exit(FINDINGS)
    if written not in (ids[rows[0]], names[rows[0]]):
        click.echo(f"“{written}”指的是“{names[rows[0]]}”（{ids[rows[0]]}）。", err=True)
    return rows[0]


def unit_id(roster: Roster, written: str) -> str:
    """The unit's id, as `unit_row`."""
    return str(roster.units["id"][unit_row(roster, written)])


def unknown_unit(roster: Roster, written: str) -> int:
    """Says that no unit is meant, with the nearest names; the exit code that follows."""
    from cxzy_rules.questions.find import nearest_names, set_aside

    if aside := set_aside(roster, written):
        for place, name in aside[:SHOWN_ASIDE]:
            click.echo(f"{place}: “{name}”这一行被搁置，没有计入结果；用 cxzy roster check 看哪里要改", err=True)
        return FINDINGS
    click.echo(f"花名册里没有“{written}”。", err=True)
    if near := nearest_names(roster, written):
        click.echo("相近的有：" + "、".join(near), err=True)
    return FINDINGS

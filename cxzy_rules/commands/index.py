"""cxzy index: keeps the index from which `who` answers at once; for a roster so large that `who` does not make one on the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cxzy_rules.commands.common import (
    FINE,
    UNUSABLE,
    ByHand,
    as_of_option,
    by_hand_options,
    load_inputs,
    meant_roster,
    meant_rules,
    roster_option,
    rules_option,
)
from cxzy_rules.index.key import place_of


@click.command("index", options_metavar="[选项]", help="给花名册建索引，以后 who 立刻回答。几万个单位以内不必建，who 会自己建。")
@roster_option
@by_hand_options
@as_of_option
@rules_option
def command(roster_path: Path | None, by_hand: ByHand, day: date | None, folders: tuple[Path, ...]) -> int:
    from cxzy_rules.guidance import guide
    from cxzy_rules.index.keep import keep
    from cxzy_rules.index.shelf import terms_of

    inputs = load_inputs(folders, roster_path, day, by_hand.reading())
    place = place_of(meant_roster(roster_path), meant_rules(folders), (by_hand, day), by_hand.slips)
    terms = terms_of(inputs.roster, inputs.book.identity, inputs.day)
    if not keep(guide(inputs.roster, inputs.book, inputs.day), terms, place):
        click.echo(f"索引写不进 {place.parent}；没有索引 who 也能回答，只是慢些", err=True)
        return UNUSABLE
    click.echo(f"{inputs.roster.units.height} 个单位的索引建好了", err=True)
    return FINE

"""cxzy rules conflicts: what in a rulebook contradicts itself, can never matter, or says a thing twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cxzy_rules.commands.common import FINDINGS, FINE, json_option, load_book, reading_options, rules_option

if TYPE_CHECKING:
    from cxzy_rules.questions.conflicts import Conflicts
    from cxzy_rules.questions.hits import Hits
    from cxzy_rules.questions.suspect import Suspect
    from cxzy_rules.roster.load import Reading
    from cxzy_rules.roster.roster import Roster
    from cxzy_rules.rulebook.book import Rulebook


@click.command("conflicts", options_metavar="[选项]", help="把规则问到的事实的所有组合看一遍：互相矛盾的、永远用不上的、重复的规则。")
@click.option("--roster", "roster_path", type=click.Path(path_type=Path), metavar="花名册", help="再看这些规则在真实单位上适用多少")
@reading_options
@json_option
@rules_option
def command(roster_path: Path | None, reading: Reading, as_json: bool, folders: tuple[Path, ...]) -> int:
    from cxzy_rules.questions.conflicts import conflicts
    from cxzy_rules.screen.conflicts import conflict_lines, hit_lines

    book = load_book(folders)
    roster = _roster(roster_path, reading, book)
    found = conflicts(book)
    hit = _hits(roster, book)
    if as_json:
        click.echo(json.dumps(_record(found, hit), ensure_ascii=False, indent=1))
    else:
        for line in (*conflict_lines(found), *(hit_lines(hit, book) if hit else ())):
            click.echo(line)
    return FINDINGS if found.findings else FINE


def _roster(path: Path | None, reading: Reading, book: Rulebook) -> Roster | None:
    from cxzy_rules.commands.common import hint_problems
    from cxzy_rules.paths import shown
    from cxzy_rules.roster.load import load_roster

    if path is None:
        return None
    roster = load_roster(path, shown(path), book.vocabulary, reading)
    hint_problems(len(roster.problems), roster.set_aside)
    return roster


def _hits(roster: Roster | None, book: Rulebook) -> Hits | None:
    from cxzy_rules.questions.hits import hits

    return None if roster is None else hits(roster, book)


def _record(found: Conflicts, hit: Hits | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "rulebook": found.book.identity.id,
        "places": found.places,
        "combinations": found.combinations,
        "tried": found.tried,
        "phases": found.phases,
        "findings": [_suspect(found, one) for one in found.findings],
        "information": [_suspect(found, one) for one in found.information],
    }
    if hit is None:
        return told
    return told | {
        "roster": {
            "units": hit.units,
            "hits": {rule.id: count for rule, count in hit.hits},
            "nobody": [rule.id for rule in hit.nobody()],
            "everybody": [rule.id for rule in hit.everybody()],
            "alike": [[rule.id for rule in group] for group in hit.alike],
        }
    }


def _suspect(found: Conflicts, one: Suspect) -> dict[str, Any]:
    """With the rules' own words, and the example's rows by the roster's columns."""
    from cxzy_rules.questions.conflicts import meant

    rules = [
        {"rule": rule.id, "label": rule.label, "clause": rule.clause, "quote": rule.quote, "place": str(rule.place)}
        for rule in meant(found.book, one)
    ]
    example = None if one.example is None else {"unit": one.example.unit(), "rows": list(one.example.rows())}
    days = [{"from": str(days.first), "until": str(days.last)} for days in one.days]
    return {"sort": one.sort, "text": one.told(), "days": days, "rules": rules, "example": example}

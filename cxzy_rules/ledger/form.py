"""A form that was handed out and comes back: what its hidden sheet says of it, and how it differs from what was handed out."""

from __future__ import annotations

from datetime import date

import polars as pl

from cxzy_rules.fingerprints import of_keys, of_roster, of_rulebook
from cxzy_rules.ledger.cells import meaning, period_of
from cxzy_rules.model.place import Place, Problem
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.tables.table import Table
from cxzy_rules.tables.values import day_of

SHEET, OPEN_SHEET = "_cxzy", "待定"
FORM = "cxzy-checklist"
VERSION = "1"
KEY = ("unit", "rule", "period")
OF_ROWS = ("rows", "keys")


def form_of(table: Table) -> dict[str, str]:
    """The hidden sheet's keys with their values; its first row may be a header or already such a pair."""
    pairs = [table.header[:2], *table.cells.select(table.header[:2]).rows()]
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and None not in pair}


def handed_out(form: dict[str, str]) -> date | None:
    """The day as of which a form was handed out, by its hidden sheet; None where it says none."""
    return day_of(form.get("as_of", ""))


def expected(book: Rulebook, roster: Roster) -> dict[str, str]:
    """What a form's hidden sheet says if it was made of this rulebook and this roster."""
    return {
        "form_version": VERSION,
        "rulebook": "+".join([book.identity.id, *(layer.identity.id for layer in book.layers)]),
        "rulebook_fingerprint": of_rulebook(book),
        "roster_fingerprint": of_roster(roster),
    }


def tell_form(shown: str, form: dict[str, str], now: dict[str, str], records: pl.DataFrame, problems: list[Problem]) -> None:
    """One line a file for all in which the form is not what would be handed out now, or not what was handed out."""
    other = {key for key, value in now.items() if form.get(key) != value}
    found: list[str] = []
    if "form_version" in other:
        found.append(f"清单的格式是第 {form.get('form_version', '？')} 版，这里只认得第 {VERSION} 版")
    if "rulebook" in other:
        found.append(f"清单是按另一份规则（{form.get('rulebook', '？')}）发的")
    elif "rulebook_fingerprint" in other:
        found.append(f"清单是按旧的规则（版本 {form.get('rulebook_version', '？')}，截至 {form.get('as_of', '？')}）发的，规则后来改过")
    if "roster_fingerprint" in other:
        found.append("清单发出以后花名册改过")
    found += _rows(form, records)
    if found:
        problems.append(Problem(Place(shown), "；".join(found), "能对上的都照现在的规则和花名册读了，请核对"))


def _rows(form: dict[str, str], records: pl.DataFrame) -> list[str]:
    """How the rows that came back differ from those handed out: by their count, else by what they name; nothing where neither is known."""
    if not form.keys() & set(OF_ROWS):
        return []
    out, back = form.get("rows", ""), records.height
    if out != str(back):
        more = back - int(out) if out.isdecimal() else 0
        changed = f"，多了 {more} 行" if more > 0 else f"，少了 {-more} 行" if more else ""
        return [f"发出 {out or '？'} 行，交回 {back} 行{changed}"]
    named = records.with_columns(meaning(records["period"], period_of, pl.String).alias("period"))
    keys = named.select(pl.concat_str([pl.col(column).fill_null("") for column in KEY], separator="\t")).to_series()
    return ["行数没有变，但有的行改成了别的单位、事项或期次"] if of_keys(keys.to_list()) != form.get("keys") else []

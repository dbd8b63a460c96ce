"""What is told of records that name no unit, several, two different ones, or one otherwise than it is called."""

from __future__ import annotations

import unicodedata

import numpy as np
import polars as pl

from cxzy_rules.blanks import tight
from cxzy_rules.ledger.found import Found, Row, first_of, firsts, tell
from cxzy_rules.ledger.items import alike
from cxzy_rules.ledger.lines import Lines
from cxzy_rules.ledger.namesakes import bare, bearing
from cxzy_rules.ledger.strangers import namings_of, of_which, settled_of
from cxzy_rules.ledger.written import BETWEEN
from cxzy_rules.roster.roster import Roster, Rows
from cxzy_rules.tables.distinct import Numbers
from cxzy_rules.tables.table import UNREADABLE

MOST_COMPARED = 50_000
SHOWN = 8
NAMING = ["unit", "unit_name"]
SAID = ("none", "unknown", "several", "two", "odd")


def tell_units(found: Found, strange: Rows, named: pl.DataFrame, answers: pl.DataFrame, roster: Roster) -> None:
    """Each row of a table once, and once a table what was only odd, or settled. `strange`: the records that do not name a unit by its id
    alone."""
    names = roster.units["name"].unique(maintain_order=True).to_list() if roster.units.height < MOST_COMPARED else []
    of = _wrong(found, strange, named, roster)
    none, more = first_of(found, of["none"])
    tell(found, none, NAMING, lambda *_: ("没有写单位，没有计入", "补上单位编号，或者不重名的全称"), more)
    unknown, more = first_of(found, of["unknown"])
    aside = _set_aside(roster, unknown)
    tell(found, unknown, NAMING, lambda row, hinted: _unknown(row, aside, names if hinted else []), more)
    _tell_several(found, of["several"], answers, roster)
    two, more = first_of(found, of["two"])
    tell(found, two, NAMING, lambda row, _: _two(row), more)
    odd = found.rows(_once(found, of["odd"])).unique(["table", *NAMING], keep="first", maintain_order=True)
    tell(found, odd, NAMING[1:], lambda row, _: _odd(row, roster))


def _tell_several(found: Found, at: Rows, answers: pl.DataFrame, roster: Roster) -> None:
    settled_ones = settled_of(found, at, answers)["at"].is_not_null().to_numpy()
    several, more = first_of(found, at[~settled_ones])
    once = _once(found, at[settled_ones])
    rows = found.rows(once).hstack(settled_of(found, once, answers).select("how", "below"))
    bearers = _bearers(pl.concat([several.select(NAMING), rows.select(NAMING)]), roster)
    tell(found, several, NAMING, lambda row, _: _several(row, bearers, roster), more)
    rows = rows.unique(["table", *NAMING, "at"], keep="first", maintain_order=True)
    tell(found, rows, NAMING, lambda row, _: _settled(row, bearers, roster))


def _wrong(found: Found, strange: Rows, named: pl.DataFrame, roster: Roster) -> dict[str, Rows]:
    """By what is wrong with the unit that they name, the first record of each row of a table; unreadable cells were told before."""
    unreadable = pl.any_horizontal(pl.col(NAMING) == UNREADABLE).fill_null(False)
    said = named.select(pl.when(~unreadable).then("said")).to_series()
    at = of_which(found, strange, roster, said.is_not_null())
    at = at[firsts(_together(namings_of(found, at)["table"], found.records.line[at]))]
    kind = said.gather(found.who(at) - roster.units.height)
    return {one: at[(kind == one).to_numpy()] for one in SAID}


def _once(found: Found, at: Rows) -> Rows:
    """The first of these records, but for those of units elsewhere, for each way in which a table names a unit."""
    here = found.here(at)
    return here[firsts(_together(namings_of(found, here)["table"], found.who(here)))]


def _together(table: pl.Series, number: Numbers | Lines) -> Rows:
    """Two numbers as one."""
    found: Rows = table.to_numpy().astype(np.int64) << 32 | number
    return found


def _set_aside(roster: Roster, unknown: pl.DataFrame) -> set[str]:
    """Those of the ids and names in the roster's file that belong to units that could not be used there."""
    written = pl.concat([unknown[column] for column in NAMING]).drop_nulls().unique().implode()
    cells = [roster.table.cells[roster.headers[column]] for column in ("id", "name")]
    return {cell for column in cells for cell in column.filter(column.is_in(written)).to_list()}


def _unknown(row: Row, aside: set[str], names: list[str]) -> tuple[str, str]:
    if aside & {row["unit"], row["unit_name"]}:
        return f"单位“{_shown(row)}”在花名册里有问题，被搁置了，没有计入", "先改好花名册"
    written = row["unit_name"] or row["unit"]
    return f"花名册里没有单位“{_shown(row)}”，没有计入", alike(written, names) or "写花名册里的编号，或者不重名的全称"


def _bearers(several: pl.DataFrame, roster: Roster) -> dict[str, list[int]]:
    """By name, bare, the units that bear a name which some of these rows write, by their ids."""
    names = pl.concat([several.select(bare(column).alias("name")) for column in NAMING]).to_series().drop_nulls().unique()
    units = bearing(roster, names)
    sorted_by_id = units.with_columns(roster.units["id"].gather(units["at"])).sort("id")
    return dict(sorted_by_id.group_by("name").agg("at").iter_rows())


def _same(row: Row, bearers: dict[str, list[int]]) -> list[int]:
    """The units of the name that a row writes."""
    names = dict.fromkeys(tight(unicodedata.normalize("NFKC", row[column])) for column in NAMING if row[column])
    return [at for name in names for at in bearers.get(name, ())]


def _several(row: Row, bearers: dict[str, list[int]], roster: Roster) -> tuple[str, str]:
    same = _same(row, bearers)
    told = "、".join(f"{roster.units['id'][at]}（{_above(at, roster)}）" for at in same[:SHOWN])
    return f"单位“{_shown(row)}”有 {len(same)} 个同名，没有计入", "请写编号，候选的有：" + told


def _above(at: int, roster: Roster) -> str:
    superior = int(roster.parent[at])
    return f"上级 {roster.units['name'][superior]}" if superior >= 0 else "没有上级"


def _settled(row: Row, bearers: dict[str, list[int]], roster: Roster) -> tuple[str, str]:
    """On what it rests that one of several was taken."""
    below = roster.units["name"][row["below"]] if row["below"] is not None else ""
    why = {
        "above": f"这一行的上级写的是“{'、'.join((row['above'] or '').split(BETWEEN))}”",
        "beside": f"这张表里别的单位都在“{below}”之下",
        "part": f"这张表里没有“{below}”以外的单位",
    }
    unit = f"“{roster.units['name'][row['at']]}”（{roster.units['id'][row['at']]}，{_above(row['at'], roster)}）"
    return f"单位“{_shown(row)}”有 {len(_same(row, bearers))} 个同名，{why[row['how']]}，按{unit}读了", "不是的话，请写编号"


def _two(row: Row) -> tuple[str, str]:
    return f"“{row['unit']}”和“{row['unit_name']}”是两个单位，没有计入", "改成同一个单位的编号和名称"


def _odd(row: Row, roster: Roster) -> tuple[str, str]:
    unit, name = roster.units.select("id", "name").row(row["at"])
    return f"“{row['unit']}”和“{row['unit_name']}”对不上，按“{name}”（{unit}）读了", "改成花名册里的编号和名称"


def _shown(row: Row) -> str:
    return "，".join(row[column] for column in NAMING if row[column])

"""Which unit of the roster a record names: by id, or by a full name that no other unit has or that what stands beside it settles."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import numpy as np
import polars as pl

from cxzy_rules.blanks import tight
from cxzy_rules.ledger.found import Chosen, Found, Row, first_of, firsts, tell
from cxzy_rules.ledger.items import alike
from cxzy_rules.ledger.ledger import NOBODY, Extent
from cxzy_rules.ledger.lines import Lines
from cxzy_rules.ledger.namesakes import bare, bearing, settled, standing
from cxzy_rules.ledger.numbered import WHO
from cxzy_rules.ledger.written import BETWEEN
from cxzy_rules.roster.roster import Roster, Rows
from cxzy_rules.tables.distinct import Distinct, Numbers
from cxzy_rules.tables.table import UNREADABLE

MOST_COMPARED = 50_000
SHOWN = 8
NAMING = ["unit", "unit_name"]
SAID = ("none", "unknown", "several", "two", "odd")


def known_units(roster: Roster) -> Distinct:
    """What numbers the units that records speak of: one that is named by its id alone has the number of its row."""
    nothing = (pl.lit(None, dtype=pl.String).alias(name) for name in WHO[1:])
    return Distinct(roster.units.select(pl.col("id").alias("unit"), *nothing))


def with_units(found: Found, roster: Roster, part: Extent | None) -> Found:
    """`found` with each record's unit, and which units lie outside the part that is asked about.

    The unit is NOBODY, and told, where a record names none, several, or two different ones.
    """
    outside = None if part is None else _outside(roster, part)
    if not found.strangers.height:
        return replace(found, unit=found.records.who, outside=outside)
    named = _resolved(found.strangers, roster)
    unit, strange = found.records.who.copy(), np.flatnonzero(found.records.who >= roster.units.height)
    unit[strange] = named["at"].fill_null(NOBODY).to_numpy()[unit[strange] - roster.units.height]
    several = _of_which(found, roster, (named["said"] == "several").fill_null(False))
    answers = _settled_in(found, several, named, roster, part.top if part else None)
    unit[several] = _beside(found, several, answers)["at"].fill_null(NOBODY).to_numpy()
    found = replace(found, unit=unit, outside=outside)
    _tell(found, named, answers, roster)
    return found


def _outside(roster: Roster, part: Extent) -> Chosen:
    outside = np.ones(roster.units.height + 1, dtype=np.bool_)
    outside[part.rows] = outside[NOBODY] = False
    return outside


def _of_which(found: Found, roster: Roster, chosen: pl.Series) -> Rows:
    """The records that speak of one of these strangers."""
    strange = np.flatnonzero(found.records.who >= roster.units.height)
    of_who: Chosen = chosen.to_numpy()[found.records.who[strange] - roster.units.height]
    return strange[of_who]


def _namings(found: Found, at: Rows) -> pl.DataFrame:
    """In which `table` these records stand, and `who` is spoken of."""
    return pl.DataFrame([found.sayings["table"].gather(found.records.saying[at]), pl.Series("who", found.records.who[at])])


def _settled_in(found: Found, several: Rows, named: pl.DataFrame, roster: Roster, top: int | None) -> pl.DataFrame:
    """For each `table` and `who` of these records, which name one of several: `at`, `how` and `below` as `settled` says."""
    open_names = _namings(found, several).unique(maintain_order=True)
    if not open_names.height:
        return open_names.with_columns(at=pl.lit(None, pl.Int64), how=pl.lit(None, pl.String), below=pl.lit(None, pl.Int64))
    there = np.zeros(len(found.sources), dtype=np.bool_)
    there[open_names["table"].to_numpy()] = True
    beside = np.flatnonzero(there[found.sayings["table"].to_numpy()][found.records.saying])
    namings = _namings(found, beside).unique(maintain_order=True)
    who = pl.col("who").cast(pl.Int64)
    stranger = namings.select(pl.when(who >= roster.units.height).then(who - roster.units.height)).to_series()
    words = [one.gather(stranger) for one in (*found.strangers.get_columns(), named["said"])]
    at = pl.when(pl.lit(stranger).is_null()).then(who).otherwise(pl.lit(named["at"].gather(stranger))).alias("at")
    answers = settled(namings.with_columns(*words, at), roster, top)
    return answers.filter(pl.col("said") == "several").select("table", "who", "at", "how", "below")


def _beside(found: Found, at: Rows, answers: pl.DataFrame) -> pl.DataFrame:
    """What was settled for each of these records."""
    return _namings(found, at).join(answers, on=["table", "who"], how="left", maintain_order="left")


def _resolved(pairs: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """`pairs` with `at`, the row of the unit, and `said`, what is wrong: `none`, `unknown`, `several`, `two`, or only `odd`."""
    words = _words(pairs, roster)
    for column in NAMING:
        meant = words.rename({"word": column, "at": f"{column}_at", "several": f"{column}_several"})
        pairs = pairs.join(meant, on=column, how="left", maintain_order="left")
    both = pl.coalesce("unit_at", "unit_name_at")
    pairs = pairs.with_columns(_said().alias("said"))
    return pairs.select(*NAMING, pl.when(pl.col("said").ne_missing("two")).then(both).alias("at"), "said")


def _words(pairs: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """Each different `word` with `at`, the unit of this id or else the one unit of this name, and whether `several` have the name."""
    written = pl.concat([pairs[column].alias("word") for column in NAMING]).drop_nulls().unique().to_frame()
    words = written.with_columns(bare("word").alias("name"))
    by_id = standing(roster.units["id"], words["word"]).select(pl.col("id").alias("word"), pl.col("at").alias("of_id"))
    by_name = bearing(roster, words["name"]).group_by("name").agg(pl.col("at").first().alias("of_name"), pl.len().alias("count"))
    found = words.join(by_id, on="word", how="left").join(by_name, on="name", how="left")
    one = pl.when(pl.col("count") == 1).then("of_name")
    return found.select("word", pl.coalesce("of_id", one).alias("at"), (pl.col("of_id").is_null() & (pl.col("count") > 1)).alias("several"))


def _said() -> pl.Expr:
    """What is wrong with a pair. The id decides: a name beside it that no unit has is only odd; another unit's leaves open who is meant."""
    written = [pl.col(column).is_not_null() for column in NAMING]
    found = [pl.col(f"{column}_at").is_not_null() for column in NAMING]
    several = pl.any_horizontal(pl.col(f"{column}_several") for column in NAMING)
    return (
        pl.when(~pl.any_horizontal(written))
        .then(pl.lit("none"))
        .when(~pl.any_horizontal(found))
        .then(pl.when(several).then(pl.lit("several")).otherwise(pl.lit("unknown")))
        .when(pl.col("unit_at") != pl.col("unit_name_at"))
        .then(pl.lit("two"))
        .when(pl.all_horizontal(written) & ~pl.all_horizontal(found) & several.not_().fill_null(True))
        .then(pl.lit("odd"))
    )


def _tell(found: Found, named: pl.DataFrame, answers: pl.DataFrame, roster: Roster) -> None:
    """Each row of a table once, and once a table what was only odd, or settled."""
    names = roster.units["name"].unique(maintain_order=True).to_list() if roster.units.height < MOST_COMPARED else []
    of = _wrong(found, named, roster)
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
    settled_ones = _beside(found, at, answers)["at"].is_not_null().to_numpy()
    several, more = first_of(found, at[~settled_ones])
    once = _once(found, at[settled_ones])
    rows = found.rows(once).hstack(_beside(found, once, answers).select("how", "below"))
    bearers = _bearers(pl.concat([several.select(NAMING), rows.select(NAMING)]), roster)
    tell(found, several, NAMING, lambda row, _: _several(row, bearers, roster), more)
    rows = rows.unique(["table", *NAMING, "at"], keep="first", maintain_order=True)
    tell(found, rows, NAMING, lambda row, _: _settled(row, bearers, roster))


def _wrong(found: Found, named: pl.DataFrame, roster: Roster) -> dict[str, Rows]:
    """By what is wrong with the unit that they name, the first record of each row of a table; unreadable cells were told before."""
    unreadable = pl.any_horizontal(pl.col(NAMING) == UNREADABLE).fill_null(False)
    said = named.select(pl.when(~unreadable).then("said")).to_series()
    at = _of_which(found, roster, said.is_not_null())
    at = at[firsts(_together(_namings(found, at)["table"], found.records.line[at]))]
    kind = said.gather(found.records.who[at] - roster.units.height)
    return {one: at[(kind == one).to_numpy()] for one in SAID}


def _once(found: Found, at: Rows) -> Rows:
    """The first of these records, but for those of units elsewhere, for each way in which a table names a unit."""
    here = found.here(at)
    return here[firsts(_together(_namings(found, here)["table"], found.records.who[here]))]


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

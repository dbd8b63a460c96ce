"""Which unit of the roster a record names: by id, or by a full name that no other unit has or that what stands beside it settles."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import numpy as np
import polars as pl

from cxzy_rules.blanks import tight
from cxzy_rules.ledger.found import Found, Row, tell
from cxzy_rules.ledger.items import alike
from cxzy_rules.ledger.ledger import Extent
from cxzy_rules.ledger.namesakes import BETWEEN, bare, settled
from cxzy_rules.roster.roster import Roster
from cxzy_rules.tables.table import UNREADABLE

MOST_COMPARED = 50_000
SHOWN = 8
NAMING = ["unit", "unit_name"]


def with_units(found: Found, roster: Roster, part: Extent | None) -> Found:
    """`found` with each record's unit, `at`, and whether that lies `elsewhere` than the part that is asked about.

    The unit is null, and told, where a record names none, several, or two different ones.
    """
    pairs = _resolved(found.records.select(NAMING).unique(maintain_order=True), roster)
    joined = found.records.join(pairs, on=NAMING, how="left", nulls_equal=True, maintain_order="left")
    joined = settled(joined, found.sources, roster, part.top if part else None)
    if part is not None:
        joined = joined.with_columns(_elsewhere(joined["at"], roster, part))
    if joined["said"].null_count() < joined.height:
        _tell(found, joined.filter(pl.col("said").is_not_null()), roster)
    return replace(found, records=found.records.with_columns(joined[column] for column in ("at", "elsewhere") if column in joined.columns))


def _elsewhere(at: pl.Series, roster: Roster, part: Extent) -> pl.Series:
    inside = np.zeros(roster.units.height, dtype=np.bool_)
    inside[part.rows] = True
    return (~pl.Series("elsewhere", inside)).gather(at).fill_null(False)


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
    words = pl.concat([pairs[column].alias("word") for column in NAMING]).drop_nulls().unique().to_frame()
    units = roster.units.select("id", bare("name"), pl.int_range(pl.len(), dtype=pl.Int64).alias("at"))
    by_id = units.select(pl.col("id").alias("word"), pl.col("at").alias("of_id"))
    by_name = units.group_by("name").agg(pl.col("at").first().alias("of_name"), pl.len().alias("count"))
    found = words.with_columns(bare("word").alias("name")).join(by_id, on="word", how="left").join(by_name, on="name", how="left")
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


def _tell(found: Found, wrong: pl.DataFrame, roster: Roster) -> None:
    """Each row of a table once, and once a table what was only odd."""
    names = roster.units["name"].unique(maintain_order=True).to_list() if roster.units.height < MOST_COMPARED else []
    unreadable = pl.any_horizontal(pl.col(NAMING) == UNREADABLE)
    rows = wrong.filter(~unreadable.fill_null(False)).unique(["table", "row"], keep="first", maintain_order=True)
    told = {said: rows.filter(pl.col("said") == said) for said in ("none", "unknown", "several", "two")}
    aside = _set_aside(roster, told["unknown"])
    tell(found, told["none"], NAMING, lambda *_: ("没有写单位，没有计入", "补上单位编号，或者不重名的全称"))
    tell(found, told["unknown"], NAMING, lambda row, hinted: _unknown(row, aside, names if hinted else []))
    several, bearers = told["several"].filter(pl.col("at").is_null()), _bearers(told["several"], roster)
    tell(found, several, NAMING, lambda row, _: _several(row, bearers, roster))
    tell(found, told["two"], NAMING, lambda row, _: _two(row))
    tell(found, rows.filter(pl.col("said") == "odd"), NAMING[1:], lambda row, _: _odd(row, roster), ["table", *NAMING])
    settled_ones = told["several"].filter(pl.col("at").is_not_null())
    tell(found, settled_ones, NAMING, lambda row, _: _settled(row, bearers, roster), ["table", *NAMING, "at"])


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
    names = pl.concat([several.select(bare(column).alias("name")) for column in NAMING]).unique()
    units = roster.units.select("id", bare("name"), pl.int_range(pl.len(), dtype=pl.Int64).alias("at"))
    found = units.filter(pl.col("name").is_in(names["name"].implode())).sort("id").group_by("name").agg("at")
    return dict(found.iter_rows())


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

"""Which unit of the roster a record names: by id, or by a full name that no other unit has or that what stands beside it settles."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import polars as pl

from cxzy_rules.ledger.found import Chosen, Found, changeable
from cxzy_rules.ledger.ledger import NOBODY, Extent
from cxzy_rules.ledger.namesakes import bare, bearing, settled, standing
from cxzy_rules.ledger.numbered import WHO
from cxzy_rules.ledger.strangers import namings_of, of_which, settled_of
from cxzy_rules.ledger.unit_words import NAMING, tell_units
from cxzy_rules.roster.lookup import Ids
from cxzy_rules.roster.roster import Roster, Rows
from cxzy_rules.tables.distinct import Distinct


def known_units(roster: Roster) -> Distinct:
    """What numbers the units that records speak of: one that is named by its id alone has the number of its row."""
    return Distinct(_by_id(roster.units["id"]))


def known_ids(ids: Ids) -> Distinct:
    """The same, of ids whose places are known mostly; they become part of it."""
    return Distinct(_by_id(ids.ids), places=ids.places)


def _by_id(ids: pl.Series) -> pl.DataFrame:
    nothing = (pl.lit(None, dtype=pl.String).alias(name) for name in WHO[1:])
    return ids.to_frame("unit").with_columns(*nothing)


def with_units(found: Found, roster: Roster, part: Extent | None, own: bool = False) -> Found:
    """`found` with each record's unit, and which units lie outside the part that is asked about. `own`: whether nobody else needs its
    records, so that the units may take the place of whom they speak of.

    The unit is NOBODY, and told, where a record names none, several, or two different ones.
    """
    outside = None if part is None else _outside(roster, part)
    if not found.strangers.height:
        return replace(found, unit=found.records.who, outside=outside)
    with ThreadPoolExecutor(1) as beside:
        resolved = beside.submit(_resolved, found.strangers, roster)
        strange = np.flatnonzero(found.records.who >= roster.units.height)
        unit = changeable(found.records.who, own)
        found, named = replace(found, strange=(strange, unit[strange])), resolved.result()
    unit[strange] = named["at"].fill_null(NOBODY).to_numpy()[unit[strange] - roster.units.height]
    several = of_which(found, strange, roster, (named["said"] == "several").fill_null(False))
    answers = _settled_in(found, several, named, roster, part.top if part else None)
    unit[several] = settled_of(found, several, answers)["at"].fill_null(NOBODY).to_numpy()
    found = replace(found, unit=unit, outside=outside)
    tell_units(found, strange, named, answers, roster)
    return found


def _outside(roster: Roster, part: Extent) -> Chosen:
    outside = np.ones(roster.units.height + 1, dtype=np.bool_)
    outside[part.rows] = outside[NOBODY] = False
    return outside


def _settled_in(found: Found, several: Rows, named: pl.DataFrame, roster: Roster, top: int | None) -> pl.DataFrame:
    """For each `table` and `who` of these records, which name one of several: `at`, `how` and `below` as `settled` says."""
    open_names = namings_of(found, several).unique(maintain_order=True)
    if not open_names.height:
        return open_names.with_columns(at=pl.lit(None, pl.Int64), how=pl.lit(None, pl.String), below=pl.lit(None, pl.Int64))
    there = np.zeros(len(found.sources), dtype=np.bool_)
    there[open_names["table"].to_numpy()] = True
    beside = np.flatnonzero(there[found.sayings["table"].to_numpy()][found.records.saying])
    namings = namings_of(found, beside).unique(maintain_order=True)
    who = pl.col("who").cast(pl.Int64)
    stranger = namings.select(pl.when(who >= roster.units.height).then(who - roster.units.height)).to_series()
    words = [one.gather(stranger) for one in (*found.strangers.get_columns(), named["said"])]
    at = pl.when(pl.lit(stranger).is_null()).then(who).otherwise(pl.lit(named["at"].gather(stranger))).alias("at")
    answers = settled(namings.with_columns(*words, at), roster, top)
    return answers.filter(pl.col("said") == "several").select("table", "who", "at", "how", "below")


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

"""Which of several units of one name a row means, where what stands beside it leaves only one; never by likelihood.

The row's own superiors are asked first. Then the rest of its sheet: where all other units lie below one superior, and below that
every name of the sheet has a bearer, a name with but one bearer there is that one's. Last the part of the roster that is asked
about, by the same measure.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from cxzy_rules.blanks import tight_column
from cxzy_rules.ledger.written import BETWEEN
from cxzy_rules.roster.roster import Roster
from cxzy_rules.roster.tree import below, depth_of, lowest_common

KEY = ("table", "unit", "unit_name", "above")
LEAST_PART = 2
OPEN = pl.col("said") == "several"
ROW = pl.Int64


def bare(column: str) -> pl.Expr:
    """A name as it is compared: with only the blanks that count, wide and narrow forms alike."""
    return tight_column(pl.col(column).str.normalize("NFKC"))


def standing(cells: pl.Series, words: pl.Series) -> pl.DataFrame:
    """Those of the cells that are one of the words, with `at`, the row in which each stands."""
    return cells.to_frame().with_columns(pl.int_range(pl.len(), dtype=ROW).alias("at")).filter(cells.is_in(words.implode()))


def bearing(roster: Roster, names: pl.Series) -> pl.DataFrame:
    """The units `at` whose `name`, bare, is one of these. Of millions of names few are not written barely."""
    written, barely = (one if len(names) else one.clear() for one in (roster.units["name"], roster.bare))
    others = written.to_frame().with_columns(pl.int_range(pl.len(), dtype=ROW).alias("at")).filter(~barely)
    others = others.with_columns(bare("name")).filter(pl.col("name").is_in(names.implode()))
    return pl.concat([standing(written, names), others]).unique("at").sort("at")


def settled(records: pl.DataFrame, roster: Roster, top: int | None) -> pl.DataFrame:
    """`records`, each different way in which a table names a unit (KEY), with `at` and `said`; where a name of several is settled, `at`
    is its unit, `how` (`above`, `beside`, `part`) says by what, and `below` is the superior that decided."""
    keys = _keys(records)
    left = keys.join(bearing(roster, keys["name"].unique()), on="name").select("key", "table", "at")
    chains = _chains(roster, left["at"].unique())
    left = _by_cells(keys, left, chains, roster)
    found = [_alone(left.join(keys.filter(pl.col("above").is_not_null()), on="key", how="semi")).select("key", "at", how=pl.lit("above"))]
    sure = _sure(records, keys, found[0])
    for how, heads in (("beside", _common(sure, roster)), ("part", _part(sure, left, roster, top))):
        rest = left.join(pl.concat([one.select("key") for one in found]), on="key", how="anti")
        for tried in heads:
            decided = _below(left, rest, chains, tried).select("key", "at", "below", how=pl.lit(how))
            found.append(decided)
            rest = rest.join(decided, on="key", how="anti")
    answers = keys.select("key", *KEY).join(pl.concat(found, how="diagonal"), on="key")
    joined = records.join(answers.rename({"at": "meant"}).drop("key"), on=KEY, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(pl.when(OPEN).then("meant").otherwise("at").alias("at"), pl.when(OPEN).then("how").alias("how"))


def _keys(records: pl.DataFrame) -> pl.DataFrame:
    """The different ways in which rows name one of several: `key`, KEY and the bare `name`; where two words stand they must be one."""
    keys = records.filter(OPEN).select(KEY).unique(maintain_order=True).with_columns(name=pl.coalesce(bare("unit_name"), bare("unit")))
    return keys.filter((bare("unit") == pl.col("name")).fill_null(True)).with_row_index("key")


def _chains(roster: Roster, units: pl.Series) -> pl.DataFrame:
    """Each unit `at` with itself and all its superiors, `head`, and how many `steps` up they stand."""
    at = head = units.to_numpy()
    found = [pl.DataFrame({"at": at, "head": head, "steps": 0}, schema={"at": ROW, "head": ROW, "steps": ROW})]
    while len(head):
        above = roster.parent[head]
        at, head = at[above >= 0], above[above >= 0]
        found.append(pl.DataFrame({"at": at, "head": head, "steps": len(found)}, schema={"at": ROW, "head": ROW, "steps": ROW}))
    return pl.concat(found)


def _by_cells(keys: pl.DataFrame, left: pl.DataFrame, chains: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """Of the bearers of each key those that lie below whoever its cells name, each cell of them; all where there are no cells."""
    cells = keys.select("key", word=pl.col("above").str.split(BETWEEN)).drop_nulls().explode("word").unique()
    if not cells.height:
        return left
    said = cells.with_columns(bare("word"))
    heads = _heads(said["word"].unique(), chains.filter(pl.col("steps") > 0), roster)
    met = left.join(said, on="key").join(heads, on=["word", "at"], how="semi").group_by("key", "at").agg(pl.len().alias("met"))
    asked = said.group_by("key").agg(pl.len().alias("asked"))
    met = met.join(asked, on="key").filter(pl.col("met") == pl.col("asked"))
    free = left.join(asked, on="key", how="anti")
    return pl.concat([free, left.join(met, on=["key", "at"], how="semi")])


def _heads(words: pl.Series, chains: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """`word` and `at`: which bearers lie below a superior of that id or name; or, where no unit at all is called so, below one
    whose name holds the word, as that of a county's committee holds the county's."""
    units = roster.units.select("id", bare("name"), pl.int_range(pl.len(), dtype=ROW).alias("head"))
    asked = words.alias("word").to_frame()
    exact = pl.concat([asked.join(units.select(word=column, head="head"), on="word") for column in ("id", "name")])
    rest = asked.join(exact, on="word", how="anti").filter(pl.col("word").str.len_chars() >= LEAST_PART)
    superiors = units.join(chains.select("head").unique(), on="head", how="semi")
    held = [
        superiors.filter(pl.col("name").str.contains(word, literal=True)).select(pl.lit(word).alias("word"), "head")
        for word in rest["word"]
    ]
    return pl.concat([exact.select("word", "head"), *held]).join(chains, on="head").select("word", "at").unique()


def _alone(left: pl.DataFrame) -> pl.DataFrame:
    """The keys of which one bearer is left, with it."""
    return left.group_by("key").agg(pl.col("at").first(), pl.len().alias("count")).filter(pl.col("count") == 1)


def _sure(records: pl.DataFrame, keys: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """`table` and `at`: the units of the tables with open names that are certain so far."""
    plain = records.join(keys.select("table").unique(), on="table", how="semi").select("table", "at").drop_nulls()
    return pl.concat([plain, keys.join(found, on="key").select("table", "at")]).unique()


def _common(sure: pl.DataFrame, roster: Roster) -> Iterator[pl.DataFrame]:
    """For each table the lowest superior at or above all units that are certain; of one unit alone first itself, then its own."""
    depth = depth_of(roster)
    told = [
        (table, len(units), lowest_common(roster, depth, np.array(units))) for table, units in sure.group_by("table").agg("at").iter_rows()
    ]
    yield _heads_of([(table, head) for table, _, head in told if head is not None])
    yield _heads_of([(table, int(roster.parent[head])) for table, count, head in told if head is not None and count == 1])


def _part(sure: pl.DataFrame, left: pl.DataFrame, roster: Roster, top: int | None) -> Iterator[pl.DataFrame]:
    """The part's head, for the tables that name no unit outside it."""
    if top is not None:
        inside = below(roster, top)
        outside = sure.filter(~pl.Series(inside[sure["at"].to_numpy()]))["table"]
        yield _heads_of([(table, top) for table in left["table"].unique() if table not in set(outside)])


def _heads_of(told: list[tuple[int, int]]) -> pl.DataFrame:
    return pl.DataFrame(told, schema={"table": pl.UInt32, "below": ROW}, orient="row").filter(pl.col("below") >= 0)


def _below(left: pl.DataFrame, rest: pl.DataFrame, chains: pl.DataFrame, heads: pl.DataFrame) -> pl.DataFrame:
    """Of the keys in `rest` those with one bearer at or below their table's head, where every key of the table has one there."""
    within = left.join(heads, on="table").join(chains, left_on=["at", "below"], right_on=["at", "head"], how="semi")
    counted = within.group_by("key").agg(pl.col("table").first(), pl.col("below").first(), pl.col("at").first(), pl.len().alias("count"))
    all_keys = left.group_by("table").agg(pl.col("key").n_unique().alias("keys"))
    whole = counted.group_by("table").agg(pl.len().alias("keys")).join(all_keys, on=["table", "keys"], how="semi")
    alone = counted.filter(pl.col("count") == 1).join(whole, on="table", how="semi")
    return alone.join(rest.select("key").unique(), on="key", how="semi")

"""Facts that follow from the whole roster, by column: who has subordinates, residents or a partner; what a name tells."""

from __future__ import annotations

import re

import polars as pl

from cxzy_rules.blanks import tight, tight_column
from cxzy_rules.model.condition import FALSE, TRUE
from cxzy_rules.model.law import NO_BRANCH
from cxzy_rules.roster.references import Named
from cxzy_rules.roster.roster import FLAG, WORD, Rows
from cxzy_rules.tables.table import UNREADABLE
from cxzy_rules.vocabulary.words import Vocabulary

YES, NO, UNKNOWN = (pl.lit(value, dtype=FLAG) for value in (TRUE, FALSE, None))


def named_kinds(units: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Adds `kind_basis`, `pattern`, `name_ruling` and `apart`, and the kind that the name tells where the roster gives none."""
    bare = units.filter(pl.col("kind").is_null())["name"].unique(maintain_order=True).to_list()
    spoken = {name: pattern for name in bare if (pattern := vocabulary.kind_of_name(tight(name))) is not None}
    told = pl.col("kind").is_null()
    kind = _by_name({name: pattern.kind for name, pattern in spoken.items()})
    by = {word: pl.lit(word, dtype=WORD) for word in ("kind", "name")}
    basis = pl.when(~told & (pl.col("kind") != UNREADABLE)).then(by["kind"]).when(told & kind.is_not_null()).then(by["name"])
    return units.with_columns(
        pl.when(told).then(kind).otherwise("kind").alias("kind"),
        pl.when(told).then(_by_name({name: pattern.id for name, pattern in spoken.items()})).alias("pattern"),
        pl.when(told).then(_by_name({name: pattern.ruling for name, pattern in spoken.items()})).alias("name_ruling"),
        pl.when(told).then(_by_name({name: TRUE if pattern.apart else None for name, pattern in spoken.items()})).alias("apart"),
        basis.otherwise(pl.lit(None, dtype=WORD)).alias("kind_basis"),
    )


def _by_name(told: dict[str, str | None]) -> pl.Expr:
    return pl.col("name").replace_strict(told, default=None, return_dtype=WORD)


def organs_and_forms(units: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Adds `organ` (which of the document's organs the unit is, by name and kind) and `committee` (name first, then kind)."""
    bare = "|".join(map(re.escape, sorted(vocabulary.organ_of_name))) or "$^"
    names = units.select(tight_column(pl.col("name"))).to_series()
    likely = units.filter(names.str.contains(bare) & pl.col("kind").is_not_null()).select("name", "kind").unique()
    organs = {
        (one, kind): organ
        for one, kind in likely.rows()
        if (organ := vocabulary.organ_by_name(tight(one))) and kind in vocabulary.organs[organ].kinds
    }
    schema = {"name": pl.String(), "kind": WORD, "organ": WORD}
    found = pl.DataFrame([(*key, organ) for key, organ in organs.items()], schema=schema, orient="row")
    joined = units.join(found, on=["name", "kind"], how="left", maintain_order="left")
    by_kind = {kind.id: TRUE if kind.committee else FALSE for kind in vocabulary.kinds.values() if kind.committee is not None}
    yes = names.str.contains(vocabulary.has_committee.pattern)
    no = names.str.contains(vocabulary.no_committee.pattern)
    says = pl.when(no).then(NO).when(yes).then(YES)
    return joined.with_columns(
        pl.col("organ").fill_null(NO_BRANCH),
        says.otherwise(pl.col("kind").replace_strict(by_kind, default=None, return_dtype=FLAG)).alias("committee"),
    )


def relations(units: pl.DataFrame, parent: Rows, given: set[str], usual: str | None, partners: Named, homes: Named) -> pl.DataFrame:
    """Adds the flags about units above, below, beside and around.

    `given`: the columns that the roster has; `usual`: how a unit is managed whose competent department may stay unnamed (null where
    nobody asks how); `partners` and `homes`: whom the cells `paired_with` and `located_in` name.
    """
    superior = pl.Series(parent)
    has_below = pl.int_range(units.height, dtype=pl.Int64, eager=True).is_in(superior.filter(superior >= 0).unique().implode())
    needless = units["management"].eq_missing(pl.lit(usual, dtype=pl.String)) | (units["authority"] == "").fill_null(False)
    named_by_other = pl.col("id").is_in(partners.ids.implode())
    return units.with_columns(
        (pl.select(_flag(has_below)).to_series() if "parent" in given else UNKNOWN).alias("has_subordinates"),
        (UNKNOWN if "parent" in given else YES).alias("unplaced"),
        _filled("authority", given, otherwise=pl.when(needless).then(NO)).alias("has_authority"),
        homes.filled.alias("resident"),
        pl.when(named_by_other).then(YES).otherwise(partners.filled).alias("paired"),
        (_flag(pl.col("id").is_in(homes.ids.implode())) if "located_in" in given else UNKNOWN).alias("has_residents"),
    )


def _flag(truth: pl.Series | pl.Expr) -> pl.Expr:
    return pl.when(truth).then(YES).otherwise(NO)


def _filled(column: str, given: set[str], otherwise: pl.Expr) -> pl.Expr:
    """TRUE where the cell is filled; unknown where there is no such column or the cell is unreadable; else `otherwise`."""
    if column not in given:
        return UNKNOWN
    cell = pl.col(column)
    filled = cell.is_not_null() & (cell != "") & (cell != UNREADABLE)
    return pl.when(filled).then(YES).when(cell == UNREADABLE).then(UNKNOWN).otherwise(otherwise)

"""Facts that follow from the whole roster, by column: who has subordinates, residents or a partner; what a name tells."""

from __future__ import annotations

import polars as pl

from cxzy_rules.model.condition import FALSE, TRUE
from cxzy_rules.model.law import NO_BRANCH
from cxzy_rules.roster.cells import SEPARATORS
from cxzy_rules.roster.roster import UNREADABLE, Rows
from cxzy_rules.vocabulary import Vocabulary


def named_kinds(units: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Adds `kind_basis`, `pattern` and `name_ruling`, and the kind that the name tells where the roster gives none."""
    bare = units.filter(pl.col("kind").is_null())["name"].unique(maintain_order=True).to_list()
    spoken = {name: pattern for name in bare if (pattern := vocabulary.kind_of_name("".join(name.split()))) is not None}
    told = pl.col("kind").is_null()
    kind = _by_name({name: pattern.kind for name, pattern in spoken.items()})
    basis = pl.when(~told & (pl.col("kind") != UNREADABLE)).then(pl.lit("kind")).when(told & kind.is_not_null()).then(pl.lit("name"))
    return units.with_columns(
        pl.when(told).then(kind).otherwise("kind").alias("kind"),
        pl.when(told).then(_by_name({name: pattern.id for name, pattern in spoken.items()})).alias("pattern"),
        pl.when(told).then(_by_name({name: pattern.ruling for name, pattern in spoken.items()})).alias("name_ruling"),
        basis.otherwise(pl.lit(None, dtype=pl.String)).alias("kind_basis"),
    )


def _by_name(told: dict[str, str | None]) -> pl.Expr:
    return pl.col("name").replace_strict(told, default=None, return_dtype=pl.String)


def organs_and_forms(units: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Adds `organ` (which of the document's organs the unit is, by name and kind) and `committee` (name first, then kind)."""
    bare = "|".join(sorted(vocabulary.organ_of_name)) or "$^"
    likely = units.filter(pl.col("name").str.contains(bare) & pl.col("kind").is_not_null()).select("name", "kind").unique()
    organs = {
        (name, kind): organ
        for name, kind in likely.rows()
        if (organ := vocabulary.organ_by_name("".join(name.split()))) and kind in vocabulary.organs[organ].kinds
    }
    found = pl.DataFrame(
        [(*key, organ) for key, organ in organs.items()], schema={"name": pl.String, "kind": pl.String, "organ": pl.String}, orient="row"
    )
    joined = units.join(found, on=["name", "kind"], how="left", maintain_order="left")
    by_kind = {kind.id: TRUE if kind.committee else FALSE for kind in vocabulary.kinds.values() if kind.committee is not None}
    name = pl.col("name")
    yes = name.str.contains(vocabulary.has_committee.pattern)
    no = name.str.contains(vocabulary.no_committee.pattern)
    says = pl.when(no).then(pl.lit(FALSE)).when(yes).then(pl.lit(TRUE))
    return joined.with_columns(
        pl.col("organ").fill_null(NO_BRANCH),
        says.otherwise(pl.col("kind").replace_strict(by_kind, default=None, return_dtype=pl.String)).alias("committee"),
    )


def relations(units: pl.DataFrame, parent: Rows, given: set[str], usual: str) -> pl.DataFrame:
    """Adds the flags about units below, beside and around.

    `given`: the columns that the roster has; `usual`: how a unit is managed whose competent department may stay unnamed.
    """
    superior = pl.Series(parent)
    has_below = pl.int_range(units.height, dtype=pl.Int64, eager=True).is_in(superior.filter(superior >= 0).unique().implode())
    columns = [_flag(has_below).alias("has_subordinates")]
    columns += _beside(units, "located_in", "resident", "has_residents", given)
    columns += _paired(units, given)
    needless = units["management"].eq_missing(pl.lit(usual))
    told = pl.when(units["authority"].is_not_null()).then(pl.lit(TRUE)).when(needless).then(pl.lit(FALSE))
    if "authority" in given:
        columns.append(pl.select(told.alias("has_authority")).to_series())
    else:
        columns.append(_unknown("has_authority", units.height))
    return units.with_columns(columns)


def _flag(truth: pl.Series) -> pl.Series:
    return pl.select(pl.when(truth).then(pl.lit(TRUE)).otherwise(pl.lit(FALSE))).to_series()


def _unknown(name: str, height: int) -> pl.Series:
    return pl.Series(name, [None], dtype=pl.String).new_from_index(0, height)


def _beside(units: pl.DataFrame, column: str, here: str, there: str, given: set[str]) -> list[pl.Series]:
    """Whether the cell is filled, and whether some other unit's cell names this one."""
    if column not in given:
        return [_unknown(here, units.height), _unknown(there, units.height)]
    named = units[column].drop_nulls().unique().implode()
    return [_flag(units[column].is_not_null()).alias(here), _flag(units["id"].is_in(named)).alias(there)]


def _paired(units: pl.DataFrame, given: set[str]) -> list[pl.Series]:
    if "paired_with" not in given:
        return [_unknown("paired", units.height)]
    cells = units["paired_with"].drop_nulls().str.replace_all(SEPARATORS, ";")
    partners = cells.str.split(";").explode().str.strip_chars().unique().implode()
    return [_flag(units["paired_with"].is_not_null() | units["id"].is_in(partners)).alias("paired")]

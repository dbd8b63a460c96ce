"""Facts that follow from the whole roster, by column: who has subordinates, residents or a partner; what a name tells."""

from __future__ import annotations

import numpy as np
import polars as pl

from cxzy_rules.blanks import tight_column
from cxzy_rules.model.condition import FALSE, TRUE
from cxzy_rules.model.law import NO_BRANCH
from cxzy_rules.roster.references import Named
from cxzy_rules.roster.roster import FLAG, WORD, Rows, beside, without
from cxzy_rules.roster.searched import holding, speaking
from cxzy_rules.tables.table import UNREADABLE
from cxzy_rules.vocabulary.words import Vocabulary

YES, NO, UNKNOWN = (pl.lit(value, dtype=FLAG) for value in (TRUE, FALSE, None))


def named_kinds(units: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Adds `kind_basis`, `pattern`, `name_ruling` and `apart`, and the kind that the name tells where the roster gives none."""
    spoke = _patterns(units, vocabulary)
    kind = _told(spoke, [pattern.kind for pattern in vocabulary.names], WORD)
    given = pl.col("kind").is_not_null()
    basis = pl.when(given & (pl.col("kind") != UNREADABLE)).then(pl.lit("kind", dtype=WORD))
    return beside(
        units,
        pl.col("kind").fill_null(kind),
        pl.lit(_told(spoke, [pattern.id for pattern in vocabulary.names], WORD)).alias("pattern"),
        pl.lit(_told(spoke, [pattern.ruling for pattern in vocabulary.names], WORD)).alias("name_ruling"),
        pl.lit(_told(spoke, [TRUE if pattern.apart else None for pattern in vocabulary.names], FLAG)).alias("apart"),
        basis.when(~given & kind.is_not_null()).then(pl.lit("name", dtype=WORD)).otherwise(pl.lit(None, dtype=WORD)).alias("kind_basis"),
    )


def _patterns(units: pl.DataFrame, vocabulary: Vocabulary) -> pl.Series:
    """The number of the pattern that speaks for each unit whose kind is empty, a number more where none does."""
    kindless = units["kind"].is_null()
    names = _tight(units["name"].filter(kindless), units["bare"].filter(kindless))
    spoke = np.full(units.height, len(vocabulary.names), dtype=np.uint32)
    spoke[kindless.to_numpy()] = speaking(names, vocabulary)
    return pl.Series(spoke)


def _told(spoke: pl.Series, words: list[str | None], sort: pl.DataType) -> pl.Series:
    """What each pattern says, for the units that it speaks for."""
    return pl.Series([*words, None], dtype=sort)[spoke]


def organs_and_forms(units: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Adds `organ` (which of the document's organs the unit is, by name and kind) and `committee` (by its cell, name or kind).

    `committee_cell` is gone; where it cannot be read nothing else speaks for it.
    """
    by_kind = {kind.id: TRUE if kind.committee else FALSE for kind in vocabulary.kinds.values() if kind.committee is not None}
    names = _tight(units["name"], units["bare"])
    has, lacks = (holding(names, telling.pattern) for telling in (vocabulary.has_committee, vocabulary.no_committee))
    cell = pl.col("committee_cell")
    says = pl.when(cell == TRUE).then(YES).when(cell == FALSE).then(NO).when(cell.is_not_null()).then(UNKNOWN)
    says = says.when(lacks).then(NO).when(has).then(YES)
    known = beside(
        units,
        pl.lit(_organs(names, units["kind"], vocabulary)).alias("organ"),
        says.otherwise(pl.col("kind").replace_strict(by_kind, default=None, return_dtype=FLAG)).alias("committee"),
    )
    return without(known, "committee_cell")


def _tight(names: pl.Series, bare: pl.Series) -> pl.Series:
    """The names with only the blanks that count; those that are BARE have none."""
    others = (~bare).arg_true()
    spaced = others.filter(names.gather(others).str.contains(r"\s"))
    if not len(spaced):
        return names
    return names.clone().scatter(spaced, names.gather(spaced).to_frame("name").select(tight_column(pl.col("name"))).to_series())


def _organs(names: pl.Series, kinds: pl.Series, vocabulary: Vocabulary) -> pl.Series:
    """The organ that each unit is, NO_BRANCH for none; only of a kind that some organ is of the name is asked."""
    asked = pl.Series(sorted({kind for organ in vocabulary.organs.values() for kind in organ.kinds}), dtype=WORD)
    listed = pl.Series([sorted(vocabulary.organ_of_name)], dtype=pl.List(pl.String))
    likely = kinds.is_in(asked.implode()).fill_null(False).arg_true()
    likely = likely.filter(names.gather(likely).str.contains_any(listed))
    organs = [NO_BRANCH, *vocabulary.organs]
    number = np.zeros(len(names), dtype=np.uint32)
    for row, name, kind in zip(likely.to_list(), names.gather(likely), kinds.gather(likely), strict=True):
        organ = vocabulary.organ_by_name(name)
        if organ is not None and kind in vocabulary.organs[organ].kinds:
            number[row] = organs.index(organ)
    return pl.Series(organs, dtype=WORD)[pl.Series(number)]


def relations(units: pl.DataFrame, parent: Rows, given: set[str], usual: str | None, partners: Named, homes: Named) -> pl.DataFrame:
    """Adds the flags about units above, below, beside and around.

    `given`: the columns that the roster has; `usual`: how a unit is managed whose competent department may stay unnamed (null where
    nobody asks how); `partners` and `homes`: whom the cells `paired_with` and `located_in` name.
    """
    has_below = np.zeros(units.height, dtype=bool)
    has_below[parent[parent >= 0]] = True
    needless = units["management"].eq_missing(pl.lit(usual, dtype=pl.String)) | (units["authority"] == "").fill_null(False)
    named_by_other = pl.col("id").is_in(partners.ids.implode())
    return beside(
        units,
        (_flag(pl.lit(pl.Series(has_below))) if "parent" in given else UNKNOWN).alias("has_subordinates"),
        (UNKNOWN if "parent" in given else YES).alias("unplaced"),
        _filled("authority", given, otherwise=pl.when(needless).then(NO)).alias("has_authority"),
        pl.lit(homes.filled).alias("resident"),
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

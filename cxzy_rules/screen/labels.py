"""What a record's identifiers are called on screen: all that a rulebook adds to the record of a unit before a person reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxzy_rules.model.law import Word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxzy_rules.rulebook.book import Rulebook

SILENT = "文件没有为这类单位写明指导部门"
UNFILLED = "；花名册“{column}”一栏也没有可用的内容"


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels by id; `columns`: of what a record `needs`; `bonds` and `quotes`: of the rules of supervision; `silent`: that
    nobody guides; `titles`: of the layers' documents."""

    kinds: dict[str, str]
    levels: dict[str, str]
    bases: dict[str, str]
    columns: dict[str, str]
    bonds: dict[str, str]
    quotes: dict[str, str]
    silent: str
    titles: dict[str, str]


def labels_of(book: Rulebook) -> Labels:
    """The labels that a rulebook gives."""
    from cxzy_rules.parts.words import BASIS_LABELS, SUPERIOR, column_label, titles
    from cxzy_rules.vocabulary.language import COLUMNS

    words = book.vocabulary
    columns = [prefix + column for column in COLUMNS for prefix in ("", SUPERIOR)]
    supervising = [rule for rule in book.rules if rule.section == "supervision"]
    bonds, quotes = ({rule.id: getattr(rule, told) for rule in supervising} for told in ("label", "quote"))
    named = {column: column_label(book, column) for column in columns}
    spoken, silent = (named, bonds, quotes), _silent(words.columns)
    return Labels(_by_id(words.kinds), _by_id(words.levels), dict(BASIS_LABELS), *spoken, silent, titles(book))


def _by_id(words: Mapping[str, Word]) -> dict[str, str]:
    return {word.id: word.label for word in words.values()}


def _silent(columns: Mapping[str, Word]) -> str:
    """That nobody guides; and that the unit's own column names nobody, where the rulebook has that column."""
    return SILENT + (UNFILLED.format(column=columns["authority"].label) if "authority" in columns else "")

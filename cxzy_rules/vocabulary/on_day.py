"""The vocabulary as it is on one day: without the words, spellings and settlements that are none on that day."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import date
from typing import TypeVar

from cxzy_rules.model.law import SUPERIOR_LEVEL, Kind, Organ, Settlement, Word
from cxzy_rules.vocabulary.names import organ_tables
from cxzy_rules.vocabulary.spelt import usable
from cxzy_rules.vocabulary.words import NamePattern, Vocabulary

W = TypeVar("W", bound=Word)
Rests = Kind | Settlement | NamePattern


def words_on(vocabulary: Vocabulary, day: date, rulings: Container[str]) -> Vocabulary:
    """The words of a day. `rulings`: the ids of those in force on it; what rests on another is not there either."""

    def rests(one: Rests) -> bool:
        return one.days.cover(day) and (one.ruling is None or one.ruling in rulings)

    levels = _used(vocabulary.levels, day)
    kinds = {key: kind for key, kind in _used(vocabulary.kinds, day).items() if rests(kind)}
    organs = {key: _called(organ, day) for key, organ in _used(vocabulary.organs, day).items()}
    return replace(
        vocabulary,
        kinds={key: _said(kind, kinds, levels, rulings) for key, kind in kinds.items()},
        levels=levels,
        management=_used(vocabulary.management, day),
        tags=_used(vocabulary.tags, day),
        organs=organs,
        columns={key: _spelt(word, day) for key, word in vocabulary.columns.items()},
        county_level=vocabulary.county_level if vocabulary.county_level in levels else None,
        settlements=tuple(one for one in vocabulary.settlements if rests(one) and {one.kind, one.superior} <= kinds.keys()),
        names=tuple(one for one in vocabulary.names if rests(one) and (one.kind is None or one.kind in kinds)),
        day=day,
        **(organ_tables(vocabulary.organ_frame, organs.values()) if organs != vocabulary.organs else {}),
    )


def _used(words: dict[str, W], day: date) -> dict[str, W]:
    return {key: _spelt(word, day) for key, word in words.items() if word.days.cover(day)}


def _spelt(word: W, day: date) -> W:
    return replace(word, aliases=usable(word.aliases, word.dated, day)) if word.dated else word


def _called(organ: Organ, day: date) -> Organ:
    return replace(organ, names=usable(organ.names, organ.dated_names, day)) if organ.dated_names else organ


def _said(kind: Kind, kinds: Container[str], levels: Container[str], rulings: Container[str]) -> Kind:
    """What a kind says with words of the day; that it has a committee only as long as the ruling that says so is one."""
    if kind.level not in levels and kind.level not in ("", SUPERIOR_LEVEL):
        kind = replace(kind, level="")
    if kind.committee_ruling is not None and kind.committee_ruling not in rulings:
        kind = replace(kind, committee=None, committee_ruling=None)
    above = tuple(one for one in kind.superiors if one in kinds)
    return kind if above == kind.superiors else replace(kind, superiors=above)

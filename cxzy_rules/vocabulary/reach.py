"""The vocabulary as it is read within some layers: what a layer adds is a word for the units that it reaches, and for no other."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import date
from typing import TypeVar

from cxzy_rules.model.law import Organ, Spelling, Word
from cxzy_rules.vocabulary.names import organ_tables
from cxzy_rules.vocabulary.spelt import usable
from cxzy_rules.vocabulary.words import Vocabulary

W = TypeVar("W", bound=Word)


def words_in(vocabulary: Vocabulary, layers: Container[str]) -> Vocabulary:
    """The words of the base and of these layers alone."""
    day = vocabulary.day
    found = {key: _called(organ, layers, day) for key, organ in _added(vocabulary.organs, layers, day).items()}
    return replace(
        vocabulary,
        kinds=_added(vocabulary.kinds, layers, day),
        tags=_added(vocabulary.tags, layers, day),
        levels=_added(vocabulary.levels, layers, day),
        management=_added(vocabulary.management, layers, day),
        organs=found,
        **organ_tables(vocabulary.organ_frame, found.values()),
    )


def adding(vocabulary: Vocabulary) -> set[str]:
    """The layers that add some word or spelling."""
    tables = (vocabulary.kinds, vocabulary.tags, vocabulary.levels, vocabulary.management, vocabulary.organs)
    words = [word for table in tables for word in table.values()]
    named = [one.layer for organ in vocabulary.organs.values() for one in organ.dated_names]
    return {*named, *(word.layer for word in words), *(one.layer for word in words for one in word.dated)} - {""}


def _added(words: dict[str, W], layers: Container[str], day: date | None) -> dict[str, W]:
    return {key: _spelt(word, layers, day) for key, word in words.items() if not word.layer or word.layer in layers}


def _spelt(word: W, layers: Container[str], day: date | None) -> W:
    kept = _of(word.dated, layers)
    return replace(word, aliases=usable(word.aliases, word.dated, day, layers), dated=kept) if word.dated else word


def _called(organ: Organ, layers: Container[str], day: date | None) -> Organ:
    kept = _of(organ.dated_names, layers)
    return replace(organ, names=usable(organ.names, organ.dated_names, day, layers), dated_names=kept) if organ.dated_names else organ


def _of(dated: tuple[Spelling, ...], layers: Container[str]) -> tuple[Spelling, ...]:
    return tuple(one for one in dated if not one.layer or one.layer in layers)

"""Reads the vocabulary's YAML: the keys of each entry, and that what one entry says of another is true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from cxzy_rules import schema
from cxzy_rules.model.law import SUPERIOR_LEVEL, Branch, Kind, Organ, Settlement, Spelling, Tag, Word
from cxzy_rules.model.place import Place, Problem, hint_nearest
from cxzy_rules.vocabulary.language import UNTOLD, check_ids
from cxzy_rules.vocabulary.names import FORMS, name_patterns, organ_frame, organ_tables
from cxzy_rules.vocabulary.spelt import spellings, spelt, tell_rivals, word_of
from cxzy_rules.vocabulary.words import Vocabulary
from cxzy_rules.yamlfile import Node, written

W = TypeVar("W", bound=Word)


WORD = {"id": schema.must(schema.name), "label": schema.must(spelt), "aliases": schema.may(spellings, ()), **schema.DAYS}
KIND = WORD | {
    "branch": schema.may(schema.optional_text),
    "level": schema.may(schema.text, ""),
    "committee": schema.may(schema.yes_no),
    "area": schema.may(schema.yes_no, False),
    "ruling": schema.may(schema.name),
    "committee_ruling": schema.may(schema.name),
    "superiors": schema.may(schema.texts, ()),
}
TAG = WORD | {"kinds": schema.must(schema.texts)}
ORGAN = WORD | {
    "clause": schema.must(schema.text),
    "quote": schema.must(schema.text),
    "names": schema.must(spellings),
    "kinds": schema.must(schema.texts),
    "level": schema.must(schema.text),
}
SETTLEMENT = {key: schema.must(schema.name) for key in ("ruling", "kind", "superior", "branch")} | schema.DAYS
NO_LAYERS: Mapping[str, str] = {}
ONE_MEANING, ONE_ORGAN = "一个词只能有一个意思", "一个名称只能指一个部门"


def read_vocabulary(
    sections: dict[str, Node], branches: dict[str, Branch], problems: list[Problem], layers: Mapping[str, str] = NO_LAYERS
) -> Vocabulary:
    """The vocabulary from its files' top-level keys; what one entry says of another is checked.

    `layers`: which layer each file is of, by its path as told; the files of the base are not among them.
    """
    check_ids(sections, problems)
    kinds = _words(sections, "kinds", KIND, Kind, problems, layers)
    levels = _words(sections, "levels", WORD, Word, problems)
    organs = _words(sections, "organs", ORGAN, Organ, problems, layers)
    tags = _words(sections, "tags", TAG, Tag, problems, layers)
    _check_links(sections, "kinds", {"branch": [*branches], "level": [*levels, SUPERIOR_LEVEL], "superiors": [*kinds]}, problems)
    _check_links(sections, "tags", {"kinds": [*kinds]}, problems)
    _check_links(sections, "organs", {"kinds": [*kinds], "level": [*levels]}, problems)
    _check_links(sections, "settlement", {"kind": [*kinds], "superior": [*kinds], "branch": [*branches]}, problems)
    _check_links(sections, "names", {"kind": [*kinds, *UNTOLD]}, problems)
    settled = schema.records(sections["settlement"], SETTLEMENT, problems, "归口") if "settlement" in sections else []
    forms = schema.record(sections["forms"], FORMS, problems, "forms") if "forms" in sections else None
    facts = _words(sections, "facts", WORD, Word, problems)
    return Vocabulary(
        branches=branches,
        kinds=kinds,
        levels=levels,
        management=_words(sections, "management", WORD, Word, problems),
        ledger_columns=_words(sections, "ledger_columns", WORD, Word, problems),
        statuses=_words(sections, "statuses", WORD, Word, problems),
        county_level=_level(sections, levels, problems),
        tags=tags,
        organs=organs,
        settlements=tuple(Settlement(days=schema.days(values), **values) for values, _ in settled),
        facts={fact.id: fact.label for fact in facts.values()},
        columns=_words(sections, "columns", WORD, Word, problems),
        names=name_patterns(sections, problems),
        none_words=schema.texts(sections["none_words"], problems) or () if "none_words" in sections else (),
        **organ_tables(organ_frame(sections, problems), organs.values()),
        **(forms or {}),
    )


def _level(sections: dict[str, Node], levels: dict[str, Word], problems: list[Problem]) -> str | None:
    """The level whose areas results are summed for."""
    level = schema.text(sections["county_level"], problems) if "county_level" in sections else None
    if level is not None and level not in levels:
        problems.append(
            Problem(sections["county_level"].place, f"没有“{level}”这个层级", hint_nearest(level, [*levels]), check="unknown-reference")
        )
    return level


def _words(
    sections: dict[str, Node],
    key: str,
    shape: dict[str, schema.Key],
    made: type[W],
    problems: list[Problem],
    layers: Mapping[str, str] = NO_LAYERS,
) -> dict[str, W]:
    found: dict[str, W] = {}
    spelt_so: list[tuple[Word, Spelling, Place]] = []
    called_so: list[tuple[Word, Spelling, Place]] = []
    for values, place in schema.records(sections[key], shape, problems, key) if key in sections else []:
        listed, called = (_placed(values, name, layers) for name in ("aliases", "names"))
        word = word_of(made, values | {"layer": layers.get(place.path, "")})
        if word.id in found:
            problems.append(Problem(place, f"“{word.id}”写了两次", check="id-doubled"))
        own = dict.fromkeys([Spelling(word.label), *listed])
        spelt_so += [(word, one, place) for one in own]
        called_so += [(word, one, sections[key].place) for one in dict.fromkeys(called)]
        found[word.id] = word
    tell_rivals(spelt_so, ONE_MEANING, problems)
    tell_rivals(called_so, ONE_ORGAN, problems)
    return found


def _placed(values: dict[str, Any], name: str, layers: Mapping[str, str]) -> tuple[Spelling, ...]:
    """A record's spellings, each now with its layer instead of its file; put back into the record."""
    found = tuple(replace(one, layer=layers.get(one.layer, "")) for one in values.get(name, ()))
    values.update({name: found} if name in values else {})
    return found


def _check_links(sections: dict[str, Node], key: str, links: dict[str, list[str]], problems: list[Problem]) -> None:
    """Every word that an entry of the section `key` uses must be known."""
    entries = sections[key].value if key in sections else []
    for entry in entries if isinstance(entries, list) else []:
        for link, known in links.items():
            said = entry.value.get(link) if isinstance(entry.value, dict) else None
            for one in said.value if said and isinstance(said.value, list) else [said] if said else []:
                if one.value is not None and not one.told and one.value not in known:
                    problems.append(
                        Problem(one.place, f"“{link}”没有“{written(one)}”这个值", hint_nearest(written(one), known), check="unknown-value")
                    )

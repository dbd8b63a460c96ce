"""Reads the vocabulary's YAML: the keys of each entry, and that what one entry says of another is true."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from cxzy_rules import schema
from cxzy_rules.model.days import EVER
from cxzy_rules.model.law import SUPERIOR_LEVEL, Branch, Kind, Organ, Settlement, Spelling, Tag, Word
from cxzy_rules.model.place import Place, Problem, hint_nearest
from cxzy_rules.vocabulary.language import UNTOLD, check_ids
from cxzy_rules.vocabulary.names import FORMS, name_patterns, organ_frame, organ_names
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
ONE_MEANING, ONE_ORGAN = "一个词只能有一个意思", "一个名称只能指一个部门"


def read_vocabulary(sections: dict[str, Node], branches: dict[str, Branch], problems: list[Problem]) -> Vocabulary:
    """The vocabulary from its files' top-level keys; what one entry says of another is checked."""
    check_ids(sections, problems)
    kinds = _words(sections, "kinds", KIND, Kind, problems)
    levels = _words(sections, "levels", WORD, Word, problems)
    organs = _words(sections, "organs", ORGAN, Organ, problems)
    tags = _words(sections, "tags", TAG, Tag, problems)
    _check_links(sections, "kinds", {"branch": [*branches], "level": [*levels, SUPERIOR_LEVEL], "superiors": [*kinds]}, problems)
    _check_links(sections, "tags", {"kinds": [*kinds]}, problems)
    _check_links(sections, "organs", {"kinds": [*kinds], "level": [*levels]}, problems)
    _check_links(sections, "settlement", {"kind": [*kinds], "superior": [*kinds], "branch": [*branches]}, problems)
    _check_links(sections, "names", {"kind": [*kinds, *UNTOLD]}, problems)
    settled = schema.records(sections["settlement"], SETTLEMENT, problems, "归口") if "settlement" in sections else []
    forms = schema.record(sections["forms"], FORMS, problems, "forms") if "forms" in sections else None
    frame, bare = organ_frame(sections, problems), organ_of_name(organs.values())
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
        organ_names=organ_names(frame, bare),
        organ_of_name=bare,
        organ_frame=frame,
        **(forms or {}),
    )


def organ_of_name(organs: Iterable[Organ]) -> dict[str, str]:
    """The organ that each bare name means."""
    found: dict[str, str] = {}
    for organ in organs:
        for name in organ.names:
            found.setdefault(name, organ.id)
    return found


def _level(sections: dict[str, Node], levels: dict[str, Word], problems: list[Problem]) -> str | None:
    """The level whose areas results are summed for."""
    level = schema.text(sections["county_level"], problems) if "county_level" in sections else None
    if level is not None and level not in levels:
        problems.append(Problem(sections["county_level"].place, f"没有“{level}”这个层级", hint_nearest(level, [*levels])))
    return level


def _words(sections: dict[str, Node], key: str, shape: dict[str, schema.Key], made: type[W], problems: list[Problem]) -> dict[str, W]:
    found: dict[str, W] = {}
    spelt_so: list[tuple[Word, Spelling, Place]] = []
    called_so: list[tuple[Word, Spelling, Place]] = []
    for values, place in schema.records(sections[key], shape, problems, key) if key in sections else []:
        listed, called = values["aliases"], values.get("names", ())
        word = word_of(made, values)
        if word.id in found:
            problems.append(Problem(place, f"“{word.id}”写了两次"))
        own = {**dict.fromkeys([Spelling(word.label, EVER), *listed])}
        spelt_so += [(word, one, place) for one in own]
        called_so += [(word, one, sections[key].place) for one in dict.fromkeys(called)]
        found[word.id] = word
    tell_rivals(spelt_so, ONE_MEANING, problems)
    tell_rivals(called_so, ONE_ORGAN, problems)
    return found


def _check_links(sections: dict[str, Node], key: str, links: dict[str, list[str]], problems: list[Problem]) -> None:
    """Every word that an entry of the section `key` uses must be known."""
    entries = sections[key].value if key in sections else []
    for entry in entries if isinstance(entries, list) else []:
        for link, known in links.items():
            said = entry.value.get(link) if isinstance(entry.value, dict) else None
            for one in said.value if said and isinstance(said.value, list) else [said] if said else []:
                if one.value is not None and not one.told and one.value not in known:
                    problems.append(Problem(one.place, f"“{link}”没有“{written(one)}”这个值", hint_nearest(written(one), known)))

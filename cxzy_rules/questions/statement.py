"""What a rulebook says beside its words, table by table, as it is entered a second time (`pinned.py`): ids with text or lists of text.

What is not said is left out. A layer's tables hold what it adds. Days are written `2010-05-31..2011-06-30`, behind what they are of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from cxzy_rules.model.days import EVER, Days
from cxzy_rules.model.law import Kind, Organ, Rule, Ruling, Spelling, Tag, Word
from cxzy_rules.questions.bound import bound
from cxzy_rules.rulebook.book import Rulebook, Stretch, chain, volumes
from cxzy_rules.vocabulary.expressions import Expression
from cxzy_rules.vocabulary.reach import words_in
from cxzy_rules.vocabulary.words import NamePattern, Vocabulary

OF_BASES = ("branches", "settlement", "levels", "management", "columns", "facts", "ledger", "patterns")
OF_LAYERS = ("also",)


def apart(book: Rulebook) -> list[Rulebook]:
    """The base, and each layer, with its own rules, in its own words and those under which they stand."""
    if not book.layers:
        return [book]
    return [replace(one, vocabulary=_own(book.vocabulary, chain(book, one.identity.id))) for one in volumes(book)]


def _own(words: Vocabulary, layers: list[str]) -> Vocabulary:
    return replace(words_in(words, layers), reaches=tuple(reach for reach in words.reaches if reach.layer in layers))


def statement(book: Rulebook) -> dict[str, Any]:
    """Every table; `book`: a base, or a layer `apart`."""
    words, identity = book.vocabulary, book.identity
    layer = "" if identity.under is None else identity.id
    whole = Days(identity.issued, identity.ends) if layer else EVER
    told: dict[str, Any] = {
        "rulebook": _identity(book),
        "binds": bound(book),
        "quotes": {clause: {"rules": str(len(own)), "characters": str(sum(map(len, own)))} for clause, own in _quotes(book).items()},
        "rules": {rule.id: asked for rule in book.rules if (asked := _asked(rule, whole))},
        "names": _names(book.rules),
        "rulings": {one.id: _ruling(one) for one in book.rulings.values()},
        "clauses": {clause.id: clause.title for clause in book.document.clauses.values()},
        "unruled": _unruled(book.unruled),
        "branches": {one.id: _said(label=one.label, clause=one.clause, quote=one.quote) for one in words.branches.values()},
        "kinds": {kind.id: _kind(kind) for kind in words.kinds.values() if kind.layer == layer},
        "settlement": _settled(words),
        "organs": {organ.id: _organ(organ) for organ in words.organs.values() if organ.layer == layer},
        "levels": _spellings(words.levels, ""),
        "management": _spellings(words.management, ""),
        "tags": {tag.id: _tag(tag) for tag in words.tags.values() if tag.layer == layer},
        "columns": _spellings(words.columns, ""),
        "facts": words.facts,
        "ledger": _ledger(words),
        "patterns": _patterns(words),
        "spellings": _spellings(words.kinds, layer),
        "also": _also(words, layer) if layer else {},
    }
    return {name: table for name, table in told.items() if name not in (OF_BASES if layer else OF_LAYERS)}


def _identity(book: Rulebook) -> dict[str, Any]:
    """Everything but the version, which each issue changes."""
    one = book.identity
    found = _said(title=one.title, issuer=one.issuer, issued=one.issued, ends=one.ends, ruling=one.ends_ruling, periods=one.periods_ruling)
    return found | _said(under=one.under, issuer_unit=one.issuer_unit, reaches_issuer=one.reaches_issuer or None)


def _names(rules: Iterable[Rule]) -> dict[str, dict[str, str]]:
    """What each rule is called, section by section."""
    found: dict[str, dict[str, str]] = {}
    for rule in rules:
        found.setdefault(rule.section, {})[rule.id] = rule.label
    return found


def _ruling(ruling: Ruling) -> dict[str, Any]:
    return _said(date=ruling.date, days=_days(ruling.days), clause=ruling.clause, quote=ruling.quote, text=ruling.text)


def _unruled(stretches: Iterable[Stretch]) -> dict[str, dict[str, str]]:
    """How many stretches of each clause are no rule, by the reason."""
    found: dict[str, Counter[str]] = {}
    for one in stretches:
        found.setdefault(one.clause, Counter())[one.reason] += 1
    return {clause: {reason: str(count) for reason, count in reasons.items()} for clause, reasons in found.items()}


def _ledger(words: Vocabulary) -> dict[str, Any]:
    """The words of a ledger, and what says in any cell that there is none."""
    found = _said(none_words=words.none_words, county_level=words.county_level)
    return found | {"columns": _spellings(words.ledger_columns, ""), "statuses": _spellings(words.statuses, "")}


def _patterns(words: Vocabulary) -> dict[str, Any]:
    """What a name tells; no reader checks a regular expression by sight, so each is entered as it is."""
    before, after = words.organ_frame
    found: dict[str, Any] = {"organ_name": _said(before=before, after=after)}
    found["forms"] = _said(has_committee=_regular(words.has_committee), no_committee=_regular(words.no_committee))
    return found | {"names": {one.id: _pattern(one) for one in words.names}}


def _pattern(one: NamePattern) -> dict[str, Any]:
    found = _said(kind=one.kind, pattern=_regular(one.pattern), unless=_regular(one.unless), apart=one.apart or None)
    return found | _said(ruling=one.ruling, days=_days(one.days))


def _regular(pattern: re.Pattern[str] | Expression | None) -> str:
    return " ".join(pattern.pattern.split()) if pattern else ""


def _kind(kind: Kind) -> dict[str, Any]:
    found = _said(branch=kind.branch, level=kind.level, committee=kind.committee, area=kind.area or None, ruling=kind.ruling)
    return found | _said(committee_ruling=kind.committee_ruling, superiors=kind.superiors, days=_days(kind.days))


def _organ(organ: Organ) -> dict[str, Any]:
    names = _written(organ.names, organ.dated_names)
    found = _said(label=organ.label, clause=organ.clause, quote=organ.quote if organ.quote != organ.label else None)
    return found | _said(level=organ.level, kinds=organ.kinds, names=names, days=_days(organ.days))


def _tag(tag: Tag) -> dict[str, Any]:
    return _said(label=tag.label, aliases=_written(tag.aliases, tag.dated), kinds=tag.kinds, days=_days(tag.days))


def _settled(words: Vocabulary) -> dict[str, str]:
    """One kind below one superior may be settled otherwise on other days."""
    found: dict[str, str] = {}
    for one in words.settlements:
        key, told = f"{one.kind} {one.superior}", _dated(f"{one.branch} {one.ruling}", one.days)
        found[key] = f"{found[key]}; {told}" if key in found else told
    return found


def _quotes(book: Rulebook) -> dict[str, list[str]]:
    """What is quoted of each clause that has rules, a quote once for each rule."""
    found: dict[str, list[str]] = {}
    for rule in book.rules:
        found.setdefault(rule.clause, []).append(rule.quote)
    return found


def _asked(rule: Rule, whole: Days) -> dict[str, Any]:
    """Everything that a rule asks beside its words and its condition; of its days those that are not simply its layer's, `whole`."""
    usual = rule.section != "requirements"
    starts, ends = rule.starts if rule.starts != whole.first else None, rule.ends if rule.ends != whole.last else None
    days = _said(due=rule.due, until=ends) | ({"from": str(starts)} if starts else {})
    found = _said(rhythm=rule.rhythm, evidence=rule.evidence, ruling=rule.ruling, counterpart=rule.counterpart, role=rule.role)
    found |= _said(sharpens=rule.sharpens)
    return days | found | (_said(audited=rule.audited) if rule.role is None and rule.audited != usual else {})


def _said(**values: Any) -> dict[str, Any]:
    """The values that are given, as they are compared: text, or a list of texts."""
    told = {key: value for key, value in values.items() if value not in (None, "", ())}
    return {key: list(value) if isinstance(value, tuple) else _text(value) for key, value in told.items()}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _spellings(words: Mapping[str, Word], layer: str) -> dict[str, Any]:
    own = (word for word in words.values() if word.layer == layer)
    return {word.id: [_dated(word.label, word.days), *_written(word.aliases, word.dated)] for word in own}


def _also(words: Vocabulary, layer: str) -> dict[str, list[str]]:
    """The spellings that a layer adds to words of others."""
    tables: tuple[Mapping[str, Word], ...] = (words.kinds, words.levels, words.management, words.tags, words.organs)
    every = [word for table in tables for word in table.values() if word.layer != layer]
    added = {word.id: [one for one in _dated_of(word) if one.layer == layer] for word in every}
    return {key: [_dated(one.text, one.days) for one in found] for key, found in added.items() if found}


def _dated_of(word: Word) -> Iterable[Spelling]:
    return (*word.dated, *(word.dated_names if isinstance(word, Organ) else ()))


def _written(texts: tuple[str, ...], dated: tuple[Spelling, ...]) -> tuple[str, ...]:
    """The spellings, those that are such only on some days with these."""
    days = {text: [one.days for one in dated if one.text == text and one.days != EVER] for text in texts}
    return tuple(_dated(text, one) for text in texts for one in days[text] or [EVER])


def _dated(text: str, days: Days) -> str:
    return text if days == EVER else f"{text} {_days(days)}"


def _days(days: Days) -> str:
    return "" if days == EVER else f"{days.first or ''}..{days.last or ''}"

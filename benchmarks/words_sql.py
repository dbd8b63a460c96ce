"""A vocabulary in DuckDB's SQL: its words as types and small tables, and what a name tells as expressions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import takewhile

from benchmarks.duckdb_script import BY_NAME
from cxzy_rules.model.law import NO_BRANCH, Kind, Word
from cxzy_rules.roster.cells import SEPARATORS
from cxzy_rules.vocabulary.words import NamePattern, Vocabulary

BEYOND = re.compile(r"\(\?<?[=!]|\\[wbs]")
CELLS = ("kind", "branch", "level", "management")


def text(value: str | bool | None) -> str:
    """A value as it stands in SQL."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return "'" + value.replace("'", "''") + "'"


def listed(values: Iterable[str | int]) -> str:
    """Several of them, as they stand behind `in`."""
    return ", ".join(text(value) if isinstance(value, str) else str(value) for value in values) or "null"


def words(vocabulary: Vocabulary) -> list[str]:
    """A type a column of words, of all their spellings; and tables of what each spelling, kind, pattern and organ's name means."""
    spelt = {
        column: [(one, word.id) for word in known.values() for one in spellings(word)] for column, known in _tables(vocabulary).items()
    }
    types = [f"create type {column}_cell as enum ({listed(dict.fromkeys(one for one, _ in said))})" for column, said in spelt.items()]
    meant = [f"({text(column)}, {text(one)}, {text(word)})" for column, said in spelt.items() for one, word in said]
    return [
        *types,
        f"create temp table words(of, written, id) as values {', '.join(meant)}",
        f"create temp table kinds(id, branch, level, is_area, committee) as values {', '.join(map(_kind, vocabulary.kinds.values()))}",
        f"create temp table patterns(pattern, kind) as values {', '.join(_patterns(vocabulary))}",
        f"create temp table organs(name, kind, id) as values {', '.join(_organs(vocabulary))}",
    ]


def _tables(vocabulary: Vocabulary) -> dict[str, Mapping[str, Word]]:
    branches = {key: Word(key, branch.label) for key, branch in vocabulary.branches.items()}
    return dict(zip(CELLS, (vocabulary.kinds, branches, vocabulary.levels, vocabulary.management), strict=True))


def spellings(word: Word) -> tuple[str, ...]:
    return tuple(dict.fromkeys((word.id, word.label, *word.aliases)))


def _kind(kind: Kind) -> str:
    return f"({text(kind.id)}, {text(kind.branch or NO_BRANCH)}, {text(kind.level or None)}, {text(kind.area)}, {text(kind.committee)})"


def _patterns(vocabulary: Vocabulary) -> list[str]:
    return [f"({number}, {text(one.kind)})" for number, one in enumerate(vocabulary.names)]


def _organs(vocabulary: Vocabulary) -> list[str]:
    named = ((name, key, vocabulary.organs[key].kinds) for name, key in vocabulary.organ_of_name.items())
    return [f"({text(name)}, {text(kind)}, {text(key)})" for name, key, kinds in named for kind in kinds]


def of_kind(kinds: Collection[str], vocabulary: Vocabulary) -> str:
    """Whether a unit is of one of these kinds, by its cell or else its name."""
    written = [one for key in sorted(kinds) for one in spellings(vocabulary.kinds[key])]
    told = [number for number, one in enumerate(vocabulary.names) if one.kind in kinds]
    return f"coalesce(kind_cell in ({listed(written)}), pattern in ({listed(told)}), false)"


def bears(tag: Word) -> str:
    """Whether a tag is among those of a cell."""
    said = "|".join(map(re.escape, spellings(tag)))
    among = rf"(?:^|{SEPARATORS})\s*(?:{said})\s*(?:$|{SEPARATORS})"
    return f"coalesce(regexp_matches(tags, {text(among)}), false)"


def has_committee(columns: Collection[str], vocabulary: Vocabulary) -> str:
    """By the cell, else by the name; null where neither tells."""
    no, yes = (f"when regexp_matches(name, {text(form.pattern)})" for form in (vocabulary.no_committee, vocabulary.has_committee))
    cell = "when committee = '是' then true when committee = '否' then false " if "committee" in columns else ""
    return f"case {cell}{no} then false {yes} then true end"


def organ_name(vocabulary: Vocabulary) -> str:
    """The bare name of an organ in a name that is an organ's; only names of units of the organs' kinds are asked."""
    kinds = {kind for organ in vocabulary.organs.values() for kind in organ.kinds}
    whole = "^(?:" + vocabulary.organ_names.pattern.replace("?P<organ>", "") + ")$"
    return f"case when {of_kind(kinds, vocabulary)} then nullif(regexp_extract(name, {text(whole)}, 1), '') end"


def pattern_of(vocabulary: Vocabulary) -> str:
    """The number of the first pattern that speaks for a name; from the first on that DuckDB cannot say, Python is asked."""
    said = vocabulary.names[: first_beyond(vocabulary)]
    return "case " + " ".join(f"when {_speaks(one)} then {number}" for number, one in enumerate(said)) + f" else {BY_NAME}(name) end"


def _speaks(one: NamePattern) -> str:
    found = f"regexp_matches(name, {text(_plain(one.pattern.pattern))})"
    return found if one.unless is None else f"{found} and not regexp_matches(name, {text(_plain(one.unless.pattern))})"


def first_beyond(vocabulary: Vocabulary) -> int:
    """How many patterns, from the first on, DuckDB's own expressions can say."""

    def said(one: NamePattern) -> bool:
        return all(_plain(part.pattern) is not None for part in (one.pattern, one.unless) if part)

    return sum(1 for _ in takewhile(said, vocabulary.names))


def _plain(pattern: str) -> str | None:
    """A regular expression as DuckDB reads it; None for one that looks around, or asks for letters of any script."""
    if BEYOND.search(pattern):
        return None
    written = re.sub(r"\s+", "", pattern.removeprefix("(?x)")) if pattern.startswith("(?x)") else pattern
    return written.replace(r"\d", r"\p{Nd}")

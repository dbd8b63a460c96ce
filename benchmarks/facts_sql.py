"""The facts of every unit in DuckDB's SQL, read off a roster in Parquet, as a hand would write them that knows the rulebook.

`units`: what each one's cells and name tell; `heads`: those that have others below them; `above`: the branch and the level of the area
that hang down from a head; `placed`: the units with these; `situations`: the different rows of `placed`, some hundred, with the facts
themselves. Units are known by the hashes of their ids, as ours knows them. Rosters are read as `benchmarks.national` writes them: no
blanks in names, no cell that cannot be read, and every superior there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

from cxzy_rules.model.facts import OPEN, tag_fact
from cxzy_rules.model.law import NO_BRANCH, SUPERIOR_LEVEL, Kind, Word
from cxzy_rules.roster.cells import SEPARATORS
from cxzy_rules.vocabulary.words import NamePattern, Vocabulary

BEYOND = re.compile(r"\(\?<?[=!]|\\[wbs]")
BY_NAME = "pattern_of_name"
CELLS = ("kind", "branch", "level", "management")
OWN = (*(f"{column}_cell" for column in CELLS), "pattern", "organ_name", "committee_told")
HUNG = ("has_subordinates", "branch_above", "level_above")
KNOWN = ("kind", "branch", "level", "management", "organ", "committee", "has_subordinates")


def text(value: str | bool | None) -> str:
    """A value as it stands in SQL."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return "'" + value.replace("'", "''") + "'"


def listed(values: Iterable[str | int]) -> str:
    """Several of them, as they stand behind `in`."""
    return ", ".join(text(value) if isinstance(value, str) else str(value) for value in values) or "null"


def column_of(fact: str) -> str:
    """Where `situations` holds a fact; a tag's name may hold no full stop in SQL."""
    return fact.replace(".", "_")


def facts(roster: str, columns: Iterable[str], tags: tuple[str, ...], vocabulary: Vocabulary) -> list[str]:
    """The statements that make `placed` and `situations`. `columns`: those of the roster; `tags`: those that are asked."""
    own = (*OWN, *(column_of(tag_fact(tag)) for tag in tags))
    return [
        "set preserve_insertion_order = false",
        *_words(vocabulary),
        _units(roster, frozenset(columns), tags, vocabulary),
        _heads(),
        ABOVE,
        _placed(own),
        _situations((*own, *HUNG), vocabulary),
    ]


def first_beyond(patterns: tuple[NamePattern, ...]) -> int:
    """How many patterns, from the first on, DuckDB's own expressions can say; the rest is asked in Python (BY_NAME)."""
    return len([*takewhile(lambda one: plain(one.pattern.pattern) and (one.unless is None or plain(one.unless.pattern)), patterns)])


def plain(pattern: str) -> str | None:
    """A regular expression as DuckDB reads it; None for one that looks around, or asks for letters of any script."""
    if BEYOND.search(pattern):
        return None
    written = re.sub(r"\s+", "", pattern.removeprefix("(?x)")) if pattern.startswith("(?x)") else pattern
    return written.replace(r"\d", r"\p{Nd}")


def _words(vocabulary: Vocabulary) -> list[str]:
    """A type a column of words, of all their spellings; and what each kind, and each organ's name, means."""
    tables = (vocabulary.kinds, {key: Word(key, one.label) for key, one in vocabulary.branches.items()}, vocabulary.levels, vocabulary.management)
    types = [
        f"create type {column}_cell as enum ({listed(dict.fromkeys(one for word in words.values() for one in _spellings(word)))})"
        for column, words in zip(CELLS, tables, strict=True)
    ]
    meanings = [
        f"({text(column)}, {text(one)}, {text(word.id)})"
        for column, words in zip(CELLS, tables, strict=True)
        for word in words.values()
        for one in dict.fromkeys(_spellings(word))
    ]
    kinds = [_kind(kind) for kind in vocabulary.kinds.values()]
    names = [f"({number}, {text(one.kind)}, {text(one.apart)})" for number, one in enumerate(vocabulary.names)]
    organs = [f"({text(name)}, {text(kind)}, {text(key)})" for name, key in vocabulary.organ_of_name.items() for kind in vocabulary.organs[key].kinds]
    return [
        *types,
        f"create temp table words(of, written, id) as values {', '.join(meanings)}",
        f"create temp table kinds(id, branch, level, is_area, committee) as values {', '.join(kinds)}",
        f"create temp table patterns(pattern, kind, apart) as values {', '.join(names)}",
        f"create temp table organs(name, kind, id) as values {', '.join(organs)}",
    ]


def _spellings(word: Word) -> tuple[str, ...]:
    return word.id, word.label, *word.aliases


def _kind(kind: Kind) -> str:
    return f"({text(kind.id)}, {text(kind.branch or NO_BRANCH)}, {text(kind.level or None)}, {text(kind.area)}, {text(kind.committee)})"


def _units(roster: str, columns: frozenset[str], tags: tuple[str, ...], vocabulary: Vocabulary) -> str:
    """What each row tells. `waits`: its branch is its superior's; `asks_area`: its level is that of the area around it."""
    cells = [f"{column if column in columns else 'null'}::{column}_cell as {column}_cell" for column in CELLS]
    flags = [f"coalesce(regexp_matches(tags, {text(_among(vocabulary.tags[tag]))}), false) as {column_of(tag_fact(tag))}" for tag in tags]
    parts = [number for number, one in enumerate(vocabulary.names) if one.kind is None and not one.apart]
    relative = [kind.id for kind in vocabulary.kinds.values() if kind.level == SUPERIOR_LEVEL]
    of_organs = sorted({kind for organ in vocabulary.organs.values() for kind in organ.kinds})
    framed = "^(?:" + vocabulary.organ_names.pattern.replace("?P<organ>", "") + ")$"
    return f"""create temp table units as
        select * exclude (name),
        kind_cell is null and branch_cell is null and (pattern is null or pattern in ({listed(parts)})) as waits,
        level_cell is null and {_of_kind(relative, vocabulary)} as asks_area,
        case when {_of_kind(of_organs, vocabulary)} then nullif(regexp_extract(name, {text(framed)}, 1), '') end as organ_name
        from (
            select hash(id) as unit, case when parent is not null then hash(parent) end as parent, name, {", ".join([*cells, *flags])},
            {_committee(columns, vocabulary)} as committee_told,
            case when kind is null then {_pattern(vocabulary.names)} end as pattern
            from read_parquet({text(roster)})
        )"""


def _among(tag: Word) -> str:
    said = "|".join(map(re.escape, _spellings(tag)))
    return rf"(?:^|{SEPARATORS})\s*(?:{said})\s*(?:$|{SEPARATORS})"


def _of_kind(kinds: Iterable[str], vocabulary: Vocabulary) -> str:
    """Whether a unit is of one of these kinds, by its cell or else its name."""
    wanted = set(kinds)
    written = [one for key in sorted(wanted) for one in dict.fromkeys(_spellings(vocabulary.kinds[key]))]
    told = [number for number, one in enumerate(vocabulary.names) if one.kind in wanted]
    return f"coalesce(kind_cell in ({listed(written)}), pattern in ({listed(told)}), false)"


def _committee(columns: frozenset[str], vocabulary: Vocabulary) -> str:
    """By the cell, else by the name; null where neither tells."""
    no, yes = (f"when regexp_matches(name, {text(form.pattern)})" for form in (vocabulary.no_committee, vocabulary.has_committee))
    cell = "when committee = '是' then true when committee = '否' then false " if "committee" in columns else ""
    return f"case {cell}{no} then false {yes} then true end"


def _pattern(patterns: tuple[NamePattern, ...]) -> str:
    """The number of the first pattern that speaks for a name."""
    said = patterns[: first_beyond(patterns)]
    return "case " + " ".join(f"when {_speaks(one)} then {number}" for number, one in enumerate(said)) + f" else {BY_NAME}(name) end"


def _speaks(one: NamePattern) -> str:
    found = f"regexp_matches(name, {text(plain(one.pattern.pattern))})"
    return found if one.unless is None else f"{found} and not regexp_matches(name, {text(plain(one.unless.pattern))})"


def _heads() -> str:
    """`branch`: what hangs down from a head, if it does not wait for its own; `level`: of an area, which none but an area has."""
    return f"""create temp table heads as
        select unit, parent, waits, coalesce(branch_word.id, kinds.branch) as branch,
        coalesce(is_area and not asks_area, false) as is_area, coalesce(level_word.id, kinds.level) as level
        from units
        semi join (select distinct parent from units where parent is not null) superiors on units.unit = superiors.parent
        left join patterns using (pattern)
        {_meant("kind", "branch", "level")}
        left join kinds on kinds.id = coalesce(kind_word.id, patterns.kind)"""


ABOVE = f"""create temp table above as
    with recursive
    asked as (select distinct parent as unit from units where waits or asks_area),
    branches as (
        select unit, waits, branch, parent from heads where unit in (from asked)
        union all
        select below.unit, heads.waits, heads.branch, heads.parent from branches below join heads on heads.unit = below.parent
        where below.waits
    ),
    areas as (
        select unit, is_area, level, parent from heads where unit in (select distinct parent from units where asks_area)
        union all
        select below.unit, heads.is_area, heads.level, heads.parent from areas below join heads on heads.unit = below.parent
        where not below.is_area
    )
    select unit, nullif(branch, {text(NO_BRANCH)}) as branch, level
    from (select unit, branch from branches where not waits) full join (select unit, level from areas where is_area) using (unit)"""


def _placed(own: tuple[str, ...]) -> str:
    """The units, each with what hangs down on it, known by one number for all of that."""
    row = ", ".join((*own, *HUNG))
    return f"""create temp table placed as select *, hash({row}) as situation from (
            select units.unit, {", ".join(own)}, units.unit in (select unit from heads) as has_subordinates,
            case when waits then above.branch end as branch_above, case when asks_area then above.level end as level_above
            from units left join above on above.unit = case when waits or asks_area then units.parent end
        )"""


def _situations(row: tuple[str, ...], vocabulary: Vocabulary) -> str:
    """What follows from a kind, said of each different row once; what the roster leaves open is null."""
    usual = next(iter(vocabulary.management))
    branch = "coalesce(branch_word.id, kinds.branch, branch_above)"
    return f"""create temp table situations as
        select told.*, {branch} as branch,
        coalesce(kinds.id, '{OPEN}' || nullif({branch}, {text(NO_BRANCH)})) as kind,
        coalesce(level_word.id, case when kinds.level = {text(SUPERIOR_LEVEL)} then level_above else kinds.level end) as level,
        coalesce(management_word.id, {text(usual)}) as management,
        coalesce(organs.id, {text(NO_BRANCH)}) as organ,
        coalesce(committee_told, kinds.committee) as committee
        from (select situation, {", ".join(f"any_value({one}) as {one}" for one in row)} from placed group by situation) told
        left join patterns using (pattern)
        {_meant("kind", "branch", "level", "management")}
        left join kinds on kinds.id = coalesce(kind_word.id, patterns.kind)
        left join organs on organs.name = organ_name and organs.kind = kinds.id"""


def _meant(*columns: str) -> str:
    joins = (f"left join words {one}_word on {one}_word.of = '{one}' and {one}_word.written = {one}_cell::varchar" for one in columns)
    return "\n        ".join(joins)

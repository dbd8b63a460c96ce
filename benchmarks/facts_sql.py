"""The facts of every unit in DuckDB's SQL, read off a roster in Parquet, as a hand would write them that knows the rulebook.

`units`: what each one's cells and name tell; `heads`: those that have others below them; `above`: the branch and the level of the area
that hang down from a head; `placed`: the units with these; `situations`: the different rows of `placed`, some hundred, with the facts
themselves. Units are known by the hashes of their ids, as ours knows them. Rosters are read as `benchmarks.national` writes them: no
blanks in names, no cell that cannot be read, and every superior there.
"""

from __future__ import annotations

from collections.abc import Collection

from benchmarks.words_sql import CELLS, bears, has_committee, listed, of_kind, organ_name, pattern_of, text, words
from cxzy_rules.model.facts import OPEN, tag_fact
from cxzy_rules.model.law import NO_BRANCH, SUPERIOR_LEVEL
from cxzy_rules.vocabulary.words import Vocabulary

OWN = (*(f"{column}_cell" for column in CELLS), "pattern", "organ_name", "committee_told")
HUNG = ("has_subordinates", "branch_above", "level_above")
KNOWN = ("kind", "branch", "level", "management", "organ", "committee", "has_subordinates")
OF_KIND = "left join kinds on kinds.id = coalesce(kind_word.id, patterns.kind)"


def column_of(fact: str) -> str:
    """Where `situations` holds a fact; a tag's name may hold no full stop in SQL."""
    return fact.replace(".", "_")


def facts(roster: str, columns: Collection[str], tags: Collection[str], vocabulary: Vocabulary) -> list[str]:
    """The statements that make `placed` and `situations`. `columns`: those of the roster; `tags`: those that are asked."""
    own = (*OWN, *(column_of(tag_fact(tag)) for tag in tags))
    ordered = "set preserve_insertion_order = false"
    units = _units(_cells(roster, columns, tags, vocabulary), vocabulary)
    return [ordered, *words(vocabulary), units, _heads(), ABOVE, _placed(own), _situations((*own, *HUNG), vocabulary)]


def _cells(roster: str, columns: Collection[str], tags: Collection[str], vocabulary: Vocabulary) -> str:
    """What each row says itself."""
    cells = [f"{column if column in columns else 'null'}::{column}_cell as {column}_cell" for column in CELLS]
    flags = [f"{bears(vocabulary.tags[tag])} as {column_of(tag_fact(tag))}" for tag in tags]
    return f"""
            select hash(id) as unit, case when parent is not null then hash(parent) end as parent, name, {", ".join([*cells, *flags])},
            {has_committee(columns, vocabulary)} as committee_told,
            case when kind is null then {pattern_of(vocabulary)} end as pattern
            from read_parquet({text(roster)})"""


def _units(cells: str, vocabulary: Vocabulary) -> str:
    """`waits`: its branch is its superior's; `asks_area`: its level is that of the area around it."""
    parts = [number for number, one in enumerate(vocabulary.names) if one.kind is None and not one.apart]
    relative = [kind.id for kind in vocabulary.kinds.values() if kind.level == SUPERIOR_LEVEL]
    return f"""create temp table units as
        select * exclude (name), {organ_name(vocabulary)} as organ_name,
        kind_cell is null and branch_cell is null and (pattern is null or pattern in ({listed(parts)})) as waits,
        level_cell is null and {of_kind(relative, vocabulary)} as asks_area
        from ({cells}
        )"""


def _meant(*columns: str) -> str:
    joins = (f"left join words {one}_word on {one}_word.of = '{one}' and {one}_word.written = {one}_cell::varchar" for one in columns)
    return "\n        ".join(joins)


def _heads() -> str:
    """`branch`: what hangs down from a head, if it does not wait for its own; `level`: what hangs down from it, if it `is_area`."""
    return f"""create temp table heads as
        select unit, parent, waits, coalesce(branch_word.id, kinds.branch) as branch,
        coalesce(is_area and not asks_area, false) as is_area, coalesce(level_word.id, kinds.level) as level
        from units
        semi join (select distinct parent from units where parent is not null) superiors on units.unit = superiors.parent
        left join patterns using (pattern)
        {_meant("kind", "branch", "level")}
        {OF_KIND}"""


ABOVE = f"""create temp table above as
    with recursive
    branches as (
        select unit, waits, branch, parent from heads where unit in (select parent from units where waits)
        union all
        select below.unit, heads.waits, heads.branch, heads.parent from branches below join heads on heads.unit = below.parent
        where below.waits
    ),
    areas as (
        select unit, is_area, level, parent from heads where unit in (select parent from units where asks_area)
        union all
        select below.unit, heads.is_area, heads.level, heads.parent from areas below join heads on heads.unit = below.parent
        where not below.is_area
    )
    select unit, nullif(branch, {text(NO_BRANCH)}) as branch, level
    from (select unit, branch from branches where not waits) full join (select unit, level from areas where is_area) using (unit)"""


def _placed(own: tuple[str, ...]) -> str:
    """The units, each with what hangs down on it, known by one number for all of that."""
    return f"""create temp table placed as select *, hash({", ".join((*own, *HUNG))}) as situation from (
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
        coalesce(kinds.id, {text(OPEN)} || nullif({branch}, {text(NO_BRANCH)})) as kind,
        coalesce(level_word.id, case when kinds.level = {text(SUPERIOR_LEVEL)} then level_above else kinds.level end) as level,
        coalesce(management_word.id, {text(usual)}) as management,
        coalesce(organs.id, {text(NO_BRANCH)}) as organ,
        coalesce(committee_told, kinds.committee) as committee
        from (select situation, {", ".join(f"any_value({one}) as {one}" for one in row)} from placed group by situation) told
        left join patterns using (pattern)
        {_meant("kind", "branch", "level", "management")}
        {OF_KIND}
        left join organs on organs.name = organ_name and organs.kind = kinds.id"""

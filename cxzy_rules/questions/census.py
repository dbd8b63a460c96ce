"""What a roster amounts to: counts, units that no branch takes, units about which its columns disagree, who is guided by none or many."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cxzy_rules.blanks import tight
from cxzy_rules.guidance import Guidance
from cxzy_rules.records import branch_basis
from cxzy_rules.supervision import authority_bonds, bonds


@dataclass(frozen=True, slots=True)
class Doubt:
    """A unit (row) about which name, kind column and superior disagree, and how, in Chinese."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Census:
    """Counts are of units; `homeless`: rows whose branch stays open; `guides`: how many departments guide each row."""

    units: int
    set_aside: int
    roots: tuple[int, ...]
    by_branch: dict[str | None, int]
    by_kind: dict[str | None, int]
    by_basis: dict[str | None, int]
    homeless: tuple[int, ...]
    doubts: tuple[Doubt, ...]
    guides: tuple[int, ...]


def census(guidance: Guidance) -> Census:
    """Counts the units of a guidance and looks for what does not fit."""
    rows = range(guidance.roster.units.height)
    branches = [guidance.answer(row).branch() for row in rows]
    return Census(
        units=len(rows),
        set_aside=guidance.roster.set_aside,
        roots=tuple(guidance.roster.depths[0].tolist()),
        by_branch=_counted(branches),
        by_kind=_counted([guidance.answer(row).standing.kind for row in rows]),
        by_basis=_counted([branch_basis(guidance, row) for row in rows]),
        homeless=tuple(row for row in rows if branches[row] is None),
        doubts=tuple(doubt for row in rows for doubt in _doubts(guidance, row)),
        guides=_guides(guidance),
    )


def _counted(values: list[str | None]) -> dict[str | None, int]:
    return dict(Counter(values).most_common())


def _doubts(guidance: Guidance, row: int) -> list[Doubt]:
    """Where the name tells another branch than the kind column, the superior is of a kind that it cannot be, or an organ is there twice."""
    vocabulary = guidance.book.vocabulary
    unit = guidance.roster.units.row(row, named=True)
    kind = guidance.answer(row).standing.kind
    found: list[Doubt] = []
    if row in guidance.here.areas.rivals:
        holder = guidance.roster.units["name"][guidance.here.areas.rivals[row]]
        found.append(Doubt(row, f"和“{holder}”像是同一个部门，监督关系里只认“{holder}”"))
    if kind is None:
        return found
    told = vocabulary.kind_of_name(tight(unit["name"])) if unit["kind_basis"] == "kind" else None
    if told and told.kind and vocabulary.kinds[told.kind].branch != vocabulary.kinds[kind].branch:
        by_name, by_cell = vocabulary.kinds[told.kind].label, vocabulary.kinds[kind].label
        found.append(Doubt(row, f"名称像“{by_name}”（名称规则 {told.id}），类型一栏填“{by_cell}”"))
    above = int(guidance.roster.parent[row])
    above_kind = guidance.answer(above).standing.kind if above >= 0 else None
    wanted = vocabulary.kinds[kind].superiors
    if above_kind is not None and wanted and above_kind not in wanted:
        labels = "、".join(vocabulary.kinds[one].label for one in wanted)
        found.append(Doubt(row, f"“{vocabulary.kinds[kind].label}”的上级应是{labels}，现在是“{vocabulary.kinds[above_kind].label}”"))
    return found


def _guides(guidance: Guidance) -> tuple[int, ...]:
    """How many departments guide each unit; resolved once for each pair of situation and area."""
    resolved: dict[tuple[int, int], set[tuple[int | None, str]]] = {}
    counts: list[int] = []
    for row, pair in enumerate(zip(guidance.of.tolist(), guidance.here.areas.of.tolist(), strict=True)):
        if pair not in resolved:
            resolved[pair] = {(bond.row, bond.name) for bond in bonds(guidance.here, *pair) if bond.rule.role == "guides"}
        own = {(bond.row, bond.name) for bond in authority_bonds(guidance.here, row)}
        counts.append(len({guide for guide in resolved[pair] | own if guide[0] != row}))
    return tuple(counts)

"""A census on a terminal: counts by branch, kind and basis, then the units that want attention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import LEADING_LABEL, NO_BRANCH, UNKNOWN_LABEL
from cxzy_rules.parts.words import BASIS_LABELS
from cxzy_rules.questions.census import Census

SHOWN = 20
UNKNOWN_KIND = "类型不明"
UNTOLD = "undetermined"


def census_lines(guidance: Guidance, found: Census) -> Iterator[str]:
    """The whole report."""
    vocabulary = guidance.book.vocabulary
    branches: dict[str | None, str] = {NO_BRANCH: LEADING_LABEL, None: UNKNOWN_LABEL}
    branches.update({branch.id: branch.label for branch in vocabulary.branches.values()})
    kinds: dict[str | None, str] = {None: UNKNOWN_KIND}
    kinds.update({kind.id: kind.label for kind in vocabulary.kinds.values()})
    bases: dict[str | None, str] = {None: UNKNOWN_LABEL}
    bases.update(BASIS_LABELS)
    yield f"{found.units} 个单位，{found.set_aside} 行搁置，{len(found.roots)} 个最上级"
    yield "分类：" + _counts(found.by_branch, branches)
    yield "类型：" + _counts(found.by_kind, kinds)
    yield "分类依据：" + _counts(found.by_basis, bases)
    yield from _listed(guidance, "无处归口", dict.fromkeys(found.homeless, ""))
    yield from _listed(guidance, "归口存疑", {doubt.row: doubt.text for doubt in found.doubts})
    for title, wanted in (("无人指导", 0), ("多头指导", 2)):
        rows = [row for row, count in enumerate(found.guides) if (count == 0 if wanted == 0 else count >= wanted)]
        by_kind = Counter(guidance.answer(row).standing.kind for row in rows)
        yield f"{title}：{len(rows)} 个" + (f"（{_counts(dict(by_kind.most_common()), kinds)}）" if rows else "")


def _counts(counts: Mapping[str | None, int], labels: Mapping[str | None, str]) -> str:
    return "，".join(f"{labels[key]} {count}" for key, count in counts.items())


def _listed(guidance: Guidance, title: str, rows: dict[int, str]) -> Iterator[str]:
    yield f"{title}：{len(rows)} 个"
    units = guidance.roster.units
    for row, text in list(rows.items())[:SHOWN]:
        place = f"{guidance.roster.table.place(int(units['row'][row]))}"
        yield f"  {place}　{units['name'][row]}（{units['id'][row]}）" + (f"　{text}" if text else "")
    if len(rows) > SHOWN:
        yield f"  ……还有 {len(rows) - SHOWN} 个，用 --json 看全部"


def census_record(guidance: Guidance, found: Census) -> dict[str, Any]:
    """The census as JSON; units by id, every problem with its place."""
    ids = guidance.roster.units["id"]
    return {
        "units": found.units,
        "set_aside": found.set_aside,
        "roots": [ids[row] for row in found.roots],
        "by_branch": {key or UNTOLD: count for key, count in found.by_branch.items()},
        "by_kind": {key or UNTOLD: count for key, count in found.by_kind.items()},
        "by_basis": {key or UNTOLD: count for key, count in found.by_basis.items()},
        "homeless": [ids[row] for row in found.homeless],
        "doubts": [{"unit": ids[doubt.row], "text": doubt.text} for doubt in found.doubts],
        "guided_by_none": [ids[row] for row, count in enumerate(found.guides) if count == 0],
        "guided_by_several": [ids[row] for row, count in enumerate(found.guides) if count > 1],
        "problems": [{"place": str(one.place), "text": one.text, "hint": one.hint} for one in guidance.roster.problems],
    }

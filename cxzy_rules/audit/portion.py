"""An audit of a part of its units: cut from that of them all, with the part's own problems."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Audit, Counts, by_situation
from cxzy_rules.audit.ground import narrowed
from cxzy_rules.audit.pairs import pairs
from cxzy_rules.audit.parts import Part, Split, parted, whose
from cxzy_rules.audit.words import STATES


@dataclass(frozen=True, slots=True)
class Portion:
    """What one county, superior or department is told: under which name, and the audit of its units."""

    name: str
    audit: Audit


def portions(audit: Audit, by: Split) -> list[Portion]:
    """The audit, a portion a part, without trend; problems that concern no unit are in each of them."""
    parts = parted(audit.guidance, audit.rows, by)
    counted = zip(parts, _by_slot(audit, parts), strict=True)
    return [Portion(part.name, replace(_cut(audit, part, by_slot), whose=whose(part, by))) for part, by_slot in counted]


def _by_slot(audit: Audit, parts: list[Part]) -> list[Counts]:
    """Each part's `by_slot`, all counted while the pairs are gone through once."""
    states, slots = len(STATES), len(audit.slots)
    counts = np.zeros(len(parts) * slots * states, dtype=np.int64)
    row = np.concatenate([np.zeros(0, dtype=np.int64), *(part.rows for part in parts)])
    members = pl.DataFrame({"row": row, "part": np.repeat(np.arange(len(parts)), [len(part.rows) for part in parts])})
    for frame in pairs(audit):
        found = frame.join(members.cast({"row": pl.Int32}), on="row")
        part, slot, state = (found[name].to_physical().cast(pl.Int64).to_numpy() for name in ("part", "slot", "state"))
        counts += np.bincount((part * slots + slot) * states + state, minlength=len(counts))
    return list(counts.reshape(len(parts), slots, states))


def _cut(audit: Audit, part: Part, by_slot: Counts) -> Audit:
    rows = part.rows.tolist()
    own = {*rows, None}
    problems = tuple(one for one in audit.problems if one.unit in own)
    elsewhere = audit.ledger.elsewhere + len(audit.problems) - len(problems)
    inside = np.isin(audit.rows, part.rows)
    return replace(
        audit,
        ground=replace(narrowed(audit.ground, audit.rows[inside]), ledger=replace(audit.ledger, elsewhere=elsewhere)),
        by_unit=audit.by_unit[inside],
        by_slot=by_slot,
        by_situation=by_situation(audit.guidance, audit.rows[inside], audit.by_unit[inside]),
        spoken=audit.spoken[inside],
        fates=audit.fates[inside],
        problems=problems,
        trend=None,
    )

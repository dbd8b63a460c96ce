"""An audit of a part of its units: cut from that of them all, with the part's own problems."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.parts import Split, parted, whose


@dataclass(frozen=True, slots=True)
class Portion:
    """What one county, superior or department is told: under which name, and the audit of its units."""

    name: str
    audit: Audit


def portions(audit: Audit, by: Split) -> list[Portion]:
    """The audit, a portion a part, without trend; problems that concern no unit are in each of them."""
    return [
        Portion(part.name, replace(_cut(audit, part.rows.tolist()), whose=whose(part, by)))
        for part in parted(audit.guidance, audit.rows, by)
    ]


def _cut(audit: Audit, rows: list[int]) -> Audit:
    inside = pl.col("row").is_in(rows)
    own = {*rows, None}
    problems = tuple(one for one in audit.problems if one.unit in own)
    elsewhere = audit.ledger.elsewhere + len(audit.problems) - len(problems)
    return replace(
        audit,
        ledger=replace(audit.ledger, elsewhere=elsewhere),
        rows=audit.rows[pl.Series(audit.rows).is_in(rows).to_numpy()],
        pairs=audit.pairs.filter(inside),
        undetermined=audit.undetermined.filter(inside),
        problems=problems,
        trend=None,
    )

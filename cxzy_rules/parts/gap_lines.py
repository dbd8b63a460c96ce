"""The gaps of an audit in words, by column, a batch at a time: who, what, how far, by when, whose words, who leads and who guides."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.pairs import gaps
from cxzy_rules.audit.words import STATE_LABELS
from cxzy_rules.model.periods import period_words
from cxzy_rules.parts.bonds import bonded
from cxzy_rules.parts.columns import by_situation
from cxzy_rules.parts.words import branch_titles, clause_cell
from cxzy_rules.roster.roster import Rows

# Not 状态: what is handed out must not look like a ledger that comes back.
HEADERS = ("单位编号", "单位名称", "分类", "事项", "期次", "核查结果", "条款", "原文", "完成时限", "领导单位", "指导部门", "佐证", "备注")
COLUMNS = ("id", "name", "branch", "item", "period", "state", "clause", "quote", "due", "leads", "guides", "evidence", "note")


def gap_lines(audit: Audit) -> Iterator[pl.DataFrame]:
    """The gaps in the audit's order, all as text, with the COLUMNS, under HEADERS; a unit's superiors stand nearest first."""
    slots, labels = _slots(audit), pl.col("state").cast(pl.String).replace_strict(STATE_LABELS)
    for batch in gaps(audit):
        units = _units(audit, batch["row"].unique(maintain_order=True).cast(pl.Int64).to_numpy())
        told = {"evidence": audit.ledger.evidence.of(batch["record"]), "note": audit.ledger.note.of(batch["record"])}
        worded = batch.with_columns(labels, **told)
        joined = worded.join(units, on="row", how="left", maintain_order="left").join(slots, on="slot", how="left", maintain_order="left")
        yield joined.select(COLUMNS)


def _slots(audit: Audit) -> pl.DataFrame:
    told = [
        (
            at,
            one.rule.label,
            period_words(one.period),
            clause_cell(audit.guidance.book, one.rule),
            one.rule.quote,
            one.due.isoformat() if one.due else "",
        )
        for at, one in enumerate(audit.slots)
    ]
    schema = {"slot": pl.Int32, **dict.fromkeys(("item", "period", "clause", "quote", "due"), pl.String)}
    return pl.DataFrame(told, schema=schema, orient="row")


def _units(audit: Audit, rows: Rows) -> pl.DataFrame:
    guidance, titles = audit.guidance, branch_titles(audit.guidance)
    branch = by_situation(guidance, rows, lambda answer: titles[answer.branch()])
    units = guidance.roster.units[rows].select("id", "name").with_columns(pl.Series("row", rows, dtype=pl.Int32), branch.alias("branch"))
    return units.join(_supervised(audit, rows), on="row", how="left", maintain_order="left")


def _supervised(audit: Audit, rows: Rows) -> pl.DataFrame:
    """The names of those who lead and of those who guide each unit: `row`, `leads`, `guides`."""
    found = pl.concat(bond.select("row", "role", "name") for bond in bonded(audit.guidance, rows))
    names = [pl.col("name").filter(pl.col("role") == role).str.join("、").alias(role) for role in ("leads", "guides")]
    return found.group_by(pl.col("row").cast(pl.Int32)).agg(names)

"""The audit as one value: every (unit, slot) of the units asked for, and its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from cxzy_rules.audit.slots import Slot
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.model.place import Problem
from cxzy_rules.roster.roster import Rows

State = Literal["done", "in_progress", "missing", "overdue", "waived", "unproven"]
STATES: tuple[State, ...] = ("done", "in_progress", "missing", "overdue", "waived", "unproven")
GAPS: tuple[State, ...] = ("missing", "in_progress", "overdue", "unproven")
STATE_LABELS: dict[State, str] = {
    "done": "已完成",
    "in_progress": "进行中",
    "missing": "未开展",
    "overdue": "逾期未完成",
    "waived": "不适用",
    "unproven": "缺佐证",
}


Fates = np.ndarray[tuple[int], np.dtype[np.uint8]]
By = Literal["branch", "county", "subordinate", "superior", "supervisor", "item"]
Change = Literal["better", "slid", "same", "appeared", "vanished"]
CHANGE_LABELS: dict[Change, str] = {"better": "好转", "slid": "退步", "same": "未变", "appeared": "新增", "vanished": "不再统计"}
Cause = Literal["unit", "rule", "affiliation", "facts", "time", "data"]
CAUSE_LABELS: dict[Cause, str] = {
    "unit": "单位新增或撤销",
    "rule": "规则变动",
    "affiliation": "隶属关系变动",
    "facts": "花名册其他内容变动",
    "time": "到了新的期次，或过了期限",
    "data": "台账有新的记录",
}


@dataclass(frozen=True, slots=True)
class Audit:
    """`rows`: the units audited, in roster order. `pairs`: one row a (unit, slot), by unit in that order, then by slot:
    `row` (of the unit), `slot` (position in `slots`), `state` (Enum of STATES), `record` (row of the deciding record in the
    ledger's `records`, null where none); whole numbers are Int32. `undetermined`: one row a (unit, open audited rule): `row`, `rule`
    (null where the unit's branch itself is open). `problems`: the ledger's, and those of records that no slot of their unit asks
    for; sorted. `by`: what the rates are asked by. `whose`: whose units they are, where they are a part that has a name. `trend`: how
    it came about since an older ledger, where that is asked. `fates`: what became of each of the ledger's records, see `audit.fates`.
    """

    guidance: Guidance
    ledger: Ledger
    slots: tuple[Slot, ...]
    rows: Rows
    pairs: pl.DataFrame
    undetermined: pl.DataFrame
    problems: tuple[Problem, ...]
    fates: Fates
    by: By = "branch"
    whose: str = ""
    trend: Trend | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """`old`: the older audit. `pairs`: one row a unit, item and period of either: `unit` (id), `name`, `item` (the rule's id), `label`,
    `period`, `before`, `after` (states, null where it was not or is not asked), `change` (Enum of Change), `cause` (Enum of Cause, null
    where nothing changed).
    """

    old: Audit
    pairs: pl.DataFrame

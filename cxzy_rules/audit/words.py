"""The words of an audit: states, groups, changes and causes, each with its label."""

from __future__ import annotations

from typing import Literal

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

"""The shapes of the answers, for the description of the interface: the contract's objects, field by field."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from cxzy_rules.audit.returned import Sort
from cxzy_rules.audit.words import By
from cxzy_rules.model.law import Rhythm, Role, Section

Gap = Literal["missing", "in_progress", "overdue", "unproven"]


class Said(BaseModel):
    """What is wrong with a question."""

    said: str


class RulingShape(BaseModel):
    id: str
    date: str
    text: str


class SharpenedShape(BaseModel):
    rule: str
    clause: str
    quote: str
    document: str


class DocumentShape(BaseModel):
    id: str
    title: str


class ItemShape(BaseModel):
    rule: str
    label: str
    quote: str
    clause: str
    basis: Literal["text", "ruling"]
    ruling: RulingShape | None
    rhythm: Rhythm | None
    due: str | None
    document: str
    sharpens: SharpenedShape | None


class SupervisorShape(BaseModel):
    role: Role
    organ: str | None
    unit: str | None
    name: str
    rule: str
    clause: str
    basis: Literal["text", "ruling"]
    ruling: RulingShape | None
    document: str
    path: list[str]


class OpenShape(BaseModel):
    rule: str | None
    label: str
    needs: list[str]


class UnitShape(BaseModel):
    id: str
    name: str
    kind: str | None
    level: str | None
    branch: str | None
    branch_label: str | None
    branch_basis: str | None
    branch_from: str | None
    branch_ruling: RulingShape | None
    activities: list[ItemShape]
    measures: list[ItemShape]
    carriers: list[ItemShape]
    obligations: list[ItemShape]
    requirements: list[ItemShape]
    supervisors: list[SupervisorShape]
    undetermined: list[OpenShape]
    documents: list[DocumentShape]
    engine: str
    as_of: str


class FoundShape(BaseModel):
    query: str
    found: int
    matches: list[UnitShape]


class StepShape(BaseModel):
    depth: int
    condition: str
    met: bool | None
    value: str
    source: str


class WhyShape(BaseModel):
    unit: str
    name: str
    rule: str
    label: str
    quote: str
    clause: str
    document: str
    basis: Literal["text", "ruling"]
    ruling: RulingShape | None
    rhythm: Rhythm | None = None
    due: str | None = None
    sharpens: SharpenedShape | None = None
    verdict: Literal["holds", "fails", "undetermined"]
    because: list[StepShape]
    needs: list[str]
    sharpened_by: str | None
    supervisors: list[SupervisorShape]
    engine: str
    engine_agrees: bool
    as_of: str


class CountsShape(BaseModel):
    units: int
    required: int
    done: int
    in_progress: int
    missing: int
    overdue: int
    waived: int
    unproven: int
    undetermined: int
    rate: float | None


class GroupShape(CountsShape):
    key: str | None
    label: str


class NamedShape(BaseModel):
    unit: str | None
    name: str


class GapShape(BaseModel):
    unit: str
    name: str
    branch: str | None
    item: str
    label: str
    period: str | None
    state: Gap
    due: str | None
    leads: list[NamedShape]
    guides: list[NamedShape]
    clause: str
    document: str


class AuditShape(BaseModel):
    as_of: str
    summary: CountsShape
    by_key: By
    by: list[GroupShape]
    total: int
    gaps: list[GapShape]


class RuleShape(BaseModel):
    rule: str
    section: Section
    label: str
    quote: str
    clause: str
    branch: str | None
    condition: str
    role: Role | None
    organ: str | None
    rhythm: Rhythm | None
    due: str | None
    evidence: str | None
    ruling: RulingShape | None


class ReturnShape(BaseModel):
    batch: int
    file: str
    list: str | None
    at: str
    by: str
    open: int
    accepted: int
    rejected: int


class ReturnWordsShape(BaseModel):
    status: str
    date: str
    until: str
    evidence: str
    note: str
    place: str


class ReturnProblemShape(BaseModel):
    problem: str
    hint: str


class ReturnRowShape(BaseModel):
    number: int
    sort: Sort
    verdict: Literal["open", "accepted", "rejected"]
    unit: str
    name: str
    rule: str
    item: str
    clause: str
    quote: str
    period: str
    now: ReturnWordsShape
    old: ReturnWordsShape | None
    problems: list[ReturnProblemShape]


class ReturnRowsShape(ReturnShape):
    total: int
    rows: list[ReturnRowShape]

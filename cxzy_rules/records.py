"""A unit's guidance as the contract's JSON object: items, supervisors, what is open, and what each rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import ITEM_SECTIONS, NO_BRANCH, Rule, Ruling
from cxzy_rules.roster.roster import Rows
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.situations.walk import Answer, Undetermined
from cxzy_rules.supervision import Bond, supervisors

Record = dict[str, Any]


def branch_basis(guidance: Guidance, row: int) -> str | None:
    """How the unit's branch was found: `declared`, `kind`, `name`, `inherited`, `ruling`; None where it is open."""
    basis = guidance.answer(row).standing.basis
    return guidance.roster.units["kind_basis"][row] if basis == "kind" else basis


def branch_source(guidance: Guidance, row: int) -> tuple[str | None, str | None]:
    """How the unit's branch was found (`declared`, `kind`, `name`, `inherited`, `ruling`), and from whom where inherited."""
    basis = branch_basis(guidance, row)
    if basis != "inherited":
        return basis, None
    source = next(above for above in guidance.roster.chain(row) if guidance.answer(above).standing.basis != "inherited")
    return basis, guidance.roster.units["id"][source]


def record(guidance: Guidance, row: int) -> Record:
    """One unit's guidance as the contract's JSON object."""
    answer = guidance.answer(row)
    unit = guidance.roster.units.row(row, named=True)
    basis, source = branch_source(guidance, row)
    facts = answer.standing.facts
    return {
        "id": unit["id"],
        "name": unit["name"],
        "kind": answer.standing.kind,
        "level": facts.get("level"),
        "branch": branch_id(answer),
        "branch_label": branch_label(guidance, answer),
        "branch_basis": basis,
        "branch_from": source,
        "branch_ruling": ruling_record(guidance.book, answer.standing.ruling),
        **{section: [item_record(guidance, rule) for rule in answer.rules if rule.section == section] for section in ITEM_SECTIONS},
        "supervisors": bond_records(guidance, row),
        "undetermined": [open_record(one) for one in answer.undetermined],
        "documents": documents(guidance.book, answer),
        "engine": guidance.engine,
        "as_of": guidance.day.isoformat(),
    }


def documents(book: Rulebook, answer: Answer) -> list[Record]:
    """The rulebooks from whose documents something here comes: the base, and the layers that reach the units of this answer."""
    used = {rule.document for rule in answer.rules} | {one.rule.document for one in answer.undetermined if one.rule}
    layers = (layer.identity for layer in book.layers if layer.identity.id in used)
    return [{"id": one.id, "title": one.title} for one in (book.identity, *layers)]


def records(guidance: Guidance, rows: Rows) -> Iterator[Record]:
    """The objects of these rows, in roster order."""
    return (record(guidance, row) for row in rows.tolist())


def branch_id(answer: Answer) -> str | None:
    """The branch; None where it is open, and for a leading body."""
    branch = answer.branch()
    return None if branch == NO_BRANCH else branch


def branch_label(guidance: Guidance, answer: Answer) -> str | None:
    branch = branch_id(answer)
    return None if branch is None else guidance.book.vocabulary.branches[branch].label


def item_record(guidance: Guidance, rule: Rule) -> Record:
    """An ITEM of the contract."""
    due = due_day(rule, guidance.day, guidance.book.identity.ends)
    return {
        "rule": rule.id,
        "label": rule.label,
        "quote": rule.quote,
        "clause": rule.clause,
        "basis": "ruling" if rule.ruling else "text",
        "ruling": ruling_record(guidance.book, rule.ruling),
        "rhythm": rule.rhythm,
        "due": due.isoformat() if due else None,
        "document": rule.document,
        "sharpens": sharpened_record(guidance.book, rule.sharpens),
    }


def sharpened_record(book: Rulebook, rule: str | None) -> Record | None:
    """The rule of a superior's document in whose place a layer's stands, with its words."""
    if rule is None:
        return None
    old = next(one for one in book.rules if one.id == rule)
    return {"rule": old.id, "clause": old.clause, "quote": old.quote, "document": old.document}


def due_day(rule: Rule, day: date, ends: date) -> date | None:
    """The rule's own day; for a recurring rule the last day of the period in which `day` lies, no later than the book's."""
    if rule.rhythm is None:
        return rule.due
    half = date(day.year, 6, 30)
    return min(half if rule.rhythm == "half_year" and day <= half else date(day.year, 12, 31), ends)


def ruling_record(book: Rulebook, ruling: str | None) -> Record | None:
    if ruling is None:
        return None
    said: Ruling = book.rulings[ruling]
    return {"id": said.id, "date": said.date.isoformat(), "text": said.text}


def bond_records(guidance: Guidance, row: int) -> list[Record]:
    """The SUPERVISORs of one unit; each superior's path is cut from one list of ids from the unit up."""
    chain = [row, *guidance.roster.chain(row)]
    ids = guidance.roster.units["id"][chain].to_list()
    steps = {above: step for step, above in enumerate(chain)}
    found: list[Record] = []
    for bond in supervisors(guidance.here, row):
        path = [] if bond.rule.by != "affiliation" or bond.row is None else ids[: steps[bond.row] + 1]
        found.append(_bond_record(guidance, bond, path))
    return found


def _bond_record(guidance: Guidance, bond: Bond, path: list[str]) -> Record:
    """A SUPERVISOR of the contract."""
    return {
        "role": bond.rule.role,
        "organ": bond.organ,
        "unit": None if bond.row is None else guidance.roster.units["id"][bond.row],
        "name": bond.name,
        "rule": bond.rule.id,
        "clause": bond.rule.clause,
        "basis": "ruling" if bond.ruling else "text",
        "ruling": ruling_record(guidance.book, bond.ruling),
        "path": path,
        "document": bond.rule.document,
    }


def open_record(one: Undetermined) -> Record:
    """An entry of `undetermined`."""
    if one.rule is None:
        return {"rule": None, "label": "分类没有确定，各分类的规则都等着它", "needs": list(one.needs)}
    return {"rule": one.rule.id, "label": one.rule.label, "needs": list(one.needs)}

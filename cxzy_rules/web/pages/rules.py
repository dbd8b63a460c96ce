"""规则与原文: the document on the left and the rules on the right, linked both ways; and each rule with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from cxzy_rules.conditions.words import phrase
from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import RHYTHM_LABELS, ROLE_LABELS, SECTION_LABELS, Rule
from cxzy_rules.parts.diff_words import situation_words
from cxzy_rules.questions.cases import Case, read_cases
from cxzy_rules.questions.coverage import VERDICT_LABELS, coverage
from cxzy_rules.web.office import Office, guidance
from cxzy_rules.web.show import office_of, page
from cxzy_rules.working.history import Edition, editions, known_editions, wordings

router = APIRouter()
TITLE, PLACE, ORDER = "规则与原文", "/rules", 60
LISTED = 100


@router.get(PLACE)
def rules(request: Request) -> HTMLResponse:
    office = office_of(request)
    found = office.kept("coverage", lambda: coverage(office.book))
    numbers = {
        rule.id: number
        for clause in found.clauses
        for number, rule in enumerate((rule for sentence in clause.sentences for rule in sentence.rules), start=1)
    }
    return page(request, "rules.html", found=found, numbers=numbers, verdicts=VERDICT_LABELS, sections=SECTION_LABELS, roles=ROLE_LABELS)


@router.get("/rules/{rule}")
def rule(request: Request, rule: str, situation: int | None = None) -> HTMLResponse:
    """One rule: its words, whom it meets and how many (those of one situation alone, where it is named), its cases, its history."""
    office = office_of(request)
    one = next((one for one in office.book.rules if one.id == rule), None)
    if one is None:
        return page(request, "missing.html", 404)
    situations = _situations(guidance(office), one)
    chosen = next((known for known in situations if situation in known.numbers), None)
    reached = _reached(guidance(office), (chosen,) if chosen else situations)
    return page(
        request,
        "rule.html",
        one=one,
        condition=phrase(one.when, office.book.lexicon),
        section=SECTION_LABELS[one.section],
        role=ROLE_LABELS[one.role] if one.role else "",
        rhythm=RHYTHM_LABELS[one.rhythm] if one.rhythm else "",
        rulings=[office.book.rulings[named] for named in (one.ruling, one.counterpart) if named],
        reached=reached[:LISTED],
        count=len(reached),
        situations=situations,
        chosen=chosen,
        total=sum(known.units for known in situations),
        opened=_opened(guidance(office), one),
        cases=_cases(office, rule),
        history=wordings(_editions(office), rule),
    )


def _editions(office: Office) -> list[Edition]:
    return office.kept(("editions", *known_editions(office.desk)), lambda: editions(office.desk))


@dataclass(frozen=True, slots=True)
class Situation:
    """Situations that read the same: what is known of their units, their numbers, how many units, and one of these by id and name."""

    words: str
    numbers: tuple[int, ...]
    units: int
    example: tuple[str, str]


def _situations(told: Guidance | None, rule: Rule) -> list[Situation]:
    """The roster's situations in which a rule holds, those of most units first."""
    if told is None:
        return []
    sizes, names = np.bincount(told.of, minlength=len(told.answers)), told.roster.units.select("id", "name")
    alike: dict[str, list[int]] = {}
    for number, answer in enumerate(told.answers):
        if sizes[number] and any(one.id == rule.id for one in answer.rules):
            alike.setdefault(situation_words(told, answer), []).append(number)
    found = [Situation(words, tuple(some), int(sizes[some].sum()), names.row(_first(told, some))) for words, some in alike.items()]
    return sorted(found, key=lambda one: -one.units)


def _first(told: Guidance, numbers: list[int]) -> int:
    return int(np.isin(told.of, numbers).argmax())


def _reached(told: Guidance | None, situations: Iterable[Situation]) -> list[tuple[str, str]]:
    """The units of these situations, by id and name."""
    if told is None:
        return []
    rows = np.flatnonzero(np.isin(told.of, [number for one in situations for number in one.numbers]))
    return told.roster.units.select("id", "name")[rows].rows()


def _opened(told: Guidance | None, rule: Rule) -> list[tuple[str, str]]:
    """The units for which a rule is undetermined, by id and name."""
    if told is None:
        return []
    left = [at for at, answer in enumerate(told.answers) if any(one.rule and one.rule.id == rule.id for one in answer.undetermined)]
    return told.roster.units.select("id", "name")[np.flatnonzero(np.isin(told.of, left))].rows()


def _cases(office: Office, rule: str) -> list[tuple[Case, dict[str, bool]]]:
    """The cases that show the rule, each with the units for which it holds or does not."""
    every = office.kept("cases", lambda: read_cases(office.book))
    shown = ((case, {one.unit: rule in one.holds for one in case.expected if rule in (*one.holds, *one.lacks)}) for case in every)
    return [(case, units) for case, units in shown if units]

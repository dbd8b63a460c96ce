"""规则与原文: the document on the left and the rules on the right, linked both ways; and each rule with all that is known of it."""

from __future__ import annotations

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from cxzy_rules.conditions.words import phrase
from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import RHYTHM_LABELS, ROLE_LABELS, SECTION_LABELS, Rule
from cxzy_rules.questions.cases import Case, read_cases
from cxzy_rules.questions.coverage import VERDICT_LABELS, coverage
from cxzy_rules.web.office import Office, guidance
from cxzy_rules.web.show import office_of, page
from cxzy_rules.working.history import editions, wordings

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
def rule(request: Request, rule: str) -> HTMLResponse:
    """One rule: its words, whom it meets and how many, its cases, its history."""
    office = office_of(request)
    one = next((one for one in office.book.rules if one.id == rule), None)
    if one is None:
        return page(request, "missing.html", 404)
    reached = _reached(guidance(office), one)
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
        situations=_situations(guidance(office), one),
        cases=_cases(office, rule),
        history=wordings(office.kept("editions", lambda: editions(office.desk)), rule),
    )


def _situations(told: Guidance | None, rule: Rule) -> int:
    """In how many of the roster's situations a rule holds."""
    return sum(rule.id in {one.id for one in answer.rules} for answer in told.answers) if told else 0


def _reached(told: Guidance | None, rule: Rule) -> list[tuple[str, str]]:
    """The units for which a rule holds, by id and name."""
    if told is None:
        return []
    holds = np.array([any(one.id == rule.id for one in answer.rules) for answer in told.answers])
    rows = np.flatnonzero(holds[told.of])
    return told.roster.units.select("id", "name")[rows].rows()


def _cases(office: Office, rule: str) -> list[tuple[Case, bool]]:
    """The cases that show the rule, and whether holding or not."""
    every = office.kept("cases", lambda: read_cases(office.book))
    return [(case, rule in one.holds) for case in every for one in case.expected if rule in (*one.holds, *one.lacks)]

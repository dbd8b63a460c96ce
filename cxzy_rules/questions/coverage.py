"""How much of the document stands in some rule's quote, what is left, and why."""

from __future__ import annotations

from dataclasses import dataclass

from cxzy_rules.model.law import Clause
from cxzy_rules.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True)
class Rest:
    """A stretch of a clause outside every quote: its words, and the reason where one is written (else None)."""

    text: str
    reason: str | None
    note: str


@dataclass(frozen=True, slots=True)
class ClauseCoverage:
    """A clause's characters: how many there are, how many stand in quotes; punctuation between them is no stretch."""

    clause: Clause
    rules: int
    quoted: int
    length: int
    rests: tuple[Rest, ...]

    def share(self) -> float:
        return self.quoted / self.length if self.length else 1.0


def coverage(book: Rulebook) -> list[ClauseCoverage]:
    """Clause by clause, in the document's order."""
    return [_clause(book, clause) for clause in book.document.clauses.values()]


def _clause(book: Rulebook, clause: Clause) -> ClauseCoverage:
    rules = [rule for rule in book.rules if rule.clause == clause.id]
    marks = [""] * len(clause.text)
    for stretch in book.unruled:
        if stretch.clause == clause.id:
            _mark(marks, clause.text, stretch.quote, "unruled")
    for quote in {rule.quote for rule in rules} | {b.quote for b in book.vocabulary.branches.values() if b.clause == clause.id}:
        _mark(marks, clause.text, quote, "quoted")
    blank = [character.isspace() for character in clause.text]
    quoted = sum(mark == "quoted" and not empty for mark, empty in zip(marks, blank, strict=True))
    return ClauseCoverage(clause, len(rules), quoted, blank.count(False), tuple(_rests(book, clause, marks)))


def _mark(marks: list[str], text: str, quote: str, mark: str) -> None:
    start = text.find(quote)
    while start >= 0:
        marks[start : start + len(quote)] = [mark] * len(quote)
        start = text.find(quote, start + 1)


def _rests(book: Rulebook, clause: Clause, marks: list[str]) -> list[Rest]:
    """The stretches that are not quoted, joined where they touch; those that hold only punctuation are none."""
    found: list[Rest] = []
    start = 0
    while start < len(marks):
        end = start
        while end < len(marks) and marks[end] == marks[start]:
            end += 1
        words = clause.text[start:end].strip()
        if marks[start] != "quoted" and any(map(str.isalnum, words)):
            reasons = [s for s in book.unruled if s.clause == clause.id and (words in s.quote or s.quote in words)]
            reason = reasons[0] if reasons and marks[start] == "unruled" else None
            found.append(Rest(words, reason.reason if reason else None, reason.note if reason else ""))
        start = end
    return found

"""The document held against the rules: what became of each sentence, and of each stretch inside it.

A stretch is accounted for by the rules that quote it, by the branch whose address it is, or by a reason written down for it.
What organs and rulings quote accounts for nothing and is told beside. A quote may reach over several sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from cxzy_rules.model.law import Branch, Clause, Organ, Rule, Ruling
from cxzy_rules.questions.sentences import sentences
from cxzy_rules.rulebook.book import Rulebook, Stretch

RULED, BRANCH, UNACCOUNTED = "ruled", "branch", "unaccounted"
VERDICT_LABELS: dict[str, str] = {
    RULED: "写进规则",
    BRANCH: "分类的称谓",
    "principle": "原则",
    "exhortation": "号召",
    "procedure": "程序",
    "address": "称谓和标题",
    "out_of_scope": "不归花名册上的单位",
    UNACCOUNTED: "没有交代",
}
Claim = Rule | Branch | Stretch


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence that is accounted for in one way all through. `ends`: the rules whose quotes end with it."""

    text: str
    rules: tuple[Rule, ...]
    ends: tuple[Rule, ...]
    branch: Branch | None
    unruled: Stretch | None

    def verdict(self) -> str:
        """What became of it, or "" where it holds neither letter nor digit and need not be accounted for."""
        if self.rules:
            return RULED
        if self.branch:
            return BRANCH
        if self.unruled:
            return self.unruled.reason
        return UNACCOUNTED if any(map(str.isalnum, self.text)) else ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its stretches, the rules made of it in the document's order, and who else quotes it."""

    clause: str
    number: int
    text: str
    pieces: tuple[Piece, ...]
    rules: tuple[Rule, ...]
    rulings: tuple[Ruling, ...]
    organs: tuple[Organ, ...]

    def verdict(self) -> str:
        """Unaccounted where a stretch of it is; else what became of it: a rule, or what most of its characters are."""
        told = [(piece.verdict(), len(piece.text)) for piece in self.pieces]
        for first in (UNACCOUNTED, RULED):
            if first in dict(told):
                return first
        return max(VERDICT_LABELS, key=lambda one: sum(length for verdict, length in told if verdict == one))

    def rests(self) -> list[Piece]:
        """The stretches that no rule quotes, those of marks alone left out."""
        return [piece for piece in self.pieces if piece.verdict() not in (RULED, BRANCH) and any(map(str.isalnum, piece.text))]


@dataclass(frozen=True, slots=True)
class ClauseCoverage:
    """A clause's sentences; `rules`: how many rules name it; of its `length` characters, blanks left out, `quoted` stand in quotes."""

    clause: Clause
    rules: int
    quoted: int
    length: int
    sentences: tuple[Sentence, ...]

    def share(self) -> float:
        return self.quoted / self.length if self.length else 1.0

    def count(self, verdict: str) -> int:
        """How many of its sentences became this."""
        return sum(one.verdict() == verdict for one in self.sentences)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole document, clause by clause in its order."""

    book: Rulebook
    clauses: tuple[ClauseCoverage, ...]

    def sentences(self) -> list[Sentence]:
        return [sentence for one in self.clauses for sentence in one.sentences]

    def unaccounted(self) -> list[Sentence]:
        """The sentences of which something is lost."""
        return [sentence for sentence in self.sentences() if sentence.verdict() == UNACCOUNTED]

    def share(self) -> float:
        """How many of the document's characters stand in quotes."""
        return sum(one.quoted for one in self.clauses) / max(1, sum(one.length for one in self.clauses))


def coverage(book: Rulebook) -> Coverage:
    """What became of every sentence."""
    return Coverage(book, tuple(_clause(book, clause) for clause in book.document.clauses.values()))


def _clause(book: Rulebook, clause: Clause) -> ClauseCoverage:
    claims = _claims(book, clause)
    counts = [not character.isspace() for character in clause.text]
    quoted = sum(counted and any(not isinstance(one, Stretch) for one in told) for told, counted in zip(claims, counts, strict=True))
    found = tuple(_sentence(book, clause, number, span, claims) for number, span in enumerate(sentences(clause.text), start=1))
    return ClauseCoverage(clause, sum(rule.clause == clause.id for rule in book.rules), quoted, sum(counts), found)


def _claims(book: Rulebook, clause: Clause) -> list[list[Claim]]:
    """Who accounts for each character: rules, else a branch, else one reason.

    A quote cites the first place of its words; a reason holds wherever its words stand.
    """
    found: list[list[Claim]] = [[] for _ in clause.text]
    everyone: list[Claim] = [*book.rules, *book.vocabulary.branches.values(), *book.unruled]
    for claim in everyone:
        starts = [*_places(clause.text, claim.quote)] if claim.clause == clause.id else []
        for start in starts if isinstance(claim, Stretch) else starts[:1]:
            for claims in found[start : start + len(claim.quote)]:
                if not claims or isinstance(claim, Rule):
                    claims.append(claim)
    return found


def _places(text: str, quote: str) -> Iterator[int]:
    start = text.find(quote)
    while start >= 0:
        yield start
        start = text.find(quote, start + 1)


def _sentence(book: Rulebook, clause: Clause, number: int, span: tuple[int, int], claims: list[list[Claim]]) -> Sentence:
    start, end = span
    rules = dict.fromkeys(one for told in claims[start:end] for one in told if isinstance(one, Rule))
    rulings = (one for one in book.rulings.values() if _touches(one, clause, span))
    organs = (one for one in book.vocabulary.organs.values() if _touches(one, clause, span))
    return Sentence(clause.id, number, clause.text[start:end], tuple(_pieces(clause, span, claims)), (*rules,), (*rulings,), (*organs,))


def _touches(one: Ruling | Organ, clause: Clause, span: tuple[int, int]) -> bool:
    start = clause.text.find(one.quote) if one.clause == clause.id else -1
    return start >= 0 and start < span[1] and start + len(one.quote) > span[0]


def _pieces(clause: Clause, span: tuple[int, int], claims: list[list[Claim]]) -> Iterator[Piece]:
    """The sentence cut wherever another rule or reason begins or ends; a rule's number stands where the sentence shows the last of it."""
    runs = [(told, [*group]) for told, group in groupby(range(*span), key=lambda at: claims[at])]
    for (told, group), (after, _) in zip(runs, [*runs[1:], ([], [])], strict=True):
        rules = tuple(one for one in told if isinstance(one, Rule))
        yield Piece(
            text=clause.text[group[0] : group[-1] + 1],
            rules=rules,
            ends=tuple(rule for rule in rules if rule not in after),
            branch=next((one for one in told if isinstance(one, Branch)), None),
            unruled=next((one for one in told if isinstance(one, Stretch)), None),
        )

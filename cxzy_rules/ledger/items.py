"""Which rule a record's item means: by its id, by its label, or by a label so like it that no other can be meant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from cxzy_rules.rulebook.book import Rulebook

ALIKE, CLEARLY = 85, 5
HINTED = 40


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The rules by id and by bare label; `labels` gives each id its label as written."""

    ids: dict[str, str]
    bare: dict[str, tuple[str, ...]]
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Meant:
    """The rule that is meant, `near` where only its label's likeness says so; or the `rivals` that share the label."""

    rule: str | None = None
    near: bool = False
    rivals: tuple[str, ...] = ()


def catalogue(book: Rulebook) -> Catalogue:
    """All rules of the rulebook, as records may name them."""
    by_label: dict[str, tuple[str, ...]] = {}
    for rule in book.rules:
        label = _bare(rule.label)
        by_label[label] = (*by_label.get(label, ()), rule.id)
    return Catalogue({_code(rule.id): rule.id for rule in book.rules}, by_label, {rule.id: rule.label for rule in book.rules})


def exactly(known: Catalogue, written: str) -> Meant:
    """The rule of this id or label; blanks, punctuation, wide and narrow forms make no difference."""
    if by_id := known.ids.get(_code(written)):
        return Meant(by_id)
    rules = known.bare.get(_bare(written), ())
    return Meant(rules[0]) if len(rules) == 1 else Meant(rivals=rules)


def nearly(known: Catalogue, written: str) -> Meant:
    """The rule whose label is very like this, and clearly more so than any other label."""
    best = process.extract(_bare(written), list(known.bare), scorer=fuzz.ratio, limit=2, score_cutoff=ALIKE - CLEARLY)
    if not best or best[0][1] < ALIKE or (len(best) > 1 and best[0][1] - best[1][1] < CLEARLY):
        return Meant()
    rules = known.bare[best[0][0]]
    return Meant(rules[0], near=True) if len(rules) == 1 else Meant(rivals=rules)


def meant(known: Catalogue, written: str) -> Meant:
    """What is written, exactly or nearly; nothing where no rule or more than one is near."""
    found = exactly(known, written)
    return found if found.rule or found.rivals else nearly(known, written)


def hint(known: Catalogue, written: str) -> str:
    """How to mend an item that names no one rule."""
    if rivals := meant(known, written).rivals:
        return "这些规则同名，请写规则编号：" + "、".join(rivals)
    return alike(written, list(known.labels.values())) or "写规则编号，或者事项的全称"


def alike(written: str, known: list[str]) -> str:
    """A hint with the three words most like what is written; empty where none is like it at all."""
    close = process.extract(written, known, scorer=fuzz.ratio, limit=3, score_cutoff=HINTED)
    return "是不是想写：" + "、".join(word for word, _, _ in close) if close else ""


def _bare(label: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", label)).lower()


def _code(written: str) -> str:
    return "".join(unicodedata.normalize("NFKC", written).split()).lower()

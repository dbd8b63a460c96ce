"""The rules of two rulebooks held against each other: added, removed, renamed, and changed in words, condition or citation."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from cxzy_rules.conditions.narrow import narrowed
from cxzy_rules.conditions.parse import Lexicon, signature
from cxzy_rules.conditions.words import phrase
from cxzy_rules.model.facts import Domain
from cxzy_rules.model.law import Rule
from cxzy_rules.questions.diff.entries import Field, changed_fields
from cxzy_rules.questions.diff.relation import Both, Relation, relations
from cxzy_rules.rulebook.book import Rulebook

APART = ("id", "place", "when")
Aspect = Literal["words", "condition", "citation"]
WORDS = frozenset({"label", "quote"})
CONDITION = frozenset({"branch"})


@dataclass(frozen=True, slots=True)
class ConditionChange:
    """A condition before and after, in words, and how the one stands to the other."""

    old: str
    new: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule of both rulebooks that is not the same; `old.id` is another than `new.id` where it was renamed."""

    old: Rule
    new: Rule
    fields: tuple[Field, ...]
    condition: ConditionChange | None

    def renamed(self) -> bool:
        return self.old.id != self.new.id

    def aspects(self) -> frozenset[Aspect]:
        """In what it changed."""
        named = frozenset(_aspect(one.name) for one in self.fields)
        return named | {"condition"} if self.condition else named


def _aspect(field: str) -> Aspect:
    return "words" if field in WORDS else "condition" if field in CONDITION else "citation"


@dataclass(frozen=True, slots=True)
class RuleChanges:
    """`same`: the id in the new rulebook of each rule that both have, by its id in the old one."""

    added: tuple[Rule, ...]
    removed: tuple[Rule, ...]
    changed: tuple[RuleChange, ...]
    same: dict[str, str]


def rule_changes(before: Rulebook, after: Rulebook) -> RuleChanges:
    """All rules of both, in the order of the new document; what is gone in that of the old one."""
    old, new = {rule.id: rule for rule in before.rules}, {rule.id: rule for rule in after.rules}
    renamed = _renamed([r for r in before.rules if r.id not in new], [r for r in after.rules if r.id not in old])
    was = {key: key for key in new if key in old} | {now: then for then, now in renamed.items()}
    pairs = [(old[was[rule.id]], rule) for rule in after.rules if rule.id in was]
    others = dict.fromkeys((then.when, now.when) for then, now in pairs if then.when != now.when)  # many rules share a condition
    conditions = _conditions(relations(others, before, after), before, after)
    changes = (RuleChange(then, now, changed_fields(then, now, but=APART), conditions.get((then.when, now.when))) for then, now in pairs)
    return RuleChanges(
        tuple(rule for rule in after.rules if rule.id not in was),
        tuple(rule for rule in before.rules if rule.id not in new and rule.id not in renamed),
        tuple(one for one in changes if one.renamed() or one.fields or one.condition),
        {then: now for now, then in was.items()},
    )


def _renamed(gone: list[Rule], come: list[Rule]) -> dict[str, str]:
    """Which rule that is gone is which new one: by the same words under the same condition; by its label where several share these."""
    found: dict[str, str] = {}
    for key in (_with_label, _without_label):
        left = _alone((rule for rule in gone if rule.id not in found), key)
        right = _alone((rule for rule in come if rule.id not in found.values()), key)
        found |= {left[same]: right[same] for same in left if same in right}
    return found


def _without_label(rule: Rule) -> Hashable:
    return rule.section, rule.clause, rule.quote, rule.role, rule.organ, rule.by, signature(rule.when)


def _with_label(rule: Rule) -> Hashable:
    return rule.label, _without_label(rule)


def _alone(rules: Iterable[Rule], key: Callable[[Rule], Hashable]) -> dict[Hashable, str]:
    """The ids of the rules by their key, without those that share one."""
    found: dict[Hashable, list[str]] = {}
    for rule in rules:
        found.setdefault(key(rule), []).append(rule.id)
    return {same: ids[0] for same, ids in found.items() if len(ids) == 1}


def _conditions(found: dict[Both, Relation], before: Rulebook, after: Rulebook) -> dict[Both, ConditionChange]:
    """The changes of conditions; a word that the vocabulary gained or lost makes the sets of a leaf others, though it says the same."""
    shared = _shared(before.lexicon, after.lexicon)
    return {
        (old, new): ConditionChange(phrase(old, before.lexicon), phrase(new, after.lexicon), one)
        for (old, new), one in found.items()
        if one.kind != "same" or signature(narrowed(old, shared)) != signature(narrowed(new, shared))
    }


def _shared(before: Lexicon, after: Lexicon) -> dict[str, Domain]:
    """The values that both rulebooks know."""
    both = before.domains.keys() & after.domains.keys()
    return {fact: replace(before.domains[fact], labels=_common(before.domains[fact].labels, after.domains[fact].labels)) for fact in both}


def _common(labels: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
    return {value: label for value, label in labels.items() if value in others}

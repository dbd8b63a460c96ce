"""What becomes of a situation: which rules it gains, loses, or leaves open, where the rules change; each pair of situations once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from cxzy_rules.model.law import Rule
from cxzy_rules.situations.walk import Answer

State = Literal["holds", "open", "lacks"]


@dataclass(frozen=True, slots=True)
class Turn:
    """A rule (None: all that wait for the branch) that stands otherwise for a unit than before."""

    rule: Rule | None
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Pair:
    """A situation under the old rules and one under the new, in which some units are together; what changes for them."""

    old: Answer
    new: Answer
    turns: tuple[Turn, ...]

    def branch_changed(self) -> bool:
        return self.old.branch() != self.new.branch()

    def differs(self) -> bool:
        return bool(self.turns) or self.branch_changed()


def pair_of(old: Answer, new: Answer, same: Mapping[str, str]) -> Pair:
    """`same`: the new id of each old rule that both rulebooks have. What supervision comes to is told by who it is, not by rule."""
    return Pair(old, new, tuple(_turns(old, new, same)))


def _turns(old: Answer, new: Answer, same: Mapping[str, str]) -> Iterator[Turn]:
    before, after = _states(old, same), _states(new, {})
    for key in {**after, **before}:
        rule = (after.get(key) or before[key])[0]
        was, now = before.get(key, (rule, "lacks"))[1], after.get(key, (rule, "lacks"))[1]
        if was != now and (rule is None or rule.section != "supervision" or "open" in (was, now)):
            yield Turn(rule, was, now)


def _states(answer: Answer, same: Mapping[str, str]) -> dict[str | None, tuple[Rule | None, State]]:
    """The rules that hold or are open, by the id that they have in the new rulebook; None for the branch itself.

    One that holds and is open all the same (who leads is not known) is open.
    """
    found: dict[str | None, tuple[Rule | None, State]] = {_id(rule, same): (rule, "holds") for rule in answer.rules}
    found |= {_id(one.rule, same) if one.rule else None: (one.rule, "open") for one in answer.undetermined}
    return found


def _id(rule: Rule, same: Mapping[str, str]) -> str:
    return same.get(rule.id, rule.id)

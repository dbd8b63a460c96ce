"""The only door to networkx: walks a forest from its roots and asks, at each node, which rules hold.

The nodes may be situations or the units themselves; the walk is the same, and so are the answers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from cxzy_rules.conditions.logic import either, evaluate, unsettled
from cxzy_rules.conditions.parse import Lexicon
from cxzy_rules.engine.choose import Engine, EngineName, build
from cxzy_rules.model.condition import FALSE, TRUE, Above, Condition, Not, Value
from cxzy_rules.model.law import Rule
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.situations.derive import Standing, derive

if TYPE_CHECKING:
    import networkx as nx

    Forest = nx.DiGraph[Any]

SUPERIOR = "parent"


@dataclass(frozen=True, slots=True)
class Undetermined:
    """A rule that the roster leaves open (None: every rule that waits for the branch), and the columns that would settle it."""

    rule: Rule | None
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a situation gets: the rules that hold, in the document's order, and those left open.

    `holding`: the positions of all rules that hold, also of those in whose place a sharper one stands in `rules`.
    """

    standing: Standing
    holding: frozenset[int]
    rules: tuple[Rule, ...]
    undetermined: tuple[Undetermined, ...]

    def branch(self) -> str | None:
        value = self.standing.facts.get("branch")
        return None if value is None else str(value)


class Answers(Protocol):
    """The answer of each situation, by its number: all of them at hand, or made as they are asked for."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Answer]: ...

    def __getitem__(self, situation: int, /) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Asker:
    """The engine with its questions: the rules' conditions, then each test of a superior and its opposite.

    `alike`: the rules' different conditions, each with the numbers of its rules. `answered`: the answers so far; what stands alike
    is asked once, however deep a chain of superiors goes. `above`: which tests those of them that are superiors meet, by identity.
    """

    book: Rulebook
    alike: dict[Condition, list[int]]
    tests: dict[str, Above]
    engine: Engine
    answered: dict[Hashable, Answer] = field(default_factory=dict)
    above: dict[int, dict[str, Value]] = field(default_factory=dict)

    def answer(self, own: Mapping[str, Value], superior: Answer | None) -> Answer:
        """What a node with these cells gets below that superior."""
        standing = derive(own, superior.standing if superior else None, self.book.vocabulary)
        facts = {**standing.facts, **(self._tested(superior) if standing.placed else {})}
        standing = replace(standing, facts=facts)
        beside = (standing.kind, standing.basis, standing.ruling, standing.area_level, standing.placed, standing.settles)
        known = (frozenset(facts.items()), *beside)
        if known not in self.answered:
            holding = self.engine.holding(facts)
            held = [self.book.rules[index] for index in sorted(holding) if index < len(self.book.rules)]
            self.answered[known] = Answer(standing, holding, _sharpest(held), self._undetermined(holding, standing))
        return self.answered[known]

    def _undetermined(self, holding: frozenset[int], standing: Standing) -> tuple[Undetermined, ...]:
        """The rules left open; all that wait for the branch itself become one entry."""
        found: list[Undetermined] = []
        branch_open = "branch" not in standing.facts
        for index in sorted(self._left_open(holding, standing)):
            rule = self.book.rules[index]
            needs = (SUPERIOR,) if index in holding else needed_columns(rule.when, standing, self.book.lexicon, self.tests)
            if index in holding or not (branch_open and standing.settles in needs):
                found.append(Undetermined(rule, needs))
        sharper = {one.rule.sharpens for one in found if one.rule}
        left = tuple(one for one in found if one.rule is None or one.rule.id not in sharper)
        return ((Undetermined(None, (standing.settles,)),) if branch_open else ()) + left

    def _left_open(self, holding: frozenset[int], standing: Standing) -> set[int]:
        """The rules whose condition is neither true nor false, and those that hold though nobody knows who the superior is."""
        undecided = (rules for when, rules in self.alike.items() if rules[0] not in holding and evaluate(when, standing.facts) is None)
        found = {rule for rules in undecided for rule in rules}
        if not standing.placed:
            found |= {index for index, rule in enumerate(self.book.rules) if index in holding and rule.by == "affiliation"}
        return found

    def _tested(self, superior: Answer | None) -> dict[str, Value]:
        """The same as `_above`, found once for each answer."""
        if id(superior) not in self.above:
            self.above[id(superior)] = self._above(superior)
        return self.above[id(superior)]

    def _above(self, superior: Answer | None) -> dict[str, Value]:
        """The tests of superiors, as flat facts; at a root none is met."""
        found: dict[str, Value] = {}
        if superior is None:
            return dict.fromkeys(self.tests, FALSE)
        for index, (key, test) in enumerate(self.tests.items()):
            at = len(self.book.rules) + 2 * index
            met = True if at in superior.holding else False if at + 1 in superior.holding else None
            if test.far:
                met = either(met, evaluate(test, superior.standing.facts))
            if met is not None:
                found[key] = TRUE if met else FALSE
        return found


def _sharpest(held: list[Rule]) -> tuple[Rule, ...]:
    """Without the rules in whose place others stand that hold too."""
    sharper = {rule.sharpens for rule in held}
    return tuple(rule for rule in held if rule.id not in sharper)


def asker(book: Rulebook, engine: EngineName) -> Asker:
    """An engine ready for this rulebook."""
    tests = book.ancestor_tests()
    questions: list[Condition] = [rule.when for rule in book.rules]
    for test in tests.values():
        questions += [test.inner, Not(test.inner)]
    alike: dict[Condition, list[int]] = {}
    for index, rule in enumerate(book.rules):
        alike.setdefault(rule.when, []).append(index)
    return Asker(book, alike, tests, build(engine, questions, book.lexicon.domains))


def walk(forest: Forest, ask: Asker) -> dict[Hashable, Answer]:
    """The answer at every node. Each node carries `own`; an edge leads from the superior to the subordinate."""
    import networkx as nx

    answers: dict[Hashable, Answer] = {}
    for node in nx.topological_sort(forest):
        above = next(iter(forest.predecessors(node)), None)
        answers[node] = ask.answer(forest.nodes[node]["own"], None if above is None else answers[above])
    return answers


def needed_columns(condition: Condition, standing: Standing, lexicon: Lexicon, tests: Mapping[str, Above]) -> tuple[str, ...]:
    """The roster's columns that would settle an open condition; those of a superior as `parent.column`.

    `tests`: the rulebook's tests of superiors, by their flat facts.
    """
    columns: set[str] = set()
    for fact in unsettled(condition, standing.facts):
        if fact == "branch":
            columns.add(standing.settles)
        elif fact not in tests:
            columns.add(lexicon.domains[fact].fact.column)
        elif not standing.placed:
            columns.add(SUPERIOR)
        else:
            inner = unsettled(tests[fact].inner, {})
            columns |= {f"{SUPERIOR}.{lexicon.domains[below].fact.column}" for below in inner if below in lexicon.domains}
    return tuple(sorted(columns))

"""What a condition means: Kleene's three values at every node, and that less knowledge never changes an answer."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxzy_rules.conditions.logic import alternatives, either, evaluate, unsettled
from cxzy_rules.conditions.thresholds import thresholds
from cxzy_rules.model.condition import FALSE, TRUE, Above, All, Any, Condition, Facts, Is, Not, Within, flag
from cxzy_rules.model.facts import open_value
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.yamlfile import parse_yaml
from tests.conftest import rounds
from tests.strategies import ALL_KINDS, ASKED, BRANCHES, CONDITIONS, LEXICON, NUMBERS, Asked, read

FACTS: Facts = {"yes": TRUE, "no": FALSE}
LEAVES = {True: flag("yes"), False: flag("no"), None: flag("untold")}
NOT = {True: False, False: True, None: None}
AND = {
    (True, True): True, (True, None): None, (True, False): False,
    (None, True): None, (None, None): None, (None, False): False,
    (False, True): False, (False, None): False, (False, False): False,
}  # fmt: skip
OR = {
    (True, True): True, (True, None): True, (True, False): True,
    (None, True): True, (None, None): None, (None, False): None,
    (False, True): True, (False, None): None, (False, False): False,
}  # fmt: skip


@pytest.mark.parametrize("value", NOT)
def test_negation(value: bool | None) -> None:
    assert evaluate(LEAVES[value], FACTS) is value
    assert evaluate(Not(LEAVES[value]), FACTS) is NOT[value]


@pytest.mark.parametrize(("left", "right"), AND)
def test_conjunction_and_disjunction(left: bool | None, right: bool | None) -> None:
    parts = (LEAVES[left], LEAVES[right])
    assert evaluate(All(parts), FACTS) is AND[left, right]
    assert evaluate(Any(parts), FACTS) is OR[left, right]
    assert either(left, right) is OR[left, right]


def test_three_parts_and_none() -> None:
    for values in product(NOT, repeat=3):
        parts = tuple(LEAVES[value] for value in values)
        assert evaluate(All(parts), FACTS) is AND[AND[values[0], values[1]], values[2]]
        assert evaluate(Any(parts), FACTS) is OR[OR[values[0], values[1]], values[2]]
    assert evaluate(All(()), FACTS) is True
    assert evaluate(Any(()), FACTS) is False


@pytest.mark.parametrize(("value", "met"), [("a", True), ("b", True), ("c", False), ("?", None), ("strange", None), (None, None)])
def test_a_value_among_others(value: str | None, met: bool | None) -> None:
    leaf = Is("fact", frozenset("ab"), frozenset("c"), frozenset("?"))
    facts: Facts = {} if value is None else {"fact": value}
    assert evaluate(leaf, facts) is met
    assert evaluate(leaf.negated(), facts) is NOT[met]
    assert evaluate(Not(leaf), facts) is NOT[met]


@pytest.mark.parametrize(
    ("low", "high", "met"),
    [
        (5, None, {4: False, 5: True, 6: True}),
        (None, 5, {4: True, 5: False, 6: False}),
        (5, 6, {4: False, 5: True, 6: False}),
        (-5, 0, {-6: False, -5: True, -1: True, 0: False}),
        (5, 5, {4: False, 5: False, 6: False}),
    ],
)
def test_a_number_at_its_bounds(low: int | None, high: int | None, met: dict[int, bool]) -> None:
    leaf = Within("n", low, high)
    assert {number: evaluate(leaf, {"n": number}) for number in met} == met
    assert {number: evaluate(Not(leaf), {"n": number}) for number in met} == {number: not met[number] for number in met}
    assert evaluate(leaf, {}) is None


@pytest.mark.parametrize(("value", "met"), [(TRUE, True), (FALSE, False), (None, None)])
def test_a_superior_is_a_flat_fact(value: str | None, met: bool | None) -> None:
    test = Above("above.superior(x)", far=False, inner=flag("yes"))
    assert evaluate(test, FACTS if value is None else {"above.superior(x)": value, "yes": FALSE}) is met


@rounds(100)
@given(asked=ASKED)
def test_less_knowledge_never_changes_an_answer(asked: Asked) -> None:
    answer = evaluate(asked.condition, asked.whole)
    assert answer is not None
    assert evaluate(asked.condition, asked.known) in (answer, None)


@rounds(100)
@given(asked=ASKED)
def test_what_is_unsettled_is_missing_and_settles_it(asked: Asked) -> None:
    needed = unsettled(asked.condition, asked.known)
    assert bool(needed) == (evaluate(asked.condition, asked.known) is None)
    assert all(asked.known.get(fact) != asked.whole[fact] for fact in needed)
    settled = {**asked.known, **{fact: asked.whole[fact] for fact in needed}}
    assert evaluate(asked.condition, settled) is evaluate(asked.condition, asked.whole)


@rounds(100)
@given(asked=ASKED)
def test_an_alternative_is_certain_exactly_where_the_condition_is_true(asked: Asked) -> None:
    for facts in (asked.known, asked.whole):
        met = [all(evaluate(literal, facts) for literal in one.values()) for one in alternatives(asked.condition)]
        assert any(met) == (evaluate(asked.condition, facts) is True)


@rounds(100)
@given(condition=CONDITIONS, number=st.sampled_from(NUMBERS))
def test_two_numbers_between_two_thresholds_are_the_same(condition: Condition, number: int) -> None:
    cuts = thresholds([condition]).get("members", [])
    least = max([cut for cut in cuts if cut <= number], default=min([0, *cuts]) - 1)
    assert evaluate(condition, {"members": least}) is evaluate(condition, {"members": number})


def test_thresholds_are_those_of_superiors_too() -> None:
    written = {"any": [{"members": {"equals": 50}}, {"under": {"not": {"superior": {"members": {"at_least": -7, "below": 1}}}}}]}
    assert thresholds([read(written), read({"paired": True})]) == {"members": [-7, 1, 50, 51]}


def test_an_open_kind_narrows() -> None:
    oak = {"kind": open_value("oak")}
    oaks = [kind for kind in ALL_KINDS if kind.startswith("oak")]
    assert evaluate(read({"kind": "elm0"}), oak) is False
    assert evaluate(read({"not": {"kind": "elm0"}}), oak) is True
    assert evaluate(read({"kind": "oak0"}), oak) is None
    assert evaluate(read({"not": {"kind": "oak0"}}), oak) is None
    assert unsettled(read({"kind": ["oak0", "elm0"]}), oak) == {"kind"}
    assert evaluate(read({"kind": oaks}), oak) is None, "an open kind is one of its branch's, or one that nobody has named"


def test_an_open_kind_narrows_in_the_shipped_rulebook(book: Rulebook) -> None:
    def of(kind: str) -> bool | None:
        return evaluate(_read(book, f"kind: {kind}"), {"kind": open_value("rural")})

    assert (of("county_committee"), of("village"), of("[county_committee, village]")) == (False, None, None)


def _read(book: Rulebook, written: str) -> Condition:
    from cxzy_rules.conditions.parse import parse

    node = parse_yaml(written, "drawn.yaml", [])
    condition = parse(node, book.lexicon, []) if node else None
    assert condition is not None
    return condition


@pytest.mark.parametrize(("fact", "values"), [("branch", BRANCHES), ("kind", ALL_KINDS)])
def test_a_known_value_decides_every_leaf(fact: str, values: list[str]) -> None:
    for wanted, value in product(values, values):
        assert evaluate(read({fact: wanted}), {fact: value}) is (wanted == value)
    assert values == list(LEXICON.domains[fact].labels)

"""durable-rules and the plain evaluator give the same answers, and the door refuses what the engine cannot bear."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import pytest

from cxzy_rules.conditions.logic import MAX_ALTERNATIVES, TooWide, alternatives, evaluate
from cxzy_rules.engine import choose
from cxzy_rules.engine import durable as door
from cxzy_rules.engine.durable import STATE, Durable, EngineFault
from cxzy_rules.engine.network import MAX_AT_ONCE, MAX_IN_GROUP, groups
from cxzy_rules.engine.plain import Plain
from cxzy_rules.model.condition import ALWAYS, FALSE, TRUE, Condition, Facts, Value, Within
from cxzy_rules.model.facts import open_value, tag_fact
from tests.strategies import (
    ALL_KINDS,
    BRANCHES,
    FLAGS,
    KINDS,
    LEXICON,
    NUMBERS,
    TAGS,
    less_known,
    random_condition,
    random_facts,
    read,
    superior_keys,
)

BOOK = 40
AGREED = "engine and oracle agreed on"
NOBODY: Facts = {}
EVERYBODY: dict[str, Value] = {
    "branch": BRANCHES[0],
    "kind": ALL_KINDS[0],
    "members": 50,
    **dict.fromkeys([*FLAGS, *map(tag_fact, TAGS)], TRUE),
}


def agreed(conditions: list[Condition], asked: Sequence[Facts]) -> int:
    """How many answers were compared; each must be the same, or the condition and the facts are shown."""
    durable, plain = Durable(conditions, LEXICON.domains), Plain(conditions, LEXICON.domains)
    for facts in asked:
        for index in durable.holding(facts) ^ plain.holding(facts):
            pytest.fail(f"{conditions[index]} of {facts}: the oracle says {evaluate(conditions[index], facts)}")
    return len(conditions) * len(asked)


def one_round(count: int, units: int, seed: int) -> int:
    """Rulebooks of random conditions, each asked about units of which all, some or nothing is known."""
    draw = Random(seed)
    compared = 0
    for _ in range(count // BOOK):
        conditions = [random_condition(draw) for _ in range(BOOK)]
        asked: list[Facts] = [NOBODY, EVERYBODY, EVERYBODY | dict.fromkeys(superior_keys(conditions), TRUE)]
        asked += [less_known(draw, random_facts(draw, conditions)) for _ in range(units)]
        compared += agreed(conditions, asked)
    return compared


def test_durable_rules_and_the_oracle_agree(record_property: Any) -> None:
    compared = one_round(520, 45, seed=2010)
    assert compared == 520 * 48
    record_property(AGREED, compared)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(4))
def test_durable_rules_and_the_oracle_agree_far_out(seed: int, record_property: Any) -> None:
    record_property(AGREED, one_round(2_000, 400, seed))


def test_the_random_conditions_are_many_and_of_every_sort() -> None:
    draw = Random(2010)
    conditions = [random_condition(draw) for _ in range(1_000)]
    assert len(set(conditions)) > 950
    widths = [len(alternatives(condition)) for condition in conditions]
    assert sum(width > 8 for width in widths) > 50
    assert 0 in widths
    answers = [evaluate(one, less_known(draw, random_facts(draw, [one]))) for one in conditions]
    assert min(answers.count(value) for value in (True, False, None)) > 100


MANY_KINDS = ALL_KINDS[:9]
HALVES = [{"kind": ALL_KINDS[:7]}, {"kind": ALL_KINDS[3:]}]
AWKWARD: dict[str, dict[str, Any]] = {
    "a disjunction with both sides true": {"any": [{"committee": True}, {"paired": True}]},
    "two disjunctions, all four true": {
        "all": [{"any": [{"committee": True}, {"members": {"below": 51}}]}, {"any": [{"paired": True}, {"tags": TAGS}]}]
    },
    "a negated interval": {"not": {"members": {"at_least": -7, "below": 51}}},
    "a negated equality": {"not": {"members": {"equals": 0}}},
    "two negated bounds": {"all": [{"not": {"members": {"at_least": 51}}}, {"not": {"members": {"below": 50}}}]},
    "an interval that no number is in": {"members": {"at_least": 5, "below": 5}},
    "an interval turned round": {"not": {"members": {"at_least": 50, "below": 0}}},
    "the biggest number": {"members": {"equals": 2**53}},
    "more values than one comparison each": {"kind": MANY_KINDS},
    "more values, negated": {"not": {"kind": MANY_KINDS}},
    "two long lists at once": {"all": HALVES},
    "two long lists, negated": {"not": {"all": HALVES}},
    "either of two long lists": {"any": HALVES},
    "a list and what is not in it": {"all": [{"kind": MANY_KINDS}, {"not": {"kind": MANY_KINDS}}]},
    "a fact and its opposite": {"any": [{"paired": True}, {"paired": False}]},
    "what can never be": {"all": [{"paired": True}, {"paired": False}]},
    "not what can never be": {"not": {"all": [{"branch": "oak"}, {"branch": "elm"}]}},
    "a negation under negations": {"not": {"any": [{"not": {"all": [{"tags": "red"}, {"not": {"tags": "blue"}}]}}, {"paired": True}]}},
    "two superiors": {"all": [{"superior": {"kind": "oak1"}}, {"not": {"under": {"superior": {"members": {"below": 1}}}}}]},
}


@pytest.mark.parametrize("written", AWKWARD.values(), ids=AWKWARD.keys())
def test_awkward_conditions_mean_the_same(written: dict[str, Any], record_property: Any) -> None:
    condition = read(written)
    keys = superior_keys([condition])
    kinds = [*ALL_KINDS, *map(open_value, KINDS)]
    asked: list[Facts] = [{"kind": kind} for kind in kinds]
    asked += [{**EVERYBODY, "kind": kind} for kind in kinds]
    asked += [{"members": number} for number in NUMBERS] + [{**EVERYBODY, "members": number} for number in NUMBERS]
    asked += [{**EVERYBODY, fact: FALSE} for fact in EVERYBODY if fact not in ("branch", "kind", "members")]
    asked += [{**EVERYBODY, "branch": branch} for branch in BRANCHES] + [NOBODY]
    asked += [dict(zip(keys, values, strict=False)) for values in ((TRUE, TRUE), (TRUE, FALSE), (FALSE, TRUE), (FALSE, FALSE), (TRUE,))]
    record_property(AGREED, agreed([condition], asked))


def _wide(doublings: int) -> dict[str, Any]:
    """A condition of 2 ** doublings alternatives, no two alike."""
    leaves = [{"superior": {"members": {"equals": number}}} for number in range(2 * doublings)]
    return {"all": [{"any": leaves[at : at + 2]} for at in range(0, 2 * doublings, 2)]}


def test_as_many_alternatives_as_allowed_are_borne() -> None:
    condition = read(_wide(6))
    assert len(alternatives(condition)) == MAX_ALTERNATIVES
    keys = superior_keys([condition])
    every, none = dict.fromkeys(keys, TRUE), dict.fromkeys(keys, FALSE)
    agreed([condition], [every, none, *({**none, **dict.fromkeys(keys[:met], TRUE)} for met in range(len(keys)))])
    agreed([condition], [{**every, key: FALSE} for key in keys])
    assert Durable([condition], LEXICON.domains).holding(every) == {0}


@pytest.mark.parametrize("turned", [False, True])
def test_one_alternative_more_is_refused(turned: bool) -> None:
    condition = read({"not": {"not": _wide(7)}} if turned else _wide(7))
    with pytest.raises(TooWide):
        Durable([condition], LEXICON.domains)


def test_many_conditions_with_one_same_test() -> None:
    conditions = [read({"kind": ALL_KINDS[0]})] * 300
    agreed(conditions, [NOBODY, {"kind": ALL_KINDS[0]}, {"kind": ALL_KINDS[1]}])
    assert Durable(conditions, LEXICON.domains).holding({"kind": ALL_KINDS[0]}) == frozenset(range(300))


def test_many_conditions_true_at_once_are_split() -> None:
    conditions = [Within("members", -number, None) for number in range(600)]
    parts, always = groups([*conditions])
    assert len(parts) == -(-600 // MAX_AT_ONCE)
    assert not always
    agreed([*conditions], [{"members": 50}, {"members": -300}, NOBODY])
    assert len(Durable([*conditions], LEXICON.domains).holding({"members": 0})) == 600


def test_conditions_that_exclude_each_other_stay_together() -> None:
    conditions = [read({"kind": kind, "members": {"equals": number}}) for kind in ALL_KINDS[:6] for number in range(40)]
    assert [len(part.rules) for part in groups(conditions)[0]] == [MAX_IN_GROUP]
    agreed(conditions, [{"kind": kind, "members": 7} for kind in ALL_KINDS])


def test_a_condition_that_asks_nothing_always_holds() -> None:
    agreed([ALWAYS, read({"paired": True})], [NOBODY, EVERYBODY])
    assert Durable([ALWAYS], LEXICON.domains).holding(NOBODY) == {0}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"members": "5"}, "members: '5'"),
    ({"members": True}, "members: True"),
    ({"members": 2.0}, "members: 2.0"),
    ({"members": 2**53 + 1}, f"members: {2**53 + 1}"),
    ({"members": None}, "members: None"),
    ({"kind": "ash"}, "kind: 'ash'"),
    ({"kind": 1}, "kind: 1"),
    ({"kind": "\0"}, "kind: '\\x00'"),
    ({"kind": "?ash"}, "kind: '?ash'"),
    ({"branch": "?oak"}, "branch: '?oak'"),
    ({"paired": True}, "paired: True"),
    ({"tags.red": "yes"}, "tags.red: 'yes'"),
    ({"above.superior(kind=oak1)": True}, "above.superior(kind=oak1): True"),
    ({"above.superior(kind=oak1)": "?"}, "above.superior(kind=oak1): '?'"),
]


@pytest.mark.parametrize(("facts", "told"), WRONG, ids=[json.dumps(facts) for facts, _ in WRONG])
def test_a_fact_of_a_wrong_type_never_reaches_the_engine(facts: dict[str, Any], told: str) -> None:
    durable = _one_engine()
    with pytest.raises(EngineFault) as caught:
        durable.holding(facts)
    assert str(caught.value) == told
    assert durable.holding({"members": 5, "kind": "oak1"}) == {0, 1}


def _one_engine() -> Durable:
    return Durable([read({"members": {"at_least": 1}}), read({"not": {"kind": "oak0"}})], LEXICON.domains)


def test_the_answer_to_one_unit_never_shows_in_the_next() -> None:
    durable = _one_engine()
    for number in range(3_000):
        assert durable.holding({"members": number % 2}) == ({0} if number % 2 else frozenset())


def test_no_fact_outlives_its_question() -> None:
    durable = _one_engine()
    for number in range(10):
        durable.holding({"members": number, "kind": "oak1"})
    assert [ruleset.get_facts(STATE) for ruleset in durable._rulesets] == [[]]


def test_the_engine_is_named_and_chosen() -> None:
    assert choose.available() == "durable_rules"
    assert [choose.build(name, [ALWAYS], {}).name for name in ("durable_rules", "plain")] == ["durable_rules", "plain"]


def test_a_stop_within_the_engine_is_a_stop_and_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    actions = door._actions

    def stopped(handle: int, state: int) -> Iterator[str]:
        signal.raise_signal(signal.SIGINT)
        return actions(handle, state)

    engine = Durable([read({"branch": BRANCHES[0]})], LEXICON.domains)
    monkeypatch.setattr(door, "_actions", stopped)
    with pytest.raises(KeyboardInterrupt):
        engine.holding(EVERYBODY)
    assert [ruleset.get_facts(STATE) for ruleset in engine._rulesets] == [[]]
    monkeypatch.undo()
    assert engine.holding(EVERYBODY) == {0}

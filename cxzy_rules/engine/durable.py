"""The only door to durable-rules 2.0.28, and what is known of its ways.

What it does well: match small, flat, typed facts. What it does wrong in silence, and how each is kept out:
text compared with a number holds (facts are checked against their domains first); an `or` fires once a branch
(what fired is a set); `$nex` alone loops (there is no negation here, only `!=` after a fact is there); an exception in
an action is swallowed, and for each the whole state is read and written as JSON (no action is run: its name tells what
fired); two facts may collide by a 32-bit hash (one fact lives at a time, with an id of its own); more than 64 siblings
true at once stop it (see network.py); `delete_state` aborts (never called); each ruleset leaks 1.5 MB (one set of
rulesets serves a whole run); it is not safe in two threads.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import blake2s
from itertools import count
from threading import current_thread, main_thread
from typing import Any

import durable_rules_engine
from durable.engine import Ruleset

from cxzy_rules.engine.network import Atom, Conjunction, Group, groups
from cxzy_rules.model.condition import Condition, Facts
from cxzy_rules.model.facts import Domain

STATE = "one"
OBSERVED = 2
UNWANTED = 1
MAX_NUMBER = 2**53
NUMBERS = count()


class EngineFault(Exception):
    """The engine did something that the door should have made impossible."""


class Durable:
    """Asks durable-rules which of `conditions` hold. Build one a run; never share it between threads."""

    name = "durable_rules"

    def __init__(self, conditions: list[Condition], domains: Mapping[str, Domain]) -> None:
        parts, always = groups(conditions)
        filled = [part for part in parts if part.rules]
        self._always = frozenset(always)
        self._rulesets = [_ruleset(part) for part in filled]
        self._indices = [{_name(number): indices for number, indices in enumerate(part.rules.values())} for part in filled]
        self._domains = domains
        self._ids = count(1)

    def holding(self, facts: Facts) -> frozenset[int]:
        """The indices of the conditions that certainly hold of these facts."""
        checked = {_flat(fact): self._checked(fact, value) for fact, value in facts.items()}
        found: set[int] = set()
        with _unstopped():
            for ruleset, indices in zip(self._rulesets, self._indices, strict=True):
                for name in _fired(ruleset._handle, json.dumps(checked | {"id": next(self._ids), "sid": STATE})):
                    found.update(indices[name])
        return self._always | found

    def _checked(self, fact: str, value: str | int) -> str | int:
        """The value, once it is certain that it is one the fact can have, and of the sort that rules compare it with."""
        if fact.startswith("above."):
            known = value in ("true", "false")
        else:
            domain = self._domains[fact]
            numeric = domain.fact.sort == "number"
            whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_NUMBER
            known = whole if numeric else value in domain.labels or value in domain.opens
        if not known:
            raise EngineFault(f"{fact}: {value!r}")
        return value


def _ruleset(group: Group) -> Any:
    return Ruleset(f"cxzy{next(NUMBERS)}", None, {_name(number): _definition(rule) for number, rule in enumerate(group.rules)})


def _name(number: int) -> str:
    return f"r{number}"


def _definition(rule: Conjunction) -> dict[str, Any]:
    return {"all": [{"m": {"$and": [_comparison(atom) for atom in rule]}}], "run": _nothing}


def _nothing(context: Any) -> None:
    """An action, which a rule must have."""


def _comparison(atom: Atom) -> dict[str, Any]:
    fact, sign, value = atom
    return {_flat(fact): value} if sign == "==" else {sign: {_flat(fact): value}}


@cache
def _flat(fact: str) -> str:
    """A name that the engine takes for one property: short, no full stop, brackets or other marks."""
    return "f" + blake2s(fact.encode(), digest_size=12).hexdigest()


@contextmanager
def _unstopped() -> Iterator[None]:
    """Ctrl-C waits for the answer, a matter of milliseconds: stopped half-way, the engine would keep the fact and the action begun."""
    if current_thread() is not main_thread() or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    stops: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: stops.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if stops:
        raise KeyboardInterrupt


def _fired(handle: int, fact: str) -> list[str]:
    """The names of the rules that a fact fires; it is there no longer than that."""
    code, state = durable_rules_engine.assert_fact(handle, fact)
    if code == OBSERVED:
        raise EngineFault("a fact collided with an earlier one")
    try:
        names = [] if code == UNWANTED else [*_actions(handle, state)]
    except Exception as error:
        raise EngineFault(str(error)) from error
    durable_rules_engine.retract_fact(handle, fact)
    return names


def _actions(handle: int, state: int) -> Iterator[str]:
    """The name of each action, as it is due: the first word of what the engine says of it in JSON."""
    begun = durable_rules_engine.start_action_for_state(handle, state)
    due = begun and begun[1]
    while due:
        yield due.split('"', 2)[1]
        due = durable_rules_engine.complete_and_start_action(handle, state)

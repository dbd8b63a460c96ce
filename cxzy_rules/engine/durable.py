"""The only door to durable-rules 2.0.28, and what is known of its ways.

What it does well: match small, flat, typed facts. What it does wrong in silence, and how each is kept out:
text compared with a number holds (facts are checked against their domains first); an `or` fires once a branch
(what fired is a set); `$nex` alone loops (there is no negation here, only `!=` after a fact is there); an exception in
an action is swallowed (looked for in the state); two facts may collide by a 32-bit hash (one fact lives at a time, with
an id of its own); more than 64 siblings true at once stop it (see network.py); `delete_state` aborts (never called);
each ruleset leaks 1.5 MB (one set of rulesets serves a whole run); it is not safe in two threads.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
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
        self._fired: list[int] = []
        self._always = frozenset(always)
        self._rulesets = [self._ruleset(part) for part in parts if part.rules]
        self._names: dict[str, str] = {}
        self._domains = domains
        self._ids = count(1)

    def holding(self, facts: Facts) -> frozenset[int]:
        """The indices of the conditions that certainly hold of these facts."""
        checked = {fact: self._checked(fact, value) for fact, value in facts.items()}
        self._fired.clear()
        with _unstopped():
            for ruleset in self._rulesets:
                _ask(ruleset, {_flat(fact): value for fact, value in checked.items()} | {"id": next(self._ids), "sid": STATE})
        return self._always | frozenset(self._fired)

    def _ruleset(self, group: Group) -> Any:
        definition = {f"r{n}": _definition(rule, self._note(indices)) for n, (rule, indices) in enumerate(group.rules.items())}
        return Ruleset(f"cxzy{next(NUMBERS)}", None, definition)

    def _note(self, indices: list[int]) -> Callable[[Any], None]:
        """An action: with one parameter, since one with two is taken for asynchronous."""

        def note(context: Any) -> None:
            self._fired.extend(indices)

        return note

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


def _definition(rule: Conjunction, action: Callable[[Any], None]) -> dict[str, Any]:
    return {"all": [{"m": {"$and": [_comparison(atom) for atom in rule]}}], "run": action}


def _comparison(atom: Atom) -> dict[str, Any]:
    fact, sign, value = atom
    return {_flat(fact): value} if sign == "==" else {sign: {_flat(fact): value}}


def _flat(fact: str) -> str:
    """A name that the engine takes for one property: short, no full stop, brackets or other marks."""
    return "f" + blake2s(fact.encode(), digest_size=12).hexdigest()


@contextmanager
def _unstopped() -> Iterator[None]:
    """Ctrl-C waits for the answer, a matter of milliseconds: the engine would swallow it as an exception of an action."""
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


def _ask(ruleset: Any, fact: dict[str, Any]) -> None:
    message = json.dumps(fact)
    code, state = durable_rules_engine.assert_fact(ruleset._handle, message)
    if code == OBSERVED:
        raise EngineFault("a fact collided with an earlier one")
    if code != UNWANTED:
        ruleset.do_actions(state, _complain)
        if "exception" in ruleset.get_state(STATE):
            raise EngineFault(str(ruleset.get_state(STATE)["exception"]))
    durable_rules_engine.retract_fact(ruleset._handle, message)


def _complain(error: BaseException | None, _: Any) -> None:
    if error is not None:
        raise EngineFault(str(error)) from error

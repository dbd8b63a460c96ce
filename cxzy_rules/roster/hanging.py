"""What each unit hangs from in the end, and how deep: a root, what is set aside, or a circle."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from cxzy_rules.roster.lookup import LOST
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.ahead import STRETCH, in_stretches
from cxzy_rules.tables.distinct import Numbers

HELD, ROOT, CAUGHT = 0, -1, -3
FEW = 20
Ends = np.ndarray[Any, np.dtype[np.int8]]


def hanging(parent: Rows) -> tuple[Ends, Numbers]:
    """What each unit hangs from (HELD by a root, LOST below what is set aside, CAUGHT in or below a circle), and its depth.

    Only who has subordinates is climbed from: those are few, and all others hang one step below them.
    """
    superiors, number = _superiors(parent)
    end, depth = _climbed(number, parent.take(superiors))

    def hung(here: slice) -> tuple[Ends, Numbers]:
        named, at = parent[here] >= 0, number.take(parent[here], mode="clip")
        alone = np.where(parent[here] == ROOT, HELD, LOST)
        return np.where(named, end.take(at, mode="clip"), alone).astype(np.int8), np.where(named, depth.take(at, mode="clip") + 1, 0)

    found = in_stretches(hung, len(parent))
    return np.concatenate([one for one, _ in found]), np.concatenate([one for _, one in found])


def by_depth(depth: Numbers) -> tuple[Rows, ...]:
    """The rows at each depth, in order; of few depths each is asked for, which takes less time and memory than to sort."""
    deepest = int(depth.max(initial=0))
    depth = depth.astype(np.min_scalar_type(deepest))
    if deepest < FEW:
        return tuple(np.flatnonzero(depth == at) for at in range(deepest + 1))
    order = np.argsort(depth, kind="stable")
    ends = np.searchsorted(depth.take(order), np.arange(deepest + 1, dtype=depth.dtype), side="right").tolist()
    return tuple(order[start:end] for start, end in pairwise([0, *ends]))


def _superiors(parent: Rows) -> tuple[Rows, Numbers]:
    """The rows of those from whom some unit hangs, and of each its number among them; the first row stands there in any case."""
    above = np.zeros(len(parent), dtype=np.bool_)
    above[:1] = True
    for start in range(0, len(parent), STRETCH):
        here = parent[start : start + STRETCH]
        above[here[here >= 0]] = True
    superiors, number = np.flatnonzero(above), np.empty(len(parent), dtype=np.int32)
    number[superiors] = np.arange(len(superiors), dtype=np.int32)
    return superiors, number


def _climbed(number: Numbers, parent: Rows) -> tuple[Ends, Numbers]:
    """What each superior hangs from, and its depth, by their numbers; `parent`: the row of each one's own superior.

    By doubling: in round k everyone looks 2^k superiors up, so the deepest chain costs a few rounds.
    """
    above = np.where(parent >= 0, number.take(parent, mode="clip"), parent)
    jump, depth = np.where(above >= 0, above, np.arange(len(above))), (above >= 0).astype(np.int32)
    for _ in range(max(1, len(above)).bit_length() + 1):
        further = jump.take(jump)
        if np.array_equal(further, jump):
            break
        depth += depth.take(jump)
        jump = further
    last = above.take(jump)
    return np.where(last == ROOT, HELD, np.where(last == LOST, LOST, CAUGHT)).astype(np.int8), depth

"""Ours: situations collapsed from the roster, walked with durable-rules, and spread over the units again.

It is given the roster with its own facts, and derives what is inherited itself; it also finds out which rules are left open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.task import Pairs, Task, read_roster
from cxzy_rules.engine.choose import available
from cxzy_rules.roster.roster import Roster
from cxzy_rules.situations.collapse import collapse
from cxzy_rules.situations.walk import asker, walk


@dataclass(frozen=True)
class Given:
    task: Task
    roster: Roster


def given(task: Task) -> Given:
    return Given(task, read_roster(task))


def holding(given: Given) -> Pairs:
    book = given.task.book
    collapsed = collapse(given.roster, book)
    answers = walk(collapsed.forest, asker(book, available()))
    held = [sorted(at for at in answers[number].holding if at < len(book.rules)) for number in range(len(answers))]
    sizes = np.array([len(one) for one in held])
    each = sizes[collapsed.of]
    starts = np.repeat((np.cumsum(sizes) - sizes)[collapsed.of] - (np.cumsum(each) - each), each)
    rules = np.array([at for one in held for at in one], dtype=np.int64)[starts + np.arange(each.sum())]
    return given.task.pairs(np.repeat(np.arange(len(each)), each), rules)

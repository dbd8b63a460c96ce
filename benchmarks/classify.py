"""One peer at one task: how long it takes, its rules made ready included, and whether it answers what we answer.

Usage, from the top of a checkout: python -m benchmarks.classify set COUNT RULES FOLDER, then … PEER RULES FOLDER

`ours` comes first: its answer is what the others are held against; `plain_python` is the evaluator that ours is tested with.
Prints a line of JSON. The exit code is 1 where the answers differ, 2 where the peer is not installed.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path

import numpy as np

from benchmarks.task import EXPECTED, read_task, set_task

DIFFERS, MISSING = 1, 2


def run(peer: str, rules: Path, folder: Path) -> int:
    """Prints what was measured; says how it ended."""
    try:
        module = import_module(f"benchmarks.peers.{peer}")
    except ImportError as error:
        print(json.dumps({"peer": peer, "missing": str(error)}))
        return MISSING
    task = read_task(folder, rules)
    given = module.given(task) if hasattr(module, "given") else task
    start = time.perf_counter()
    found = module.holding(given)
    seconds = time.perf_counter() - start
    answer = np.unique(found)
    if peer == "ours":
        np.save(folder / EXPECTED, answer)
    equal = bool(np.array_equal(answer, np.load(folder / EXPECTED)))
    print(json.dumps({"peer": peer, "units": task.facts.height, "seconds": seconds, "pairs": len(answer), "equal": equal}))
    return 0 if equal else DIFFERS


def main() -> int:
    if sys.argv[1] == "set":
        set_task(int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
        return 0
    return run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))


if __name__ == "__main__":
    sys.exit(main())

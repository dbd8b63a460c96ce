"""How well bare names tell the branch: a table for labelled names, and every miss.

Usage, from the top of a checkout: python -m benchmarks.names [--rules DIR] FILE.csv…

A file's columns: `name`, `branch` (`none`: a leading body; `open`: the name should tell nothing), and optionally
`alt_branch`, where another branch is right as well. A branch left open is undecided, not wrong.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from cxzy_rules.model.law import NO_BRANCH
from cxzy_rules.rulebook.load import load
from cxzy_rules.vocabulary.words import Vocabulary

OPEN = "open"


def told(vocabulary: Vocabulary, name: str) -> tuple[str, str]:
    """The branch that the name tells, and the id of the pattern that spoke."""
    pattern = vocabulary.kind_of_name("".join(name.split()))
    if pattern is None or pattern.kind is None:
        return OPEN, pattern.id if pattern else "-"
    return vocabulary.kinds[pattern.kind].branch or NO_BRANCH, pattern.id


def verdict(row: dict[str, str], branch: str) -> str:
    """`right`, `wrong` or `open` (undecided)."""
    if branch in {row["branch"], row.get("alt_branch") or row["branch"]}:
        return "right"
    return OPEN if branch == OPEN else "wrong"


def measure(vocabulary: Vocabulary, rows: Iterable[dict[str, str]]) -> tuple[dict[str, Counter[str]], list[str]]:
    """The verdicts of each branch, and a line for each miss."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    misses = []
    for row in rows:
        branch, pattern = told(vocabulary, row["name"])
        found = verdict(row, branch)
        table[row["branch"]][found] += 1
        if found != "right":
            misses.append(f"{found:5}  {row['branch']:18}  {branch:18}  {pattern:36}  {row['name']}")
    return table, misses


def shown(table: dict[str, Counter[str]]) -> str:
    lines = [f"{'branch':18}  {'names':>6}  {'right':>6}  {'wrong':>6}  {'open':>6}  right/decided  decided"]
    for branch, counts in sorted(table.items()):
        decided = counts["right"] + counts["wrong"]
        share = f"{counts['right'] / decided:13.1%}" if decided else f"{'-':>13}"
        numbers = "  ".join(f"{counts[found]:6}" for found in ("right", "wrong", OPEN))
        lines.append(f"{branch:18}  {counts.total():6}  {numbers}  {share}  {decided / counts.total():7.1%}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", type=Path, default=Path(__file__).parents[1] / "rules")
    parser.add_argument("files", type=Path, nargs="+")
    wanted = parser.parse_args()
    vocabulary = load(wanted.rules).vocabulary
    for file in wanted.files:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        start = time.perf_counter()
        table, misses = measure(vocabulary, rows)
        print(f"{file.name}: {len(rows)} names in {time.perf_counter() - start:.2f} s", shown(table), *misses, "", sep="\n")


if __name__ == "__main__":
    main()

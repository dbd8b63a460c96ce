"""How time and memory grow: with the units of a roster, and with the rules of a rulebook. Prints two tables.

Usage, from the top of a checkout: python -m benchmarks.growth [--units 10000,100000,1000000] [--rules 100,500,2000]

More rules are the shipped ones again, under other ids and with conditions narrowed in turn to each kind, so that the engine
has as many different questions to answer, not the same ones again.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import cycle
from pathlib import Path

from benchmarks.limit import DAY, guided
from benchmarks.measured import measured
from benchmarks.national import national
from cxzy_rules.conditions.parse import parse
from cxzy_rules.engine.choose import available
from cxzy_rules.guidance import guide_with
from cxzy_rules.model.condition import All, Condition
from cxzy_rules.paths import shipped_rules
from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.rulebook.load import load
from cxzy_rules.situations.walk import asker
from cxzy_rules.yamlfile import parse_yaml

UNITS, RULES = "10000,100000,1000000", "100,500,2000"
FEW = 100_000


def by_units(counts: list[int], folder: Path) -> list[str]:
    """A line a size: the whole command to Parquet, in a process of its own."""
    lines = [f"{'units':>12}  {'seconds':>8}  {'GB':>6}  {'microseconds a unit':>20}"]
    for count in counts:
        roster = folder / f"{count}.parquet"
        measured("-m", "benchmarks.national", str(count), str(roster))
        cost = guided(roster, folder / str(count))
        lines.append(f"{count:12,}  {cost.seconds:8.2f}  {cost.memory / 1e9:6.2f}  {cost.seconds / count * 1e6:20.1f}")
    return lines


def by_rules(counts: list[int], folder: Path) -> list[str]:
    """A line a rulebook: making the engine ready, and guiding FEW units with it, writing apart."""
    book = load(shipped_rules())
    path = folder / "few.parquet"
    national(FEW).write_parquet(path)
    roster = load_roster(path, path.name, book.vocabulary)
    lines = [f"{'rules':>12}  {'situations':>10}  {'ready s':>8}  {'guide s':>8}"]
    for count in counts:
        start = time.perf_counter()
        ask = asker(many(in_force(book, date.fromisoformat(DAY)), count), available())
        ready = time.perf_counter()
        found = guide_with(roster, ask, date.fromisoformat(DAY))
        lines.append(f"{count:12,}  {len(found.answers):10,}  {ready - start:8.2f}  {time.perf_counter() - ready:8.2f}")
    return lines


def many(book: Rulebook, count: int) -> Rulebook:
    """A rulebook of so many rules: the shipped ones, then each again with one more condition."""
    again = zip(cycle(book.rules), cycle([*map(partial(_of_kind, book), book.vocabulary.kinds)]), range(count), strict=False)
    more = (replace(rule, id=f"{rule.id}_{number}", when=All((rule.when, kind))) for rule, kind, number in again)
    return replace(book, rules=(*book.rules, *more)[:count])


def _of_kind(book: Rulebook, kind: str) -> Condition:
    node = parse_yaml(f"kind: {kind}", "more.yaml", [])
    condition = parse(node, book.lexicon, []) if node else None
    if condition is None:
        raise SystemExit(f"not a kind: {kind}")
    return condition


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", default=UNITS)
    parser.add_argument("--rules", default=RULES)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(*by_units([int(count) for count in wanted.units.split(",")], Path(folder)), sep="\n", flush=True)
        print(*by_rules([int(count) for count in wanted.rules.split(",")], Path(folder)), sep="\n")


if __name__ == "__main__":
    main()

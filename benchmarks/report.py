"""docs/benchmarks.md and its plots, written from the results of a run and from nothing else.

Usage, from the top of a checkout: python -m benchmarks.report [docs/benchmarks.json]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks import sections
from benchmarks.goals import goal_table
from benchmarks.results import Results

PAGE = """# Benchmarks

Written by `make bench` from what it measured ([benchmarks.json](benchmarks.json)), never by hand. A goal that is missed stands here as
missed. {quick}Measured {started} on {processor}, {cores} cores, {memory:.0f} GB, {system}, Python {python}; this program at {program}; load
before it began: {load:.1f}.

`make bench` makes all that it needs in an environment of its own and takes up to an hour; `make bench-quick` measures little of
everything in five minutes, and writes to `out/bench-quick/` instead. Rosters and rulebooks are made from seeds: a national roster is 8
deep, 21 % of its units have no branch of their own, ids have 16 characters, rows are shuffled. Memory is the most that all processes
of a command held together.

## Goals

{goals}

## Against the limit

The limit is merely reading the roster and reading and writing the same tables again in Polars. The two are run in turn.

{limit}

{work}

## What must be equal

{equal}

## First answers

Whole processes, in turn with the bare imports that they cannot do without; medians. `first` is without an index (`--no-cache`).

{cold}

{index}

## The audit

`cxzy audit` reads roster and rules, finds out what each unit must show, weighs each record by its day, waiver, evidence and the others
that speak for the same, tells every record that cannot be used, and prints its summary by branch, level and item. DuckDB counts the same
gaps in two ways. On the same two files, SQL by hand (`benchmarks/audit_sql.py`) finds each unit's facts by its cells, name and superiors,
asks every condition once of each combination of facts, and counts what is nowhere done; it trusts that roster and ledger have no mistakes,
gets the rules as finished SQL, and tells no more than the number. The other is handed what that must find out first: the units' situations,
and what each situation must show, as finished tables.

{audit}

## Growth with units

{units}

![seconds by units](bench-units.svg)

## Growth with rules

{rules_intro}

{rules}

![seconds by rules](bench-rules.svg)

## Beside other engines

The task: which of some 140 rules hold for which unit. Everyone gets the same conditions, and the same facts as columns, what is inherited
from above among them, so that no peer has to walk up the tree. Ours gets the roster as it was read, finds out itself what is inherited,
and which rules are left open besides. Rules are made ready within the time. Each answer is held against ours, pair by pair. A dash or
`failed` hides nothing: the reason stands beside it; engines that are asked unit by unit are not run on a million.

{peers}

![microseconds a unit](bench-peers.svg)

## Real divisions

{divisions}

## The run

{parts}

Packages: {packages}.

## Other benchmarks

- `python -m benchmarks.names FILE.csv…`: how well bare names tell the branch ([names.md](names.md)).
- `python -m benchmarks.forms`: the shipped roster in five file forms gives one and the same guidance.
- `python -m benchmarks.refusals`: a rulebook broken in ten ways, and what is told of each ([refusals.md](refusals.md)).
"""
RULES_INTRO = (
    "100 thousand units; more rules are the shipped ones again, each narrowed by one more condition. Most of the growth is the item rows\n"
    "that more rules give each unit."
)


def write_report(kept: Path) -> Path:
    """Writes the page and the plots beside a file of results; the page's path."""
    results = Results(json.loads(kept.read_text(encoding="utf-8")))
    page = kept.with_name("benchmarks.md")
    page.write_text(_page(results), encoding="utf-8")
    try:
        from benchmarks.plots import plot

        plot(results, kept.parent)
    except ImportError as error:
        print(f"no plots: {error}", file=sys.stderr)
    return page


def _page(results: Results) -> str:
    machine = results.told["machine"]
    packages = ", ".join(
        f"{package} {version}" if version else f"{package} not installed" for package, version in machine["packages"].items()
    )
    shown = {key: machine[key] for key in ("processor", "cores", "system", "python", "program", "load")}
    return PAGE.format(
        **shown,
        memory=machine["memory"] / 1e9,
        started=results.told["started"],
        quick="**A quick round: sizes are smaller than the goals'.** " if results.told["quick"] else "",
        packages=packages,
        goals=goal_table(results),
        limit=sections.limit(results),
        work=sections.work(results),
        equal=sections.equal(results),
        cold=sections.cold(results),
        index=sections.index(results),
        audit=sections.audit(results),
        units=sections.growth(results, "growth-units", "units"),
        rules=sections.growth(results, "growth-rules", "rules"),
        rules_intro=RULES_INTRO,
        peers=sections.peers(results),
        divisions=sections.divisions(results),
        parts=sections.parts(results),
    )


if __name__ == "__main__":
    print(write_report(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/benchmarks.json")))

"""The goals, each beside what was measured: reached, missed, or not measured and why."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.results import Results, checks, differences, number, table

WHOLE, HUGE, SMALL = 5_200_000, 20_000_000, 10_000
Goal = tuple[str, float, float | None, str]


def goals(results: Results) -> Iterator[Goal]:
    """What is asked, the most it may be, what was measured, and the part that measures it."""
    for part, form in (("limit-parquet", "Parquet"), ("limit-csv", "CSV")):
        title = f"`guide` of 5.2 million units, {form} to Parquet, times merely reading and writing the tables"
        yield title, 2.0, results.middle(part, "limit", "ratio", units=WHOLE), part
    memory = results.most("limit-parquet", "limit", "memory", units=WHOLE)
    yield "the same from Parquet, peak memory of all processes, GB", 1.6, None if memory is None else memory / 1e9, "limit-parquet"
    yield "`guide` of 100 thousand units, seconds of work", 0.3, results.middle("work", "work", "seconds", rules="lean"), "work"
    yield from _audit(results)
    yield from _cold(results)
    yield from _growth(results)


def _audit(results: Results) -> Iterator[Goal]:
    whole, handed = (results.middle("audit", "audit", ratio, units=WHOLE) for ratio in ("whole_ratio", "ratio"))
    memory = results.most("audit", "audit", "memory", units=WHOLE)
    yield "`audit` of the same against 40 million records, times a hand-written DuckDB anti-join", 1.0, handed, "audit"
    yield "that audit, times all of it by hand in DuckDB, from the same two files to the bare number of gaps", 1.0, whole, "audit"
    yield "that audit, peak memory of all processes, GB", 2.0, None if memory is None else memory / 1e9, "audit"


def _cold(results: Results) -> Iterator[Goal]:
    first, kept = {"state": "first"}, {"state": "kept"}
    libraries, bare = "times `import polars, networkx`", "times `import click, sqlite3`"
    ratio = results.middle("cold", "cold", "ratio", question="guide -f table", **first)
    yield f"`guide` of Quanzhou, from the shell, {libraries}", 2.5, ratio, "cold"
    for question in ("who ID", "who full name"):
        yield f"`{question}`, the first time, {libraries}", 1.5, results.middle("cold", "cold", "ratio", question=question, **first), "cold"
    yield f"`who` with its index, the slowest way to ask, {bare}", 2.5, results.most("cold", "cold", "ratio", **kept), "cold"
    yield (
        "`who` among 5.2 million units with its index, seconds",
        0.3,
        results.most("index", "who of many", "seconds", units=WHOLE),
        "index",
    )


def _growth(results: Results) -> Iterator[Goal]:
    memory = results.most("growth-units", "units", "memory", units=HUGE)
    yield "`guide` of 20 million units, peak memory, GB", 24.0, None if memory is None else memory / 1e9, "growth-units"
    each = {count: results.middle("growth-units", "units", "seconds", units=count) for count in (1_000_000, HUGE)}
    few, many = each[1_000_000], each[HUGE]
    growth = None if few is None or many is None else many / HUGE / (few / 1_000_000)
    yield "time a unit at 20 million, times that at 1 million (linear growth: 1)", 1.25, growth, "growth-units"


def goal_table(results: Results) -> str:
    """All goals, then the equalities."""
    rows = [(title, f"≤ {limit:g}", number(value), _verdict(results, limit, value, part)) for title, limit, value, part in goals(results)]
    return table(("goal", "at most", "measured", ""), rows + _equalities(results))


def _verdict(results: Results, limit: float, value: float | None, part: str) -> str:
    if value is None:
        return f"not measured ({results.part(part).get('ended', 'not run').split(':')[0]})".replace("(well)", "(not at this size)")
    return "reached" if value <= limit else "**missed**"


def _equalities(results: Results) -> list[tuple[str, ...]]:
    found = checks(results)
    if not found:
        return []
    held = len(found) - len(differences(results.told))
    verdict = "reached" if held == len(found) else "**missed**"
    return [("equalities that hold, of those tried (same bytes, unit by unit, peers' answers)", f"{len(found)}", f"{held}", verdict)]

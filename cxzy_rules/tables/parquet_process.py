"""Rehearses the reading of one Parquet file in a process of its own: run by `parquet`, never imported.

Polars aborts or panics on some damaged files: one byte changed is enough. What is read here without harm is then read there.
"""

from __future__ import annotations

import sys

import polars as pl

from cxzy_rules.tables.apart import limit

if __name__ == "__main__":
    limit(int(sys.argv[2]))
    pl.read_parquet(sys.argv[1], glob=False)

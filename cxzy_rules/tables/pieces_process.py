"""Rehearses the reading of one Parquet file piece by piece in a process of its own: run by `pieces`, never imported."""

from __future__ import annotations

import sys

import polars as pl

from cxzy_rules.tables.apart import limit

if __name__ == "__main__":
    limit(int(sys.argv[2]))
    for _ in pl.scan_parquet(sys.argv[1], glob=False).collect_batches(chunk_size=int(sys.argv[3]), maintain_order=True):
        pass

"""Rehearses the reading of one Parquet file in a process of its own: run by `rehearsal`, never imported.

Polars aborts or panics on some damaged files: one byte changed is enough. What is read here without harm is then read there. It is read
piece by piece, in little memory, and so long as all of it together is not more than may be held at once, where it is to be.
Others wait for it: it looks for no waste, and leaves without tidying up.
"""

from __future__ import annotations

import gc
import os
import sys

gc.disable()

import polars as pl  # noqa: E402

from cxzy_rules.tables.apart import limit  # noqa: E402

ROWS = 200_000


def rehearse(path: str, memory: int, whole: bool) -> int:
    """0 where the file can be read, 1 where it holds more than the `memory` into which the `whole` must go."""
    held = 0
    for piece in pl.scan_parquet(path, glob=False).collect_batches(chunk_size=ROWS, maintain_order=True):
        held += int(piece.estimated_size())
        if whole and held > memory:
            return 1
    return 0


if __name__ == "__main__":
    limit(int(sys.argv[2]))
    os._exit(rehearse(sys.argv[1], int(sys.argv[2]), sys.argv[3] == "whole"))

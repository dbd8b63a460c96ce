"""Knows how a Parquet file is written a frame at a time, so that it may be larger than the memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

FAST = 1  # of Zstandard: a tenth less to do for a file a twentieth larger
ROW_GROUP = 250_000  # each repeats the words that occur in it; of ids in a roster's order the least and greatest tell nothing


def sink(target: Path, frames: Callable[[], Iterator[pl.DataFrame]]) -> None:
    """Writes the frames one after another; there is at least one, which may be empty, and all have the same columns.

    Errors: OSError, which Polars tells of a full disk only in the words of another error.
    """
    coming = frames()
    first = next(coming)
    # Polars may ask a source for some columns or rows only, and more than once; a sink asks once for all.
    source = register_io_source(lambda *_: chain([first], coming), schema=first.schema)
    try:
        source.sink_parquet(target, row_group_size=ROW_GROUP, statistics=False, compression_level=FAST)
    except pl.exceptions.ComputeError as error:
        told = re.search(r"os error (\d+)", str(error))
        if told is None:
            raise
        raise OSError(int(told[1]), str(error)) from error

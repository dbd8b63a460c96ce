"""Knows how a Parquet file is written a frame at a time, so that it may be larger than the memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source


def sink(target: Path, frames: Callable[[], Iterator[pl.DataFrame]]) -> None:
    """Writes the frames one after another; there is at least one, which may be empty, and all have the same columns.

    Errors: OSError, which Polars tells of a full disk only in the words of another error.
    """
    schema = next(frames()).schema
    # Polars may ask a source for some columns or rows only; a sink asks for all.
    source = register_io_source(lambda *_: frames(), schema=schema)
    try:
        source.sink_parquet(target)
    except pl.exceptions.ComputeError as error:
        told = re.search(r"os error (\d+)", str(error))
        if told is None:
            raise
        raise OSError(int(told[1]), str(error)) from error

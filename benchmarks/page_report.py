"""The page's speed as a small table: docs/page-speed.md, written by what was measured."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from benchmarks.machine import machine
from benchmarks.measured import TOP

TARGET = TOP / "docs" / "page-speed.md"
REACH = 0.1


def write_report(
    units: int,
    records: int,
    took: dict[str, float],
    search: dict[str, list[float]],
    pages: dict[str, tuple[float, float]],
    crowd: dict[str, list[float]],
    written: tuple[int, int, int, int],
    memory: int,
) -> None:
    """`took`: seconds of bringing in and of the first page; `written`: records acknowledged, lost, requests refused, seconds."""
    every = [one for part in search.values() for one in part]
    reached = "reached" if np.quantile(every, 0.95) <= REACH else "missed"
    kept, lost, refused, seconds = written
    here = machine()
    TARGET.write_text(
        "\n".join(
            [
                "# How fast the page is",
                "",
                f"Measured by `python -m benchmarks.page` on {here['cores']} cores, {here['processor']}, Python {here['python']}, program "
                f"{here['program']}, load at the end {here['load']:.1f}: {units:,} units, {records:,} records, over HTTP. Milliseconds.",
                "",
                f"Bringing in the roster took {took['roster']:.1f} s, the ledger {took['ledger']:.1f} s; the first page after the start "
                f"{took['first']:.1f} s. Another version of the roster, uploaded on its page: {took['upload']:.1f} s, and "
                f"{took['after']:.1f} s until its page is there. The server held at most {memory / 1e9:.2f} GB.",
                "",
                f"## While somebody types (goal: 95 of 100 within {REACH * 1000:.0f} ms: {reached})",
                "",
                *_table("way of naming", search | {"all": every}),
                "",
                "## Each page",
                "",
                "| page | first | afterwards |",
                "|---|--:|--:|",
                *(f"| {name} | {first * 1000:,.0f} | {warm * 1000:,.0f} |" for name, (first, warm) in pages.items()),
                "",
                f"## Eight readers and two writers at once, {seconds} s",
                "",
                f"{kept:,} records acknowledged, {lost} lost, {refused} requests refused.",
                "",
                *_table("asked", crowd),
                "",
            ]
        ),
        encoding="utf-8",
    )


def _table(head: str, times: dict[str, list[float]]) -> Iterable[str]:
    yield f"| {head} | requests | p50 | p95 | most |"
    yield "|---|--:|--:|--:|--:|"
    for name, part in times.items():
        told = (f"{value * 1000:,.0f}" for value in (*np.quantile(part, [0.5, 0.95]), max(part)))
        yield f"| {name} | {len(part):,} | {' | '.join(told)} |"

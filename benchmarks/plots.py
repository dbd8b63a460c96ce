"""The plots beside docs/benchmarks.md, as SVG with text that stays text; the same results give the same bytes."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.results import Results
from benchmarks.sections import PEERS

OURS = "ours"
SIZE = (7.2, 4.4)
LINE, FAINT, MARK = "#1f4e79", "#999999", "#c0392b"


def plot(results: Results, folder: Path) -> None:
    """Writes those for which something was measured."""
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "bench", "font.size": 10})
    _growth(results, "growth-units", "units", "units of the roster", folder / "bench-units.svg")
    _growth(results, "growth-rules", "rules", "rules of the rulebook (100,000 units)", folder / "bench-rules.svg")
    _peers(results, folder / "bench-peers.svg")


def _axes(title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    figure.suptitle(title, x=0.01, ha="left", fontsize=11)
    axes.set_axisbelow(True)
    axes.grid(True, which="major", color="#e6e6e6")
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Figure, target: Path) -> None:
    figure.savefig(target, metadata={"Date": None})


def _growth(results: Results, part: str, what: str, label: str, target: Path) -> None:
    """Seconds of the whole command and of the engine alone, both axes logarithmic, with a guide of linear growth."""
    told, engines = results.records(part, what), results.records(part, "engine")
    points = [
        (int(one[what]), one["seconds"], engine["walk_seconds"] + engine["ready_seconds"])
        for one, engine in zip(told, engines, strict=False)
    ]
    if len(points) < 2:
        return
    sizes, whole, engine = zip(*points, strict=True)
    figure, axes = _axes(f"cxzy guide to Parquet, by {label}")
    last = (sizes[-1], whole[-1])
    axes.plot(sizes, [last[1] * size / last[0] for size in sizes], color=FAINT, linestyle="--", label="linear growth")
    axes.plot(sizes, whole, color=LINE, marker="o", label="the whole command")
    axes.plot(sizes, engine, color=MARK, marker="s", label="the engine: made ready and asked")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.yaxis.set_major_formatter("{x:,g}")
    axes.minorticks_off()
    axes.set_xlabel(label)
    axes.set_ylabel("seconds")
    axes.legend(frameon=False)
    _save(figure, target)


def _peers(results: Results, target: Path) -> None:
    """Microseconds a unit, each peer at the largest size that it was run with, on a logarithmic axis."""
    told = [one for one in results.records("peers", "peer") if "microseconds" in one]
    largest = {one["peer"]: one for one in sorted(told, key=lambda one: int(one["units"]))}
    if not largest:
        return
    ordered = sorted(largest.values(), key=lambda one: -float(one["microseconds"]))
    names = [f"{PEERS[one['peer']].replace('*', '')}, {one['units']:,}" for one in ordered]
    figure, axes = _axes("Which rules hold for which unit: microseconds a unit, at so many units")
    bars = axes.barh(names, [one["microseconds"] for one in ordered], color=[MARK if one["peer"] == OURS else LINE for one in ordered])
    axes.bar_label(bars, fmt="{:,.1f}", padding=3)
    axes.set_xscale("log")
    axes.margins(x=0.15)
    axes.grid(False, axis="y")
    axes.xaxis.set_major_formatter("{x:,g}")
    axes.set_xlabel("microseconds a unit")
    _save(figure, target)

"""Lists written to where they were asked for, with what each asks said on standard error."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from cxzy_rules.checklists import writers
from cxzy_rules.parts.registry import module
from cxzy_rules.parts.whole import whole

if TYPE_CHECKING:
    from cxzy_rules.audit.parts import Split
    from cxzy_rules.checklists.content import Checklist

Layout = Literal["rows", "units"]
MOST_SHEETS = 250


def hand_out(lists: list[Checklist], output: Path, form: str, layout: Layout | None, by: Split | None) -> None:
    """Writes the file or the folder, then says what each list asks."""
    from cxzy_rules.checklists.burden import burden
    from cxzy_rules.parts.distribution import distribute

    writer = module(writers, form)
    write = writer.write_by_unit if layout == "units" else writer.write
    if layout == "units":
        _check_sheets(lists)
    if by is None:
        whole(output, lambda part: write(lists[0], part))
    else:
        with click.progressbar(lists, file=sys.stderr, hidden=not sys.stderr.isatty(), label="写清单") as shown:
            distribute(shown, output, form, write)
    for one in lists:
        click.echo(burden(one), err=True)
    click.echo(f"{len(lists)} 份清单写进了 {output}", err=True)


def _check_sheets(lists: list[Checklist]) -> None:
    for one in lists:
        units = one.asked()["row"].n_unique()
        if units > MOST_SHEETS:
            raise click.UsageError(f"“{one.name}”有 {units} 个单位，最多 {MOST_SHEETS} 张表；用 --layout rows 或 --split-by")

"""A number as written on the command line, and what is said of one that cannot be meant."""

from __future__ import annotations

from typing import Any

import click


class Number(click.ParamType[float]):
    """A number from `least` to `most`; a `whole` one where that is asked for."""

    name = "数"

    def __init__(self, least: int, most: int, whole: bool = True) -> None:
        self.least, self.most, self.whole = least, most, whole

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            found = int(value) if self.whole else float(value)
        except (ValueError, OverflowError):
            self.fail(f"“{value}”不是{'整' if self.whole else ''}数", param, ctx)
        if not self.least <= found <= self.most:
            self.fail(f"“{value}”不在 {self.least} 到 {self.most} 之间", param, ctx)
        return found

"""Which blanks of a name count: beside a Chinese character none, between words of letters and digits one, however many are written.

So 司 法 局 is 司法局, and “Rare  Books Room” is “Rare Books Room”. Names are compared in this form; they are shown as written.
"""

from __future__ import annotations

import re

import polars as pl

CHINESE = "[^\x00-\u2e7f]"  # not as the range from there on, which takes Python a hundred times as long to compile
BARE = "^[一-龥0-9A-Za-z]+$"  # what is written with nothing else holds no blanks, and no letter has another form
IDLE = re.compile(f"(?<={CHINESE}) | (?={CHINESE})")


def tight(text: str) -> str:
    """The text with only the blanks that count."""
    words = text.split()
    return IDLE.sub("", " ".join(words)) if len(words) > 1 else "".join(words)


def tight_column(text: pl.Expr) -> pl.Expr:
    """The same for a column."""
    single = text.str.strip_chars().str.replace_all(r"\s+", " ")
    return single.str.replace_all(f"({CHINESE}) ", "${1}").str.replace_all(f" ({CHINESE})", "${1}")

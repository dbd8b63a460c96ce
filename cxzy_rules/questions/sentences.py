"""What a sentence of a document is, in Chinese and in letters.

A sentence ends with 。；！？, with . ; ! ? before a blank, or with its line; closing quotation marks and brackets that follow
belong to it. A 、 or a comma ends none, and the full stop of a bare number (`1.`) neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CLOSERS = r"[”’」』）)\]\"']*"
CHINESE, LETTERS, NUMBERED = "[。；！？]+", rf"[.;!?]+(?={CLOSERS}(?:\s|$))", r"(?<!^\d)(?<!\s\d)(?<!\s\d\d)"
END = re.compile(rf"(?:{CHINESE}|{NUMBERED}{LETTERS}){CLOSERS}|$", re.MULTILINE)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends, blanks at its sides left out; one without a letter or digit is none."""
    start = 0
    for end in (found.end() for found in END.finditer(text)):
        words = text[start:end]
        if any(map(str.isalnum, words)):
            yield start + len(words) - len(words.lstrip()), start + len(words.rstrip())
            start = end  # what bears no letter stands with the sentence after it

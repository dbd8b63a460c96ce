"""What a sentence of a document is, in Chinese and in letters.

A sentence ends with 。；！？, with . ; ! ? before a blank, or with its line; closing quotation marks and brackets that follow
belong to it. A 、 or a comma ends none, and neither does the full stop of a bare number (`1.`) or of an abbreviation: one that
always goes on (`e.g.`), that stands before a number (`No. 3`) or a name (`St. Mary's`, `J. Smith`, not `Main St. The …`), or a
short word before a small letter (`approx. five`). Where that leaves a doubt, the sentence ends: what is cut too short is seen,
what is joined to another sentence is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CLOSERS = r"[”’」』）)\]\"']*"
CHINESE, LETTERS, NUMBERED = "[。；！？]+", rf"[.;!?]+(?={CLOSERS}(?:\s|$))", r"(?<!^\d)(?<!\s\d)(?<!\s\d\d)"
END = re.compile(rf"(?:{CHINESE}|{NUMBERED}{LETTERS}){CLOSERS}|$", re.MULTILINE)
BLANK = r"[^\S\n]+"
ALWAYS = r"(?:e\.g|i\.e|cf|viz|vs)"
BEFORE_NUMBERS = "(?:[Nn]os?|[Aa]rts?|[Ss]ect?s?|[Cc]hs?|[Ff]igs?|[Vv]ols?|[Pp]aras?|[Cc]ls?|[Rr]egs?|[Ss]chs?|pp?)"
MONTHS = "(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
BEFORE_NAMES = r"(?:Mr|Mrs|Ms|Messrs|Dr|Prof|Rev|Hon|St|Mt|(?:[A-Z]\.)*[A-Z])"
BEGINNING = "(?:The|This|That|These|Those|Its?|An?|In|On|At|Each|Every|All|Any|No|If|When|Where|For|They|Such)"
ABBREVIATION = re.compile(
    rf"(?<![\w.])(?:{ALWAYS}\.(?={BLANK})|(?:{BEFORE_NUMBERS}|{MONTHS})\.(?={BLANK}[\d§(])"
    rf"|{BEFORE_NAMES}\.(?={BLANK}(?!{BEGINNING}\b)[A-Z])|[A-Za-z.]{{1,6}}\.(?={BLANK}[a-z]))"
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends, blanks at its sides left out; one without a letter or digit is none."""
    start, going_on = 0, {found.end() for found in ABBREVIATION.finditer(text)}
    for end in (found.end() for found in END.finditer(text) if found.end() not in going_on or not found.group()):
        words = text[start:end]
        if any(map(str.isalnum, words)):
            yield start + len(words) - len(words.lstrip()), start + len(words.rstrip())
            start = end  # what bears no letter stands with the sentence after it

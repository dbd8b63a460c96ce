"""A YAML file's bytes as text, and what in a text misleads its author: another encoding, signs that look like others, signs unseen."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from cxzy_rules.model.place import Place, Problem

MAX_BYTES = 4_000_000
SIGNS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff"
UNSEEN = re.compile(f"[{SIGNS}\r]")
EDGE = re.compile("^[\u3000\xa0]|[\u3000\xa0]$")
HIDING = re.compile(f"[{SIGNS}\u3000\xa0\\\\]")  # no word has a carriage return but one spelt with a backslash
LOOKS = "看看这一行和上一行的缩进、冒号、引号、括号"
MISLEADING = (
    (re.compile(r" *\t"), "行首要用空格，不能用制表符（Tab）"),
    (re.compile("[ \\t]*[\u3000\xa0]"), "行首有全角的或不换行的空格，换成普通的空格"),
    (re.compile("[^\"'#]*?[\\w]："), "冒号用了全角的“：”，键后面要用半角的“:”，再空一格"),
    (re.compile("[^\"'#]*?:\xa0"), "冒号后面不是普通的空格，换成普通的空格"),
)


def text_of(path: Path, shown: str, problems: list[Problem]) -> str | None:
    """What a file says, in UTF-8 with or without a byte order mark; None, with a problem told, where it cannot be read."""
    whole = Place(shown)
    try:
        size = path.stat().st_size if path.is_file() else None  # a pipe would be waited for
        data = path.read_bytes() if size is not None and size <= MAX_BYTES else b""
    except OSError:
        size = None
    if size is None:
        problems.append(Problem(whole, "文件打不开", "看看文件在不在、有没有读的权限", check="unreadable-file"))
        return None
    if size > MAX_BYTES:
        problems.append(Problem(whole, f"文件太大（{size} 字节）", f"一个规则文件不超过 {MAX_BYTES} 字节", check="file-too-big"))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        problems.append(Problem(_spot(before, len(before), shown), "不是 UTF-8 编码的文字", _other(data), check="not-utf8"))
        return None


def _other(data: bytes) -> str:
    """A hint: which encoding it is, as far as that can be told."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "是 UTF-16（“Unicode”）编码，请用 UTF-8 编码另存"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "请用 UTF-8 编码另存"
    return "像是 GBK（“ANSI”）编码，请用 UTF-8 编码另存"


def _spot(text: str, at: int, shown: str) -> Place:
    """The place of a character of a text."""
    return Place(shown, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def forbidden(text: str, shown: str) -> Problem:
    """What is told of a text with a character that YAML does not admit."""
    strange = yaml.reader.Reader.NON_PRINTABLE.search(text)
    place = _spot(text, strange.start(), shown) if strange else Place(shown)
    return Problem(place, "YAML 里有不允许的字符", "去掉控制字符后再存", check="forbidden-characters")


def broken(text: str, place: Place) -> Problem:
    """What is told of a text that is no YAML from some place on; the hint names a sign in that line or the one before that misleads."""
    near = text.split("\n")[max(place.line - 2, 0) : place.line]
    hint = next((told for looks, told in MISLEADING for line in near if looks.match(line)), LOOKS)
    return Problem(place, "YAML 写法有误，从这里起读不下去", hint, check="broken-yaml")


def clear(text: str) -> bool:
    """Whether none of a text's words can be told by `unseen`, so that none need be looked at."""
    return not HIDING.search(text)


def unseen(text: str, place: Place, key: bool = False) -> Problem | None:
    """What is told of a word in which stands a sign that nobody sees, or around a `key` a blank that is none; None where there is none."""
    found = UNSEEN.search(text) or (EDGE.search(text) if key else None)
    if found is None:
        return None
    told = f"有看不见的字符（U+{ord(found[0]):04X}）"
    return Problem(place, told, "多半是从网页或 Word 里带来的，删掉重打", check="forbidden-characters")

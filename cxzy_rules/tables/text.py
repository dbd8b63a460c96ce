"""A text file's bytes as UTF-8 with plain line ends; its encoding is proved by strict decoding, never guessed."""

from __future__ import annotations

import codecs
from pathlib import Path

from cxzy_rules.model.place import Place, Problem, Unusable

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
STEP = 1 << 24
LARGEST = 4 << 30
ASCII = bytes(range(128))
CONVINCING = 24


def utf8_of(path: Path, shown: str) -> bytes:
    """The file's text. Errors: Unusable, for a file too large, with NUL characters, or in another encoding."""
    if path.stat().st_size > LARGEST:
        raise Unusable([Problem(Place(shown), "文件超过 4 GB，读不下", "请存为 Parquet 再读")])
    data = path.read_bytes()
    if data.startswith(UTF16):
        data = _recoded(data, "utf-16", shown, "开头标明是 UTF-16 编码，里面却不是")
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise Unusable([Problem(Place(shown, line), "文件里有空字符，不是 CSV 文字", "若是 Excel 文件，请把扩展名改回 .xlsx")])
    data = data.removeprefix(codecs.BOM_UTF8)
    wrong = _first_wrong_byte(data)
    if wrong >= 0:
        _refuse_damaged(data, wrong, shown)
        data = _recoded(data, "gb18030", shown, "既不是 UTF-8 也不是 GB18030 编码")
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def _first_wrong_byte(data: bytes) -> int:
    """Where the data stops being UTF-8, -1 if it never does; piece by piece, so that the text never stands in memory twice."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    start = 0
    try:
        for start in range(0, len(data), STEP):
            decoder.decode(data[start : start + STEP], start + STEP >= len(data))
    except UnicodeDecodeError as error:
        return min(start + STEP, len(data)) - len(error.object) + error.start
    return -1


def _refuse_damaged(data: bytes, wrong: int, shown: str) -> None:
    """GB18030 is not UTF-8 for many characters on end: a file that was UTF-8 for so long is damaged, not GB18030."""
    if len(data[:wrong].translate(None, ASCII)) >= CONVINCING:
        place = Place(shown, data.count(b"\n", 0, wrong) + 1)
        raise Unusable([Problem(place, "前面都是 UTF-8 编码，这里却不是", "文件可能损坏了，或者是两种编码拼起来的，请重新导出")])


def _recoded(data: bytes, encoding: str, shown: str, refusal: str) -> bytes:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        pieces = (decoder.decode(data[start : start + STEP], start + STEP >= len(data)) for start in range(0, len(data), STEP))
        return b"".join(piece.encode() for piece in pieces)
    except UnicodeError as error:
        raise Unusable([Problem(Place(shown), refusal, "请在 Excel 或 WPS 里另存为“CSV UTF-8”")]) from error

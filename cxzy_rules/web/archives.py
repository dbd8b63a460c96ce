"""An archive that a browser sends: its tables laid out under names of our own, never by the archive's; bounded in number and size.

Windows writes names into an archive in GBK and does not say so; zipfile then takes them for the letters of an old code page (cp437).
"""

from __future__ import annotations

import lzma
import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from cxzy_rules.ledger.files import UNSEEN
from cxzy_rules.model.place import Place, Problem
from cxzy_rules.tables.nature import READABLE
from cxzy_rules.web.uploads import bare_name

ARCHIVE = ".zip"
MOST_FILES = 2000
MOST_BYTES = 1024 * 1024 * 1024
PIECE = 1024 * 1024
SAYS_UTF8 = 0x800
ENCRYPTED = 0x1
PLAIN = "解压以后重新打一个 zip，或者直接选里面的文件"


def unpacked(archive: Path, called: str, folder: Path, problems: list[Problem]) -> list[tuple[Path, str]]:
    """The tables in an archive, each laid out below `folder`, with the name by which it is called; what is no table is told."""
    found: list[tuple[Path, str]] = []
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(archive) as inside:
            for number, one in enumerate(_tables(inside, called, problems)):
                name = _called(called, one)
                place = folder / str(number) / bare_name(_name(one))
                place.parent.mkdir(parents=True)
                left = _write(inside, one, place, left)
                if left < 0:
                    problems.append(Problem(Place(name), "压缩包解开以后太大，从这个文件起没有读", "分成几个压缩包交"))
                    break
                found.append((place, name))
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError, ValueError):
        problems.append(Problem(Place(called), "压缩包打不开，或者已经损坏" if not found else "压缩包后面的部分损坏了，没有读", PLAIN))
    return found


def _tables(inside: zipfile.ZipFile, called: str, problems: list[Problem]) -> list[zipfile.ZipInfo]:
    """The files of an archive that may be tables, as many as are read at all."""
    files = [one for one in inside.infolist() if not one.is_dir() and not _is_hidden(_name(one))]
    found = []
    for one in files[:MOST_FILES]:
        if Path(_name(one)).suffix.lower() not in READABLE:
            problems.append(Problem(Place(_called(called, one)), "不是表格文件，没有读", "可以读：" + "、".join(READABLE)))
        elif one.flag_bits & ENCRYPTED:
            problems.append(Problem(Place(_called(called, one)), "加了密码，没有读", "去掉密码再交"))
        else:
            found.append(one)
    if len(files) > MOST_FILES:
        problems.append(Problem(Place(called), f"里面有 {len(files)} 个文件，只读了前 {MOST_FILES} 个", "分成几个压缩包交"))
    return found


def _write(inside: zipfile.ZipFile, one: zipfile.ZipInfo, place: Path, left: int) -> int:
    """Lays a file out; of the bytes that were left, how many still are, below zero where they do not do. What the archive says of its
    size is not believed."""
    with inside.open(one) as source, place.open("wb") as target:
        while left >= 0 and (piece := source.read(PIECE)):
            left -= len(piece)
            target.write(piece)
    if left < 0:
        shutil.rmtree(place.parent)
    return left


def _name(one: zipfile.ZipInfo) -> str:
    if one.flag_bits & SAYS_UTF8:
        return one.filename
    try:
        return one.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return one.filename


def _called(archive: str, one: zipfile.ZipInfo) -> str:
    return "/".join([archive, *(bare_name(part) for part in PurePosixPath(_name(one)).parts if part not in ("/", ".."))])


def _is_hidden(name: str) -> bool:
    return any(part.startswith((*UNSEEN, "__MACOSX")) for part in PurePosixPath(name).parts if part != "..")

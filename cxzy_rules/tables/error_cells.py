"""Where a workbook's cells hold errors (#REF!): calamine gives them as empty, and an empty cell would be believed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from cxzy_rules.tables.biff import biff_errors

ERROR = re.compile(rb'<c\b([^>]*\bt\s*=\s*["\']e["\'][^>]*)>(.*?)</c>', re.DOTALL)
AT = re.compile(rb'\br\s*=\s*["\']([A-Za-z]{1,3})(\d{1,7})["\']')
VALUE = re.compile(rb"<v>\s*(#[^<]{1,20})")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STEP = 1 << 22
OVERLAP = 1 << 16


def error_cells(path: str, sheet: str) -> dict[tuple[int, int], str]:
    """Row and column, from 0, of each error of a sheet. Nothing for a file that is neither XLSX nor XLS."""
    if not zipfile.is_zipfile(path):
        return biff_errors(path, sheet)
    found: dict[tuple[int, int], str] = {}
    with zipfile.ZipFile(path) as archive:
        member = _member(archive, sheet)
        if member is None:
            return found
        for piece in _pieces(archive, member):
            if b'"e"' in piece or b"'e'" in piece:
                found |= dict(_errors(piece))
    return found


def _member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The file inside the workbook that holds a sheet."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError):
        return None
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    wanted = next((one.get(RELATION) for one in book.iter() if one.tag.endswith("}sheet") and one.get("name") == sheet), None)
    target = targets.get(wanted, "")
    member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return member if member in archive.namelist() else None


def _pieces(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The file piece by piece; each begins with the end of the one before, so that no cell is cut in two."""
    rest = b""
    with archive.open(member) as file:
        while piece := file.read(STEP):
            yield rest + piece
            rest = piece[-OVERLAP:]


def _errors(piece: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for attributes, inside in ERROR.findall(piece):
        at, value = AT.search(attributes), VALUE.search(inside)
        if at:
            yield (int(at[2]) - 1, _column(at[1].upper())), value[1].decode("ascii", "replace") if value else "#?"


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1

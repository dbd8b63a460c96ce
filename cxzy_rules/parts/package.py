"""A workbook's package: which of its parts is which, and a copy in which some are replaced and all others stay byte for byte."""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

WORKBOOK, STYLES = "/officeDocument", "/styles"
NUMBER = "/relationships}id"


def sheet_part(package: ZipFile, sheet: str) -> str:
    """The part that holds a sheet. Errors: LookupError, where the package has none."""
    workbook = _related(package, "", WORKBOOK)[0]
    named = [
        one for one in ElementTree.fromstring(package.read(workbook)).iter() if one.tag.endswith("}sheet") and one.get("name") == sheet
    ]
    numbers = [value for one in named for key, value in one.items() if key.endswith(NUMBER)]
    return {number: part for number, _, part in _relations(package, workbook)}[numbers[0] if numbers else sheet]


def style_part(package: ZipFile) -> str | None:
    """The part that holds the stylesheet, if there is one."""
    return next(iter(_related(package, _related(package, "", WORKBOOK)[0], STYLES)), None)


def _related(package: ZipFile, part: str, kind: str) -> list[str]:
    return [target for _, of, target in _relations(package, part) if of.endswith(kind)]


def _relations(package: ZipFile, part: str) -> list[tuple[str, str, str]]:
    """Number, kind and target of each relation of a part; those of the package itself for the part ''."""
    folder, name = posixpath.split(part)
    relations = ElementTree.fromstring(package.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    return [
        (one.get("Id", ""), one.get("Type", ""), posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"))
        for one in relations
    ]


def copy_with(package: ZipFile, changed: Mapping[str, bytes], target: Path) -> None:
    """Writes the package with the changed parts in their old places. Errors: OSError, as for any other file."""
    with ZipFile(target, "w", ZIP_DEFLATED) as copy:
        copy.comment = package.comment
        for old in package.infolist():
            new = ZipInfo(old.filename, old.date_time)
            new.compress_type, new.external_attr, new.file_size = ZIP_DEFLATED, old.external_attr, old.file_size
            if old.filename in changed:
                copy.writestr(new, changed[old.filename])
                continue
            with package.open(old) as source, copy.open(new, "w") as place:
                shutil.copyfileobj(source, place)

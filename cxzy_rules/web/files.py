"""Files that the page hands out: made as the commands make them, sent whole under a Chinese name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

SORTS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".zip": "application/zip",
    ".csv": "text/csv; charset=utf-8",
}


def sent(name: str, make: Callable[[Path], object]) -> FileResponse:
    """A file that `make` writes, under this name; it is gone from here once it is sent."""
    folder = Path(mkdtemp())
    place = folder / f"file.{name.rpartition('.')[2]}"
    try:
        make(place)
    except BaseException:
        shutil.rmtree(folder)
        raise
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return FileResponse(place, media_type=SORTS[place.suffix], headers=headers, background=BackgroundTask(shutil.rmtree, folder))

"""A receipt of an answer: what it rested on, to the byte, so that it can be given again. The option that the commands share.

With a receipt, an answer on standard output is the one that a pipe would get.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click

from cxzy_rules import __version__
from cxzy_rules.commands.apart import check_outside, written
from cxzy_rules.commands.common import INPUTS, Inputs, load_inputs
from cxzy_rules.commands.stream import send
from cxzy_rules.paths import shown

Receipt = dict[str, Any]
FORM = "cxzy-receipt"
NAME = "--receipt"
BESIDE = ("roster_path", "folders", "output")


def receipt_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --receipt to a command: the answer and its receipt are both written, or neither is."""

    @written(NAME, metavar="回执.json", help="另写一份回执：以后用 cxzy receipt 核对、重做")
    @wraps(function)
    def with_receipt(*arguments: Any, receipt: Path | None, **named: Any) -> Any:
        if receipt is None:
            return function(*arguments, **named)
        from cxzy_rules.parts.whole import check_place, together, whole

        _check_beside(receipt, named)
        check_place(receipt)
        with together() as waiting, captured() as said:
            code = function(*arguments, **named)
            text = json.dumps(made(receipt, named, said(), code, waiting), ensure_ascii=False, indent=1) + "\n"
            whole(receipt, partial(_write, text.encode()))
        send([said().decode()])
        return code

    return with_receipt


def _check_beside(receipt: Path, named: dict[str, Any]) -> None:
    """Refuses what would at once be another answer's ground: a receipt or a result among the files that are read."""
    folders = [path for path in _files(named) if path.is_dir()]
    for one in filter(None, (receipt, named.get("output"))):
        check_outside(one, folders)


def _write(data: bytes, target: Path) -> None:
    target.write_bytes(data)


@contextmanager
def captured() -> Iterator[Callable[[], bytes]]:
    """Standard output kept instead of shown, as bytes."""
    kept = io.BytesIO()
    stream = io.TextIOWrapper(kept, "utf-8", newline="\n", write_through=True)
    try:
        with redirect_stdout(stream):
            yield kept.getvalue
    finally:
        stream.detach()


def made(receipt: Path, named: Receipt, said: bytes, code: int, waiting: dict[Path, Path]) -> Receipt:
    """The receipt of a call: `named` are its parameters, `said` its standard output, `waiting` what it has made, by its place."""
    from cxzy_rules.engine.choose import available

    meta = click.get_current_context().meta
    inputs: Inputs = meta[INPUTS] if INPUTS in meta else _loaded(named)
    output: Path | None = named.get("output")
    return {
        "form": FORM,
        "program": {"version": __version__, "engine": named.get("engine") or available()},
        "command": click.get_current_context().info_name,
        "where": _way(Path.cwd(), receipt.resolve().parent),
        "arguments": _arguments(sys.argv[2:]),
        "as_of": inputs.day.isoformat(),
        "rulebooks": rulebooks_of(inputs),
        "folders": [shown(folder) for folder in named["folders"]],
        "roster": roster_of(inputs),
        "files": {shown(path): digest(path) for path in _files(named)},
        "output": {
            "path": None if output is None else shown(output),
            "sha256": digest(waiting.get(output.resolve(), output)) if output is not None else hashlib.sha256(said).hexdigest(),
        },
        "exit": code,
    }


def _way(to: Path, since: Path) -> str:
    """How one comes from a folder to another: relative, unless they lie on two disks."""
    try:
        return Path(os.path.relpath(to, since)).as_posix()
    except ValueError:
        return str(to)


def rulebooks_of(inputs: Inputs) -> list[Receipt]:
    """Each layer's rulebook, with the fingerprint of its own files."""
    from cxzy_rules.fingerprints import of_rulebook
    from cxzy_rules.rulebook.book import volumes

    books = volumes(inputs.book)
    return [{"id": one.identity.id, "version": one.identity.version, "fingerprint": of_rulebook(one)} for one in books]


def roster_of(inputs: Inputs) -> Receipt:
    from cxzy_rules.fingerprints import of_roster

    return {"path": shown(inputs.path), "fingerprint": of_roster(inputs.roster)}


def _loaded(named: Receipt) -> Inputs:
    """The inputs of an answer that came from an index."""
    by_hand = named.get("by_hand")
    return load_inputs(named["folders"], named.get("roster_path"), named["day"], by_hand.reading() if by_hand else None)


def _arguments(words: list[str]) -> list[str]:
    """The call's own words without the receipt; a path below where the user stands is told from there."""
    kept: list[str] = []
    skip = False
    for word in words:
        if not skip and word != NAME and not word.startswith(f"{NAME}="):
            kept.append(shown(Path(word)) if Path(word).is_absolute() else word)
        skip = word == NAME
    return kept


def _files(named: Receipt) -> list[Path]:
    """The other files and folders that were read: ledgers, slips, templates."""
    hand = named.get("reading") or named.get("by_hand")
    values = [value for key, value in named.items() if key not in BESIDE] + [hand.slips if hand else ()]
    every = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    return [one for one in every if isinstance(one, Path) and one.exists()]


def digest(path: Path) -> str | None:
    """The SHA-256 of a file, or of a folder's files with their names; None where there is nothing."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    if not path.is_dir():
        return None
    found = hashlib.sha256()
    for file in sorted(one for one in path.rglob("*") if one.is_file()):
        found.update(f"{file.relative_to(path).as_posix()}\0{digest(file)}\0".encode())
    return found.hexdigest()

"""cxzy receipt: whether what an answer rested on is still the same, and whether the same bytes come out again."""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from cxzy_rules import __version__
from cxzy_rules.commands.common import FINDINGS, FINE, INPUTS, Inputs
from cxzy_rules.commands.receipts import FORM, Receipt, captured, digest, roster_of, rulebooks_of
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.paths import shown

NOT_AGAIN = ("--receipt", "--help", "-h")
COMMANDS = ("guide", "audit", "checklist", "who", "explain")


@click.command("receipt", options_metavar="[选项]", help="核对回执：依据变了没有，重做一遍得到的是不是同样的字节。")
@click.argument("path", metavar="回执.json", type=click.Path(path_type=Path))
def command(path: Path) -> int:
    receipt = _read(path)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        inputs, same = _again(receipt, Path(folder))
    changed = [*_changes(receipt, inputs)]
    for line in changed:
        click.echo(line)
    if not changed:
        click.echo("规则、花名册、所读的文件和程序都和当时一样。")
    click.echo("重做一遍，得到的字节完全相同。" if same else "重做一遍，得到的不一样。")
    return FINE if same and not changed else FINDINGS


def _read(path: Path) -> Receipt:
    """Errors: Unusable, where it is no receipt."""
    if not path.is_file():
        raise Unusable([Problem(Place(shown(path)), "没有这个文件", "看看路径写得对不对")])
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if _whole(found):
            return dict(found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    raise Unusable([Problem(Place(shown(path)), "这不是能用的回执", "回执由 --receipt 写出")])


def _whole(found: Any) -> bool:
    """Whether all is there that is asked of a receipt. Errors, where it is not: KeyError, TypeError, ValueError, AttributeError."""
    date.fromisoformat(found["as_of"])
    told = [found["program"]["version"], found["roster"]["path"], found["roster"]["fingerprint"], found["output"]["sha256"]]
    told += [one[key] for one in found["rulebooks"] for key in ("id", "version", "fingerprint")] + found["arguments"]
    told += [*found["files"].keys(), found["output"]["path"] or ""]
    if found["form"] != FORM or found["command"] not in COMMANDS or not isinstance(found["exit"], int):
        return False
    return all(isinstance(one, str) for one in told) and not any(one.split("=")[0] in NOT_AGAIN for one in found["arguments"])


def _again(receipt: Receipt, folder: Path) -> tuple[Inputs | None, bool]:
    """Runs the call again, its file into `folder`: what it rested on now, and whether the same bytes came out. Errors: Unusable."""
    output, asked = receipt["output"], [*receipt["arguments"], "--as-of", receipt["as_of"]]
    target = folder / Path(output["path"]).name if output["path"] else None
    if target is not None:
        asked += ["-o", str(target)]
    again: click.Command = importlib.import_module(f"cxzy_rules.commands.{receipt['command']}").command
    context = again.make_context(receipt["command"], asked + (["--no-cache"] if receipt["command"] == "who" else []))
    context.meta[INPUTS] = None
    with captured() as said, context:
        code = again.invoke(context)
    made = hashlib.sha256(said()).hexdigest() if target is None else digest(target)
    return context.meta.get(INPUTS), made == output["sha256"] and (code or 0) == receipt["exit"]


def _changes(receipt: Receipt, inputs: Inputs | None) -> Iterator[str]:
    """What is not as it was, in Chinese."""
    if receipt["program"]["version"] != __version__:
        yield f"程序变了：当时 {receipt['program']['version']}，现在 {__version__}"
    if inputs is not None:
        now: dict[str, Any] = {one["id"]: one for one in rulebooks_of(inputs)}
        for one in receipt["rulebooks"]:
            other = now.pop(one["id"], None)
            if other is None:
                yield f"规则“{one['id']}”这次没有读到"
            elif other != one:
                yield f"规则“{one['id']}”变了：当时{_version(one)}，现在{_version(other)}"
        yield from (f"规则“{key}”当时没有" for key in now)
        roster = roster_of(inputs)
        if roster["fingerprint"] != receipt["roster"]["fingerprint"]:
            yield f"花名册 {receipt['roster']['path']} 变了：当时 {receipt['roster']['fingerprint']}，现在 {roster['fingerprint']}"
    for path, was in receipt["files"].items():
        if digest(Path(path)) != was:
            yield f"文件 {path} 变了"


def _version(one: Receipt) -> str:
    return f"版本 {one['version']}（{one['fingerprint']}）"

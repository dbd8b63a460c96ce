"""cxzy receipt: whether what an answer rested on and the answer itself are as they were, and whether the same bytes come out again."""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr
from datetime import date
from io import StringIO
from os.path import normpath
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from cxzy_rules import __version__
from cxzy_rules.commands.common import FINDINGS, FINE, INPUTS, Inputs
from cxzy_rules.commands.receipts import FORM, Receipt, captured, digest, roster_of, rulebooks_of
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.paths import known_rules, shown

NOT_AGAIN = ("--receipt", "--help", "-h")
PATH = click.Path(path_type=Path)
SAME_GROUND = "规则、花名册、所读的文件和程序都和当时一样。"
MOVED = "在别的文件夹里的，用 --from 文件夹 写明回执里的路径从哪里算起"
COMMANDS = ("guide", "audit", "checklist", "who", "explain")


@click.command("receipt", options_metavar="[选项]", help="核对回执：依据变了没有，结果改过没有，重做一遍得到的是不是同样的字节。")
@click.argument("path", metavar="回执.json", type=PATH)
@click.option("--from", "where", type=PATH, metavar="文件夹", help="回执里的路径从哪个文件夹算起（默认当时运行的文件夹，从回执那里找起）")
@click.option("--answer", type=PATH, metavar="文件", help="结果现在的位置（默认在写出的地方）；屏幕或管道里的结果存成了文件，也这样核对")
def command(path: Path, where: Path | None, answer: Path | None) -> int:
    receipt = _read(path)
    base = _base(path, where, receipt)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder, chdir(base):
        inputs, same = _again(receipt, Path(folder))
        changed = [*_changes(receipt, inputs)]
    written = receipt["output"]["path"]
    told, kept = _answer(receipt, answer or (Path(normpath(base / written)) if written else None))
    again = "重做一遍，得到的字节完全相同。" if same else "重做一遍，得到的不一样。"
    for line in filter(None, (*(changed or [SAME_GROUND]), told, again)):
        click.echo(line)
    return FINE if same and kept and not changed else FINDINGS


def _base(path: Path, where: Path | None, receipt: Receipt) -> Path:
    """The folder from which the receipt's paths are told. Errors: Unusable, with every input that is not found from there."""
    base = where or path.parent / receipt.get("where", ".")
    if not base.is_dir():
        raise Unusable([Problem(Place(shown(base)), "没有这个文件夹：回执里的路径从它算起", MOVED)])
    looked_for = [receipt["roster"]["path"], *receipt["files"], *receipt.get("folders", ())]
    with chdir(base):
        missing = [one for one in looked_for if not known_rules(Path(one)).exists()]
    if missing:
        text = f"没有找到，是在“{shown(base)}”里找的；回执里写的是"
        raise Unusable([Problem(Place(shown(base / one)), f"{text}“{one}”", MOVED) for one in missing])
    return base


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
    with captured() as said, redirect_stderr(StringIO()), context:
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


def _answer(receipt: Receipt, file: Path | None) -> tuple[str, bool]:
    """What is to be said of the user's own file, nothing where the answer went to none; and whether it is still the answer."""
    if file is None:
        return "", True
    now = digest(file)
    if now is None:
        return f"结果文件 {shown(file)} 不在了；搬了地方的，用 --answer 写明", False
    same = now == receipt["output"]["sha256"]
    return f"结果文件 {shown(file)} " + ("没有改动。" if same else "写出以后改动过。"), same


def _version(one: Receipt) -> str:
    return f"版本 {one['version']}（{one['fingerprint']}）"

"""Where the two rulebooks of a comparison come from: folders, or folders at a revision of a Git repository.

A revision is read through `git archive` into a folder of its own, so that nothing that is checked out changes. What is wrong in it
is told with the revision's name in place of that folder's.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.paths import known_rules, shown
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.load import load

COLON = ":"
AND = " + "


@dataclass(frozen=True, slots=True)
class Side:
    """A rulebook under the name by which the user knows it."""

    name: str
    book: Rulebook


@dataclass(frozen=True, slots=True)
class Source:
    """A folder, and the name under which its files are told."""

    folder: Path
    name: str


Opened = AbstractContextManager[Source]


@contextmanager
def opened(sources: list[Opened]) -> Iterator[Side]:
    """The rulebook of these folders, the base first and its layers after it. Errors: Unusable."""
    with ExitStack() as held:
        found = [held.enter_context(one) for one in sources]
        yield Side(AND.join(one.name for one in found), _loaded(found))


@contextmanager
def named(written: str) -> Iterator[Source]:
    """A folder, or `REVISION:path` as Git writes it. Errors: Unusable."""
    revision, colon, path = written.partition(COLON)
    folder = known_rules(Path(written))
    if folder.exists() or not (colon and revision):
        yield Source(folder, shown(folder))
    else:
        with at_revision(revision, path, Path.cwd(), written) as source:
            yield source


@contextmanager
def folder_at(revision: str, folder: Path) -> Iterator[Source]:
    """A folder as it was at a revision of the repository in which it lies. Errors: Unusable."""
    name = f"{revision}{COLON}{shown(folder)}"
    if not folder.is_dir():
        raise _unusable(shown(folder), "没有这个文件夹", "")
    inside = _asked(["rev-parse", "--show-prefix"], folder, name, "不在 Git 仓库里").decode().strip().rstrip("/")
    with at_revision(revision, inside, folder, name) as source:
        yield source


@contextmanager
def at_revision(revision: str, path: str, where: Path, name: str) -> Iterator[Source]:
    """The folder at `path` (from the top of the repository that holds `where`) of a revision, in a place of its own."""
    top = Path(_asked(["rev-parse", "--show-toplevel"], where, name, "不在 Git 仓库里").decode().strip())
    asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    commit = _asked(asked, top, name, f"没有“{revision}”这个版本")
    tree = f"{commit.decode().strip()}{COLON}{path.strip('/')}"
    if _asked(["cat-file", "-t", tree], top, name, f"“{revision}”这个版本里没有“{path}”").strip() != b"tree":
        raise _unusable(name, f"“{revision}”这个版本里的“{path}”不是文件夹", "写规则文件夹的路径")
    # Asked from a folder inside the repository, Git would pack only what lies below that folder.
    packed = _asked(["-c", "core.autocrlf=false", "archive", "--format=tar", tree], top, name, "这个版本读不出来")
    with TemporaryDirectory(ignore_cleanup_errors=True) as held:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(held, filter="data")
        yield Source(Path(held), name)


def _loaded(sources: list[Source]) -> Rulebook:
    try:
        book = load(*(one.folder for one in sources))
    except Unusable as error:
        raise Unusable([_named_so(problem, sources) for problem in error.problems]) from None
    rules = tuple(replace(rule, place=_renamed(rule.place, sources)) for rule in book.rules)
    return replace(book, rules=rules)


def _named_so(problem: Problem, sources: list[Source]) -> Problem:
    hint = problem.hint
    for one in sources:
        hint = hint.replace(shown(one.folder), one.name)
    return replace(problem, place=_renamed(problem.place, sources), hint=hint)


def _renamed(place: Place, sources: list[Source]) -> Place:
    path = place.path
    for one in sources:
        path = path.replace(shown(one.folder), one.name, 1) if path.startswith(shown(one.folder)) else path
    return place._replace(path=path)


def _asked(call: list[str], where: Path, name: str, otherwise: str) -> bytes:
    """What Git answers. Errors: Unusable, with `otherwise` where it refuses."""
    try:
        done = subprocess.run(["git", *call], cwd=where, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise _unusable(name, "这台机器上没有 git，读不出旧版本", "装上 git，或者写两个文件夹") from error
    if done.returncode:
        raise _unusable(name, otherwise, "写成 版本:路径，如 HEAD~1:rules；git log 列出有哪些版本")
    return done.stdout


def _unusable(name: str, text: str, hint: str) -> Unusable:
    return Unusable([Problem(Place(name), text, hint)])

"""An output is old or new at every moment, wherever a run is killed; and the next run clears up after it, not after the living."""

from __future__ import annotations

import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from cxzy_rules.model.place import Unusable
from cxzy_rules.parts import swap
from cxzy_rules.parts.whole import whole

ROOT = Path(__file__).parent.parent
KILLED_EVERYWHERE = """
import os, shutil, signal, sys
from itertools import count
from pathlib import Path

from cxzy_rules.model.place import Unusable
from cxzy_rules.parts import swap, whole

ways, target, rounds = sys.argv[1], Path(sys.argv[2]) / "out.parquet", 0
WATCHED = {swap.__file__, whole.__file__, shutil.__file__}
if ways == "one after the other":
    swap._exchanged = lambda one, other: False


def maker(stamp):
    def make(part):
        part.mkdir()
        for name in ("units", "items"):
            (part / f"{name}.parquet").write_text(stamp)
    return make


def broken(part):
    raise Unusable([])


def stamps():
    return {target / f"{name}.parquet": (target / f"{name}.parquet").read_text() for name in ("units", "items")}


def killed_at(line):
    left = [line]

    def trace(frame, event, _):
        if frame.f_code.co_filename not in WATCHED:
            return None
        left[0] -= event == "line"
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    whole.whole(target, maker("new"))
    os._exit(0)


whole.whole(target, maker("old"))
for line in count(1):
    child = os.fork()
    if not child:
        killed_at(line)
    _, ended = os.waitpid(child, 0)
    if ways == "exchange":
        assert len(set(stamps().values())) == 1, (line, stamps())
    try:
        whole.whole(target, broken)
    except Unusable:
        pass
    assert set(stamps().values()) in ({"old"}, {"new"}), (line, stamps())
    assert [one.name for one in target.parent.iterdir()] == ["out.parquet"], line
    if ended == 0:
        break
    assert os.WTERMSIG(ended) == signal.SIGKILL
    whole.whole(target, maker("old"))
print(line)
"""


def exchange_works(folder: Path) -> bool:
    one, other = folder / "one", folder / "other"
    one.mkdir()
    other.mkdir()
    done = swap._exchanged(one, other)
    one.rmdir()
    other.rmdir()
    return done


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork")
@pytest.mark.parametrize("ways", ["exchange", "one after the other"])
def test_a_run_killed_at_any_line_leaves_old_or_new(ways: str, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    if ways == "exchange" and not exchange_works(tmp_path):
        pytest.skip("no exchange on this disk")
    call = [sys.executable, "-c", KILLED_EVERYWHERE, ways, str(tmp_path)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 50
    record_property("moments of killing a run that writes a folder", int(done.stdout))


def fresh(part: Path) -> None:
    part.write_text("新", encoding="utf-8")


def dead() -> int:
    """The number of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_leftovers_of_the_dead_go_and_those_of_the_living_stay(tmp_path: Path) -> None:
    mark, here = ".out.csv.", platform.node()
    gone = [f"{mark}{here}.{dead()}.part", f"{mark}{here}.{dead()}.old", f"{mark}{here}.{os.getpid()}.part"]
    kept = [f"{mark}{here}.{os.getppid()}.part", f"{mark}elsewhere.{dead()}.part", f"{mark}{here}.{9**40}.part"]
    kept += [f"{mark}{here}.notes.part", f".o.csv.{here}.{dead()}.part"]
    for name in gone + kept:
        (tmp_path / name).write_text("半截", encoding="utf-8")
    (tmp_path / "out.csv").write_text("旧", encoding="utf-8")
    whole(tmp_path / "out.csv", fresh)
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([*kept, "out.csv"])
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "新"


def test_a_folder_that_cannot_take_its_place_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, replace = tmp_path / "out.parquet", Path.replace

    def refused(self: Path, target: Path) -> Path:
        if self.suffix == ".part":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    folder.mkdir()
    (folder / "units.parquet").write_text("旧", encoding="utf-8")
    monkeypatch.setattr(swap, "_exchanged", lambda one, other: False)
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(Unusable, match="没有写的权限"):
        whole(folder, Path.mkdir)
    assert [one.name for one in tmp_path.iterdir()] == ["out.parquet"]
    assert (folder / "units.parquet").read_text(encoding="utf-8") == "旧"


def test_a_name_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as told:
        whole(tmp_path / ("长" * 83 + ".csv"), fresh)
    assert str(told.value).endswith("写不进去：文件名太长\n    换一个短些的名字")


@pytest.mark.deep
def test_guide_killed_at_random_leaves_one_answer_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"
    towns = ["350521107", "350521100"]
    calls = [[sys.executable, "cli.py", "guide", "--under", town, "-o", str(target)] for town in towns]
    start = time.monotonic()
    subprocess.run(calls[0], cwd=ROOT, capture_output=True, check=True)
    needed = time.monotonic() - start
    for _ in range(60):
        running = subprocess.Popen(random.choice(calls), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0, 1.2 * needed))
        running.kill()
        running.wait()
        ids = [pl.read_parquet(target / f"{name}.parquet")["id"] for name in ("units", "items", "supervisors")]
        assert {one[0] for one in ids} <= {ids[0][0]} <= set(towns)
        assert all(set(one) == set(ids[0]) for one in ids)
    subprocess.run(calls[1], cwd=ROOT, capture_output=True, check=True)
    assert [one.name for one in tmp_path.iterdir()] == ["out.parquet"]


def test_a_run_stopped_twice_by_one_ctrl_c_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Path] = []

    def stopped_at_first(path: Path) -> None:
        tried.append(path)
        if len(tried) == 1:
            raise KeyboardInterrupt
        swap.remove(path)

    def half(part: Path) -> None:
        part.mkdir()
        (part / "units.parquet").write_text("半", encoding="utf-8")
        raise KeyboardInterrupt

    monkeypatch.setattr("cxzy_rules.parts.whole.remove", stopped_at_first)
    with pytest.raises(KeyboardInterrupt):
        whole(tmp_path / "out.parquet", half)
    assert list(tmp_path.iterdir()) == []

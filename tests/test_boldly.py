"""A call that reads Parquet is made boldly in a process of its own; where that dies, once more with care; and nobody sees which it was."""

from __future__ import annotations

import os
import pty
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from cxzy_rules.commands.boldly import GIVEN_BACK
from cxzy_rules.tables.apart import bounded, memory, seconds
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="a process is divided in two on Linux alone")

CALL = """
import os, signal, sys, time
from cxzy_rules.commands.boldly import boldly

def run(bold):
    print("bold" if bold else "careful", flush=True)
    {what}
    return {code}

sys.exit(boldly(run, sys.argv[1:]))
"""
WAITS = "try:\n        print('waits', flush=True)\n        time.sleep(60)\n    except KeyboardInterrupt: print('stopped', flush=True)"


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    """A file that begins as Parquet does."""
    pl.DataFrame({"编号": ["01"], "名称": ["某委"]}).write_parquet(tmp_path / "roster.parquet")
    return tmp_path / "roster.parquet"


def begin(*words: str, what: str = "pass", code: int = 0) -> subprocess.Popen[str]:
    call = [sys.executable, "-c", CALL.format(what=what, code=code), *words]
    return subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: subprocess.Popen[str]) -> tuple[int, list[str]]:
    out, _ = process.communicate(timeout=30)
    return process.returncode, out.split()


@pytest.mark.parametrize("code", [0, 1, 3])
def test_the_bold_call_is_the_answer(parquet: Path, code: int) -> None:
    assert ended(begin("guide", str(parquet), code=code)) == (code, ["bold"])


@pytest.mark.parametrize(
    ("command", "asked", "wanted"),
    [
        ("guide", None, "dirty_decay_ms:200,"),
        ("audit", None, "dirty_decay_ms:2000,"),
        ("audit", "dirty_decay_ms:9000", ",dirty_decay_ms:9000"),
    ],
)
def test_polars_gives_memory_back_soon_unless_its_user_wants_otherwise(
    command: str, asked: str | None, wanted: str, parquet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(GIVEN_BACK, raising=False)
    if asked:
        monkeypatch.setenv(GIVEN_BACK, asked)
    what = f"import polars; print('{wanted}' in os.environ['{GIVEN_BACK}'])"
    assert ended(begin(command, str(parquet), what=what)) == (0, ["bold", "True"])


@pytest.mark.parametrize("how", ["SIGABRT", "SIGSEGV", "SIGBUS", "SIGALRM"])
def test_where_it_dies_the_call_is_made_with_care(parquet: Path, how: str) -> None:
    assert ended(begin("guide", str(parquet), what=f"bold and os.kill(os.getpid(), signal.{how})", code=1)) == (1, ["bold", "careful"])


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGRTMIN + 6])
def test_it_ends_as_the_bold_call_ends(parquet: Path, how: int) -> None:
    assert ended(begin("guide", str(parquet), what=f"os.kill(os.getpid(), {int(how)})")) == (-how, ["bold"])


def test_a_caller_that_ignores_the_end_of_its_children_is_answered(parquet: Path) -> None:
    deaf = [
        sys.executable,
        "-c",
        "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])",
    ]
    call = [*deaf, sys.executable, "-c", CALL.format(what="pass", code=1), "guide", str(parquet)]
    assert subprocess.run(call, cwd=ROOT, timeout=30, check=False, stdout=subprocess.DEVNULL).returncode == 1


def test_what_reads_no_parquet_or_goes_on_for_long_is_made_with_care(parquet: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.parquet"
    os.mkfifo(pipe)
    for words in (["guide", str(tmp_path / "none.parquet")], ["guide", str(pipe)], ["serve", str(parquet)], []):
        assert ended(begin(*words)) == (0, ["careful"])


def test_an_interruption_of_the_process_alone_is_passed_on(parquet: Path) -> None:
    process = begin("guide", str(parquet), what=WAITS, code=130)
    assert process.stdout and [process.stdout.readline() for _ in range(2)] == ["bold\n", "waits\n"]
    process.send_signal(signal.SIGINT)
    assert ended(process) == (130, ["stopped"])


def test_one_that_is_watched_no_more_is_interrupted(parquet: Path) -> None:
    process = begin("guide", str(parquet), what=WAITS, code=130)
    assert process.stdout and [process.stdout.readline() for _ in range(2)] == ["bold\n", "waits\n"]
    process.kill()
    assert ended(process) == (-signal.SIGKILL, ["stopped"])


def test_one_that_hears_no_interruption_ends_with_its_watcher_too(parquet: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    process = begin("guide", str(parquet), what=WAITS)
    signal.signal(signal.SIGINT, before)
    assert process.stdout and [process.stdout.readline() for _ in range(2)] == ["bold\n", "waits\n"]
    process.kill()
    assert ended(process) == (-signal.SIGKILL, [])


def test_an_interruption_from_the_terminal_comes_once(parquet: Path) -> None:
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-c", CALL.format(what=WAITS, code=130), "guide", str(parquet)])
    said = b""
    while b"waits\r\n" not in said:
        said += os.read(terminal, 1000)
    os.write(terminal, b"\x03")
    with suppress(OSError):  # the terminal is gone with the last that wrote to it
        while more := os.read(terminal, 1000):
            said += more
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    assert (code, said.replace(b"^C", b"").split()) == (130, [b"bold", b"waits", b"stopped"])


@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP", "SIGQUIT"])
def test_what_ends_the_bold_call_ends_the_whole(how: str, parquet: Path) -> None:
    process = begin("guide", str(parquet), what="time.sleep(60)")
    assert process.stdout and process.stdout.readline() == "bold\n"
    child = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text())
    process.send_signal(signal.Signals[how])
    assert ended(process) == (-signal.Signals[how], [])
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


DIES = """
import os
from cxzy_rules.tables.rehearsal import Rehearsals

with_care = Rehearsals.passed
Rehearsals.passed = lambda them, path, whole: os.abort() if them.bold else with_care(them, path, whole)

from cxzy_rules.commands.main import main
main()
"""


def answer(call: list[str], roster: Path) -> subprocess.CompletedProcess[str]:
    words = [*call, "guide", str(roster), "-f", "csv", "--as-of", "2011-06-30"]
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_answer_is_the_same_with_care(tmp_path: Path) -> None:
    roster = tmp_path / "roster.parquet"
    pl.read_csv(ROOT / "data/quanzhou/roster.csv", infer_schema=False).head(500).write_parquet(roster)
    bold, careful = answer(["cli.py"], roster), answer(["-c", DIES], roster)
    assert (bold.returncode, bold.stdout, bold.stderr) == (careful.returncode, careful.stdout, careful.stderr)
    assert len(bold.stdout) > 100_000


def test_what_is_said_goes_to_standard_error_as_always(tmp_path: Path) -> None:
    roster = tmp_path / "roster.parquet"
    pl.DataFrame({"编号": ["01", "02"], "名称": ["某委", "某会"], "上级": [None, "09"]}).write_parquet(roster)
    said = answer(["cli.py"], roster)
    assert said.returncode == 1
    assert said.stderr.splitlines()[0] == f"{roster}:2:3: “某会”的上级“09”不在花名册里"
    roster.write_bytes(roster.read_bytes()[:-20] + b"\0" * 20)
    said = answer(["cli.py"], roster)
    assert (said.returncode, said.stderr) == (3, f"{roster}: Parquet 文件读不出来，可能已经损坏\n    请重新导出\n")


def test_what_is_read_boldly_is_read_within_bounds() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with bounded(1 << 20) as again:
        again()
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= seconds(1 << 20)
        assert memory(1 << 20) < resource.getrlimit(resource.RLIMIT_AS)[0] < memory(1 << 20) + (64 << 30)
    assert (signal.getitimer(signal.ITIMER_REAL)[0], resource.getrlimit(resource.RLIMIT_AS)) == (0, before)


@pytest.mark.parametrize("closed", ["1", "2"])
def test_a_closed_stream_is_no_reason_to_fail(closed: str) -> None:
    call = f"{sys.executable} cli.py guide --unit 3505 -f csv --as-of 2011-06-30 {closed}>&-"
    done = subprocess.run(["sh", "-c", call], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert bool(done.stdout) == (closed == "2")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_where_nothing_can_be_told_the_exit_code_tells_it(form: str, parquet: Path) -> None:
    roster = "data/quanzhou/roster.csv" if form == "csv" else str(parquet)
    call = f"{sys.executable} cli.py guide {roster} -f csv --as-of 2011-06-30 >/dev/full 2>/dev/full"
    assert subprocess.run(["sh", "-c", call], cwd=ROOT, check=False).returncode == 3


def test_a_ledger_without_a_row_is_a_ledger(tmp_path: Path) -> None:
    pl.DataFrame(schema={"编号": pl.String, "事项": pl.String, "状态": pl.String}).write_parquet(tmp_path / "empty.parquet")
    call = [sys.executable, "cli.py", "audit", "data/quanzhou/roster.csv", str(tmp_path / "empty.parquet"), "--as-of", "2011-06-30"]
    done = subprocess.run([*call, "-f", "table"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "台账 0 条记录：用上 0，搁置 0，空着 0" in done.stdout


def test_one_that_is_interrupted_while_it_begins_ends(parquet: Path) -> None:
    """Its roster is read while it is imported: an interruption in the midst of that must not leave one waiting for the other."""
    for milliseconds in range(60, 180, 4):
        call = [sys.executable, "cli.py", "guide", str(parquet), "-f", "csv", "--as-of", "2011-06-30"]
        process = subprocess.Popen(call, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        with suppress(subprocess.TimeoutExpired):
            process.wait(milliseconds / 1000)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_a_day_where_an_item_should_stand_is_no_item(tmp_path: Path) -> None:
    roster, ledger = "data/quanzhou/roster.csv", tmp_path / "ledger.parquet"
    told = pl.DataFrame({"编号": ["3505"], "事项": [date(2011, 1, 1)], "状态": ["已完成"]})
    told.write_parquet(ledger)
    call = [sys.executable, "cli.py", "audit", roster, str(ledger), "--as-of", "2011-06-30", "-f", "table"]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "2011-01-01" in done.stderr

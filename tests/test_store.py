"""The working file: what it keeps is what the files said, nothing is lost or changed, and any earlier day can be asked for."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cxzy_rules.ledger.read import read_ledgers
from cxzy_rules.model.place import Unusable
from cxzy_rules.roster.load import Reading, load_roster
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.store import base, batches, ledgers
from cxzy_rules.store.health import backup, health
from cxzy_rules.store.moment import known_until
from cxzy_rules.tables.table import UNREADABLE
from cxzy_rules.working.bring import Desk, bring, bring_roster
from cxzy_rules.working.enter import Entry, enter
from cxzy_rules.working.recall import book_in_use
from tests import test_commands as commands
from tests.conftest import DAY, ROOT
from tests.test_commands import Done
from tests.test_namesakes import ITEM, UNITS

ROSTER, LEDGER = (ROOT / "data" / "quanzhou" / name for name in ("roster.csv", "ledger.csv"))
FIRST = datetime(2011, 1, 10, 9).astimezone()
DAYS = timedelta(days=1)
ROWS = "编号,名称,上级,类型\ns,某市委,,市委\nz,某镇党委,s,乡镇党委\nc,甲村党支部,z,村\n"


@pytest.fixture
def desk(tmp_path: Path, book: Rulebook) -> Desk:
    path = tmp_path / "活动.cxzy"
    return Desk(base.create(path, "活动.cxzy"), "活动.cxzy", "张三", book)


def path_of(desk: Desk) -> Path:
    return Path(str(desk.engine.url.database))


def roster_file(folder: Path, name: str, rows: str = ROWS) -> Path:
    path = folder / name
    path.write_text(rows, encoding="utf-8")
    return path


def cxzy(*words: str | Path) -> Done:
    return commands.cxzy(*map(str, words))


def test_a_file_brought_in_says_what_it_said(desk: Desk, book: Rulebook, quanzhou: Roster) -> None:
    for source in (ROSTER, LEDGER):
        assert bring(desk, source, FIRST).batch is not None
    kept = load_roster(path_of(desk), "x", book.vocabulary)
    assert kept.units.equals(quanzhou.units)
    assert kept.problems == quanzhou.problems
    from_file, from_desk = (read_ledgers([path], quanzhou, book, DAY) for path in (LEDGER, path_of(desk)))
    assert from_desk.records().equals(from_file.records())
    assert from_desk.rows == from_file.rows == 326


def test_what_is_wrong_is_told_at_the_cell_where_it_was_written(desk: Desk, book: Rulebook, tmp_path: Path) -> None:
    item = "深化农村基层党建“三级联创”活动"
    rows = f"单位,事项,状态,日期\nc,{item},做完了吗,\n\nc,没有这件事,已完成,\nz,{item},已完成,2011-02-30\n"
    source = roster_file(tmp_path, "账.csv", rows)
    bring(desk, roster_file(tmp_path, "一.csv"), FIRST)
    bring(desk, source, FIRST)
    roster = load_roster(path_of(desk), "x", book.vocabulary)
    from_file, from_desk = (read_ledgers([path], roster, book, DAY) for path in (source, path_of(desk)))
    assert from_desk.problems == from_file.problems
    assert [one.place.line for one in from_desk.problems] == [2, 4, 5]


def test_commands_answer_the_same_from_a_working_file(tmp_path: Path) -> None:
    file = tmp_path / "a.cxzy"
    assert cxzy("init", file).returncode == 0
    brought = cxzy("import", file, ROSTER, LEDGER, "--by", "李四")
    assert (brought.returncode, brought.stdout) == (0, "")
    assert "roster.csv：花名册，2972 个单位，记为第 1 批" in brought.stderr
    assert "ledger.csv：台账，326 条记录，记为第 2 批" in brought.stderr
    audits = [cxzy("audit", *words, "-f", "json", "--as-of", "2011-06-30", "--under", "350521107") for words in ((ROSTER, LEDGER), (file,))]
    assert audits[0].stdout == audits[1].stdout != ""
    assert audits[0].stderr.replace("data/quanzhou/", "") == audits[1].stderr.replace("data/quanzhou/", "")
    assert cxzy("who", "S017", "--roster", file).stdout == cxzy("who", "S017").stdout
    assert cxzy("check", file).stdout == "花名册 1 版，台账 1 批，记录 326 条（采用 326 条），完好。\n"
    assert cxzy("backup", file, "-o", tmp_path / "b.cxzy").returncode == 0
    assert cxzy("check", tmp_path / "b.cxzy").stdout == cxzy("check", file).stdout


def test_the_same_file_is_brought_in_once(desk: Desk) -> None:
    first = bring(desk, LEDGER, FIRST)
    again = bring(desk, LEDGER, FIRST + DAYS)
    assert (again.batch, again.rows) == (None, 0)
    assert again.doubled is not None
    assert again.doubled.id == first.batch


def test_any_earlier_day_can_be_asked_for(desk: Desk, book: Rulebook, tmp_path: Path) -> None:
    bring(desk, roster_file(tmp_path, "一.csv"), FIRST)
    bring(desk, roster_file(tmp_path, "二.csv", ROWS + "d,乙村党支部,z,村\n"), FIRST + 2 * DAYS)
    file = path_of(desk)

    def known(days: int) -> int:
        return load_roster(file, "x", book.vocabulary, Reading(known_on=(FIRST + days * DAYS).date())).units.height

    assert [known(0), known(1), known(2)] == [3, 3, 4]
    assert load_roster(file, "x", book.vocabulary).units.height == 4
    with pytest.raises(Unusable, match="在 2011-01-09 还没有花名册"):
        known(-1)


@pytest.mark.parametrize(("day", "count"), [(date.min, 0), (date(300, 1, 1), 0), (date.max, 2), (date.max - DAYS, 2)])
def test_no_day_is_too_early_or_too_late_to_ask_for(desk: Desk, tmp_path: Path, day: date, count: int) -> None:
    bring(desk, roster_file(tmp_path, "甲.csv"), FIRST)
    enter(desk, Entry("c", "rural.three_level_creation", "done"), FIRST)
    with base.reading(desk.engine, desk.shown) as connection:
        assert len(batches.known(connection, known_until(day))) == count


def test_a_slip_that_says_nothing_new_makes_no_version(desk: Desk, tmp_path: Path) -> None:
    bring(desk, roster_file(tmp_path, "甲.csv"), FIRST)
    said = "活动.cxzy: 补报单里没有新的内容，没有记成新的一版\n    看看交的是不是填好的补报单"
    for rows, told in (
        ("编号,类型\nc,村\n", []),
        ("说明\n没有填\n", ["补.csv:1: 补报单的表头里没有“单位编号”\n    请用程序生成的补报单填写"]),
    ):
        slip = roster_file(tmp_path, "补.csv", rows)
        with pytest.raises(Unusable) as refused:
            bring_roster(desk, path_of(desk), FIRST + DAYS, Reading(slips=(slip,)))
        assert [str(one).removeprefix(f"{tmp_path}/") for one in refused.value.problems] == [*told, said]
    slip = roster_file(tmp_path, "补.csv", "编号,层级\nc,村级\n")
    assert bring_roster(desk, path_of(desk), FIRST + DAYS, Reading(slips=(slip,))).batch == 2


def test_the_rulebook_of_that_day_is_kept(desk: Desk, book: Rulebook, tmp_path: Path) -> None:
    bring(desk, roster_file(tmp_path, "一.csv"), FIRST)
    kept = book_in_use(path_of(desk), FIRST.date())
    assert kept is not None
    assert [rule.id for rule in kept.rules] == [rule.id for rule in book.rules]
    assert book_in_use(path_of(desk), (FIRST - DAYS).date()) is None


def records(desk: Desk, until: datetime | None = None) -> pl.DataFrame:
    with base.reading(desk.engine, desk.shown) as connection:
        kept = ledgers.known(connection, known_until(None if until is None else until.date()))
    return pl.concat([one.brought.records for one in kept]) if kept else pl.DataFrame(schema=ledgers.SHAPE)


def test_what_is_filled_in_again_takes_the_place_of_what_was(desk: Desk) -> None:
    entry = Entry("c", "rural.three_level_creation", "in_progress", date="2011-01-10")
    enter(desk, entry, FIRST)
    enter(desk, Entry("c", "rural.three_level_creation", "done", date="2011-01-12", evidence="照片"), FIRST + 2 * DAYS)
    enter(desk, Entry("d", "rural.three_level_creation", "done"), FIRST + 2 * DAYS)
    assert records(desk)["status"].to_list() == ["done", "done"]
    assert records(desk, FIRST)["status"].to_list() == ["in_progress"]


def test_taking_back_and_accepting_again_leaves_every_word_said(desk: Desk) -> None:
    number = bring(desk, LEDGER, FIRST).rows
    with base.writing(desk.engine, desk.shown) as connection:
        ledgers.judge(connection, [3, 4, 5, 9], "rejected", FIRST + DAYS, "李四")
        ledgers.judge(connection, [4], "accepted", FIRST + 2 * DAYS, "王五")
    assert [records(desk, day).height for day in (FIRST, FIRST + DAYS, FIRST + 2 * DAYS)] == [number, number - 4, number - 3]
    with base.reading(desk.engine, desk.shown) as connection:
        assert health(connection).accepted == number - 3


@pytest.mark.parametrize("statement", ["UPDATE records SET status = 'done'", "DELETE FROM batches", "UPDATE roster_rows SET cells = '[]'"])
def test_what_is_written_is_never_changed(desk: Desk, tmp_path: Path, statement: str) -> None:
    bring(desk, roster_file(tmp_path, "一.csv"), FIRST)
    bring(desk, LEDGER, FIRST)
    with pytest.raises(IntegrityError, match="written once"), base.writing(desk.engine, desk.shown) as connection:
        connection.execute(text(statement))


def test_check_finds_what_was_changed_behind_its_back(desk: Desk, tmp_path: Path) -> None:
    bring(desk, roster_file(tmp_path, "一.csv"), FIRST)
    bring(desk, LEDGER, FIRST)
    with closing(sqlite3.connect(path_of(desk))) as raw:
        for table in ("records", "roster_rows"):
            raw.execute(f"DROP TRIGGER {table}_no_update")
        raw.execute("UPDATE records SET status = 'done' WHERE id = 7")
        raw.execute("UPDATE roster_rows SET cells = replace(cells, '甲村', '乙村')")
        raw.commit()
    told = cxzy("check", path_of(desk))
    assert told.returncode == 3
    assert told.stderr.count("的内容和写入时不一样") == 2
    assert told.stdout.endswith("有 2 处损坏，请用备份恢复。\n")


def test_a_damaged_file_is_told_and_check_finds_it(desk: Desk, tmp_path: Path) -> None:
    """Wherever its bytes were lost: in its tables' names, in cells, in the archive of a rulebook."""
    bring(desk, roster_file(tmp_path, "一.csv"), FIRST)
    desk.engine.dispose()
    whole = path_of(desk).read_bytes()
    spoilt = tmp_path / "坏.cxzy"
    for place, gone in (
        (whole.find(b"CREATE TABLE batches"), b"\xa3\xff"),
        (whole.find("甲村".encode()) + 1, b"\xff"),
        (whole.find(b"PK\x03") + 300, b"?"),
    ):
        spoilt.write_bytes(whole[:place] + gone + whole[place + len(gone) :])
        told = cxzy("check", spoilt)
        assert (told.returncode, "Traceback" in told.stderr) == (3, False)
        assert "损坏" in told.stderr or "保存的规则" in told.stderr


def first_layout(desk: Desk, folder: Path) -> Path:
    """What a working file holds, in a file of the first layout."""
    path = folder / "旧.cxzy"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript((ROOT / "tests" / "first_layout.sql").read_text(encoding="utf-8"))
        raw.execute("ATTACH ? AS newer", [str(path_of(desk))])
        for (table,) in raw.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            columns = ", ".join(f'"{row[1]}"' for row in raw.execute(f"PRAGMA main.table_info({table})"))
            raw.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")
        raw.execute(f"PRAGMA application_id = {base.OURS}")
        raw.execute("PRAGMA user_version = 1")
        raw.commit()
    return path


def layout_of(path: Path) -> list[tuple[str, str]]:
    """Tables with their columns, indexes and triggers."""
    with closing(sqlite3.connect(path)) as raw:
        found = raw.execute("SELECT type, name FROM sqlite_master ORDER BY type, name").fetchall()
        columns = [(name, str(raw.execute(f"PRAGMA table_info({name})").fetchall())) for kind, name in found if kind == "table"]
    return [*found, *columns]


def test_a_file_of_the_first_layout_is_brought_up_to_date(desk: Desk, tmp_path: Path, book: Rulebook, quanzhou: Roster) -> None:
    bring(desk, ROSTER, FIRST)
    bring(desk, LEDGER, FIRST)
    old = first_layout(desk, tmp_path)
    assert cxzy("check", old).stdout == "花名册 1 版，台账 1 批，记录 326 条（采用 326 条），完好。\n"
    assert layout_of(old) == layout_of(path_of(desk))
    assert read_ledgers([old], quanzhou, book, DAY).records().equals(read_ledgers([LEDGER], quanzhou, book, DAY).records())
    again = Desk(base.opened(old, "旧.cxzy"), "旧.cxzy", "李四", book)
    enter(again, Entry("c", "rural.three_level_creation", "done"), FIRST + DAYS)
    with base.reading(again.engine, again.shown) as connection:
        assert health(connection).faults == ()


def test_namesakes_are_settled_as_in_the_file(desk: Desk, book: Rulebook, tmp_path: Path) -> None:
    bring(desk, roster_file(tmp_path, "册.csv", UNITS), FIRST)
    source = roster_file(tmp_path, "账.csv", f"县,单位,{ITEM}\n甲县,和平村,√\n乙县,和平村,√\n乙县,海村,√\n")
    bring(desk, source, FIRST)
    roster = load_roster(path_of(desk), "x", book.vocabulary)
    from_file, from_desk = (read_ledgers([path], roster, book, DAY) for path in (source, path_of(desk)))
    assert roster.units["id"].gather(from_desk.records()["unit"]).to_list() == ["v1", "v7"]
    assert from_desk.records().equals(from_file.records())
    assert from_desk.problems == from_file.problems
    with base.reading(desk.engine, desk.shown) as connection:
        assert health(connection).faults == ()


def test_refusals_by_their_words(tmp_path: Path, desk: Desk) -> None:
    with pytest.raises(Unusable) as taken:
        base.create(path_of(desk), "活动.cxzy")
    with pytest.raises(Unusable) as named:
        base.create(tmp_path / "a.db", "a.db")
    with pytest.raises(Unusable) as missing:
        base.opened(tmp_path / "无.cxzy", "无.cxzy")
    (tmp_path / "假.cxzy").write_bytes(b"PK\x03\x04 not a database")
    with pytest.raises(Unusable) as other:
        base.opened(tmp_path / "假.cxzy", "假.cxzy")
    with closing(sqlite3.connect(tmp_path / "别.cxzy")) as raw:
        raw.execute("CREATE TABLE t (x)")
    with pytest.raises(Unusable) as foreign:
        base.opened(tmp_path / "别.cxzy", "别.cxzy")
    with base.writing(desk.engine, desk.shown) as connection:
        connection.exec_driver_sql("PRAGMA user_version = 99")
    with pytest.raises(Unusable) as newer:
        base.opened(path_of(desk), "活动.cxzy")
    assert [str(one.value) for one in (taken, named, missing, other, foreign, newer)] == [
        "活动.cxzy: 已经有这个文件，没有动它\n    换一个文件名，或者直接往里导入",
        "a.db: 工作文件的扩展名要是 .cxzy\n    如 创先争优.cxzy",
        "无.cxzy: 没有这个工作文件\n    先用 cxzy init 无.cxzy 建一个",
        "假.cxzy: 这不是工作文件，或者已经损坏\n    用备份恢复，或者用 cxzy init 另建一个",
        "别.cxzy: 这是别的程序的数据库，不是工作文件\n    看看是不是选错了文件",
        "活动.cxzy: 这个工作文件是新版程序写的（第 99 版格式）\n    请先更新程序",
    ]


def test_a_file_that_is_neither_leaves_the_others_in(tmp_path: Path) -> None:
    file = tmp_path / "a.cxzy"
    cxzy("init", file)
    strange = roster_file(tmp_path, "天气.csv", "日期,天气\n2011-01-01,晴\n")
    told = cxzy("import", file, strange, roster_file(tmp_path, "一.csv"))
    assert told.returncode == 3
    assert "天气.csv：没有导入" in told.stderr
    assert "一.csv：花名册，3 个单位，记为第 1 批" in told.stderr


def test_after_each_command_the_file_stands_alone(tmp_path: Path) -> None:
    file = tmp_path / "a" / "a.cxzy"
    file.parent.mkdir()
    roster = roster_file(tmp_path, "一.csv")
    for call in (("init", file), ("import", file, roster), ("check", file), ("guide", file, "-f", "csv")):
        assert cxzy(*call).returncode in (0, 1)
        assert [one.name for one in file.parent.iterdir()] == ["a.cxzy"]


def test_many_writers_at_once_lose_nothing(desk: Desk) -> None:
    def fill(number: int) -> int:
        return enter(desk, Entry(f"u{number}", "rural.three_level_creation", "done"), FIRST + timedelta(seconds=number))

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(fill, range(60)))
    assert sorted(numbers) == list(range(1, 61))
    assert sorted(records(desk)["unit"].to_list()) == sorted(f"u{number}" for number in range(60))


ENTER_MANY = """
import sys
from datetime import datetime
from pathlib import Path
from cxzy_rules.rulebook.load import load
from cxzy_rules.store.base import opened
from cxzy_rules.working.bring import Desk
from cxzy_rules.working.enter import Entry, enter

desk = Desk(opened(Path(sys.argv[1]), "a"), "a", "x", load(Path(sys.argv[2])))
for number in range(10_000):
    enter(desk, Entry(f"u{number}", "rural.three_level_creation", "done", note="备" * 500), datetime.now().astimezone())
    print(number, flush=True)
"""


def test_killed_in_the_middle_every_acknowledged_record_is_there(desk: Desk) -> None:
    call = [sys.executable, "-c", ENTER_MANY, str(path_of(desk)), str(ROOT / "rules")]
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.3)
        process.send_signal(signal.SIGKILL)
        acknowledged = 1 + sum(line.endswith("\n") for line in process.stdout)
    kept = records(desk)
    assert kept["unit"].to_list()[:acknowledged] == [f"u{number}" for number in range(acknowledged)]
    assert kept.height - acknowledged in (0, 1)
    assert set(kept["note"].str.len_chars()) == {500}
    with base.reading(desk.engine, desk.shown) as connection:
        assert health(connection).faults == ()


def test_a_backup_is_whole_while_others_write(desk: Desk, tmp_path: Path) -> None:
    bring(desk, LEDGER, FIRST)
    with base.writing(desk.engine, desk.shown) as connection:
        ledgers.judge(connection, [1], "rejected", FIRST, "李四")
        backup(path_of(desk), tmp_path / "b.cxzy")
    with base.reading(base.opened(tmp_path / "b.cxzy", "b"), "b") as connection:
        found = health(connection)
    assert (found.records, found.accepted, found.faults) == (326, 326, ())


def test_evidence_is_kept_byte_for_byte(desk: Desk) -> None:
    content = bytes(range(256)) * 40
    number = enter(desk, Entry("c", "rural.three_level_creation", "done", evidence="附件"), FIRST, {"照片 1.jpg": content})
    with base.reading(desk.engine, desk.shown) as connection:
        assert list(ledgers.attached(connection, number)) == ["照片 1.jpg"]
        assert ledgers.attachment(connection, number, "照片 1.jpg") == content
        assert ledgers.attachment(connection, number, "别的.jpg") is None


def test_a_cell_that_could_not_be_read_is_kept_as_text_that_every_database_takes(desk: Desk) -> None:
    enter(desk, Entry("c", "rural.three_level_creation", "done", evidence=UNREADABLE), FIRST)
    assert records(desk)["evidence"].to_list() == [UNREADABLE]
    with closing(sqlite3.connect(path_of(desk))) as raw:
        assert "\0" not in raw.execute("SELECT evidence FROM records").fetchone()[0]
    with base.reading(desk.engine, desk.shown) as connection:
        assert health(connection).faults == ()


def test_what_was_known_then_is_compared_with_what_is_known_now(tmp_path: Path, desk: Desk) -> None:
    bring(desk, roster_file(tmp_path, "一.csv"), FIRST)
    enter(desk, Entry("c", "rural.three_level_creation", "in_progress"), FIRST)
    enter(desk, Entry("c", "rural.three_level_creation", "done", evidence="有"), FIRST + DAYS)
    words = ("audit", path_of(desk), "--as-of", "2011-06-30", "--since-as-known", "2011-01-10", "-f", "json")
    told = json.loads(cxzy(*words).stdout)
    moved = [(one["unit"], one["before"], one["after"], one["change"]) for one in told["changes"]]
    assert moved == [("c", "in_progress", "done", "better")]

"""收清单 in a real browser: files come back, their rows are set beside what is known, decided, and that is taken back."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from cxzy_rules.model.place import Problem
from cxzy_rules.web import archives
from cxzy_rules.web.office import ledger, now
from cxzy_rules.working.bring import bring
from cxzy_rules.working.decide import decide_open
from cxzy_rules.working.receive import receive
from tests.web.conftest import Served, arrived
from tests.web.test_roster import FIRST, written

RULE = "rural.three_level_creation"
OTHER = "rural.four_deliberations_two_disclosures"
HEAD = ("单位编号", "规则编号", "状态", "日期", "佐证", "备注", "有效期至")
KNOWN = [("c", RULE, "进行中", "2011-03-01", "", "", ""), ("d", RULE, "已完成", "2011-03-01", "照片", "", "")]
BACK = [
    ("c", RULE, "已完成", "2011-05-01", "会议记录", "", ""),
    ("d", RULE, "未开展", "2011-05-01", "", "", ""),
    ("z", "leadership.committees_lead", "已完成", "2011-05-01", "分工文件", "", ""),
    ("<b>没有这个村</b>", RULE, "已完成", "2011-05-01", "", "", ""),
    ("c", "leadership.committees_lead", "已完成", "2011-05-01", "", "", ""),
]


CARRIED = """(files) => {
  const carried = new DataTransfer();
  for (const [name, text] of Object.entries(files)) carried.items.add(new File([text], name));
  return carried;
}"""


def ledger_file(folder: Path, name: str, rows: Sequence[tuple[str, ...]]) -> Path:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return folder / name


def dropped(view: Page, served: Served, *files: Path) -> None:
    view.goto(served.address + "/returns")
    view.locator("#file").set_input_files(files)
    view.get_by_role("button", name="收", exact=True).click()
    view.wait_for_url("**/returns/**", timeout=60_000)


def row(view: Page, number: int) -> Locator:
    return view.locator("table.returned tbody tr").nth(number)


def sorts(view: Page) -> Locator:
    return view.locator("table.returned tbody td:nth-child(2)")


def counted(view: Page, waiting: int, accepted: int, rejected: int) -> None:
    expect(view.locator("#count")).to_have_text(f"待定 {waiting} 行，已接受 {accepted} 行，已退回 {rejected} 行。")


def state_of(view: Page, served: Served, unit: str) -> Locator:
    view.goto(f"{served.address}/units/{unit}")
    return view.locator(f'tr[id="{RULE}"]')


@pytest.fixture
def received(fresh: Served, tmp_path: Path) -> Served:
    """A small city of which something is known, and a file that came back."""
    desk = fresh.office.desk
    bring(desk, written(tmp_path, "一.csv", FIRST), now())
    files = [(ledger_file(tmp_path, name, rows), name) for name, rows in (("早先.csv", KNOWN), ("这次.csv", BACK))]
    assert [one.outcome.rows for one in receive(desk, files, now) if one.outcome] == [2, 5]
    assert decide_open(desk, [1, 2], "accepted", now()) == [1, 2]
    return fresh


@pytest.fixture
def returned(received: Served, view: Page) -> Served:
    """The same, with the file open before the user."""
    view.goto(received.address + "/returns/3")
    return received


def test_each_row_stands_beside_what_is_known(returned: Served, view: Page) -> None:
    expect(sorts(view)).to_have_text(["有更新", "有矛盾", "新的", "用不上", "用不上"])
    expect(row(view, 0).locator("td").nth(3)).to_have_text("已完成 2011-05-01佐证：会议记录第 2 行")
    expect(row(view, 0).locator("td").nth(4)).to_have_text("进行中 2011-03-01早先.csv:2:3")
    expect(row(view, 2).locator("td").nth(4)).to_have_text("没有")
    expect(row(view, 3)).to_contain_text("花名册里没有单位“<b>没有这个村</b>”，没有计入")
    expect(row(view, 4)).to_contain_text("“甲村党支部”（c）不用做“党委（党组）负责领导创先争优活动”")
    expect(view.locator("main")).to_contain_text(
        "认出 3 个单位（按上级分：某镇党委 2 个、某县委 1 个）、2 个事项；共 5 行，填了 5 行，空着 0 行"
    )
    expect(state_of(view, returned, "c").locator("td").nth(1)).to_have_text("进行中")


def test_an_older_record_is_told_to_change_nothing(fresh: Served, view: Page, tmp_path: Path) -> None:
    desk = fresh.office.desk
    bring(desk, written(tmp_path, "一.csv", FIRST), now())
    said = [("c", RULE, status, day, "", "", "") for status, day in (("已完成", "2011-05-01"), ("进行中", "2011-03-01"))]
    files = [(ledger_file(tmp_path, name, [one]), name) for name, one in zip(("早先.csv", "这次.csv"), said, strict=True)]
    assert all(one.outcome for one in receive(desk, files, now))
    decide_open(desk, [1], "accepted", now())
    view.goto(fresh.address + "/returns/3")
    expect(row(view, 0).locator("td").nth(4)).to_contain_text("已有的日期新，接受了也还按已有的算")
    row(view, 0).get_by_role("button", name="接受").click()
    counted(view, 0, 1, 0)
    expect(state_of(view, fresh, "c").locator("td").nth(1)).to_have_text("已完成")


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl of what Excel adds
def test_a_day_that_nobody_wrote_is_told_as_the_lists(fresh: Served, view: Page, tmp_path: Path) -> None:
    bring(fresh.office.desk, written(tmp_path, "一.csv", FIRST), now())
    with urlopen(f"{fresh.address}/lists/file?under=c&as_of=2011-06-30") as answer:
        (tmp_path / "甲村.xlsx").write_bytes(answer.read())
    book = openpyxl.load_workbook(tmp_path / "甲村.xlsx")
    for line, day in ((4, None), (5, "2011-06-30")):
        book.worksheets[0].cell(line, 9).value, book.worksheets[0].cell(line, 10).value = "已完成", day
    book.save(tmp_path / "甲村.xlsx")
    dropped(view, fresh, tmp_path / "甲村.xlsx")
    expect(row(view, 0)).to_contain_text("没有写日期，按清单的截至日 2011-06-30 算")
    expect(row(view, 1)).to_contain_text("已完成 2011-06-30")
    expect(row(view, 1)).not_to_contain_text("没有写日期")


def test_programs_are_told_the_same(received: Served) -> None:
    with urlopen(f"{received.address}/api/v1/returns/3?most=2") as answer:
        told = json.load(answer)
    assert (told["file"], told["open"], told["total"], len(told["rows"])) == ("这次.csv", 5, 5, 2)
    first = told["rows"][0]
    assert (first["sort"], first["verdict"], first["unit"], first["rule"], first["clause"]) == ("moved", "open", "c", RULE, "3.1")
    assert (first["now"]["place"], first["old"]["status"], first["old"]["place"]) == ("第 2 行", "进行中", "早先.csv:2:3")
    with urlopen(f"{received.address}/api/v1/returns") as answer:
        assert [(one["batch"], one["accepted"]) for one in json.load(answer)] == [(3, 0), (2, 2)]


def test_rows_are_decided_by_keys_and_count_at_once(returned: Served, view: Page) -> None:
    here = view.url
    row(view, 0).focus()
    view.keyboard.press("a")
    counted(view, 4, 1, 0)
    expect(view.locator("#said")).to_have_text("已接受")
    view.keyboard.press("ArrowDown")
    view.keyboard.press("r")
    counted(view, 3, 1, 1)
    expect(view.locator("#said")).to_have_text("已退回")
    for _ in range(2):
        view.keyboard.press("ArrowDown")
    view.keyboard.press("a")
    counted(view, 3, 1, 1)
    item = state_of(view, returned, "c")
    expect(item.locator("td").nth(1)).to_have_text("已完成")
    expect(item).to_contain_text("这次.csv:2:3")
    expect(state_of(view, returned, "d").locator("td").nth(1)).to_have_text("已完成")
    view.goto(here)
    view.get_by_role("button", name="撤销").nth(1).click()
    counted(view, 4, 0, 1)
    expect(view.locator("#history + table tbody tr")).to_have_count(4)
    expect(state_of(view, returned, "c").locator("td").nth(1)).to_have_text("进行中")


def test_a_file_is_decided_as_a_whole_and_every_state_has_an_address(returned: Served, view: Page) -> None:
    contradicting = view.locator("[aria-current=true]", has_text="有矛盾")
    view.get_by_role("button", name="接受没有矛盾的").click()
    counted(view, 3, 2, 0)
    view.get_by_role("link", name="有矛盾 1").click()
    arrived(view, contradicting)
    view.get_by_label("这一页全部选中").check()
    view.locator("#chosen").get_by_role("button", name="退回").click()
    counted(view, 2, 2, 1)
    expect(view).to_have_url(re.compile(r"\?sort=contradicts$"))
    for name in ("全部", "已接受"):
        view.get_by_role("link", name=name, exact=True).click()
        arrived(view, view.locator("[aria-current=true]", has_text=re.compile(f"^{name}$")))
    expect(view.locator("table.returned tbody tr")).to_have_count(2)
    with view.expect_navigation():
        view.get_by_role("button", name="接受整份").click()
    counted(view, 2, 2, 1)
    view.get_by_role("button", name="退回整份").click()
    counted(view, 0, 2, 3)


def test_two_tabs_that_decide_at_once_lose_nothing(returned: Served, view: Page) -> None:
    other = view.context.new_page()
    other.goto(view.url)
    other.get_by_label("选中第 3 条").check()
    other.get_by_label("选中第 5 条").check()
    other.locator("#chosen").get_by_role("button", name="接受").click()
    counted(other, 3, 2, 0)
    other.wait_for_load_state()
    for number in (3, 4, 5):
        view.get_by_label(f"选中第 {number} 条").check()
    view.locator("#chosen").get_by_role("button", name="退回").click()
    expect(view.get_by_role("alert")).to_have_text("有 2 行刚才别人已经定了，没有改；请看过再定。")
    counted(view, 2, 2, 1)
    row(other, 1).get_by_role("button", name="接受").click()
    expect(row(other, 1)).to_contain_text("刚才别人已经定了，没有改")
    counted(other, 2, 2, 1)
    view.get_by_label("选中第 3 条").check()
    view.locator("#chosen").get_by_role("button", name="退回").click()
    counted(view, 2, 1, 2)


def test_a_file_that_came_before_is_told(returned: Served, view: Page, tmp_path: Path) -> None:
    view.goto(returned.address + "/returns")
    same = (tmp_path / "这次.csv").read_bytes().decode()
    files = {"这次.csv": same, "别的.csv": "姓名,电话\n张三,1\n"}
    carried = view.evaluate_handle(CARRIED, files)
    view.dispatch_event("body", "drop", {"dataTransfer": carried})
    expect(view.get_by_role("heading", level=1)).to_have_text("收到 2 份，0 份可以看")
    expect(view.locator("tbody tr").nth(0)).to_contain_text("已经收过（这次.csv），没有再收")
    expect(view.locator("tbody tr").nth(1)).to_contain_text("没有收")
    expect(view.locator("tbody tr").nth(1)).to_contain_text("里面没有台账的表头")
    view.goto(returned.address + "/returns")
    expect(view.locator("tbody tr")).to_have_count(2)
    dropped(view, returned, written(tmp_path, "又存一次.csv", same.replace("\r\n", "\n")))
    expect(view.locator(".warning").first).to_contain_text("收的这次.csv完全一样，多半是又存了一次。")


def test_everything_is_accepted_at_once(returned: Served, view: Page, tmp_path: Path) -> None:
    again = [("c", OTHER, "已完成", "2011-05-01", "有", "", ""), ("d", OTHER, "已完成", "2011-05-01", "有", "", "")]
    against = [("d", OTHER, "未开展", "2011-05-01", "", "", "")]
    dropped(view, returned, ledger_file(tmp_path, "甲.csv", again), ledger_file(tmp_path, "乙.csv", against))
    view.get_by_role("link", name="去逐份看").click()
    expect(view.locator("main")).to_contain_text("3 份里有 8 行还没有定。")
    view.get_by_role("button", name="全部接受").click()
    expect(view.locator("main")).to_contain_text("接受了 3 行。")
    expect(view.locator("tbody tr td:nth-child(5)")).to_have_text(["1", "1", "3", "0"])


def test_an_archive_is_opened_without_trust(returned: Served, view: Page, tmp_path: Path) -> None:
    place = tmp_path / "全部.zip"
    good = (tmp_path / "早先.csv").read_text(encoding="utf-8")
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("../../出去.csv", good.replace("照片", "合影"))
        archive.writestr("说明.doc", "x")
        archive.writestr("__MACOSX/._a.csv", "x")
        archive.writestr("里面/坏.xlsx", "PK\x03\x04?")
    dropped(view, returned, place)
    expect(view.get_by_role("heading", level=1)).to_have_text("收到 3 份，1 份可以看")
    expect(view.locator("main")).to_contain_text("全部.zip/说明.doc 不是表格文件，没有读")
    expect(view.locator("main")).to_contain_text("全部.zip/里面/坏.xlsx")
    view.get_by_role("link", name="全部.zip/出去.csv").click()
    expect(sorts(view)).to_have_text(["和已有的一样", "有更新"])
    assert not (tmp_path.parent / "出去.csv").exists()


class OfWindows(zipfile.ZipInfo):
    """A file in an archive, named as Windows names it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), self.flag_bits


def test_an_archive_is_bounded_and_read_in_the_words_of_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 5000)
    monkeypatch.setattr(archives, "MOST_FILES", 3)
    place = tmp_path / "a.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, size in {"某镇.csv": 3000, "大.csv": 10_000_000, "后.csv": 1, "多.csv": 1}.items():
            archive.writestr(OfWindows(name), "x" * size, zipfile.ZIP_DEFLATED)
    problems: list[Problem] = []
    found = archives.unpacked(place, "a.zip", tmp_path / "in", problems)
    assert [(path.stat().st_size, called) for path, called in found] == [(3000, "a.zip/某镇.csv")]
    assert [str(one).split("\n")[0] for one in problems] == [
        "a.zip: 里面有 4 个文件，只读了前 3 个",
        "a.zip/大.csv: 压缩包解开以后太大，从这个文件起没有读",
    ]
    broken: list[Problem] = []
    place.write_bytes(b"PK\x03\x04 no archive")
    assert archives.unpacked(place, "b.zip", tmp_path / "in2", broken) == []
    assert broken[0].text == "压缩包打不开，或者已经损坏"


def test_what_is_open_or_rejected_counts_nowhere(received: Served) -> None:
    """Of a form of which some rows alone count, nobody says that it lacks rows; of one that is open, nothing is said at all."""
    found = ledger(received.office)
    assert found is not None
    assert (found.files, found.rows, found.problems) == (("早先.csv",), 2, ())


def test_evidence_is_taken_away_as_it_came(fresh: Served, view: Page, tmp_path: Path) -> None:
    bring(fresh.office.desk, written(tmp_path, "一.csv", FIRST), now())
    item = state_of(view, fresh, "c")
    item.get_by_text("填", exact=True).click()
    item.get_by_label("状态").select_option("已完成")
    page = b"<script>document.title='bad'</script>"
    for folder in ("一", "二"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "证明.html").write_bytes(page + folder.encode())
    item.get_by_label("附件").set_input_files([tmp_path / "一" / "证明.html", tmp_path / "二" / "证明.html"])
    item.get_by_role("button", name="保存").click()
    for name, folder in (("证明.html", "一"), ("证明（2）.html", "二")):
        with view.expect_download() as got:
            item.get_by_role("link", name=f"附件：{name}").click()
        assert got.value.suggested_filename == name
        assert Path(got.value.path()).read_bytes() == page + folder.encode()
    address = str(item.get_by_role("link", name="附件：证明.html").get_attribute("href"))
    answer = view.request.get(fresh.address + address)
    assert (answer.headers["content-type"], answer.headers["x-content-type-options"]) == ("application/octet-stream", "nosniff")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert view.request.get(fresh.address + address.replace("/c/", "/d/")).status == 404
    item.get_by_text("填", exact=True).click()
    item.get_by_label("备注").fill("补一句")
    item.get_by_role("button", name="保存").click()
    expect(item).to_contain_text("补一句")
    expect(item.get_by_role("link", name="附件：")).to_have_count(2)


def test_axe_finds_nothing_serious(returned: Served, view: Page, tmp_path: Path) -> None:
    judge = pytest.importorskip("tests.web.accessible")
    assert judge.grave(view) == []
    dropped(view, returned, tmp_path / "这次.csv", written(tmp_path, "别的.csv", "姓名,电话\n张三,1\n"))
    assert judge.grave(view) == []
    view.goto(returned.address + "/returns")
    assert judge.grave(view) == []

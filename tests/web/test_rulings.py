"""A ruling on a unit's branch: written on its page with reason and source, undone by another, and it counts in every command."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.exc import IntegrityError

from cxzy_rules.model.place import Unusable
from cxzy_rules.roster.load import Reading, load_roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.store.base import writing
from cxzy_rules.web.office import Office, guidance, now
from cxzy_rules.working.bring import bring
from cxzy_rules.working.rule import rule
from tests.test_namesakes import UNITS
from tests.test_store import cxzy
from tests.web.conftest import Served, office_at


def units_file(folder: Path) -> Path:
    path = folder / "册.csv"
    path.write_text(UNITS, encoding="utf-8")
    return path


def test_it_is_written_on_the_page_and_undone_by_another(fresh: Served, view: Page, tmp_path: Path) -> None:
    bring(fresh.office.desk, units_file(tmp_path), now())
    view.goto(fresh.address + "/units/v1")
    view.get_by_role("link", name="裁定分类").click()
    view.get_by_label("分类").select_option("街道社区")
    view.get_by_label("理由").fill("已经撤村建居 <b>")
    view.get_by_label("依据").fill("会议纪要 3 号")
    view.get_by_role("button", name="裁定").click()
    expect(view.locator("main")).to_contain_text("现在的分类：街道社区")
    view.goto(fresh.address + "/units/v1")
    expect(view.locator("main")).to_contain_text("已经撤村建居 <b>（依据：会议纪要 3 号；张三）")
    expect(view.locator("main")).to_contain_text("依据：裁定")
    view.goto(fresh.address + "/units/v1/rulings")
    view.get_by_label("分类").select_option("")
    view.get_by_label("理由").fill("写错了")
    view.get_by_label("依据").fill("同上")
    view.get_by_role("button", name="裁定").click()
    expect(view.locator("main")).to_contain_text("现在的分类：农村")
    expect(view.locator("tbody tr")).to_have_count(2)


def test_a_form_sent_before_all_scripts_are_there_bears_its_token(fresh: Served, view: Page, tmp_path: Path) -> None:
    """A hand quicker than the machine: what the page's last script waits for is never answered."""
    bring(fresh.office.desk, units_file(tmp_path), now())
    view.route("**/static/htmx.min.js", lambda _: None)
    view.goto(fresh.address + "/units/v1/rulings", wait_until="commit")
    view.get_by_label("分类").select_option("街道社区")
    view.get_by_label("理由").fill("理由")
    view.get_by_label("依据").fill("依据")
    view.get_by_role("button", name="裁定").click(no_wait_after=True)
    view.unroute_all()
    expect(view.locator("main")).to_contain_text("现在的分类：街道社区")


def test_it_counts_in_every_command(tmp_path: Path, book: Rulebook) -> None:
    with closing(office_at(tmp_path, book, units_file(tmp_path))) as office:
        asked = ("who", "v1", "--roster", office.path, "--json")
        before = json.loads(cxzy(*asked).stdout)["matches"][0]
        rule(office.desk, "v1", "community", "已经撤村建居", "会议纪要 3 号", now())
        found = json.loads(cxzy(*asked).stdout)["matches"][0]
        assert (before["branch"], before["branch_basis"], before["branch_ruling"]) == ("rural", "kind", None)
        assert (found["branch"], found["branch_basis"]) == ("community", "ruling")
        assert found["branch_ruling"]["text"] == "已经撤村建居（依据：会议纪要 3 号；张三）"
        assert found == json.loads(cxzy("guide", office.path, "--unit", "v1", "-f", "jsonl").stdout)
        why = cxzy("explain", "v1", "community.homeland_activity", "--roster", office.path)
        assert "已经撤村建居" in why.stdout + cxzy("who", "v1", "--roster", office.path).stdout
        enough = cxzy("guide", office.path, "-o", tmp_path / "全部.xlsx")
        assert (tmp_path / "全部.xlsx").exists(), enough.stderr
        told = guidance(office)
        assert told is not None
        assert told.answer(told.roster.ids().index("v1")).branch() == "community"
        yesterday = (now() - timedelta(days=1)).date()
        assert load_roster(office.path, "x", book.vocabulary).rulings
        assert not load_roster(office.path, "x", book.vocabulary, Reading(known_on=yesterday)).rulings


def test_a_ruling_is_kept_for_good_and_says_why(tmp_path: Path, book: Rulebook) -> None:
    with closing(office_at(tmp_path, book, units_file(tmp_path))) as office:
        refused(office, None, " ", "", "活动.cxzy: 裁定没有写依据\n活动.cxzy: 裁定没有写理由")
        with pytest.raises(Unusable, match="没有“village”这个分类"):
            rule(office.desk, "v1", "village", "理由", "依据", now())
        rule(office.desk, "v1", "community", "理由", "依据", now())
        with pytest.raises(IntegrityError, match="written once"), writing(office.desk.engine, "x") as connection:
            connection.exec_driver_sql("UPDATE unit_rulings SET branch = NULL")


def refused(office: Office, branch: str | None, reason: str, source: str, words: str) -> None:
    with pytest.raises(Unusable) as told:
        rule(office.desk, "v1", branch, reason, source, now())
    assert str(told.value) == words

"""The index that `who` keeps: its answers are letter by letter those without it, it is never out of date, and never in the way."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cxzy_rules.guidance import Guidance
from cxzy_rules.index.keep import MOST_KEPT, keep
from cxzy_rules.index.key import place_of
from cxzy_rules.index.read import kept_shelf, opened
from cxzy_rules.index.shelf import Terms
from cxzy_rules.questions.find import find, find_in
from cxzy_rules.records import record
from tests.conftest import DAY, ROOT
from tests.test_commands import Done, cxzy

TERMS = Terms(DAY, date(2010, 5, 31), date(2012, 11, 8), 0, 0)
WAYS = {
    "an id": "S017",
    "a full name": "晋江示例律师事务所党支部",
    "a name with blanks": "晋江示例 律师事务所党支部",
    "a part": "大岞村",
    "a part of many": "村",
    "pinyin": "dazuocun",
    "pinyin of the south": "dazhuocun",
    "initials": "daz",
    "a sound": "大作村",
    "a slip": "晋江示列律师事务所",
    "several": "示例",
    "nobody": "九霄云外大学",
}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CXZY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def ready(guidance: Guidance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("kept") / "city.sqlite"
    assert keep(guidance, TERMS, place)
    yield place


def kept(cache: Path) -> list[Path]:
    return sorted(cache.glob("*.sqlite")) if cache.is_dir() else []


def test_units_from_all_over_the_city_have_the_same_record(guidance: Guidance, ready: Path) -> None:
    base = opened(ready)
    assert base is not None
    known = kept_shelf(base)
    for row in range(0, guidance.roster.units.height, 23):
        assert json.dumps(known.record(row)) == json.dumps(record(guidance, row))
    base.close()


def test_every_way_of_asking_is_answered_the_same(cache: Path) -> None:
    cxzy("who", "S017")
    assert len(kept(cache)) == 1
    for way, query in WAYS.items():
        for form in ((), ("--json",)) if way in ("an id", "several", "nobody") else ((),):
            assert cxzy("who", query, *form) == cxzy("who", query, *form, "--no-cache"), query
    assert len(kept(cache)) == 1


def test_with_an_index_nothing_heavy_is_imported(cache: Path) -> None:
    cxzy("who", "S017")
    tell = "import sys; from cxzy_rules.commands.main import main\ntry: main()\nexcept SystemExit: print(sorted(sys.modules))"
    for query in (WAYS[way] for way in ("an id", "a sound", "a slip", "pinyin")):
        done = subprocess.run([sys.executable, "-c", tell, "who", query], cwd=ROOT, capture_output=True, text=True, check=True)
        modules = done.stdout.splitlines()[-1]
        assert [name for name in ("polars", "numpy", "networkx", "yaml", "pypinyin", "rapidfuzz") if f"'{name}'" in modules] == [], query


def test_without_an_index_only_what_the_question_needs_is_imported() -> None:
    tell = "import sys; from cxzy_rules.commands.main import main\ntry: main()\nexcept SystemExit: print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", tell, "who", "S017", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = done.stdout.splitlines()[-1]
    assert "'polars'" in modules
    assert [
        name
        for name in ("networkx", "sqlalchemy", "sqlite3", "pypinyin", "rapidfuzz", "openpyxl", "docx", "rich")
        if f"'{name}'" in modules
    ] == []


def copied(tmp_path: Path) -> tuple[Path, Path]:
    """A roster and rules of one's own, to change."""
    roster = tmp_path / "roster.csv"
    roster.write_text("编号,名称,上级,类型\nc,甲市委,,city_committee\nv,乙局,c,government_department\n", encoding="utf-8")
    return roster, Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


def test_a_changed_roster_or_rulebook_is_asked_afresh(tmp_path: Path, cache: Path) -> None:
    roster, rules = copied(tmp_path)
    ask = ("who", "v", "--roster", str(roster), "--rules", str(rules))
    assert cxzy(*ask).stdout.startswith("乙局（v）")
    roster.write_text(roster.read_text(encoding="utf-8").replace("乙局", "丙局"), encoding="utf-8")
    assert cxzy(*ask).stdout.startswith("丙局（v）")
    kinds = rules / "vocabulary" / "kinds.yaml"
    kinds.write_text(kinds.read_text(encoding="utf-8").replace("label: 政府部门", "label: 政府的部门"), encoding="utf-8")
    assert cxzy(*ask) == cxzy(*ask, "--no-cache")
    assert cxzy(*ask, "--as-of", "2011-01-01") == cxzy(*ask, "--as-of", "2011-01-01", "--no-cache")
    assert len(kept(cache)) == 4


def test_a_day_out_of_force_is_told_with_an_index_too(cache: Path) -> None:
    first, second = (cxzy("who", "S017", "--as-of", "2009-01-01") for _ in range(2))
    assert first == second
    assert first.stderr == "提醒：2009-01-01 不在文件的有效期（2010-05-31 至 2012-11-08）内，这一天没有规则适用。\n"


def damage(place: Path, how: str) -> None:
    if how == "cut short":
        place.write_bytes(place.read_bytes()[:20_000])
    elif how == "not a database":
        place.write_text("别的文件", encoding="utf-8")
    elif how == "another database":
        place.unlink()
        sqlite3.connect(place).execute("CREATE TABLE told (x)").connection.close()
    elif how == "a table lost":
        base = sqlite3.connect(place)
        base.execute("DELETE FROM answer")
        base.commit()
        base.close()


@pytest.mark.parametrize("how", ["cut short", "not a database", "another database", "a table lost"])
def test_a_damaged_index_is_made_anew(how: str, cache: Path) -> None:
    whole = cxzy("who", "S017")
    place = kept(cache)[0]
    sound = place.read_bytes()
    damage(place, how)
    assert cxzy("who", "S017") == whole
    assert place.read_bytes() == sound


def test_a_cache_that_cannot_be_written_is_no_error(cache: Path) -> None:
    cache.write_text("这里不是文件夹", encoding="utf-8")
    assert cxzy("who", "S017").returncode == 0
    done = cxzy("index")
    assert (done.returncode, done.stderr) == (3, f"索引写不进 {cache}；没有索引 who 也能回答，只是慢些\n")


def test_an_index_is_kept_when_asked_for_and_old_ones_go(tmp_path: Path, cache: Path) -> None:
    roster, _ = copied(tmp_path)
    for year in range(2011 - MOST_KEPT - 1, 2012):
        assert cxzy("index", "--roster", str(roster), "--as-of", f"{year}-06-30").stderr.endswith("2 个单位的索引建好了\n")
    assert len(kept(cache)) == MOST_KEPT
    assert sorted(cache.iterdir()) == kept(cache)


def test_no_index_is_kept_where_none_is_wanted(cache: Path) -> None:
    assert cxzy("who", "S017", "--no-cache") == Done(0, cxzy("who", "S017", "--no-cache").stdout, "")
    assert not cache.exists()


def test_what_is_said_by_hand_is_another_index(tmp_path: Path) -> None:
    roster, rules = copied(tmp_path)
    assert len({place_of(roster, (rules,), said) for said in ("a", "b", "a")}) == 2


def test_the_register_finds_what_the_roster_finds(guidance: Guidance, ready: Path) -> None:
    base = opened(ready)
    assert base is not None
    known = kept_shelf(base).register
    names = guidance.roster.units["name"].to_list()
    queries = [name[at % 3 : at % 3 + 4].replace("村", "寸") for at, name in enumerate(names[::97])]
    assert [find_in(known, query) for query in queries] == [find(guidance.roster, query) for query in queries]
    base.close()

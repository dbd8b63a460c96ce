"""Another rulebook works too: one of another kind and language, one without all that may be left out, and the least there can be."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cxzy_rules.blanks import tight, tight_column
from cxzy_rules.guidance import guide
from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.load import examine, load
from cxzy_rules.yamlfile import Node, parse_yaml, walk
from tests.conftest import ROOT
from tests.test_commands import cxzy

EXAMPLE = ROOT / "examples" / "libraries"
BLOCK = re.compile(r"```console\n\$ cxzy (?P<call>[^\n]*)\n(?P<shown>.*?)```", re.DOTALL)
NEEDED = ("id", "name", "parent", "kind")
OPTIONAL_FACTS = {"tags", "members", "paired", "organ", "has_authority", "level", "management"}


@dataclass(frozen=True)
class World:
    """A rulebook and a roster for it; a unit, a rule, and how many rules there are."""

    rules: Path
    roster: Path
    unit: str
    rule: str
    count: int


def whole(folder: Path) -> World:
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    return World(folder / "rules", folder / "roster.csv", "B3", "libraries.five_days", 30)


def rewritten(path: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(change(content), allow_unicode=True, sort_keys=False), encoding="utf-8")


def asks(value: Any, wanted: set[str]) -> bool:
    """Whether one of these keys stands somewhere in a piece of YAML."""
    if isinstance(value, dict):
        return bool(wanted & value.keys()) or any(asks(below, wanted) for below in value.values())
    return isinstance(value, list) and any(asks(below, wanted) for below in value)


def without_optional(folder: Path) -> World:
    """The example without levels, tags, organs, forms, settlements, cases, and without every column that may be missing."""
    world = whole(folder)
    shutil.rmtree(world.rules / "cases")
    (world.rules / "vocabulary" / "organs.yaml").unlink()
    (world.rules / "document" / "unruled.yaml").unlink()
    rewritten(world.rules / "rulebook.yaml", lambda book: {k: v for k, v in book.items() if k not in ("ends_ruling", "periods_ruling")})
    rewritten(
        world.rules / "vocabulary" / "words.yaml",
        lambda words: {"none_words": words["none_words"], "columns": [one for one in words["columns"] if one["id"] in NEEDED]},
    )
    rewritten(world.rules / "vocabulary" / "names.yaml", lambda words: {"names": words["names"]})
    gone = {"level", "committee", "committee_ruling", "superiors"}
    rewritten(
        world.rules / "vocabulary" / "kinds.yaml",
        lambda words: {"kinds": [{k: v for k, v in kind.items() if k not in gone} for kind in words["kinds"]]},
    )
    kept = 0
    for path in [*world.rules.glob("branches/*.yaml"), *world.rules.glob("duties/*.yaml"), *world.rules.glob("supervision/*.yaml")]:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for section, rules in content.items():
            if isinstance(rules, list):
                content[section] = [
                    r for r in rules if not asks(r.get("when"), OPTIONAL_FACTS) and "organ" not in r and r.get("by") != "authority"
                ]
                kept += len(content[section])
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return World(world.rules, world.roster, "B3", "libraries.visitors", kept)


LEAST = {
    "rulebook.yaml": "{id: least, title: Least, issuer: nobody, issued: 2025-01-01, ends: 2025-12-31, document: text.txt, version: '1'}",
    "text.txt": "Every shop opens its door at nine.",
    "document/clauses.yaml": "clauses: [{id: '1', title: All, begins: Every shop}]",
    "vocabulary/words.yaml": (
        "columns: [{id: id, label: Number}, {id: name, label: Shop}, {id: parent, label: Owner}, {id: kind, label: Kind}]\n"
        "kinds: [{id: shop, label: Corner Shop}]\nnone_words: ['-']"
    ),
    "duties/all.yaml": "clause: '1'\nobligations: [{id: all.door, label: Open its door, quote: opens its door at nine}]",
}


def least(folder: Path) -> World:
    """The fewest files and words that make a rulebook: one clause, one kind, one rule, no branch."""
    for name, text in LEAST.items():
        path = folder / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    roster = folder / "shops.csv"
    roster.write_text("Number,Shop,Owner,Kind\n1,The Old Shop,,Corner Shop\n2,Annexe,1,\n", encoding="utf-8")
    return World(folder / "rules", roster, "1", "all.door", 1)


WORLDS = {"whole": whole, "without what is optional": without_optional, "least": least}


@pytest.fixture(params=[*WORLDS.values()], ids=[*WORLDS])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    made: World = request.param(tmp_path)
    return made


def test_every_command_answers(world: World, tmp_path: Path) -> None:
    rules, roster = ["--rules", str(world.rules)], str(world.roster)
    assert cxzy("rules", "check", *rules).stdout.split("：")[1].startswith(f"{world.count} 条规则")
    at = ["--roster", roster, *rules]
    calls = [
        *(["guide", roster, "-f", form, *rules] for form in ("table", "json", "jsonl", "csv")),
        *(["guide", roster, "-o", str(tmp_path / f"out.{form}"), *rules] for form in ("json", "jsonl", "csv", "xlsx", "parquet")),
        ["guide", roster, "--unit", world.unit, "-f", "table", *rules],
        *(["who", world.unit, *json_or_not, *at] for json_or_not in ([], ["--json"])),
        *(["explain", world.unit, rule.id, *at] for rule in load(world.rules).rules[::5]),
        ["explain", world.unit, world.rule, "--json", *at],
        ["roster", "check", roster, *rules],
        ["roster", "check", roster, "--json", *rules],
        ["roster", "slip", roster, "-o", str(tmp_path / "slip.xlsx"), *rules],
        *(["roster", "convert", roster, str(tmp_path / f"clean.{form}"), *rules] for form in ("csv", "xlsx", "parquet")),
        *(["rules", what, *rules] for what in ("check", "show", "test", "coverage")),
        ["rules", "show", world.rule, *rules],
        ["rules", "test", "--near", *rules],
        ["rules", "diff", str(world.rules), str(world.rules), "--roster", roster],
        ["rules", "coverage", "--json", *rules],
    ]
    for call in calls:
        done = cxzy(*call)
        assert (done.returncode in (0, 1), done.stdout != "" or done.stderr != "") == (True, True), (call, done.stderr)
    assert (tmp_path / "out.parquet" / "units.parquet").is_file()
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert next(one for one in records if one["id"] == world.unit)["obligations"]
    assert cxzy("guide", str(tmp_path / "clean.csv"), *rules, "-f", "jsonl").stdout.count("\n") == len(records)


@pytest.mark.parametrize("made", [whole, without_optional])
def test_a_filled_slip_settles_what_was_open(made: Callable[[Path], World], tmp_path: Path) -> None:
    world = made(tmp_path)
    book = load(world.rules)
    slip = tmp_path / "slip.xlsx"
    assert cxzy("roster", "slip", str(world.roster), "-o", str(slip), "--rules", str(world.rules)).returncode == 1
    filled = load_workbook(slip)
    sheet, none = filled.worksheets[0], book.vocabulary.none_words[0]
    assert sheet["A2"].value == f"只填黄色的格；没有的填“{none}”。填好后原样交回，不要改编号。"
    answers = {book.vocabulary.columns["kind"].label: [*book.vocabulary.kinds.values()][-1].label}
    for column in range(5, sheet.max_column + 1):
        for row in range(4, sheet.max_row + 1):
            if not sheet.cell(row, column).protection.locked:
                sheet.cell(row, column).value = answers.get(str(sheet.cell(3, column).value), none)
    filled.save(slip)
    before = cxzy("guide", str(world.roster), "--rules", str(world.rules), "-f", "jsonl").stdout
    after = cxzy("guide", str(world.roster), "--patch", str(slip), "--rules", str(world.rules), "-f", "jsonl").stdout

    def opened(text: str) -> int:
        return sum(len(json.loads(line)["undetermined"]) for line in text.splitlines())

    assert opened(after) < opened(before)


def test_the_example_says_what_its_guidance_says() -> None:
    book = load(EXAMPLE / "rules")
    roster = load_roster(EXAMPLE / "roster.csv", "roster.csv", book.vocabulary)
    assert roster.problems == ()
    guidance = guide(roster, book, book.identity.ends)
    branches = {unit: guidance.answer(row).branch() for row, unit in enumerate(roster.ids())}
    assert (branches["B6"], branches["M1"], branches["S6"], branches["G2"], branches["X1"]) == (
        *("libraries", "mobile", "schools", "libraries", None),
    )
    rows = {unit: row for row, unit in enumerate(roster.ids())}
    assert [roster.ids()[row] for row in roster.chain(rows["G2"])] == ["B3", "U", "F"], "two blanks between words are one"
    assert roster.units["organ"][rows["C1"]] == "rare_books_room", "an organ's name may have blanks"
    found = cxzy("who", "C", "--roster", str(EXAMPLE / "roster.csv"), "--rules", str(EXAMPLE / "rules"), "--json")
    bonds = json.loads(found.stdout)["matches"][0]["supervisors"]
    assert [(bond["role"], bond["unit"]) for bond in bonds] == [("leads", "F"), ("guides", "C1"), ("coordinates", "F1")]


def test_the_example_passes_its_own_tests_and_covers_its_document() -> None:
    for what in ("check", "test", "coverage"):
        assert cxzy("rules", what, "--rules", str(EXAMPLE / "rules")).returncode == 0


def test_the_examples_checklist_comes_back_as_a_ledger(tmp_path: Path) -> None:
    form, roster, rules = tmp_path / "form.xlsx", str(EXAMPLE / "roster.csv"), ["--rules", str(EXAMPLE / "rules")]
    assert cxzy("checklist", roster, "--unit", "S1", "-o", str(form), *rules).returncode == 0
    filled = load_workbook(form)
    sheet = next(one for one in filled.worksheets if any("Duty" in [cell.value for cell in row] for row in one.iter_rows(max_row=9)))
    rows = [*sheet.iter_rows()]
    head = next(number for number, row in enumerate(rows) if "Duty" in [cell.value for cell in row])
    at = {str(cell.value): column for column, cell in enumerate(rows[head])}
    for row in rows[head + 1 :]:
        if row[at["Rule"]].value == "schools.shelf":
            row[at["State"]].value = "yes"
    filled.save(form)
    told = json.loads(cxzy("audit", roster, str(form), "-f", "json", *rules).stdout)
    assert (told["summary"]["done"], told["ledger_problems"]) == (1, [])


def test_what_the_examples_readme_shows_is_true() -> None:
    shown = BLOCK.findall((EXAMPLE / "README.md").read_text(encoding="utf-8"))
    assert len(shown) == 3
    for call, text in shown:
        assert cxzy(*shlex.split(call)).stdout == text


def test_a_fact_is_called_as_the_rulebook_calls_it(tmp_path: Path) -> None:
    world = whole(tmp_path)
    done = cxzy("explain", "V1", "libraries.quiet_room", "--roster", str(world.roster), "--rules", str(world.rules))
    assert "number of staff不少于 11：10" in done.stdout
    (world.rules / "duties" / "more.yaml").write_text(
        "clause: '2'\nobligations: [{id: more.people, label: Train two people, quote: trains two people, when: {committee: true}}]\n",
        "utf-8",
    )
    done = cxzy("explain", "V1", "more.people", "--roster", str(world.roster), "--rules", str(world.rules))
    ruling = load(world.rules).rulings["volunteer_libraries"].text
    line = f"  ✓ has a committee of readers：是（由类型“Volunteer Library”定（裁定 volunteer_libraries：{ruling}））"
    assert line in done.stdout.splitlines()


@dataclass(frozen=True)
class Lack:
    """In one file of the least rulebook `old` becomes `new`; that is told as `told`, and nothing else is."""

    file: str
    old: str
    new: str
    told: str


WORDS, DUTIES, CLAUSES = "vocabulary/words.yaml", "duties/all.yaml", "document/clauses.yaml"
LACKS = {
    "a column": Lack(
        WORDS,
        ", {id: kind, label: Kind}",
        "",
        "rules/vocabulary/words.yaml:1:10: 花名册的栏目（columns）缺少“kind”\n    写上 {id: kind, label: 表头上的叫法}",
    ),
    "kinds": Lack(
        WORDS, "kinds: [{id: shop, label: Corner Shop}]", "kinds: []", "rules/vocabulary: 一个类型也没有\n    在词汇文件里写 kinds"
    ),
    "a word for none": Lack(
        WORDS, "none_words: ['-']", "none_words: []", "rules/vocabulary: 没有一个词能写明“没有”\n    在词汇文件里写 none_words，如 [无]"
    ),
    "rules": Lack(
        DUTIES,
        "[{id: all.door, label: Open its door, quote: opens its door at nine}]",
        "[]",
        "rules: 一条规则也没有\n    在 branches、duties 或 supervision 里写规则",
    ),
    "clauses": Lack(
        CLAUSES,
        "[{id: '1', title: All, begins: Every shop}]",
        "[]",
        "rules/document: 没有写条款从哪里开始\n    要有 document/clauses.yaml，里面有 clauses",
    ),
    "the words of a column": Lack(
        WORDS,
        "columns: [",
        "columns: [{id: level, label: Rank}, ",
        "rules/vocabulary/words.yaml:1:16: “level”这一栏没有可填的词\n    在词汇文件里写 levels，或者去掉这一栏",
    ),
    "the column that a rule's fact is written in": Lack(
        DUTIES,
        "nine}",
        "nine, when: {any: [{paired: true}, {under: {kind: shop, members: {below: 3}}}]}}",
        "rules/duties/all.yaml:2:89: 规则“all.door”要问“人数”，花名册却没有“members”这一栏\n    在词汇文件的 columns 里加上 members\n"
        "rules/duties/all.yaml:2:89: 规则“all.door”要问“有结对单位”，花名册却没有“paired_with”这一栏\n"
        "    在词汇文件的 columns 里加上 paired_with",
    ),
    "the column by which a rule finds who guides": Lack(
        DUTIES,
        "obligations: [",
        "supervision: [{id: all.payer, label: Open its door too, quote: opens its door, role: guides, by: authority}]\nobligations: [",
        "rules/duties/all.yaml:2:15: 规则“all.payer”要按 authority 找指导部门，花名册却没有“authority”这一栏\n"
        "    在词汇文件的 columns 里加上 authority",
    ),
    "words enough in a label": Lack(
        DUTIES,
        "label: Open its door",
        "label: Open",
        "rules/duties/all.yaml:2:37: 名称“Open”有 2 个字\n    用 4 到 24 个字说出要做的这一件事，外文一个词算两个字",
    ),
}


@pytest.mark.parametrize("lack", LACKS.values(), ids=LACKS.keys())
def test_what_a_rulebook_cannot_do_without_is_told(lack: Lack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = least(tmp_path).rules / lack.file
    text = path.read_text(encoding="utf-8")
    assert text.count(lack.old) == 1
    path.write_text(text.replace(lack.old, lack.new), encoding="utf-8")
    done = cxzy("rules", "check", "--rules", "rules", cwd=tmp_path)
    count = lack.told.count("\n    ")
    assert (done.returncode, done.stderr) == (3, f"{lack.told}\n共 {count} 个问题。\n")


BLANKS = {
    "司 法 局": "司法局",
    "晋江市\u3000示例 村": "晋江市示例村",
    " Rare  Books\tRoom ": "Rare Books Room",
    "示例 ABC Trading 公司": "示例ABC Trading公司",
    "第 3 党支部": "第3党支部",
    "Weir 村": "Weir村",
    "　": "",
}


@pytest.mark.parametrize(("written", "read"), BLANKS.items())
def test_blanks_beside_chinese_do_not_count_and_between_words_one_does(written: str, read: str) -> None:
    assert tight(written) == read


@given(st.text("司法A b1\u3000\t（", max_size=12))
def test_a_column_of_names_is_read_as_each_name_is(name: str) -> None:
    assert pl.DataFrame({"name": [name]}).select(tight_column(pl.col("name")))["name"][0] == tight(name)


WRONG = ("[a]", "{b: [c]}", "2025-13-40", "5", "null", "true")


def test_no_wrong_value_stops_the_reader_or_is_shown_otherwise_than_it_stands(tmp_path: Path, record_property: Any) -> None:
    """Each value of each file in turn becomes something else; one that cannot be read is told once, and never in Python's words."""
    folder = whole(tmp_path).rules
    tried = 0
    for path in sorted(folder.rglob("*.yaml")):
        if path.parent.name == "cases":
            continue
        text = path.read_text(encoding="utf-8")
        values = [node for node in walk(root(text)) if isinstance(node.value, (str, int)) and node.text]
        for number, node in enumerate(values[tried % 3 :: 3]):
            wrong = WRONG[(number + tried) % len(WRONG)]
            path.write_text(replaced(text, node, wrong), encoding="utf-8")
            problems = examine(folder)[1]
            told = [str(problem) for problem in problems]
            assert not [line for line in told if re.search(r"Node\(|Place\(|None|True|datetime", line)], told
            if wrong == "2025-13-40":
                at = f":{node.place.line}:{node.place.column}: "
                assert [line.split(at)[1] for line in told if f"{path.name}{at}" in line] == [
                    "“2025-13-40”读不成一个值\n    文字请加引号，日期写成 2010-06-30"
                ]
            tried += 1
        path.write_text(text, encoding="utf-8")
    assert tried > 100
    record_property("wrong values in a rulebook told rightly in", tried)


def root(text: str) -> Node:
    found = parse_yaml(text, "f.yaml", [])
    assert found is not None
    return found


def replaced(text: str, node: Node, wrong: str) -> str:
    """The file with one scalar written otherwise."""
    lines = text.splitlines(keepends=True)
    start = sum(map(len, lines[: node.place.line - 1])) + node.place.column - 1
    quote = text[start] if text[start] in "'\"" else ""
    end = start + len(node.text) + 2 * len(quote)
    return text[:start] + wrong + text[end:]

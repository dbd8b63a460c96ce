"""The commands as a person calls them: what they answer on the real city, in which words, with which exit code."""

import ast
import inspect
import io
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types
import pytest

from cxzy_rules.commands.chinese import WORDS
from cxzy_rules.commands.main import cxzy as cxzy_group
from cxzy_rules.commands.main import main
from cxzy_rules.guidance import Guidance
from cxzy_rules.questions.cases import read_cases
from cxzy_rules.questions.explain import explain
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.screen.proof import proof_lines

ROOT = Path(__file__).parent.parent
KNOWN = r"cxzy [a-z ]+(--\w+)?|[$]CXZY_[A-Z]+|HEAD~1\S*|SARIF|JUnit XML|JSON Schema|YAML"


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What `who` keeps here goes nowhere near the user's own cache."""
    with patch.dict("os.environ", {"CXZY_CACHE": str(tmp_path_factory.mktemp("cache"))}):
        yield


@dataclass(frozen=True)
class Done:
    """What a call left behind."""

    returncode: int
    stdout: str
    stderr: str


def cxzy(*arguments: str, cwd: Path = ROOT) -> Done:
    """Calls the program as its user does, in this process."""
    code, out, err = called(arguments, cwd, "utf-8", "\n")
    return Done(code, out.decode(), err)


def called(arguments: tuple[str, ...], cwd: Path, encoding: str, newline: str) -> tuple[int, bytes, str]:
    """The same on a console of this encoding and line end: the exit code, standard output as bytes, standard error."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding, newline=newline), io.StringIO()
    with patch("sys.argv", ["cxzy", *arguments]), chdir(cwd), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as stopped:
            out.flush()
            return int(stopped.code or 0), out.buffer.getvalue(), err.getvalue()
    raise AssertionError("the program always says how it ended")


def commands(group: click.Command, name: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that can be called, by its words."""
    if not isinstance(group, click.Group):
        yield name, group
        return
    context = click.Context(group)
    for one in group.list_commands(context):
        below = group.get_command(context, one)
        assert below is not None
        yield from commands(below, (*name, one))


def test_who_by_full_part_pinyin_and_slip_finds_the_same_village() -> None:
    for query in ("350521107212", "大岞村委会", "大岞村", "dazuocun", "大作村", "dazhuocun"):
        found = json.loads(cxzy("who", query, "--json").stdout)
        assert [match["id"] for match in found["matches"]] == ["350521107212"], query


def test_who_with_initials_lists_every_unit_that_they_fit_and_exits_1() -> None:
    done = cxzy("who", "daz")
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "“daz”可以指 5 个单位，请写编号："
    assert "  350521107212  大岞村委会（崇武镇，中共惠安县委员会）" in done.stdout.splitlines()


def test_who_without_a_match_names_the_nearest_and_exits_1() -> None:
    done = cxzy("who", "九霄云外大学")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "花名册里没有“九霄云外大学”。"
    assert done.stderr.splitlines()[1].startswith("相近的有：")


NON_PUBLIC: list[str | None] = [
    f"{area}-{organ}" for organ in ("united_front", "industry_commerce", "federation") for area in ("Q3505", "Q350582")
]


@pytest.mark.parametrize(
    ("unit", "branch", "guides"),
    [
        ("S016", "new_social", ["Q3505-justice"]),
        ("S017", "new_social", ["Q3505-justice", "Q350582-justice"]),
        ("S018", "new_social", ["Q3505-finance"]),
        ("Q032", "public_institution", ["Q3505-health"]),
        ("Q037", "public_institution", ["Q3505-health", "Q350521-health"]),
        ("Q021", "public_institution", ["Q3505-education_committee", "Q3505-education"]),
        ("Q054", "non_public", NON_PUBLIC),
        ("Q011", "state_owned", ["Q3505-sasac"]),
        ("S013", "state_owned", []),
        ("Q013", "university", ["Q3505-education_committee", "Q3505-education"]),
        ("Q001", "government", [None]),
        ("350521107212", "rural", []),
    ],
)
def test_who_guides_each_trade(unit: str, branch: str, guides: list[str | None]) -> None:
    match = json.loads(cxzy("who", unit, "--json").stdout)["matches"][0]
    assert match["branch"] == branch
    found = [bond["unit"] for bond in match["supervisors"] if bond["role"] == "guides"]
    assert found == guides
    of_counties = [
        bond for bond in match["supervisors"] if bond["role"] == "guides" and not str(bond["unit"]).startswith(("Q3505-", "None"))
    ]
    assert all(bond["ruling"]["id"] == "county_bureaus" for bond in of_counties)


def test_a_vertical_unit_without_authority_is_undetermined_for_want_of_it() -> None:
    match = json.loads(cxzy("who", "Q005", "--json").stdout)["matches"][0]
    needs = {entry["rule"]: entry["needs"] for entry in match["undetermined"]}
    assert needs["supervision.system_authority_guides"] == ["authority"]


def test_explain_shows_each_condition_with_its_value_and_source() -> None:
    done = cxzy("explain", "大岞村", "rural.misfit_village_turnaround")
    assert done.returncode == 0
    assert done.stdout.splitlines()[:3] == [
        "大岞村委会（350521107212）　推进不适应村整顿转化工作（rural.misfit_village_turnaround）",
        "结论：不适用",
        "原文：第 3.1 条“推进不适应村整顿转化工作和村级组织活动场所建设”",
    ]
    assert "          ✗ 有“不适应村”标记：否（“标记”一栏空着）" in done.stdout.splitlines()


def test_explain_names_both_engines_and_whether_they_agree(guidance: Guidance) -> None:
    rule = next(rule for rule in guidance.book.rules if rule.id == "leadership.committees_lead")
    found = explain(guidance, 0, rule)
    assert [*proof_lines(guidance, found)][-1].endswith("，按 2011-06-30，由 plain 逐项推理，与 durable_rules 的结论一致")
    silent = replace(guidance, answers=tuple(replace(answer, rules=()) for answer in guidance.answers))
    other = explain(silent, 0, rule)
    assert (found.verdict, other.verdict, found.agrees, other.agrees) == ("holds", "holds", True, False)
    assert [*proof_lines(silent, other)][-1].endswith("由 plain 逐项推理，与 durable_rules 的结论不一致，请告诉维护规则的人")
    alone = replace(guidance, engine="plain")
    assert [*proof_lines(alone, explain(alone, 0, rule))][-1].endswith("，按 2011-06-30，由 plain 推理")
    record = json.loads(cxzy("explain", "3505", rule.id, "--json").stdout)
    assert (record["verdict"], record["engine"], record["engine_agrees"]) == ("holds", "durable_rules", True)


def test_explain_is_undetermined_where_the_roster_has_no_column_for_tags(tmp_path: Path) -> None:
    roster = tmp_path / "名册.csv"
    roster.write_text("编号,名称,上级,类型\ns,某市委,,市委\nc,甲村,s,村\n", encoding="utf-8")
    done = cxzy("explain", "c", "rural.misfit_village_turnaround", "--roster", str(roster))
    assert "结论：待定" in done.stdout
    assert "补上这些就能确定：标记" in done.stdout


def village_roster(folder: Path, count: int) -> Path:
    villages = [f"v{number:03},㙟𠮷{number}村,s,village" for number in range(count)]
    roster = folder / "r.csv"
    roster.write_text("\n".join(["id,name,parent,kind", "s,某市委,,city_committee", *villages]), encoding="utf-8")
    return roster


def test_who_counts_all_that_may_be_meant_and_gives_the_first_fifty_whole(tmp_path: Path) -> None:
    roster = str(village_roster(tmp_path, 60))
    done = cxzy("who", "村", "--roster", roster, "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, list(found), found["query"], found["found"]) == (1, ["query", "found", "matches"], "村", 60)
    records = [json.loads(line) for line in cxzy("guide", roster).stdout.splitlines()]
    assert found["matches"] == records[1:51]
    assert json.loads(cxzy("who", "没有", "--roster", roster, "--json").stdout) == {"query": "没有", "found": 0, "matches": []}


MACHINE = [("guide", "-f", "csv"), ("guide", "-f", "json"), ("guide", "-f", "jsonl"), ("who", "㙟𠮷1村", "--json", "--roster")]
MACHINE.append(("explain", "v001", "rural.misfit_village_turnaround", "--json", "--roster"))


@pytest.mark.parametrize("call", MACHINE, ids=" ".join)
def test_programs_are_answered_in_utf_8_on_any_console(call: tuple[str, ...], tmp_path: Path) -> None:
    arguments = (*call, str(village_roster(tmp_path, 3)))
    code, answer, _ = called(arguments, tmp_path, "gbk", "\r\n")
    assert (code, answer) == (0, cxzy(*arguments, cwd=tmp_path).stdout.encode())
    assert "㙟𠮷1村" in answer.decode()
    assert answer.count(b"\r") == (answer.count(b"\r\n") if call[-1] == "csv" else 0)
    if call[0] == "guide":
        target = tmp_path / f"out.{call[-1]}"
        cxzy(*arguments, "-o", str(target), cwd=tmp_path)
        assert target.read_bytes().removeprefix(b"\xef\xbb\xbf") == answer


def test_a_reader_who_leaves_is_not_complained_of() -> None:
    call = [sys.executable, "cli.py", "guide", "-f", "jsonl"]
    with subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout and running.stderr
        running.stdout.read(1)
        running.stdout.close()
        assert (running.wait(), running.stderr.read()) == (0, b"")


def test_guide_summary_counts_every_unit_once() -> None:
    done = cxzy("guide", "-f", "table")
    assert done.returncode == 0
    total = next(line for line in done.stdout.splitlines() if "合计" in line)
    assert total.split("│")[2].strip() == "2972"


def test_guide_in_a_pipe_is_one_object_a_unit_in_roster_order() -> None:
    lines = cxzy("guide", "--under", "350521107").stdout.splitlines()
    records = [json.loads(line) for line in lines]
    assert records[0]["id"] == "350521107"
    assert {"350521107212"} < {record["id"] for record in records}
    assert all(record["engine"] == "durable_rules" for record in records)


def test_the_shipped_roster_can_be_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("id,name,parent,kind\ns,某市委,,city_committee\nc,甲村,s,village\n", encoding="utf-8")
    monkeypatch.setenv("CXZY_ROSTER", str(roster))
    assert json.loads(cxzy("who", "甲村", "--json").stdout)["matches"][0]["id"] == "c"


def test_wrong_calls_are_told_in_chinese_and_exit_2() -> None:
    for arguments, said in (
        (("guide", "--as-of", "昨天"), "命令写得不对：'--as-of' 的值不对：“昨天”不是日期，写成 2011-06-30"),
        (("guide", "--branch", "农春"), "命令写得不对：没有“农春”这个分类。是不是想写：农村"),
        (("whom",), "命令写得不对：没有“whom”这个命令。"),
        (("guide", "-f", "xlsx"), "命令写得不对：xlsx 格式要用 -o 写进文件"),
        (("guide", "-f", "doc"), "'-f' / '--format' 的值不对：“doc”不在可选的值里：屏幕 table、csv、json、jsonl、parquet、工作簿 xlsx"),
        (("guide", "--header-row", "x"), "命令写得不对：'--header-row' 的值不对：“x”不是整数"),
        (("guide", "--header-row", "9" * 30), f"'--header-row' 的值不对：“{'9' * 30}”不在 1 到 1000000000 之间"),
        (("rules", "test", "--min-coverage", "101"), "'--min-coverage' 的值不对：“101”不在 0 到 100 之间"),
        (("rules", "test", "--min-coverage", "nan"), "'--min-coverage' 的值不对：“nan”不在 0 到 100 之间"),
        (("rules", "test", "--min-coverage", "all"), "'--min-coverage' 的值不对：“all”不是数"),
        (("serve", "--port", "0"), "'--port' 的值不对：“0”不在 1 到 65535 之间"),
        (("rules", "diff", "-f", "pdf"), "'-f' / '--format' 的值不对：“pdf”不在可选的值里：html、json、工作簿 xlsx"),
        (("rules", "coverage", "-f", "pdf"), "“pdf”不在可选的值里：屏幕 table、文档 docx、html、json"),
        (("rules", "new", "rural", "--section", "x"), "“x”不在可选的值里：结合活动 activities、工作措施 measures、"),
        (("guide", "--header-row"), "命令写得不对：选项“--header-row”后面要写值。"),
        (("guide", "--heade", "3"), "没有“--heade”这个选项。 （是不是想写：'--header-row', '--help', '--sheet'）"),
        (("guide", "a", "b"), "命令写得不对：多出了参数（b）"),
        (("who",), "命令写得不对：缺少参数 '单位'"),
        (("who", "甲", "--json=1"), "命令写得不对：选项“--json”后面不写值。"),
        (("roster", "slip"), "命令写得不对：缺少选项 '-o' / '--output'"),
        (("roster", "chek"), "命令写得不对：没有“chek”这个命令。 是不是想写 'check'？"),
    ):
        done = cxzy(*arguments)
        assert done.returncode == 2
        assert said in done.stderr, done.stderr
        assert not re.search("[A-Za-z]+ [a-z]+ [a-z]+", done.stderr.partition("命令写得不对")[2]), done.stderr


def test_a_page_that_cannot_be_opened_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = cxzy("serve", "a.cxzy", "--no-browser", "--port", port, cwd=tmp_path)
    assert (done.returncode, f"端口 {port} 已经有程序在用" in done.stderr) == (3, True)
    nowhere = cxzy("serve", "a.cxzy", "--no-browser", "--host", "256.1.1.1", cwd=tmp_path)
    assert (nowhere.returncode, "在“256.1.1.1”的端口 8765 上开不了页面" in nowhere.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_no_command_speaks_english() -> None:
    """Every command's help, and what it says of too little, too much, an unknown option and an option without its value."""
    for name, command in commands(cxzy_group):
        options = [one for one in command.params if isinstance(one, click.Option) and not one.is_flag and not one.flag_value]
        too_little = [()] if any(isinstance(one, click.Argument) and one.required for one in command.params) else []
        for words in (("--help",), ("--unknown",), ("--help=1",), ("甲",) * 9, *((one.opts[0],) for one in options), *too_little):
            done = cxzy(*name, *words)
            said = re.sub(KNOWN, "", done.stdout if words == ("--help",) else done.stderr)
            assert re.search("[A-Za-z]{2,} [a-z]{2,}|INTEGER|FLOAT|TEXT|PATH|RANGE|Error|default", said) is None, (name, words, said)


def test_every_word_translated_is_one_of_clicks() -> None:
    """A new release of click may word a message anew: then its translation would be missed in silence."""
    said = {"required"}
    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        for call in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext"):
                said |= {word.value for word in call.args if isinstance(word, ast.Constant) and isinstance(word.value, str)}
    assert set(WORDS) <= said


def test_unusable_inputs_exit_3_with_a_place(tmp_path: Path) -> None:
    empty = tmp_path / "空.csv"
    empty.write_text("", encoding="utf-8")
    for path in (empty, tmp_path / "没有.csv", tmp_path):
        done = cxzy("guide", str(path))
        assert done.returncode == 3
        assert done.stderr.startswith(str(path))
        assert "Traceback" not in done.stderr


def test_a_circle_is_drawn_and_the_rest_goes_on(tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text(
        "id,name,parent,kind\ns,某市委,,city_committee\na,甲村,b,village\nb,乙镇,a,township_committee\nc,丙村,s,村\n", "utf-8"
    )
    done = cxzy("guide", str(roster), cwd=tmp_path)
    assert done.returncode == 1
    assert "r.csv:3:3: 隶属关系绕成了圈：甲村 → 乙镇 → 甲村" in done.stderr
    assert "花名册有 1 个问题，2 行搁置，没有计入结果。" in done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["s", "c"]


def test_rules_check_and_test_pass_on_the_shipped_rulebook(book: Rulebook) -> None:
    assert cxzy("rules", "check").returncode == 0
    done = cxzy("rules", "test")
    assert done.returncode == 0
    cases = len(read_cases(book))
    assert done.stdout.splitlines()[:2] == [f"{engine}：{cases} 个案例，0 个不符。" for engine in ("durable_rules", "plain")]


def test_an_audit_of_nobody_has_a_header_and_no_row(tmp_path: Path) -> None:
    rows = ["s,中共某县委员会,,县委", "v12,十二村,s,村", "v13,某高校,s,高校"]
    (tmp_path / "册.csv").write_text("编号,名称,上级,类型\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "账.csv").write_text("单位编号,事项,状态\nv12,完善村务公开制度,已完成\n", encoding="utf-8")
    asked = ("audit", "册.csv", "账.csv", "--as-of", "2011-06-30", "--under", "v13", "--branch", "农村", "-f", "csv")
    told = cxzy(*asked, cwd=tmp_path)
    assert told.stdout == "单位编号,单位名称,分类,事项,期次,核查结果,条款,原文,完成时限,领导单位,指导部门,佐证,备注\r\n"
    assert told.returncode == 1


def test_the_ids_that_a_slip_might_mean_are_told_in_the_rosters_order(tmp_path: Path) -> None:
    (tmp_path / "册.csv").write_text("编号,名称\n" + "".join(f"{one},{one}村\n" for one in "庚己戊丁丙乙甲"), encoding="utf-8")
    (tmp_path / "补.csv").write_text("编号,类型\nX,村\n", encoding="utf-8")
    told = cxzy("guide", "册.csv", "--patch", "补.csv", "-f", "jsonl", cwd=tmp_path).stderr
    assert "补.csv:2:1: 花名册里没有编号“X”\n    可用的有：庚、己、戊、丁、丙、乙、甲\n" in told

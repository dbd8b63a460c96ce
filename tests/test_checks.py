"""Every sort of mistake has an id and a page; SARIF tells each problem with its place; the hook runs what it names."""

from __future__ import annotations

import ast
import json
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cxzy_rules.model.place import Place, Problem
from cxzy_rules.parts.checks import CHECKS
from cxzy_rules.parts.sarif import log
from cxzy_rules.rulebook.load import examine
from docs.pages import checks as pages
from tests.conftest import ROOT
from tests.test_commands import cxzy
from tests.test_rulebook import CONDITIONS, Mistake

PACKAGE = ROOT / "cxzy_rules"
READERS = [
    *sorted((PACKAGE / "rulebook").glob("*.py")),
    *sorted((PACKAGE / "vocabulary").glob("*.py")),
    *(PACKAGE / name for name in ("conditions/parse.py", "schema.py", "yamlfile.py", "yamltext.py", "document.py", "questions/cases.py")),
]


def told(path: Path) -> Iterator[tuple[str, str | None]]:
    """Every problem that a module can tell: where it does, and the check that it names."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Problem":
            named = next((word.value for word in call.keywords if word.arg == "check"), None)
            yield f"{path.name}:{call.lineno}", str(named.value) if isinstance(named, ast.Constant) else None


def test_every_problem_of_a_rulebook_names_its_check_and_every_check_is_used() -> None:
    found = [one for path in READERS for one in told(path)]
    assert len(found) > 100
    assert [place for place, check in found if check is None] == []
    assert {check for _, check in found} == CHECKS.keys()


def test_every_check_has_a_page_with_what_to_do(tmp_path: Path) -> None:
    pages.write(tmp_path)
    there = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "checks").iterdir()}
    assert there.keys() == CHECKS.keys() | {"index"}
    for name, check in CHECKS.items():
        assert f"`{name}`" in there[name] and check.help in there[name] and f"({name}.md)" in there["index"]
        assert len(check.title) > 3 and len(check.help) > 6
    assert len({check.title for check in CHECKS.values()}) == len(CHECKS)


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the shipped rules, in which two things are wrong."""
    shutil.copytree(ROOT / "rules", tmp_path / "规 则")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "规 则" / "branches" / "rural.yaml"
    text = path.read_text(encoding="utf-8").replace("{committee: true}", "{comittee: true}", 1)
    path.write_text(text.replace("quote: 认真落实“一定三有”政策", "quote: 认真落实“一定三有”政筞"), encoding="utf-8")
    return tmp_path


def required(one: dict[str, Any]) -> None:
    """What SARIF 2.1.0 requires of a log, and of the parts that are used here (OASIS Standard, sections 3.13 to 3.30)."""
    assert one["version"] == "2.1.0" and one["$schema"].endswith("sarif-2.1.0.json")
    (run,) = one["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] and run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    for result in run["results"]:
        assert result["message"]["text"] and result["level"] in ("none", "note", "warning", "error")
        assert ids[result["ruleIndex"]] == result["ruleId"]
        (location,) = result["locations"]
        artifact = location["physicalLocation"]["artifactLocation"]
        assert artifact["uri"].isascii() and " " not in artifact["uri"] and "\\" not in artifact["uri"]
        region = location["physicalLocation"].get("region", {"startLine": 1})
        assert region["startLine"] >= 1 and region.get("startColumn", 1) >= 1


def test_sarif_tells_every_problem_with_its_check_hint_and_place(broken: Path) -> None:
    done = cxzy("rules", "check", "--rules", "规 则", "--sarif", "found.sarif", cwd=broken)
    assert done.returncode == 3 and done.stderr.endswith("问题写进了 found.sarif\n共 2 个问题。\n")
    written = json.loads((broken / "found.sarif").read_text(encoding="utf-8"))
    required(written)
    first, second = written["runs"][0]["results"]
    _, problems = examine(Path("规 则"))
    assert [first["ruleId"], second["ruleId"]] == ["quote-not-in-clause", "unknown-fact"]
    assert second["message"]["text"] == "没有“comittee”这个事实\n是不是想写：committee、members"
    where = second["locations"][0]["physicalLocation"]
    assert where["artifactLocation"] == {"uri": "%E8%A7%84%20%E5%88%99/branches/rural.yaml", "uriBaseId": "%SRCROOT%"}
    assert where["region"] == {"startLine": problems[1].place.line, "startColumn": problems[1].place.column}
    assert written["runs"][0]["tool"]["driver"]["rules"][1]["help"]["text"] == CHECKS["unknown-fact"].help


def test_sarif_without_problems_has_no_results(tmp_path: Path) -> None:
    assert cxzy("rules", "check", "--sarif", "found.sarif", cwd=tmp_path).returncode == 0
    written = json.loads((tmp_path / "found.sarif").read_text(encoding="utf-8"))
    required(written)
    assert written["runs"][0]["results"] == []


def test_a_whole_file_a_file_elsewhere_and_an_unnamed_check_are_told_too(tmp_path: Path) -> None:
    made = log([Problem(Place("rules"), "x", check="no-rules"), Problem(Place(str(tmp_path / "r.yaml"), 2), "y")])
    required(made)
    whole, elsewhere = (one["locations"][0]["physicalLocation"] for one in made["runs"][0]["results"])
    assert whole == {"artifactLocation": {"uri": "rules", "uriBaseId": "%SRCROOT%"}}
    assert elsewhere == {"artifactLocation": {"uri": (tmp_path / "r.yaml").as_uri()}, "region": {"startLine": 2}}


@pytest.mark.parametrize("mistake", [*CONDITIONS.values()][::6], ids=[*CONDITIONS][::6])
def test_a_mistake_carries_a_check(mistake: Mistake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    mistake.made_in(tmp_path / "rules")
    assert {problem.check for problem in examine(Path("rules"))[1]} <= CHECKS.keys()


def test_the_hook_for_pre_commit_runs_on_the_rulebooks_of_the_files_it_is_given(broken: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["id"] == "cxzy-rules-check" and hook["language"] == "python" and hook["require_serial"] is True
    program, *call = shlex.split(hook["entry"])
    assert program == "cxzy"
    inside = "examples/libraries/rules"
    done = cxzy(*call, f"{inside}/branches/schools.yaml", f"{inside}/document/text.txt", "README.md")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{inside}\n") and "plain：" in done.stdout
    assert "\nexamples/libraries/upper-hollin\n" in done.stdout and "\nlayers/qztc\n" not in done.stdout
    done = cxzy(*call, "规 则/branches/rural.yaml", cwd=broken)
    assert done.returncode == 3 and "没有“comittee”这个事实" in done.stderr
    done = cxzy(*call, "examples/libraries/upper-hollin/duties/all.yaml")
    assert done.returncode == 0 and done.stdout.startswith("examples/libraries/upper-hollin\n")
    assert cxzy(*call, "README.md") == cxzy(*call)


def test_the_hook_tells_a_layer_that_a_change_of_its_base_breaks_and_takes_no_copy_for_the_base(tmp_path: Path) -> None:
    """A build left a copy of the base, as it was, below a folder whose name comes first."""
    example = ROOT / "examples" / "libraries"
    for source, place in (("rules", "rules"), ("rules", "build/lib/rules"), ("upper-hollin", "upper")):
        shutil.copytree(example / source, tmp_path / place)
    for file in ("branches/schools.yaml", "cases/all.yaml", "cases/nearly.yaml", "cases/pinned.yaml"):
        path = tmp_path / "rules" / file
        path.write_text(path.read_text(encoding="utf-8").replace("schools.cards", "schools.card"), encoding="utf-8")
    done = cxzy("rules", "hook", "rules/branches/schools.yaml", cwd=tmp_path)
    assert done.returncode == 3
    assert [line for line in done.stdout.splitlines() if "：" not in line] == ["rules", "upper"]
    assert "upper/branches/schools.yaml:9:15: 底本没有“schools.cards”这条规则可以收紧\n" in done.stderr

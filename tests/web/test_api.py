"""The interface for programs: the commands' answers, refusals of one shape, and a description that holds under random questions."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from cxzy_rules.guidance import Guidance
from cxzy_rules.questions.answers import why
from cxzy_rules.records import record
from tests.web.conftest import Served

DAY = "2011-06-30"
RULE = "rural.village_stronghold"


def asked(served: Served, path: str) -> tuple[int, Any]:
    try:
        with urlopen(f"{served.address}/api/v1{path}", timeout=60) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


def test_a_unit_is_answered_as_the_commands_do(city: Served, guidance: Guidance) -> None:
    code, found = asked(city, f"/units/S017?as_of={DAY}")
    assert code == 200
    assert found == record(guidance, guidance.roster.ids().index("S017"))
    assert asked(city, f"/who?q={quote('晋江示例律师事务所')}&as_of={DAY}")[1]["matches"] == [found]


def test_why_a_rule_does_not_hold(city: Served, guidance: Guidance) -> None:
    code, found = asked(city, f"/units/S017/rules/leadership.committees_lead?as_of={DAY}")
    assert (code, found["verdict"], found["engine_agrees"]) == (200, "fails", True)
    assert found["because"][0]["met"] is False
    for rule in ("leadership.committees_lead", RULE):
        known = why(guidance, "S017", rule) or {}
        told = asked(city, f"/units/S017/rules/{rule}?as_of={DAY}")[1]
        assert told | {"because": []} == known | {"because": []}


def test_gaps_come_in_stretches_that_join(city: Served) -> None:
    whole = asked(city, f"/audit?under=S001&as_of={DAY}&most=1000")[1]
    parts = [asked(city, f"/audit?under=S001&as_of={DAY}&start={start}&most=50")[1]["gaps"] for start in range(0, whole["total"], 50)]
    assert [gap for part in parts for gap in part] == whole["gaps"]
    assert len(whole["gaps"]) == whole["total"] == whole["summary"]["required"] - whole["summary"]["done"] - whole["summary"]["waived"]


def test_rules_of_a_clause(city: Served) -> None:
    found = asked(city, "/rules?clause=3.6")[1]
    assert {rule["clause"] for rule in found} == {"3.6"}
    assert asked(city, f"/rules/{found[0]['rule']}")[1] == found[0]


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        ("/units/nobody", 404, "花名册里没有这个单位"),
        ("/units/S017/rules/no.such_rule", 404, "没有这个单位，或者那一天没有这条规则"),
        ("/audit?under=nobody", 404, "花名册里没有这个单位"),
        ("/rules/no.such_rule", 404, "没有这条规则"),
        ("/units/S017?as_of=2011-02-30", 422, "写得不对：as_of"),
        ("/audit?by=colour&most=0", 422, "写得不对：by、most"),
    ],
)
def test_refusals_by_their_words(city: Served, path: str, code: int, said: str) -> None:
    assert asked(city, path) == (code, {"said": said})


def test_without_a_roster_it_says_so(fresh: Served) -> None:
    assert asked(fresh, "/units/S017") == (409, {"said": "工作文件里还没有花名册"})


def test_examples_in_the_description_are_answered(city: Served) -> None:
    described = asked(city, "/openapi.json")[1]
    examples = [
        (path, parameter["name"], example)
        for path, methods in described["paths"].items()
        for parameter in methods["get"].get("parameters", [])
        for example in parameter.get("examples", parameter["schema"].get("examples", []))
    ]
    assert {example for _, name, example in examples if name == "as_of"} == {DAY}
    wanted = {name: example for _, name, example in examples}
    assert asked(city, f"/who?q={wanted['q']}")[1]["found"] == 1
    assert asked(city, f"/audit?under={wanted['under']}&most=1")[0] == 200


def test_an_address_with_a_line_break_is_refused_as_any_other(city: Served) -> None:
    with pytest.raises(HTTPError) as refused:
        urlopen(city.address + "/api/v1/units/a%0Ab/rules/c")
    assert (refused.value.code, json.loads(refused.value.read())) == (404, {"said": "没有这个地址"})


def faults(city: Served, phases: str, most: int, folder: Path) -> str:
    """What a round of questions finds wrong with the answers, held against the description, on however busy a machine: those of its
    examples, of the edges of what it allows (`coverage`), or random ones (`fuzzing`)."""
    call = [sys.executable, "-m", "schemathesis.cli", "run", f"{city.address}/api/v1/openapi.json", "--max-examples", str(most)]
    call += ["--suppress-health-check", "too_slow", "--request-timeout", "60"]
    done = subprocess.run([*call, "--seed", "1", "--phases", phases], capture_output=True, text=True, check=False, cwd=folder)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_random_questions_are_answered_as_described(city: Served, tmp_path: Path) -> None:
    assert faults(city, "examples,fuzzing", 5, tmp_path) == ""


@pytest.mark.deep
def test_many_random_questions_are_answered_as_described(city: Served, tmp_path: Path) -> None:
    assert faults(city, "examples,coverage,fuzzing", 300, tmp_path) == ""

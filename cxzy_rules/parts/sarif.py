"""Problems as SARIF 2.1.0, the form in which code hosts and editors show findings: a result a problem, a rule a sort of mistake."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cxzy_rules import __version__
from cxzy_rules.model.place import Place, Problem
from cxzy_rules.parts.checks import CHECKS

VERSION = "2.1.0"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
OTHER = "other"
Json = dict[str, Any]


def write(problems: Sequence[Problem], target: Path) -> None:
    """The file; without problems it has no results, which says that all is well."""
    target.write_text(json.dumps(log(problems), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def log(problems: Sequence[Problem]) -> Json:
    """The whole log: one run, its rules those of which a problem was found."""
    found = list(dict.fromkeys(_id(problem) for problem in problems))
    driver = {"name": "cxzy-rules", "version": __version__, "language": "zh-CN", "rules": [_rule(check) for check in found]}
    results = [_result(problem, found.index(_id(problem))) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def _id(problem: Problem) -> str:
    return problem.check or OTHER


def _rule(check: str) -> Json:
    if check not in CHECKS:
        return {"id": check}
    one = CHECKS[check]
    return {"id": check, "shortDescription": {"text": one.title}, "help": {"text": one.help}, "defaultConfiguration": {"level": "error"}}


def _result(problem: Problem, index: int) -> Json:
    text = problem.text + (f"\n{problem.hint}" if problem.hint else "")
    found: Json = {"ruleId": _id(problem), "ruleIndex": index, "level": "error", "message": {"text": text}}
    return found | {"locations": [{"physicalLocation": _location(problem.place)}]}


def _location(place: Place) -> Json:
    """A path as it was shown, relative to where the user stands; a file with no line is meant as a whole."""
    path = Path(place.path)
    artifact = {"uri": path.as_uri()} if path.is_absolute() else {"uri": quote(path.as_posix()), "uriBaseId": ROOT}
    region = {"startLine": place.line} | ({"startColumn": place.column} if place.column else {})
    return {"artifactLocation": artifact} | ({"region": region} if place.line else {})

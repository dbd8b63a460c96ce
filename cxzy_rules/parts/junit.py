"""The outcome of test cases as JUnit XML, the form in which GitLab, Jenkins and others show tests: a suite an engine, a test a case.

Where the rulebook is not what its second entry says, that is a test more, which fails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from cxzy_rules.engine.choose import EngineName
from cxzy_rules.model.place import Place, Problem
from cxzy_rules.questions.cases import Case
from cxzy_rules.questions.trial import Failure

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TYPE = "mismatch"
SECOND = "第二次登记"


def write(cases: list[Case], failures: Mapping[EngineName, list[Failure]], target: Path, unlike: Sequence[Problem] = ()) -> None:
    """The file. `failures`: by engine; `unlike`: what the second entry says otherwise."""
    more = bool(unlike)
    root = ElementTree.Element("testsuites", _counts(len(cases) * len(failures) + more, sum(map(_failed, failures.values())) + more))
    for engine, found in failures.items():
        suite = ElementTree.SubElement(root, "testsuite", {"name": engine} | _counts(len(cases), _failed(found)) | {"skipped": "0"})
        for case in cases:
            _test(suite, case, [one for one in found if one.case is case])
    if unlike:
        suite = ElementTree.SubElement(root, "testsuite", {"name": SECOND} | _counts(1, 1) | {"skipped": "0"})
        _failing(ElementTree.SubElement(suite, "testcase", {"classname": _class(unlike[0].place), "name": SECOND}), unlike)
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)


def _counts(tests: int, failed: int) -> dict[str, str]:
    return {"tests": str(tests), "failures": str(failed), "errors": "0"}


def _failed(found: list[Failure]) -> int:
    """How many cases failed; one may fail in several points."""
    return len({id(one.case) for one in found})


def _test(suite: ElementTree.Element, case: Case, found: list[Failure]) -> None:
    """A test is known by its case's file, as a class is by its package, and by the case's name."""
    test = ElementTree.SubElement(suite, "testcase", {"classname": _class(case.place), "name": _clean(case.name)})
    if found:
        _failing(test, found)


def _failing(test: ElementTree.Element, found: Sequence[Failure | Problem]) -> None:
    failure = ElementTree.SubElement(test, "failure", {"type": TYPE, "message": _clean(found[0].text)})
    failure.text = _clean("\n".join(f"{one.place}: {one.text}" for one in found))


def _class(place: Place) -> str:
    return ".".join(PurePosixPath(place.path).with_suffix("").parts)


def _clean(text: str) -> str:
    """Without what no XML file can hold."""
    return NOT_XML.sub("\ufffd", text)

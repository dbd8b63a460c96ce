"""Two rulebooks with layers compared: layers that come, go and change, and the units told are those on which two full runs differ."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cxzy_rules.questions.diff.difference import difference
from cxzy_rules.questions.diff.sides import Side
from cxzy_rules.rulebook.load import load
from tests.conftest import ROOT
from tests.test_commands import cxzy
from tests.test_layers import BASE, DISTRICT, ROSTER, random_roster, written
from tests.test_rules_diff import both_ways_of, git

DAY = date(2025, 10, 1)


def edited(folder: Path, *edits: tuple[str, str, str]) -> Path:
    """A copy of the district's layer with these edits."""
    shutil.copytree(DISTRICT, folder)
    for file, old, new in edits:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


EDITS = {
    "a rule sharper still": ("branches/schools.yaml", "due: 2025-09-30", "due: 2025-09-15"),
    "a rule no longer sharpened": ("branches/mobile.yaml", "    sharpens: mobile.timetable\n", ""),
    "a rule for fewer": ("duties/all.yaml", "when: {is: place_of_readers}", "when: {branch: schools}"),
    "the issuer, too": ("rulebook.yaml", "under:", "reaches_issuer: true\nunder:"),
    "another issuer": ("rulebook.yaml", "issuer_unit: Upper Hollin District Office", "issuer_unit: L"),
    "a layer that has ended": ("rulebook.yaml", "ends: 2026-01-31", "ends: 2025-09-30"),
    "a word that is gone": ("vocabulary/words.yaml", "aliases: [Reading Van]", "aliases: [Reading Boat]"),
}


def test_a_layer_added_and_removed() -> None:
    plain, layered = load(BASE), load(BASE, DISTRICT)
    assert both_ways_of(plain, layered, ROSTER, DAY) == both_ways_of(layered, plain, ROSTER, DAY) == 11
    found = difference(Side("old", plain), Side("new", layered), DAY)
    assert (len(found.rules.added), found.rules.removed, found.rules.changed) == (6, (), ())
    assert [(one.section, one.kind) for one in found.texts if one.section == "layers"] == [("layers", "added")]
    city, university = load(ROOT / "rules"), load(ROOT / "rules", ROOT / "layers" / "qztc")
    assert both_ways_of(city, university, ROOT / "layers" / "qztc" / "sample.csv", city.identity.ends) == 3


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_the_units_told_of_a_changed_layer_are_those_that_two_full_runs_differ_on(edit: tuple[str, str, str], tmp_path: Path) -> None:
    old, new = load(BASE, DISTRICT), load(BASE, edited(tmp_path / "new", edit))
    assert difference(Side("old", old), Side("new", new), DAY).differs()
    both_ways_of(old, new, ROSTER, DAY)
    both_ways_of(new, old, ROSTER, DAY)


def rounds(seeds: range, folder: Path) -> list[int]:
    """Pairs of random layers over one base, on a random roster; now and then one side has none."""
    found = []
    for seed in seeds:
        draw = Random(seed)
        sides = [written(draw, folder / f"{seed}{side}", draw.choice(["U", "L", "F", "C"]), draw.random() < 0.3) for side in "ab"]
        books = [load(BASE) if draw.random() < 0.2 else load(BASE, side) for side in sides]
        found.append(both_ways_of(books[0], books[1], random_roster(draw, folder / f"{seed}.csv"), DAY))
    return found


def test_random_layers_compared(tmp_path: Path, record_property: Any) -> None:
    found = rounds(range(12), tmp_path)
    assert sum(found) > 40 and len(set(found)) > 4
    record_property("units on which layered rulebooks differ, told the same both ways", sum(found))


@pytest.mark.deep
def test_many_random_layers_compared(tmp_path: Path) -> None:
    assert sum(rounds(range(100, 300), tmp_path)) > 500


CALLS: dict[str, tuple[tuple[str, ...], str]] = {
    "what both have, and a layer of one": (("--rules", "base", "--new", "layer"), "旧：base（"),
    "every folder by itself": (("--old", "base", "--new", "base", "--new", "layer"), "旧：base（"),
    "a layer at two states": (("layer", "other", "--rules", "base"), "旧：base + layer（"),
    "a layer at a revision": (("--git", "HEAD", "--rules", "base", "--rules", "layer"), "旧：HEAD:base + HEAD:layer（"),
    "a revision by its path": (("--rules", "base", "--old", "HEAD:layer", "--new", "layer"), "旧：base + HEAD:layer（"),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base, its layer, that layer otherwise; the layer is not as it was committed."""
    folder = tmp_path_factory.mktemp("folders")
    shutil.copytree(BASE, folder / "base")
    edited(folder / "layer")
    edited(folder / "other", EDITS["a rule for fewer"])
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    path = folder / "layer" / "duties" / "all.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("due: 2025-06-21", "due: 2025-06-22"), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("call", "first"), CALLS.values(), ids=CALLS)
def test_sides_are_named(call: tuple[str, ...], first: str, folders: Path) -> None:
    done = cxzy("rules", "diff", *call, cwd=folders)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(first) and "example-upper-hollin" in done.stdout


@pytest.mark.parametrize(
    "call",
    [
        ("--rules", "base"),
        ("--new", "layer"),
        ("base", "--new", "layer"),
        ("base", "layer", "--new", "layer"),
        ("--git", "HEAD", "--rules", "base", "--new", "layer"),
    ],
    ids=" ".join,
)
def test_a_call_without_two_sides_is_refused(call: tuple[str, ...], folders: Path) -> None:
    done = cxzy("rules", "diff", *call, cwd=folders)
    assert (done.returncode, done.stdout) == (2, "")
    assert "有补充文件的，如 cxzy rules diff --rules 底本 --new 补充文件" in done.stderr


def test_a_mistake_in_a_layer_at_a_revision_is_told_with_it(folders: Path) -> None:
    done = cxzy("rules", "diff", "--old", "HEAD:layer", "--new", "base", cwd=folders)
    assert done.returncode == 3
    assert re.match("HEAD:layer/rulebook.yaml:10:8: 这是补充文件（写了 under），不能排在最前面\n", done.stderr)


def test_the_json_names_the_layers_and_a_layer_that_reaches_nobody_is_told(folders: Path, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("Number,Library name,Led by\nF,X Federation Board,\nB,Mill Branch Library,F\n", encoding="utf-8")
    call = ["--rules", "base", "--new", "layer", "--roster", str(roster), "-o", str(tmp_path / "d.json")]
    done = cxzy("rules", "diff", *call, cwd=folders)
    assert done.returncode == 1 and "的发文单位“Upper Hollin District Office”，这个文件对谁都不适用。\n" in done.stderr
    told = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    assert "layers" not in told["old"] and [one["id"] for one in told["new"]["layers"]] == ["example-upper-hollin"]
    assert told["summary"]["affected"] == 0

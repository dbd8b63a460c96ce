"""Two rulebooks compared: what is said of rules and words, where they come from, and that the units told are those that differ."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
import yaml
from openpyxl import load_workbook

from cxzy_rules import differences
from cxzy_rules.conditions.logic import evaluate
from cxzy_rules.guidance import Guidance, guide
from cxzy_rules.parts.registry import module
from cxzy_rules.questions.diff.counts import counts
from cxzy_rules.questions.diff.difference import Difference, difference
from cxzy_rules.questions.diff.relation import relations
from cxzy_rules.questions.diff.sides import Side
from cxzy_rules.questions.diff.units import UnitChange
from cxzy_rules.questions.reach.ranges import ALL_ROSTERS
from cxzy_rules.questions.reach.space import asked_facts, reach
from cxzy_rules.records import record
from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.rulebook.load import load
from cxzy_rules.screen.diff import diff_lines
from tests.conftest import DAY, ROOT
from tests.test_commands import cxzy

RULES, ROSTER = ROOT / "rules", ROOT / "data" / "quanzhou" / "roster.csv"
EXAMPLE = ROOT / "examples" / "libraries"
Edit = tuple[str, str, str]
VILLAGES_TO_TOWNSHIPS = ("branches/rural.yaml", r"(id: rural\.village_stronghold.*?when: \{kind: )village", r"\1township_committee")
TAG_DROPPED = ("branches/rural.yaml", r"when: \{kind: village, tags: misfit_village\}", "when: {kind: village}")


def edited(source: Path, folder: Path, *edits: Edit) -> Path:
    """A copy of a rulebook with these edits: file, pattern, and what stands in its place."""
    shutil.copytree(source, folder)
    for name, pattern, instead in edits:
        path = folder / name
        text, count = re.subn(pattern, instead, path.read_text(encoding="utf-8"), count=1, flags=re.DOTALL)
        assert count == 1, pattern
        path.write_text(text, encoding="utf-8")
    return folder


def compared(old: Path, new: Path, roster: Path | None = None, day: date = DAY) -> Difference:
    return difference(Side("old", load(old)), Side("new", load(new)), day, roster)


# What a plain comparison of two full runs says, unit by unit, of the records that the user sees.
Said = dict[str, set[Any]]


def said(guidance: Guidance, same: dict[str, str]) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for row in range(guidance.roster.units.height):
        one = record(guidance, row)
        items = [item["rule"] for section in ("activities", "measures", "carriers", "obligations", "requirements") for item in one[section]]
        found[one["id"]] = {
            "branch": {one["branch"]},
            "items": {same.get(rule, rule) for rule in items},
            "open": {same.get(entry["rule"], entry["rule"]) for entry in one["undetermined"]},
            "supervisors": {(bond["role"], bond["unit"], bond["name"]) for bond in one["supervisors"]},
        }
    return found


def plainly(old: Guidance, new: Guidance, same: dict[str, str]) -> dict[str, dict[str, tuple[set[Any], set[Any]]]]:
    """For each unit that differs, what each side alone says."""
    before, after = said(old, same), said(new, {})
    pairs = {
        unit: {key: (before[unit][key] - after[unit][key], after[unit][key] - before[unit][key]) for key in after[unit]} for unit in after
    }
    return {unit: one for unit, one in pairs.items() if any(lost or gained for lost, gained in one.values())}


def told(one: UnitChange, same: dict[str, str]) -> dict[str, tuple[set[Any], set[Any]]]:
    """The same of the comparison by pairs of situations."""
    items: tuple[set[Any], set[Any]] = (set(), set())
    opened: tuple[set[Any], set[Any]] = (set(), set())
    for turn in one.pair.turns:
        rule = same.get(turn.rule.id, turn.rule.id) if turn.rule else None
        item = turn.rule is not None and turn.rule.section != "supervision"
        for side, state in enumerate((turn.before, turn.after)):
            if state == "holds" and item:
                items[side].add(rule)
            elif state == "open":
                opened[side].add(rule)
    branches = [None if answer.branch() == "none" else answer.branch() for answer in (one.pair.old, one.pair.new)]
    moved = ({branches[0]}, {branches[1]}) if branches[0] != branches[1] else (set(), set())
    who = tuple({(bond.role, bond.unit, bond.name) for bond in bonds} for bonds in (one.lost, one.gained))
    return {"branch": moved, "items": items, "open": opened, "supervisors": (who[0], who[1])}


def assert_equal(found: Difference, old: Guidance, new: Guidance) -> int:
    """Both ways say the same of every unit; how many units differ."""
    assert found.units is not None
    wanted = plainly(old, new, found.rules.same)
    assert {one.id: told(one, found.rules.same) for one in found.units.all()} == wanted
    gained = sum(count.gained for count in counts(found.units) if count.rule and not count.rule.startswith("supervision."))
    assert gained == sum(len(one["items"][1]) for one in wanted.values())
    return len(wanted)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city's organs and samples, every thirtieth other unit, and all above them."""
    rows = pl.read_csv(ROSTER, infer_schema=False)
    parents = dict(rows.select("id", "parent").rows())
    kept = {unit for at, unit in enumerate(rows["id"]) if unit[0] in "QS" or at % 30 == 0}
    while above := {parents[unit] for unit in kept if parents[unit]} - kept:
        kept |= above
    target = tmp_path_factory.mktemp("few") / "roster.csv"
    rows.filter(pl.col("id").is_in(list(kept))).write_csv(target)
    return target


def both_ways(old: Rulebook, folder: Path, roster: Path, day: date = DAY) -> int:
    return both_ways_of(old, load(folder), roster, day)


def both_ways_of(old: Rulebook, new: Rulebook, roster: Path, day: date) -> int:
    words = [in_force(book, day).vocabulary for book in (old, new)]
    before, after = (guide(load_roster(roster, "r.csv", own), book, day, "plain") for own, book in zip(words, (old, new), strict=True))
    return assert_equal(difference(Side("old", old), Side("new", new), day, roster), before, after)


def test_the_units_told_are_those_that_two_full_runs_differ_on(book: Rulebook, tmp_path: Path) -> None:
    """One measure moved from villages to townships, and a tag dropped from a condition."""
    new = edited(RULES, tmp_path / "new", VILLAGES_TO_TOWNSHIPS, TAG_DROPPED)
    assert both_ways(book, new, ROSTER) == 2183
    found = compared(RULES, new, ROSTER)
    assert found.units is not None
    assert [(one.rule, one.branch, one.gained, one.lost, one.opened, one.settled) for one in counts(found.units)] == [
        ("rural.village_stronghold", "rural", 134, 2048, 0, 0),
        ("rural.misfit_village_turnaround", "rural", 2047, 0, 1, 0),
    ]
    assert [(one.old.id, one.condition and one.condition.relation.kind) for one in found.rules.changed] == [
        ("rural.village_stronghold", "other"),
        ("rural.misfit_village_turnaround", "wider"),
    ]


WHO = "supervision/who.yaml"
SUPERVISION: dict[str, Edit] = {
    "nobody leads": (WHO, r"  - id: supervision\.affiliation_leads.*?(?=  - id: )", ""),
    "another organ coordinates": (WHO, "organ: leading_group\n", "organ: justice_bureau\n"),
    "the county's own no more": (WHO, "    counterpart: county_bureaus\n", ""),
    "guides more": (WHO, r"when: \{branch: non_public\}", "when: {not: {branch: none}}"),
    "the competent department of fewer": (WHO, r"management: \[vertical, joint\], has_authority", "management: joint, has_authority"),
    "an organ goes by another name": ("vocabulary/organs.yaml", r"names: \[司法局\]", "names: [司法处]"),
    "a kind moves to another branch": (
        "vocabulary/kinds.yaml",
        "(id: other_public_institution.*?branch: )public_institution",
        r"\1government",
    ),
    "counties are no areas": ("vocabulary/kinds.yaml", r"(id: county_committee.*?)area: true, ", r"\1"),
    "communities of towns are rural": ("vocabulary/settlement.yaml", "(communities_under_towns.*?branch: )community", r"\1rural"),
}


@pytest.mark.parametrize("edit", SUPERVISION.values(), ids=SUPERVISION.keys())
def test_supervisors_and_words_too(edit: Edit, book: Rulebook, few: Path, tmp_path: Path) -> None:
    assert both_ways(book, edited(RULES, tmp_path / "new", edit), few) > 0


TAG = "  - {id: village_route, label: Village route, kinds: [mobile_library]}\n"
BUS = "branches/mobile.yaml"
OTHER_WORDS: dict[str, tuple[Edit, ...]] = {
    "superiors are read from no column": (("vocabulary/words.yaml", "label: Led by,", "label: Lead by,"),),
    "a superior is taken for none": (("vocabulary/words.yaml", 'none_words: \\[none, "-"', 'none_words: [none, "-", U'),),
    "a tag is gone, and asked no more": (("vocabulary/words.yaml", re.escape(TAG), ""), (BUS, "    when: {tags: village_route}\n", "")),
    "a tag has another id": (
        ("vocabulary/words.yaml", "id: village_route", "id: on_route"),
        (BUS, "tags: village_route", "tags: on_route"),
    ),
}


@pytest.mark.parametrize("edits", OTHER_WORDS.values(), ids=OTHER_WORDS)
def test_other_words_read_another_roster(edits: tuple[Edit, ...], tmp_path: Path) -> None:
    """Forward and back: a unit's superiors and tags are what each side's own words make of the cells."""
    old, new = load(EXAMPLE / "rules"), load(edited(EXAMPLE / "rules", tmp_path / "new", *edits))
    there = both_ways_of(old, new, EXAMPLE / "roster.csv", old.identity.ends)
    assert there == both_ways_of(new, old, EXAMPLE / "roster.csv", old.identity.ends)
    assert (there > 0) == (edits != OTHER_WORDS["a tag has another id"])


def random_edits(draw: Random, folder: Path) -> None:
    """Some conditions, rules and words of the example changed, as its author might; what cannot be read any more is left as it was."""
    for path in draw.sample(
        sorted([*folder.glob("branches/*.yaml"), *folder.glob("duties/*.yaml"), *folder.glob("supervision/*.yaml")]), 3
    ):
        text = path.read_text(encoding="utf-8")
        content = yaml.safe_load(text)
        for rules in content.values():
            if isinstance(rules, list) and rules and isinstance(rules[0], dict) and "label" in rules[0]:
                _edit_rules(draw, rules)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
        try:
            load(folder)
        except Exception:
            path.write_text(text, encoding="utf-8")


CONDITIONS = (
    {"kind": "branch_library"},
    {"tags": "reduced_hours"},
    {"not": {"tags": "new_building"}},
    {"members": {"at_least": 5}},
    {"under": {"kind": "district_office"}},
    {"superior": {"kind": "federation_board"}},
    {"paired": True},
    {"branch": ["libraries", "schools"]},
    {"has_authority": True},
    {"committee": True},
    {"any": [{"kind": "desk"}, {"has_subordinates": True}]},
)


def _edit_rules(draw: Random, rules: list[dict[str, Any]]) -> None:
    rule = draw.choice(rules)
    match draw.choice(["condition", "condition", "drop", "remove", "rename", "until"]):
        case "condition":
            rule["when"] = draw.choice(CONDITIONS)
        case "drop":
            rule.pop("when", None)
        case "remove" if len(rules) > 1:
            rules.remove(rule)
        case "rename":
            rule["id"] += "_renamed"
        case "until":
            rule["until"] = date(2025, 4, 1)


def random_rounds(seeds: range, folder: Path) -> Iterator[int]:
    book = load(EXAMPLE / "rules")
    for seed in seeds:
        new = edited(EXAMPLE / "rules", folder / str(seed))
        random_edits(Random(seed), new)
        yield both_ways(book, new, EXAMPLE / "roster.csv", book.identity.ends)


def test_random_edits_of_the_example(tmp_path: Path, record_property: Any) -> None:
    found = list(random_rounds(range(10), tmp_path))
    assert sum(found) > 40 and len(set(found)) > 5
    record_property("units on which edited rulebooks differ, told the same both ways", sum(found))


@pytest.mark.deep
def test_many_random_edits_of_the_example(tmp_path: Path) -> None:
    assert sum(random_rounds(range(100, 400), tmp_path)) > 500


def test_a_rulebook_does_not_differ_from_itself() -> None:
    found = compared(RULES, RULES, ROSTER)
    assert found.units is not None
    assert (found.differs(), len(found.units.affected), counts(found.units)) == (False, 0, [])
    done = cxzy("rules", "diff", "rules", "rules")
    assert (done.returncode, done.stdout.splitlines()[1:]) == (
        0,
        ["规则：新增 0 条，删去 0 条，换编号 0 条，文字改动 0 条，条件改动 0 条，依据和要求改动 0 条", "词汇、裁定和原文：0 处"],
    )


def test_rules_come_go_are_renamed_and_change(tmp_path: Path) -> None:
    new = edited(
        RULES,
        tmp_path / "new",
        ("branches/rural.yaml", "id: rural.secretary_reports", "id: rural.secretaries_report"),
        ("branches/rural.yaml", "evidence: 述职制度文件、述职报告及评议记录", "evidence: 述职报告"),
        ("branches/government.yaml", r"  - id: government\.acquaintance_economy.*?(?=  - id: )", ""),
        ("rulings/general.yaml", r"(date: )\d{4}-\d\d-\d\d", r"\g<1>2026-11-25"),
        ("vocabulary/tags.yaml", "label: 不适应村", "label: 后进村"),
    )
    found = compared(RULES, new)
    assert [rule.id for rule in found.rules.removed] == ["government.acquaintance_economy"] and found.rules.added == ()
    renamed = next(one for one in found.rules.changed if one.renamed())
    assert (renamed.old.id, renamed.new.id, renamed.condition) == ("rural.secretary_reports", "rural.secretaries_report", None)
    assert [(field.name, field.old, field.new) for field in renamed.fields] == [
        ("evidence", "述职制度文件、述职报告及评议记录", "述职报告")
    ]
    assert found.rules.same["rural.secretary_reports"] == "rural.secretaries_report"
    texts = {(one.section, one.kind): one for one in found.texts}
    assert texts["tags", "changed"].id == "misfit_village"
    assert [(field.name, field.old, field.new) for field in texts["tags", "changed"].fields] == [("label", "不适应村", "后进村")]
    assert texts["rulings", "changed"].fields[0].new == "2026-11-25"
    back = compared(new, RULES)
    assert [rule.id for rule in back.rules.added] == ["government.acquaintance_economy"]


RELATIONS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "the same said otherwise": (
        {"not": {"any": [{"kind": "village"}, {"tags": "below_scale"}]}},
        {"all": [{"not": {"kind": "village"}}, {"not": {"tags": "below_scale"}}]},
        "same",
    ),
    "a kind that implies no tag": ({"kind": "village", "tags": "newly_established"}, {"kind": "village", "tags": "below_scale"}, "open"),
    "wider by a kind": ({"kind": "village"}, {"kind": ["village", "community"]}, "wider"),
    "narrower by a tag": ({"kind": "village"}, {"kind": "village", "tags": "misfit_village"}, "narrower"),
    "others": ({"kind": "village"}, {"kind": "township_committee"}, "other"),
    "wider by a number": ({"members": {"at_least": 50}}, {"members": {"at_least": 20}}, "wider"),
    "wider above": ({"under": {"kind": "county_committee"}}, {"under": {"kind": ["county_committee", "city_committee"]}}, "wider"),
    "farther above": ({"superior": {"kind": "county_committee"}}, {"under": {"kind": "county_committee"}}, "wider"),
    "a branch that a roster may write otherwise": ({"kind": "village"}, {"kind": "village", "branch": "rural"}, "narrower"),
    "only what is open": (
        {"branch": "rural"},
        {"any": [{"branch": "rural"}, {"all": [{"branch": "rural"}, {"tags": "below_scale"}]}]},
        "same",
    ),
}


@pytest.mark.parametrize(("old", "new", "kind"), RELATIONS.values(), ids=RELATIONS.keys())
def test_how_two_conditions_compare_is_decided_exactly(old: dict[str, Any], new: dict[str, Any], kind: str, book: Rulebook) -> None:
    from cxzy_rules.conditions.parse import parse
    from cxzy_rules.yamlfile import parse_yaml

    problems: list[Any] = []
    nodes = [parse_yaml(json.dumps(one), "w", problems) for one in (old, new)]
    first, second = (parse(node, book.lexicon, problems) for node in nodes if node is not None)
    assert first is not None and second is not None and problems == []
    found, back = relations([(first, second), (second, first)], book, book).values()
    assert found.kind == kind
    assert (found.gained != "", found.lost != "") == {"wider": (True, False), "narrower": (False, True), "other": (True, True)}.get(
        kind, (False, False)
    )
    opposite = {"wider": "narrower", "narrower": "wider"}.get(kind, kind)
    assert back.kind == opposite
    space = reach(book.vocabulary, [first, second], ALL_ROSTERS)
    every = space.combinations(asked_facts(first) | asked_facts(second))
    met = [(evaluate(first, one), evaluate(second, one)) for _, one in every]
    assert any(now and not was for was, now in met) == (found.gained != "")


def test_a_kind_that_the_new_words_have_widens_nothing_by_itself(tmp_path: Path) -> None:
    """Every `not` now holds for one kind more, and every set of values is another; but no author changed a condition."""
    kind = "  - {id: hamlet, label: 自然村, branch: rural, level: village}\n"
    new = edited(RULES, tmp_path / "new", ("vocabulary/kinds.yaml", r"(kinds:\n)", rf"\1{kind}"))
    found = compared(RULES, new)
    assert found.rules.changed == ()
    assert [(one.section, one.id, one.kind) for one in found.texts] == [("kinds", "hamlet", "added")]


def git(folder: Path, *call: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *identity, *call], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two revisions of the example's rules, and a change not committed."""
    folder = tmp_path_factory.mktemp("repository")
    git(folder, "init", "-q")
    rules = edited(EXAMPLE / "rules", folder / "books" / "rules")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    hall = rules / "branches" / "schools.yaml"
    hall.write_text(
        hall.read_text(encoding="utf-8").replace("when: {kind: secondary_school}", "when: {kind: [secondary_school, primary_school]}"),
        "utf-8",
    )
    git(folder, "commit", "-qam", "second")
    hall.write_text(hall.read_text(encoding="utf-8").replace("id: schools.hall", "id: schools.halls"), "utf-8")
    return folder


def rules_of(done: Any) -> list[str]:
    return [line.split("　")[1] for line in done.stdout.splitlines() if line.startswith("  ") and "哪一项" in line]


KINDS_FILE = "vocabulary/kinds.yaml"
SETTLED = "superior: secondary_school, branch: schools"
SPRING = "  - {ruling: school_libraries, kind: branch_library, superior: secondary_school, branch: mobile, until: 2025-03-31}\n"
# What an author changes beside the rules' words, and the last line that the screen tells of it.
TOLD: dict[str, tuple[tuple[Edit, ...], str]] = {
    "a section": (((BUS, "activities: ..\n", ""), (BUS, "carriers:", "activities:")), "哪一项：归类　原来：活动载体　现在：结合活动"),
    "a rhythm": (((BUS, "rhythm: half_year", "rhythm: year"),), "哪一项：周期　原来：每半年　现在：每年"),
    "a role": ((("supervision/who.yaml", "role: coordinates", "role: guides"),), "哪一项：监督方式　原来：牵头　现在：指导"),
    "a reason": ((("document/unruled.yaml", "reason: address", "reason: exhortation"),), "哪一项：原因　原来：称谓和标题　现在：号召"),
    "a new kind": (
        ((KINDS_FILE, "settlement:", "  - {id: nursery, label: Nursery, branch: schools, level: place}\nsettlement:"),),
        "类型　新增　nursery　现在：名称：Nursery；分类：schools；层级：place；是地区：否",
    ),
    "the last day of a spelling": (
        (("vocabulary/organs.yaml", "until: 2025-08-31", "until: 2025-08-30"),),
        "哪一项：有日子的名称写法　原来：Schools Desk（到 2025-08-31）　现在：Schools Desk（到 2025-08-30）",
    ),
    "a clause's title": (
        (("document/clauses.yaml", "title: Steps", "title: Days"),),
        "条款的标题　改动　5　哪一项：内容　原来：Steps　现在：Days",
    ),
    "the usual management": (
        (("vocabulary/words.yaml", r"(  - \{id: own.*?\n)(.*?\n)", r"\2\1"),),
        "管理体制　改动　management　哪一项：先后次序　原来：own、paid_by_others　现在：paid_by_others、own",
    ),
    "what stands before an organ's name": (
        (("vocabulary/organs.yaml", r"\*\?'", "*'"),),
        "部门名称前后可以有的字　改动　organ_frame　哪一项：内容　原来：(?:[A-Z][a-z]+ )*?、　现在：(?:[A-Z][a-z]+ )*、",
    ),
}


@pytest.mark.parametrize(("edits", "told"), TOLD.values(), ids=TOLD)
def test_a_change_is_told_in_chinese(edits: tuple[Edit, ...], told: str, tmp_path: Path) -> None:
    new = edited(EXAMPLE / "rules", tmp_path / "new", *edits)
    shown = [*diff_lines(compared(EXAMPLE / "rules", new))]
    assert shown[-1].endswith(told)


def test_of_two_settlements_of_one_pair_each_is_compared(tmp_path: Path) -> None:
    both = edited(EXAMPLE / "rules", tmp_path / "old", (KINDS_FILE, SETTLED, SETTLED + "}\n" + SPRING.rstrip("}\n")))
    text = (both / KINDS_FILE).read_text(encoding="utf-8").replace(SETTLED, SETTLED + ", from: 2025-04-01")
    (both / KINDS_FILE).write_text(text, encoding="utf-8")
    new = edited(both, tmp_path / "new", (KINDS_FILE, SETTLED, SETTLED.replace("schools", "libraries")))
    assert [(one.section, one.kind, one.fields[0].new) for one in compared(both, new).texts] == [("settlements", "changed", "libraries")]


def test_revisions_are_read_without_touching_what_is_checked_out(repository: Path) -> None:
    before = git(repository, "status", "--porcelain")
    two = cxzy("rules", "diff", "HEAD~1:books/rules", "HEAD:books/rules", cwd=repository)
    assert (two.returncode, rules_of(two)) == (1, ["schools.hall"])
    assert "说明：放宽了；现在也适用的如：分类：Partner schools；类型：Primary School" in two.stdout.replace(
        "类型：Primary School；分类：Partner schools", "分类：Partner schools；类型：Primary School"
    )
    now = cxzy("rules", "diff", "--git", "HEAD", "--rules", "books/rules", cwd=repository)
    assert (now.returncode, rules_of(now)) == (1, ["schools.halls"])
    assert now.stdout.startswith("旧：HEAD:books/rules（example-libraries，30 条规则）　新：books/rules（")
    both = cxzy("rules", "diff", "--git", "HEAD~1", "--git", "HEAD", "--rules", "books/rules", cwd=repository)
    assert rules_of(both) == ["schools.hall"]
    inside = cxzy("rules", "diff", "--git", "HEAD", "--rules", "rules", cwd=repository / "books")
    assert rules_of(inside) == ["schools.halls"]
    assert git(repository, "status", "--porcelain") == before


REFUSED: dict[str, tuple[tuple[str, ...], str]] = {
    "no such revision": (("nowhere:books/rules", "books/rules"), "nowhere:books/rules: 没有“nowhere”这个版本\n"),
    "an option is no revision": (("--git", "--output=x", "--rules", "books/rules"), "--output=x:books/rules: 没有“--output=x”这个版本\n"),
    "no such path": (("HEAD:rules", "books/rules"), "HEAD:rules: “HEAD”这个版本里没有“rules”\n"),
    "a file": (
        ("HEAD:books/rules/rulebook.yaml", "books/rules"),
        "HEAD:books/rules/rulebook.yaml: “HEAD”这个版本里的“books/rules/rulebook.yaml”不是文件夹\n",
    ),
    "no rulebook": (("HEAD:books", "books/rules"), "HEAD:books: 这个文件夹里没有可用的 rulebook.yaml\n"),
}


@pytest.mark.parametrize(("call", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_git_does_not_have_is_told(call: tuple[str, ...], words: str, repository: Path) -> None:
    done = cxzy("rules", "diff", *call, cwd=repository)
    assert (done.returncode, done.stdout) == (3, "")
    assert words in done.stderr


def test_a_mistake_at_a_revision_is_told_with_the_revision(tmp_path: Path) -> None:
    rules = edited(EXAMPLE / "rules", tmp_path / "rules", ("branches/schools.yaml", "kind: secondary_school", "kind: secundary_school"))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    done = cxzy("rules", "diff", "--git", "HEAD", "--rules", str(rules), cwd=tmp_path)
    assert done.returncode == 3
    assert "HEAD:rules/branches/schools.yaml:18:18: “kind”没有“secundary_school”这个值" in done.stderr


def test_without_a_repository_or_a_second_side_the_call_is_refused(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "rules", tmp_path / "rules")
    outside = cxzy("rules", "diff", "--git", "HEAD", "--rules", "rules", cwd=tmp_path)
    assert (outside.returncode, outside.stderr.splitlines()[0]) == (3, "HEAD:rules: 不在 Git 仓库里")
    alone = cxzy("rules", "diff", "rules", cwd=tmp_path)
    assert alone.returncode == 2 and "要写旧、新两套规则" in alone.stderr
    nowhere = cxzy("rules", "diff", "rules", "other", cwd=tmp_path)
    assert nowhere.returncode == 3 and nowhere.stderr == "other: 没有这个文件夹\n    看看路径写得对不对\n"
    form = cxzy("rules", "diff", "rules", "rules", "-f", "json", cwd=tmp_path)
    assert form.returncode == 2 and "json 格式要用 -o 写进文件" in form.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Difference:
    folder = tmp_path_factory.mktemp("made")
    label = ("branches/rural.yaml", "label: 建立党委书记抓党建述职制度", "label: 建立<党委>书记&述职制度")
    return compared(RULES, edited(RULES, folder / "new", VILLAGES_TO_TOWNSHIPS, label, SUPERVISION["guides more"]), ROSTER)


def written(made: Difference, form: str, folder: Path) -> Path:
    target = folder / f"d.{form}"
    module(differences, form).write(made, target)
    return target


def test_the_json_lists_every_unit(made: Difference, tmp_path: Path) -> None:
    found = json.loads(written(made, "json", tmp_path).read_text(encoding="utf-8"))
    assert made.units is not None
    assert [one["id"] for one in found["units"]] == [one.id for one in made.units.all()]
    assert found["summary"]["affected"] == len(found["units"]) > 2900
    village = next(one for one in found["units"] if one["lost"] == ["rural.village_stronghold"])
    assert {bond["name"] for bond in village["supervisors"]["gained"]} >= {"中共泉州市委统战部"}
    assert {one["rule"]: one["changed"] for one in found["rules"]["changed"]} == {
        "rural.village_stronghold": ["condition"],
        "rural.secretary_reports": ["words"],
        "supervision.united_front_guides": ["condition"],
    }
    assert sum(one["units"] for one in found["situations"]) == sum(bool(one["gained"] or one["lost"]) for one in found["units"])


def test_the_workbook_lists_every_unit(made: Difference, tmp_path: Path) -> None:
    book = load_workbook(written(made, "xlsx", tmp_path), read_only=True)
    assert book.sheetnames == ["概览", "规则", "词汇和裁定", "按规则和分类", "情形", "单位"]
    rows = list(book["单位"].iter_rows(values_only=True))
    assert made.units is not None
    assert [row[0] for row in rows[1:]] == [one.id for one in made.units.all()]
    assert rows[0][:6] == ("编号", "名称", "上级", "分类", "得到", "失去")
    overview = [str(row[0]) for row in book["概览"].iter_rows(values_only=True)]
    assert overview[0] == "规则变动对照" and any(line.startswith("规则：新增 0 条，删去 0 条") for line in overview)


def test_the_page_needs_nothing_else_and_says_how_many_it_does_not_show(made: Difference, tmp_path: Path) -> None:
    page = written(made, "html", tmp_path).read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|<img|src=|url\(|@import|https?:", page)
    assert "建立&lt;党委&gt;书记&amp;述职制度" in page and "<党委>" not in page
    assert made.units is not None
    assert f"只列出前 500 行，共 {len(made.units.affected):,} 行；全部的在 XLSX 或 JSON 里。" in page
    assert page.count("<tr>") == page.count("</tr>") < 1200


def test_the_same_comparison_gives_the_same_bytes(made: Difference, tmp_path: Path) -> None:
    for form in ("json", "xlsx", "html"):
        first = written(made, form, tmp_path).read_bytes()
        assert written(made, form, tmp_path).read_bytes() == first


def test_the_command_shows_and_writes(tmp_path: Path) -> None:
    new = edited(
        EXAMPLE / "rules", tmp_path / "new", ("branches/schools.yaml", "when: {kind: secondary_school}", "when: {kind: primary_school}")
    )
    roster, target = str(EXAMPLE / "roster.csv"), tmp_path / "d.xlsx"
    done = cxzy("rules", "diff", str(EXAMPLE / "rules"), str(new), "--roster", roster, "-o", str(target))
    assert done.returncode == 1 and target.is_file()
    assert done.stdout.splitlines()[-1] == "  schools.hall　Offer its hall for reading　Partner schools　得到 3　失去 2"
    assert f"对照写进了 {target}" in done.stderr
    over = cxzy("rules", "diff", str(EXAMPLE / "rules"), str(new), "--roster", roster, "-o", roster, "-f", "json")
    assert over.returncode == 2 and "会把它盖掉" in over.stderr

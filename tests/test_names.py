"""Kind from the bare name: traps all right, real names above a threshold in each branch, and one party form for all."""

from __future__ import annotations

import csv
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from cxzy_rules.model.law import NO_BRANCH
from cxzy_rules.rulebook.book import Rulebook

NAMES = Path(__file__).parent / "names"
OPEN = "open"
ENTERPRISES = {"state_owned", "non_public"}
FORMS = ["{}党委", "{}党总支", "{}党支部", "中共{}委员会", "中共{}支部委员会", "中国共产党{}总支部委员会"]


def rows(file: str) -> list[dict[str, str]]:
    with (NAMES / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def told(book: Rulebook, name: str) -> str:
    pattern = book.vocabulary.kind_of_name(name)
    return pattern.kind if pattern and pattern.kind else OPEN


def branch_of(book: Rulebook, kind: str) -> str:
    return kind if kind == OPEN else book.vocabulary.kinds[kind].branch or NO_BRANCH


def bare_names() -> list[str]:
    """The real names of organisations that are no committee and bear no party form yet."""
    endings = ("党委", "党组", "党支部", "党总支", "委", "工委")
    committees = {"city_committee", "county_committee", OPEN}
    bare = [row["name"] for row in rows("real_names.csv") if row["kind"] not in committees and not row["name"].endswith(endings)]
    return [name for name in bare if not name.startswith(("中共", "中国共产党"))]


def test_every_trap_is_told_as_its_reason_says(book: Rulebook) -> None:
    traps = rows("traps.csv")
    assert [(told(book, trap["name"]), trap) for trap in traps if told(book, trap["name"]) != trap["kind"]] == []
    assert len({trap["name"] for trap in traps}) == len(traps) >= 200


def test_the_labels_of_real_names_agree_with_the_kinds(book: Rulebook) -> None:
    real = rows("real_names.csv")
    assert [row for row in real if branch_of(book, row["kind"]) != row["branch"]] == []
    assert len({row["name"] for row in real}) == len(real)


def test_real_names_cover_the_thin_branches_and_each_kind_of_public_institution(book: Rulebook) -> None:
    counts = Counter(value for row in rows("real_names.csv") for value in (row["kind"], row["branch"]))
    listed = [kind.id for kind in book.vocabulary.kinds.values() if kind.branch == "public_institution"]
    kinds = [kind for kind in listed if kind != "other_public_institution"]
    thin = ["government", "new_social", "university", "state_owned"]
    assert {value: counts[value] for value in [*thin, *kinds] if counts[value] < 50} == {}


def test_real_names_are_told_right_or_left_open_in_every_branch(book: Rulebook) -> None:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows("real_names.csv"):
        branch = branch_of(book, told(book, row["name"]))
        table[row["branch"]]["right" if branch == row["branch"] else OPEN if branch == OPEN else "wrong"] += 1
    for branch, counts in table.items():
        decided = counts["right"] + counts["wrong"]
        assert counts["right"] >= 0.98 * decided, (branch, counts)
        assert branch in ENTERPRISES or decided >= 0.90 * counts.total(), (branch, counts)


def test_ownership_is_never_guessed(book: Rulebook) -> None:
    firms = [row["name"] for row in rows("real_names.csv") if row["branch"] == "non_public"]
    assert [name for name in firms if told(book, name) != OPEN] == []
    assert [row["name"] for row in rows("real_names.csv") if told(book, row["name"]) == "private_enterprise"] == []


@pytest.mark.parametrize("form", FORMS)
def test_the_party_form_after_a_full_name_changes_nothing(book: Rulebook, form: str) -> None:
    assert [name for name in bare_names() if told(book, form.format(name)) != told(book, name)] == []


@pytest.mark.parametrize("part", ["第二党支部", "离退休干部党支部", "学生党支部"])
def test_a_part_of_an_organisation_stays_open(book: Rulebook, part: str) -> None:
    assert [name + part for name in bare_names() if told(book, name + part) != OPEN] == []


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("第三党支部", "lesser_party_branch"),
        ("惠安洛阳大桥村镇银行", "firm"),
        ("福建恒安集团有限公司", "firm"),
        ("泉州市国有资产投资经营有限责任公司", "firm_of_state_assets"),
        ("中国移动通信集团福建有限公司", "firm_of_the_central_state"),
        ("华侨大学文学院", "faculty"),
        ("华侨大学图书馆", "part_of_university"),
        ("泉州东南医院", "hospital_of_unknown_founder"),
        ("中国民主促进会泉州市委员会", "democratic_party"),
        ("泉州市行政服务中心", "public_institution_of_another_kind"),
        ("桃元社区村民委员会", "village"),
        ("管委会虚拟社区", "virtual_community"),
    ],
)
def test_which_pattern_spoke(book: Rulebook, name: str, pattern: str) -> None:
    spoken = book.vocabulary.kind_of_name(name)
    assert spoken is not None
    assert spoken.id == pattern


def test_every_pattern_speaks_for_some_name(book: Rulebook) -> None:
    names = {row["name"] for file in ("real_names.csv", "traps.csv") for row in rows(file)} | {"管委会虚拟社区", "良种场生活区"}
    spoken = {pattern.id for name in names if (pattern := book.vocabulary.kind_of_name(name))}
    assert [pattern.id for pattern in book.vocabulary.names if pattern.id not in spoken] == []


def test_no_name_takes_the_patterns_for_ever(book: Rulebook) -> None:
    """Twenty thousand take less than a second, and a machine may be slow; a pattern that tries every way takes hours of one name."""
    names = [row["name"] for row in rows("real_names.csv")]
    start = time.process_time()
    for name in names * (20_000 // len(names) + 1):
        book.vocabulary.kind_of_name(name)
    assert time.process_time() - start < 20

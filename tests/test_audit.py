"""The audit says what a plain count says, on any roster and ledger; it tells what it leaves out; and its sums tie up."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import astuple, replace
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxzy_rules import reports
from cxzy_rules.audit import ground, judged
from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.burden import burden
from cxzy_rules.audit.changes import causes
from cxzy_rules.audit.fates import Tally, tally
from cxzy_rules.audit.pairs import all_pairs
from cxzy_rules.audit.rates import BY_LABELS, rates, summary
from cxzy_rules.audit.slots import is_audited
from cxzy_rules.audit.states import audit
from cxzy_rules.audit.trend import Between, Circumstances, audit_of, with_trend
from cxzy_rules.audit.words import STATES, By
from cxzy_rules.commands.main import main
from cxzy_rules.guidance import Guidance, chosen, guide, guide_with
from cxzy_rules.model.condition import ALWAYS
from cxzy_rules.parts.gap_records import gap_records
from cxzy_rules.parts.registry import module, names
from cxzy_rules.parts.whole import whole
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.rulebook.load import load
from cxzy_rules.situations.walk import Asker, asker
from cxzy_rules.supervision import supervisors
from tests.audited import DAYS, Counted, Said, ledger, plain_audit, plain_keys, plain_slots, random_roster, random_said, roster
from tests.conftest import DAY, ROOT, rounds

RANDOM = st.randoms(use_true_random=False)
RARE = "㙟𠮷😀"
FORMULA = "=cmd|'/c calc'!A0"
VILLAGE = 3
SMALL: list[tuple[str, ...]] = [
    ("01", "某市委", "", "city_committee", "", "", ""),
    ("02", "某县委", "01", "county_committee", "", "", ""),
    ("03", f"{RARE}镇党委", "02", "township_committee", "", "", ""),
    ("04", FORMULA, "03", "village", "", "", ""),
    ("05", "无名会", "02", "", "", "", ""),
]


@pytest.fixture(scope="module")
def askers(book: Rulebook) -> dict[date, Asker]:
    return {day: asker(in_force(book, day), "plain") for day in DAYS}


@contextmanager
def in_small_pieces() -> Iterator[None]:
    """Two units a stretch, and parts of four records, so that a small audit has several of each."""
    with patch.multiple(ground, BITS=1, PLACE=1, STEP=4, BLOCK=2), patch.object(judged, "BITS", 1):
        yield


def everyone(guidance: Guidance) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.arange(guidance.roster.units.height)


def audited(guidance: Guidance, book: Rulebook, *said: Said) -> Audit:
    return audit(guidance, ledger([*said], book), everyone(guidance))


def told(found: Audit) -> list[str]:
    return [str(problem) for problem in found.problems]


@pytest.fixture(scope="module")
def town(book: Rulebook, askers: dict[date, Asker]) -> Guidance:
    return guide_with(roster(SMALL, book), askers[DAY], DAY)


def says(one: Said) -> tuple[str, date | None]:
    return one.status, one.until if one.status == "waived" else None


def assert_partition(found: Audit, counted: list[Counted], said: list[Said]) -> None:
    """Every record is used, superseded, set aside or elsewhere: counted one by one, and together as many as were found."""
    inside, slots = {*found.rows.tolist()}, {(one.row, one.rule, one.period): one for one in counted}
    used: set[int] = set()
    for row, slot, _, record in all_pairs(found).iter_rows():
        if record is not None:
            one, decides = slots[row, found.slots[slot].rule.id, found.slots[slot].period], said[record]
            used |= {
                at
                for at in one.used
                if said[at].status == decides.status and (decides.status != "waived" or said[at].until == decides.until)
            }
    spoken = {at for one in counted if one.row in inside for at in one.used}
    there = {at for at, one in enumerate(said) if one.unit in inside}
    by_hand = Tally(len(said), len(used), len(spoken - used), len(said) - len(there), len(there - spoken), 0)
    assert tally(found) == by_hand
    assert found.ledger.rows == sum(astuple(tally(found))[1:])


@rounds(15)
@given(draw=RANDOM)
def test_any_roster_and_ledger_are_counted_as_by_hand(draw: Random, book: Rulebook, askers: dict[date, Asker]) -> None:
    day = draw.choice(DAYS)
    guidance = guide_with(random_roster(draw, book), askers[day], day)
    said = random_said(draw, guidance, book)
    with in_small_pieces() if draw.random() < 0.5 else nullcontext():
        _counted_as_by_hand(draw, guidance, book, said)


def _counted_as_by_hand(draw: Random, guidance: Guidance, book: Rulebook, said: list[Said]) -> None:
    found, counted = audited(guidance, book, *said), list(plain_audit(guidance, said))
    pairs = all_pairs(found)
    slots = [found.slots[slot] for slot in pairs["slot"]]
    ours = zip(pairs["row"], (slot.rule.id for slot in slots), (slot.period for slot in slots), pairs["state"], strict=True)
    assert sorted(ours, key=str) == sorted(((one.row, one.rule, one.period, one.state) for one in counted), key=str)
    unused = len(said) - len({at for one in counted for at in one.used})
    assert sum("没有计入" in one.text for one in found.problems) == unused
    inside = np.array(draw.sample(range(guidance.roster.units.height), draw.randint(1, guidance.roster.units.height)))
    assert_partition(audit(guidance, found.ledger, np.sort(inside)), counted, said)
    for by in BY_LABELS:
        keys = {row: plain_keys(guidance, row, by) for row in everyone(guidance).tolist() if by != "item"}
        by_hand = Counter((key, one.state) for one in counted for key in keys.get(one.row, [one.rule]))
        table = rates(found, by)
        assert {(row["key"], state): row[state] for row in table.rows(named=True) for state in STATES if row[state]} == by_hand, by
        exact = [None if one["required"] == 0 else round(one["done"] / one["required"], 4) for one in table.rows(named=True)]
        assert table["rate"].to_list() == exact
        assert by in ("superior", "supervisor") or table["undetermined"].sum() == found.open_rules().sum()
        assert table["required"].to_list() == table.select(pl.sum_horizontal(STATES)).to_series().to_list()


@pytest.mark.parametrize(("sayings", "kind"), [(100, np.uint32), (300_000, np.uint64)])
def test_records_lie_by_stretches_and_nothing_of_them_is_lost(sayings: int, kind: type[np.unsignedinteger[Any]]) -> None:
    """However many different things are said: what is said and by whom is one number, which must have room for both."""
    draw = np.random.default_rng(1)
    unit = draw.integers(-1, 80_000, 600_000).astype(np.int32)
    saying = draw.integers(0, sayings, 600_000).astype(np.int32)
    parts = ground._parts(unit, saying, 80_000)
    assert {part.said.dtype for part in parts} == {np.dtype(kind)}
    for stretch in range(3):
        at = np.flatnonzero(unit >> ground.BITS == stretch)
        record, place, said = ground.Ground.records(cast(ground.Ground, SimpleNamespace(parts=parts)), stretch)
        assert np.array_equal(record, at)
        assert np.array_equal(place + (stretch << ground.BITS), unit[at])
        assert np.array_equal(said, saying[at])


def test_every_sum_of_the_city_ties_up(guidance: Guidance, book: Rulebook) -> None:
    draw = Random(7)
    said = [one for _ in range(40) for one in random_said(draw, guidance, book)]
    found = audited(guidance, book, *said)
    total = summary(found)
    assert total["required"] == all_pairs(found).height == sum(total[state] for state in STATES)
    assert total["undetermined"] == found.open_rules().sum()
    by: By
    for by in ("branch", "county", "item"):
        sums = rates(found, by).sum()
        assert {name: sums[name][0] for name in ("required", *STATES, "undetermined")} == {
            name: total[name] for name in ("required", *STATES, "undetermined")
        }
    assert rates(found, "superior").row(0, named=True) == {"key": "3505", "label": "中共泉州市委员会", **total}
    for by in ("branch", "county", "supervisor", "superior"):
        by_hand = Counter(key for row in everyone(guidance).tolist() for key in plain_keys(guidance, row, by))
        assert dict(rates(found, by).select("key", "units").iter_rows()) == by_hand
    periods = rates(found, "item").filter(pl.col("key") == HALF)
    assert periods["required"].item() == 2 * periods["units"].item() > 0
    assert burden(found)["cells"].sum() == total["required"] - total["done"] - total["waived"]
    for top in ("350582", "350582102", "S001"):
        rows = chosen(guidance, under=top)
        alone = audit(guidance, found.ledger, rows)
        own = rates(found, "superior").filter(pl.col("key") == top)
        assert rates(alone, "superior").head(1).equals(own)
        assert own.drop("key", "label").row(0, named=True) == summary(alone)


def test_a_county_whose_ledger_lacks_some_items_has_exactly_these_gaps(guidance: Guidance, book: Rulebook, tmp_path: Path) -> None:
    periods = {rule.id: plain_slots(guidance, rule) for rule in guidance.book.rules}
    county = chosen(guidance, under="350582")
    done = [
        Said(row, rule.id, "done", slot.period, date(2011, 3, 1), "材料")
        for row in county.tolist()
        for rule in guidance.answer(row).rules
        if rule.section in ("activities", "measures", "carriers", "obligations") and rule.audited
        for slot in periods[rule.id]
    ]
    guided = [at for at, one in enumerate(done) if guidance.roster.units["id"][one.unit] in ("S017", "Q054")]
    lacking = {*Random(3).sample(range(len(done)), 30), *guided[::25]}
    given = [one for at, one in enumerate(done) if at not in lacking]
    found = audit(guidance, ledger(given, book), county)
    assert told(found) == []
    whole(tmp_path / "out.json", lambda part: module(reports, "json").write(found, part))
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    ids, names = guidance.roster.units["id"], guidance.roster.units["name"]
    rules = {rule.id: rule for rule in book.rules}
    expected = []
    for at in sorted(lacking):
        one, rule = done[at], rules[done[at].rule]
        slot = next(slot for slot in periods[one.rule] if slot.period == one.period)
        bonds = supervisors(guidance.here, one.unit)
        by_role = {
            role: [{"unit": None if b.row is None else ids[b.row], "name": b.name} for b in bonds if b.rule.role == role]
            for role in ("leads", "guides")
        }
        late = slot.last is not None and slot.last < DAY
        branch = guidance.answer(one.unit).branch()
        expected.append(
            {"unit": ids[one.unit], "name": names[one.unit], "branch": None if branch == "none" else branch, "item": rule.id}
            | {"label": rule.label, "period": one.period, "state": "overdue" if late else "missing"}
            | {"due": slot.last.isoformat() if slot.last else None, **by_role, "clause": rule.clause}
            | {"document": rule.document}
        )
    assert written["gaps"] == expected
    assert written["summary"]["required"] - written["summary"]["done"] == len(lacking) == len(written["gaps"])
    guides = {bond["unit"] for one in written["gaps"] for bond in one["guides"]}
    assert {"Q3505-justice", "Q350582-justice", "Q3505-federation", "Q350582-united_front"} <= guides


def state(found: Audit, unit: int, rule: str, period: str | None = None) -> str:
    at = next(at for at, slot in enumerate(found.slots) if (slot.rule.id, slot.period) == (rule, period))
    return str(all_pairs(found).filter((pl.col("row") == unit) & (pl.col("slot") == at))["state"].item())


HALF, YEAR, ONCE = "steps.inform_on_members", "steps.appraise_members", "steps.goals_to_congress"
PAST = "steps.phase_of_anniversary"
MAY, JUNE = date(2011, 5, 1), date(2011, 6, 1)


def test_gaps_and_rates_are_joined_by_branch(guidance: Guidance, book: Rulebook) -> None:
    """Leading bodies are one branch among the others, and apart from the units whose branch is open."""
    found = audit(guidance, ledger([], book), everyone(guidance))
    gaps = pl.concat(gap_records(found)).group_by("branch").len().rename({"branch": "key"})
    joined = rates(found, "branch").join(gaps, on="key", how="full", nulls_equal=True)
    assert joined["key_right"].null_count() <= 1
    assert joined["len"].fill_null(0).to_list() == (joined["required"] - joined["done"] - joined["waived"]).to_list()


def test_only_items_that_somebody_is_asked_for_are_listed(guidance: Guidance, book: Rulebook) -> None:
    """One village is asked for what a village is asked for, not for what is asked of anybody."""
    row = next(row for row in range(guidance.roster.units.height) if guidance.answer(row).standing.kind == "village")
    found = rates(audit(guidance, ledger([], book), np.array([row])), "item")
    answer = guidance.answer(row)
    asked = {rule.id for rule in answer.rules if is_audited(rule) and plain_slots(guidance, rule)}
    opened = {one.rule.id for one in answer.undetermined if one.rule}
    assert asked <= {*found["key"]} <= asked | opened
    assert found.filter((pl.col("required") == 0) & (pl.col("undetermined") == 0)).height == 0


def test_the_newest_record_decides_and_of_one_day_the_least_favourable(town: Guidance, book: Rulebook) -> None:
    for said, expected in {
        (("done", MAY), ("not_started", JUNE)): "missing",
        (("not_started", MAY), ("done", JUNE)): "done",
        (("done", None), ("in_progress", MAY)): "in_progress",
        (("done", MAY), ("in_progress", MAY)): "in_progress",
        (("done", MAY), ("waived", MAY)): "waived",
        (("in_progress", None), ("not_started", None)): "missing",
    }.items():
        for order in (said, said[::-1]):
            found = audited(town, book, *(Said(VILLAGE, ONCE, status, on=day) for status, day in order))
            assert state(found, VILLAGE, ONCE) == expected
            days = {day for _, day in said}
            assert bool(found.problems) == (len(days) == 1 or None in days)


def test_what_is_newer_but_has_no_date_is_told_where_it_says_otherwise(town: Guidance, book: Rulebook) -> None:
    found = audited(town, book, Said(VILLAGE, ONCE, "in_progress", on=MAY), Said(VILLAGE, ONCE, "done"), Said(VILLAGE, ONCE, "in_progress"))
    assert told(found) == [
        f"台账.csv:3:6: “{FORMULA}”（04）的“确定迎接党的十八大的阶段性目标”有矛盾：这里写“已完成”，没有日期，台账.csv:2:6 写“进行中”\n"
        f"    没有日期的算在有日期的（{MAY}）以前，按“进行中”算；要按这里的算，请写上日期"
    ]


def test_a_blank_is_no_word_against_the_evidence_of_the_same_day(town: Guidance, book: Rulebook) -> None:
    bare, shown = Said(VILLAGE, YEAR, "done", "2010", MAY), Said(VILLAGE, YEAR, "done", "2010", MAY, RARE)
    for said, expected in (((bare, shown), "done"), ((shown, bare), "done"), ((bare, bare), "unproven")):
        found = audited(town, book, *said)
        assert (state(found, VILLAGE, YEAR, "2010"), told(found)) == (expected, [])


def test_a_waiver_lasts_to_its_day_and_a_due_day_is_still_in_time(book: Rulebook, askers: dict[date, Asker]) -> None:
    rosters = roster(SMALL, book)
    for day, until, expected in (
        (DAY, None, "waived"),
        (DAY, DAY, "waived"),
        (DAY, date(2011, 6, 29), "missing"),
        (date(2011, 7, 1), date(2011, 6, 30), "overdue"),
    ):
        found = audited(guide_with(rosters, askers[day], day), book, Said(VILLAGE, "steps.goals_to_anniversary", "waived", until=until))
        assert state(found, VILLAGE, "steps.goals_to_anniversary") == expected
    over = guide_with(rosters, askers[date(2011, 7, 1)], date(2011, 7, 1))
    late = audited(
        over, book, Said(VILLAGE, HALF, "waived", until=date(2011, 6, 30)), Said(VILLAGE, YEAR, "done", "2010", date(2011, 7, 1))
    )
    assert [state(late, VILLAGE, HALF, period) for period in ("2010H2", "2011H1", "2011H2")] == ["waived", "waived", "missing"]
    assert state(late, VILLAGE, YEAR, "2010") == "unproven"
    assert told(late) == []


def test_the_first_and_the_last_day_belong_to_their_period(town: Guidance, book: Rulebook) -> None:
    for day, period in ((date(2010, 7, 1), "2010H2"), (date(2010, 12, 31), "2010H2"), (date(2011, 1, 1), "2011H1"), (DAY, "2011H1")):
        found = audited(town, book, Said(VILLAGE, HALF, "in_progress", on=day), Said(VILLAGE, HALF, "done", period, on=date(2010, 6, 1)))
        assert [state(found, VILLAGE, HALF, one) == "done" for one in ("2010H2", "2011H1")] == [False, False]
    done = Said(VILLAGE, HALF, "done", "2011H1", on=date(2010, 12, 1))
    for until, expected in ((date(2010, 12, 31), "done"), (date(2011, 1, 1), "missing"), (DAY, "waived")):
        found = audited(town, book, done, Said(VILLAGE, HALF, "waived", on=date(2010, 12, 15), until=until))
        assert state(found, VILLAGE, HALF, "2011H1") == expected


def test_every_record_that_is_not_used_as_written_is_told_in_its_own_words(town: Guidance, book: Rulebook) -> None:
    found = audited(
        town,
        book,
        Said(VILLAGE, "steps.phase_of_congress", "done"),
        Said(VILLAGE, "steps.award_2012_members", "done"),
        Said(VILLAGE, "community.model_courtyards", "done"),
        Said(4, "rural.three_level_creation", "done"),
        Said(VILLAGE, HALF, "done", "2010H1"),
        Said(VILLAGE, HALF, "done", on=date(2010, 6, 5)),
        Said(VILLAGE, HALF, "done"),
        Said(VILLAGE, ONCE, "done", "2011H1"),
        Said(VILLAGE, ONCE, "waived", until=date(2011, 12, 31)),
    )
    unit, label = f"“{FORMULA}”（04）", "“向群众通报党员活动情况”"
    assert told(found) == [
        "台账.csv:2:6: “以迎接党的十八大为专题推进活动”在 2011-06-30 没有生效，这条记录没有计入",
        "台账.csv:3:6: “2012年中央和省委表彰优秀共产党员”不在统计的事项里，这条记录没有计入",
        f"台账.csv:4:6: {unit}不用做“开展党员示范楼院活动”，这条记录没有计入\n    用 cxzy explain 04 开展党员示范楼院活动 看为什么",
        "台账.csv:5:6: “无名会”（05）用不用做“深化农村基层党建“三级联创”活动”还没有确定，这条记录没有计入\n"
        "    先补全花名册；用 cxzy roster slip 看缺什么",
        f"台账.csv:6:6: {label}不统计 2010年上半年，这条记录没有计入\n    统计的期次有：2010年下半年、2011年上半年",
        f"台账.csv:7:6: {label}不统计 2010-06-05 所在的期，这条记录没有计入\n    统计的期次有：2010年下半年、2011年上半年",
        f"台账.csv:8:6: {label}（2011年上半年）没有日期，算作 2011年上半年\n    写明日期或期次",
        f"台账.csv:9:6: {unit}的“确定迎接党的十八大的阶段性目标”有矛盾：这里写“已完成”，台账.csv:10:6 写“不适用，到 2011-12-31”\n"
        "    同一天的记录取最不利的，按“不适用，到 2011-12-31”算；请核实后只留一条",
        "台账.csv:9:6: “确定迎接党的十八大的阶段性目标”不分期，期次“2011H1”没有用到",
    ]


def test_an_act_before_its_period_began_counts_and_is_told(town: Guidance, book: Rulebook) -> None:
    early = date(2010, 8, 1)
    found = audited(town, book, Said(VILLAGE, HALF, "done", "2011H1", early), Said(VILLAGE, HALF, "done", "2010H2", early))
    assert [state(found, VILLAGE, HALF, period) for period in ("2010H2", "2011H1")] == ["done", "done"]
    told_early = "“向群众通报党员活动情况”（2011年上半年）的日期 2010-08-01 早于这一期的第一天 2011-01-01，照算了"
    assert told(found) == [f"台账.csv:2:6: {told_early}\n    看看日期和期次写得对不对"]
    waived = audited(town, book, Said(VILLAGE, HALF, "waived", "2011H1", early), Said(VILLAGE, HALF, "in_progress", "2011H1", early))
    assert not any("早于这一期" in line for line in told(waived))


def test_beyond_a_thousand_of_a_kind_the_rest_is_one_line(town: Guidance, book: Rulebook) -> None:
    found = audited(town, book, *[Said(VILLAGE, "community.model_courtyards", "done")] * 1234)
    assert len(found.problems) == 1001
    assert told(found)[-1] == "台账.csv:1002:6: 从这里起还有 234 处同样的问题：单位不用做的事项"


RECURRING = ["steps.inform_on_organisations", "steps.inform_on_members", "steps.appraise_organisations", "steps.appraise_members"]


@rounds(8)
@given(draw=RANDOM)
def test_a_trend_accounts_for_every_change_once(draw: Random, book: Rulebook) -> None:
    gone, wider = draw.sample(RECURRING, 1), draw.sample([rule.id for rule in book.rules], 3)
    others = [replace(rule, when=ALWAYS) if rule.id in wider else rule for rule in book.rules if rule.id not in gone]
    changed = replace(book, rules=tuple(others))
    old_roster, new_roster = random_roster(draw, book), random_roster(draw, book)
    old_day, new_day = sorted([draw.choice(DAYS), draw.choice(DAYS)])
    then, now = (
        Circumstances(rules, roster, day, ledger(random_said(draw, guide(roster, rules, day, "plain"), rules), book))
        for rules, roster, day in ((book, old_roster, old_day), (changed, new_roster, new_day))
    )
    old, new = audit_of(then, everyone, "plain"), audit_of(now, everyone, "plain")
    found = with_trend(new, now, then, Between(old_roster, new_roster), everyone, "plain").trend
    assert found is not None
    before, after = states(old), states(new)
    assert {(unit, item, period): (b, a) for unit, _, item, _, period, b, a, _, _ in found.pairs.rows()} == {
        key: (before.get(key), after.get(key)) for key in before | after
    }
    for one in found.pairs.rows(named=True):
        assert (one["cause"] is None) == (one["change"] == "same") == (one["before"] == one["after"])
        assert (one["change"] == "appeared") == (one["before"] is None)
        assert (one["cause"] == "unit") == ((one["unit"] in old_roster.ids()) != (one["unit"] in new_roster.ids()))
    sums = causes(found).sum().row(0, named=True)
    for name in ("required", "done"):
        assert sums[name] == summary(new)[name] - summary(old)[name]


def states(found: Audit) -> dict[tuple[str, str, str | None], str]:
    ids, slots = found.guidance.roster.units["id"], found.slots
    return {(ids[row], slots[slot].rule.id, slots[slot].period): state for row, slot, state, _ in all_pairs(found).rows()}


def changes(now: Circumstances, then: Circumstances) -> dict[tuple[str, str, str | None], tuple[str, str]]:
    """What changed, how, and why."""
    found = with_trend(audit_of(now, everyone, "plain"), now, then, Between(then.roster, now.roster), everyone, "plain").trend
    assert found is not None
    told = found.pairs.filter(pl.col("cause").is_not_null()).select("unit", "item", "period", "change", "cause")
    return {(unit, item, period): (change, cause) for unit, item, period, change, cause in told.rows()}


def test_each_cause_of_a_change_is_told_apart(book: Rulebook) -> None:
    small = roster(SMALL, book)
    then = Circumstances(book, small, date(2011, 6, 30), ledger([Said(VILLAGE, ONCE, "done")], book))
    assert changes(then, then) == {}
    better = replace(then, ledger=ledger([Said(VILLAGE, ONCE, "in_progress"), Said(VILLAGE, HALF, "done", "2010H2")], book))
    assert changes(better, then) == {("04", ONCE, None): ("slid", "data"), ("04", HALF, "2010H2"): ("better", "data")}
    later = changes(replace(then, day=date(2011, 7, 1)), then)
    appeared = {key[1:] for key, how in later.items() if how == ("appeared", "time")}
    assert appeared == {(HALF, "2011H2"), ("steps.inform_on_organisations", "2011H2"), ("steps.phase_of_congress", None)}
    assert later["04", PAST, None] == ("vanished", "time")
    assert later["04", HALF, "2011H1"] == ("slid", "time")
    assert {cause for _, cause in later.values()} == {"time"}
    filled = replace(then, day=date(2011, 7, 1), ledger=ledger([Said(VILLAGE, HALF, "done", "2011H2")], book))
    assert changes(filled, then)["04", HALF, "2011H2"] == ("appeared", "time")
    fewer = replace(then, book=replace(book, rules=tuple(rule for rule in book.rules if rule.id != ONCE)))
    assert changes(fewer, then) == {(unit, ONCE, None): ("vanished", "rule") for unit in ("01", "02", "03", "04", "05")}
    tagged = roster([(*row[:6], "不适应村") if row[0] == "04" else row for row in SMALL], book)
    assert set(changes(replace(then, roster=tagged), then).values()) == {("appeared", "facts")}
    chapter = ("06", "第一党支部", "05", "", "", "", "")
    above = replace(then, roster=roster([*SMALL, chapter], book))
    below = replace(then, roster=roster([*SMALL[:4], ("05", "无名会", "04", "", "", "", ""), chapter], book))
    moved = {(unit, how) for (unit, _, _), how in changes(below, above).items() if unit in ("05", "06")}
    assert moved == {("05", ("appeared", "affiliation")), ("06", ("appeared", "affiliation"))}
    gone = changes(replace(then, roster=roster(SMALL[:-1], book)), then)
    assert {(key[0], how) for key, how in gone.items()} == {("05", ("vanished", "unit"))}


def cxzy(*arguments: str | Path) -> tuple[int, str, str]:
    """The exit code, and what a call of the program wrote."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with (
        patch("sys.argv", ["cxzy", *map(str, arguments)]),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as stopped,
    ):
        main()
    out.flush()
    return int(stopped.value.code or 0), out.buffer.getvalue().decode(), err.getvalue()


LEDGER_HEADER = ["单位编号", "事项", "期次", "状态", "日期", "佐证", "备注", "有效期至"]


@pytest.fixture
def office(town: Guidance, tmp_path: Path) -> Path:
    """A folder with a roster and a ledger in which everything is done."""
    with (tmp_path / "名册.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["编号", "名称", "上级", "类型"], *(row[:4] for row in SMALL[:-1])])
    write_ledger(tmp_path / "台账.csv", town, "已完成")
    return tmp_path


def write_ledger(path: Path, town: Guidance, status: str) -> None:
    found = audited(town, load(ROOT / "rules"))
    ids = town.roster.units["id"]
    rows = [[ids[row], found.slots[slot].rule.id, found.slots[slot].period, status, "2011-03-01", RARE + FORMULA, "", ""]
            for row, slot in all_pairs(found).select("row", "slot").rows() if ids[row] != "05"]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([LEDGER_HEADER, *rows])


def test_the_command_exits_0_where_all_is_done_and_1_where_not(office: Path, town: Guidance) -> None:
    code, out, err = cxzy("audit", office / "名册.csv", office / "台账.csv", "--as-of", "2011-06-30", "-f", "json")
    found = json.loads(out)
    assert (code, err, found["gaps"], found["ledger_problems"]) == (0, "", [], [])
    assert (found["summary"]["rate"], found["units_without_records"]) == (1.0, 0)
    assert sum(one["cells"] for one in found["burden"]) == 0
    write_ledger(office / "旧.csv", town, "进行中")
    since = ("--as-of", "2011-06-30", "-f", "table", "--by", "county", "--since", office / "台账.csv")
    code, out, _ = cxzy("audit", office / "名册.csv", office / "旧.csv", *since)
    assert code == 1
    assert "截至 2011-06-30：4 个单位" in out
    assert "░ 0.0%" in out
    assert "自 2011-06-30 以来：完成率 100.0% → 0.0%" in out
    assert "台账有新的记录" in out


def test_every_format_says_the_same_and_the_same_twice(town: Guidance, book: Rulebook, tmp_path: Path) -> None:
    said = [Said(VILLAGE, HALF, "in_progress", "2010H2", MAY, RARE + FORMULA), Said(VILLAGE, YEAR, "done", "2010", MAY, FORMULA)]
    found = audit(town, ledger(said, book), chosen(town, under="02"))
    for name in ("json", "csv", "parquet"):
        one, other = (tmp_path / f"{number}.{name}" for number in (1, 2))
        for path in (one, other, other):
            whole(path, partial(module(reports, name).write, found))
        assert contents(one) == contents(other)
    gaps = json.loads((tmp_path / "1.json").read_text(encoding="utf-8"))["gaps"]
    with (tmp_path / "1.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["单位编号"], row["事项"], row["完成时限"]) for row in rows] == [(g["unit"], g["label"], g["due"] or "") for g in gaps]
    assert {row["单位名称"] for row in rows} == {"某县委", f"{RARE}镇党委", "'" + FORMULA, "无名会"}
    assert {row["佐证"]: row["核查结果"] for row in rows if row["佐证"]} == {RARE + FORMULA: "逾期未完成"}
    table = pl.read_parquet(tmp_path / "1.parquet" / "gaps.parquet")
    assert table.with_columns(pl.col("due").cast(pl.String)).to_dicts() == gaps
    pairs = pl.read_parquet(tmp_path / "1.parquet" / "pairs.parquet")
    assert pairs.filter(pl.col("state") == "done")["evidence"].to_list() == [FORMULA]
    assert pairs.height == len(gaps) + 1
    by = pl.read_parquet(tmp_path / "1.parquet" / "rates.parquet")
    assert by.filter(pl.col("by") == "item")["required"].sum() == pairs.height


def contents(path: Path) -> list[bytes]:
    return [file.read_bytes() for file in (sorted(path.iterdir()) if path.is_dir() else [path])]


def test_a_call_that_cannot_be_right_is_refused(office: Path) -> None:
    call = ("audit", office / "名册.csv", office / "台账.csv")
    wrong: dict[tuple[str | Path, ...], str] = {
        ("-o", office / "台账.csv"): f"输出文件“{office / '台账.csv'}”就是读的文件，会把它盖掉；换一个文件名",
        ("-o", office / "out.doc"): "从“out.doc”看不出格式，用 -f 写明：" + "、".join(names(reports)),
        ("--since-as-of", "2010-12-31"): "--since-roster、--since-rules、--since-as-of 要和 --since 旧台账 一起写",
        ("-f", "parquet"): "parquet 格式要用 -o 写进文件",
        ("-f", "json", "--template", "通报.docx"): "--template 只用于 docx、md",
    }
    for more, text in wrong.items():
        code, _, err = cxzy(*call, *more)
        assert (code, err.splitlines()[-1]) == (2, f"命令写得不对：{text}")
    code, _, err = cxzy(*call, "--under", "九霄云外乡")
    assert (code, err.splitlines()[0]) == (1, "花名册里没有“九霄云外乡”。")
    assert cxzy("audit", office / "名册.csv")[0] == 2
    assert cxzy("audit", office / "名册.csv", office / "没有.csv")[0] == 3

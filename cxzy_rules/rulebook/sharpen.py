"""A layer's rule in place of one of its base: the same thing asked of the same units, more strictly, and never less.

It may be due earlier, recur oftener, or demand evidence where none was demanded. Whatever would loosen the rule, narrow it or
leave it as it is, is told with the words of both documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cxzy_rules.model.days import Days
from cxzy_rules.model.law import RHYTHM_LABELS, Rhythm, Rule
from cxzy_rules.model.place import Problem, hint_nearest
from cxzy_rules.rulebook.rules import Written

OFTEN: tuple[Rhythm | None, ...] = (None, "year", "half_year")


def sharpened(one: Written, base: Mapping[str, Written], problems: list[Problem]) -> Written | None:
    """The rule with all that it takes over from the one that it sharpens; None where there is no such rule."""
    wanted = one.rule.sharpens or ""
    if wanted not in base:
        problems.append(
            Problem(one.place("sharpens"), f"底本没有“{wanted}”这条规则可以收紧", hint_nearest(wanted, list(base)), check="unknown-rule")
        )
        return None
    old, new = base[wanted].rule, one.rule
    found = [*_faults(one, old)] or ([] if _sharper(new, old) else [("id", "没有收紧什么：期限、周期、佐证都没有更严")])
    for key, text in found:
        problems.append(Problem(one.place(key), f"“{new.id}”{text}", both(old, new), check="layer-loosens"))
    return replace(
        one,
        rule=replace(
            new,
            when=old.when,
            branch=old.branch,
            rhythm=new.rhythm or old.rhythm,
            due=new.due or old.due,
            evidence=new.evidence or old.evidence,
            audited=new.audited or old.audited,
        ),
    )


def shared_days(one: Written, own: Days, old: Rule, problems: list[Problem]) -> Days:
    """The days on which a rule, which has these of its own, stands in the place of the old one; where there are none, that is told."""
    shared = own.shared(old.days())
    if shared.empty() and not own.empty() and not old.days().empty():
        text = f"“{one.rule.id}”和它收紧的“{old.id}”没有一天同时有效：{own}；{old.days()}"
        problems.append(Problem(one.place("sharpens"), text, both(old, one.rule), check="never-in-force"))
    return shared


def both(old: Rule, new: Rule) -> str:
    """The clauses of both documents, with their words."""
    return f"底本第 {old.clause} 条“{old.quote}”（{old.id}，{old.place}）；补充文件第 {new.clause} 条“{new.quote}”"


def _faults(one: Written, old: Rule) -> list[tuple[str, str]]:
    """Where it would not be sharper: the key, and what is wrong there."""
    new, name = one.rule, f"“{old.id}”"
    found: list[tuple[str, str]] = []
    if old.section == "supervision" or new.section != old.section:
        found.append(("id", f"要收紧的{name}不在同一节里，不能收紧"))
    if "when" in one.at:
        found.append(("when", f"收紧{name}不能另写条件：收窄不是收紧，条件照底本的"))
    if new.due and old.due and old.due < new.due:
        found.append(("due", f"放宽了{name}的期限：{old.due} 改成 {new.due}"))
    if new.due and old.rhythm:
        found.append(("due", f"{name}{RHYTHM_LABELS[old.rhythm]}一次，不能另写期限"))
    if new.rhythm and old.due:
        found.append(("rhythm", f"{name}的期限是 {old.due}，不能改成{RHYTHM_LABELS[new.rhythm]}一次"))
    if new.rhythm and OFTEN.index(new.rhythm) < OFTEN.index(old.rhythm):
        found.append(("rhythm", f"放宽了{name}的周期：{_often(old)}改成{_often(new)}"))
    if new.evidence and old.evidence and old.evidence not in new.evidence:
        found.append(("evidence", f"换掉了{name}要求的佐证“{old.evidence}”，只能在它之外再加"))
    if old.audited and not new.audited:
        found.append(("audited", f"不再核查{name}"))
    return found


def _sharper(new: Rule, old: Rule) -> bool:
    due = new.due is not None and (old.due is None or new.due < old.due)
    oftener = new.rhythm is not None and OFTEN.index(new.rhythm) > OFTEN.index(old.rhythm)
    proof = new.evidence not in ("", old.evidence)
    return due or oftener or proof or (new.audited and not old.audited)


def _often(rule: Rule) -> str:
    return f"{RHYTHM_LABELS[rule.rhythm]}一次" if rule.rhythm else "一次"

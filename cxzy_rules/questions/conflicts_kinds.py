"""Suspect in the vocabulary: kinds in two branches or in none, branches without kinds, settlements that settle nothing."""

from __future__ import annotations

from collections.abc import Iterator

from cxzy_rules.model.law import NO_BRANCH, Settlement
from cxzy_rules.questions.look import Look
from cxzy_rules.questions.reach.places import Place
from cxzy_rules.questions.specimen import Specimen, specimen
from cxzy_rules.questions.suspect import Suspect
from cxzy_rules.vocabulary.words import Vocabulary


def kinds(look: Look) -> Iterator[Suspect]:
    """What is wrong."""
    words = look.book.vocabulary
    first: dict[tuple[str, str], Settlement] = {}
    for one in words.settlements:
        known = first.setdefault((one.kind, one.superior), one)
        if known is not one:
            yield _settled_twice(look, known, one)
        only = words.kinds[one.kind].superiors
        if only and one.superior not in only:
            text = f"归口（settlement）{_pair(words, one)}永远用不上：“{words.kinds[one.kind].label}”的上级（superiors）里没有它"
            yield Suspect("settlement_unused", text)
    for branch in words.branches.values():
        if branch.id not in {kind.branch for kind in words.kinds.values()} | {one.branch for one in words.settlements}:
            yield Suspect("branch_without_kinds", f"没有一个类型属于分类“{branch.label}”（{branch.id}），它的规则只有靠人工填分类才用得上")
    for kind in words.kinds.values():
        unknown = [place for place in _places(look, kind.id) if place.value("branch") is None]
        if unknown:
            yield Suspect("kind_in_no_branch", f"类型“{kind.label}”（{kind.id}）有时不知道归哪一类", (), _shown(look, unknown))


def _settled_twice(look: Look, known: Settlement, one: Settlement) -> Suspect:
    words = look.book.vocabulary
    same = known.branch == one.branch
    told = "写了两次" if same else f"归到两个分类：“{words.branches[known.branch].label}”和“{words.branches[one.branch].label}”"
    below = [place for place in _places(look, one.kind) if place.superior and place.superior.standing.kind == one.superior]
    return Suspect(
        "settled_twice" if same else "kind_in_two_branches", f"归口（settlement）{_pair(words, one)}{told}", (), _shown(look, below)
    )


def _pair(words: Vocabulary, one: Settlement) -> str:
    return f"“{words.kinds[one.superior].label}”下的“{words.kinds[one.kind].label}”"


def _places(look: Look, kind: str) -> list[Place]:
    return [place for place in look.space.places if place.standing.kind == kind and place.standing.placed]


def _shown(look: Look, places: list[Place]) -> Specimen | None:
    found = (specimen(place, {}, look.book.vocabulary) for place in places)
    return next((one for one in found if one is not None), None)


def kinds_told(look: Look) -> Iterator[Suspect]:
    """What is only told: the kinds outside all branches, those whose branch is another below some superiors, those without rules."""
    words = look.book.vocabulary
    leading = [kind.label for kind in words.kinds.values() if kind.branch is None]
    if leading:
        yield Suspect("leading_kinds", "不属于任何分类的类型（领导机关）：" + "、".join(leading))
    labels = {NO_BRANCH: "领导机关"} | {branch.id: branch.label for branch in words.branches.values()}
    for kind in words.kinds.values():
        branches = dict.fromkeys(str(place.value("branch")) for place in _places(look, kind.id))
        if len(branches) > 1:
            told = "、".join(labels[one] for one in branches)
            yield Suspect("kind_by_superior", f"类型“{kind.label}”（{kind.id}）看上级归不同的分类：{told}")
    yield from _without_rules(look)


def _without_rules(look: Look) -> Iterator[Suspect]:
    """The kinds of which no unit gets anything of its branch: they fall between the rules, though not between the branches."""
    words = look.book.vocabulary
    margins = [(rule.branch, look.margin(rule.when)) for rule in look.book.rules if rule.branch is not None and rule.role is None]
    met = {(key, branch) for own, margin in margins for (key, branch), values in margin.items() if branch == own and True in values}
    for kind in words.kinds.values():
        for branch in dict.fromkeys(place.value("branch") for place in _places(look, kind.id)):
            if branch in words.branches and (kind.id, branch) not in met:
                label = words.branches[str(branch)].label
                yield Suspect("kind_without_rules", f"类型“{kind.label}”（{kind.id}）归“{label}”，这一类的规则却没有一条适用它")

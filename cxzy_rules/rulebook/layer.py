"""A layer: what a county, a department or an institution adds under a document of its superiors, for the units below it.

It may add rules, sharpen rules, and add words that its own units may bear. Whatever would take something away, loosen it,
or reach further than its issuer is told; by their last condition its rules hold for the units alone that it reaches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cxzy_rules.conditions.narrow import narrowed
from cxzy_rules.conditions.parse import Lexicon
from cxzy_rules.model.condition import ALWAYS, All, Condition, flag
from cxzy_rules.model.days import Days
from cxzy_rules.model.facts import within_fact
from cxzy_rules.model.law import Reach, Rule, Ruling
from cxzy_rules.model.place import Place, Problem, hint_nearest
from cxzy_rules.paths import shown
from cxzy_rules.rulebook.book import Rulebook, chain
from cxzy_rules.rulebook.check import check_rules
from cxzy_rules.rulebook.days import check_days, resting
from cxzy_rules.rulebook.folder import Folder, opened
from cxzy_rules.rulebook.links import check_organ_quotes, check_ruling_links, organ_places
from cxzy_rules.rulebook.merge import ADDED, Sections, merged
from cxzy_rules.rulebook.needed import check_columns
from cxzy_rules.rulebook.rules import Written
from cxzy_rules.rulebook.sections import read_rulings, read_stretches, read_subjects
from cxzy_rules.rulebook.sharpen import both, shared_days, sharpened
from cxzy_rules.vocabulary.reach import words_in
from cxzy_rules.vocabulary.read import read_vocabulary
from cxzy_rules.vocabulary.words import lexicon
from cxzy_rules.yamlfile import Node


@dataclass(frozen=True, slots=True)
class Stack:
    """What has been read so far: the rulebook with its layers, and of their files what the next layer is held against.

    `sections`: the vocabulary's; `written`: all rules with their places; `files`: of which layer each file of a layer is.
    """

    book: Rulebook
    sections: Sections
    written: tuple[Written, ...]
    files: dict[str, str]


def laid(stack: Stack, path: Path, problems: list[Problem]) -> Stack:
    """The stack with one layer more; without it, where that cannot be read, which is told."""
    folder = opened(path, problems)
    if folder is None or not _check_identity(folder, stack.book, problems):
        return stack
    book, identity = stack.book, folder.identity
    files = stack.files | {shown(file): identity.id for file in folder.nodes}
    sections = merged(stack.sections, folder.below("vocabulary"), problems)
    vocabulary = replace(
        read_vocabulary(sections, book.vocabulary.branches, problems, files), reaches=(*book.vocabulary.reaches, _reach(folder, book))
    )
    own = {key: _of_folder(sections[key], folder) for key in ADDED if key in sections}
    around = [identity.id, *chain(book, str(identity.under))]
    words = _lexicon(book, lexicon(words_in(vocabulary, around), {}), around, folder, problems)
    rulings = read_rulings(folder.below("rulings"), folder.document, problems)
    _check_unique(rulings, book, problems)
    check_days(folder.nodes.values(), identity, problems)
    rules = _rules(folder, stack, words, around, problems)
    known = book.rulings | rulings
    rules = [resting(one, known, organ_places(sections, vocabulary), problems) for one in rules]
    check_rules(rules, folder.document, known, vocabulary, problems, stack.written)
    check_columns(sections, rules, problems)
    check_organ_quotes(own, folder.document, problems)
    check_ruling_links(own, folder.root, known, problems)
    unruled = read_stretches(folder.below("document", but="clauses.yaml"), folder.document, problems)
    layer = Rulebook(folder.path, identity, folder.document, vocabulary, words, rulings, folder.in_order(rules), unruled)
    more = replace(book, vocabulary=vocabulary, rulings=known, rules=(*book.rules, *layer.rules), layers=(*book.layers, layer))
    return Stack(more, sections, (*stack.written, *rules), files)


def together(stack: Stack) -> Rulebook:
    """The rulebook with its layers, every condition over the words of all of them."""
    book, every = stack.book, lexicon(stack.book.vocabulary, {})
    subjects = {key: condition for one in (book, *book.layers) for key, condition in one.lexicon.subjects.items()}
    words = Lexicon(every.domains, every.tags, {key: narrowed(condition, every.domains) for key, condition in subjects.items()})
    organs = {key: organ.layer for key, organ in book.vocabulary.organs.items() if organ.layer}

    def fitted(rule: Rule) -> Rule:
        around = chain(book, rule.document)
        return replace(rule, when=narrowed(rule.when, every.domains, frozenset(o for o, layer in organs.items() if layer not in around)))

    layers = tuple(
        replace(layer, rules=tuple(map(fitted, layer.rules)), vocabulary=book.vocabulary, lexicon=words) for layer in book.layers
    )
    return replace(book, rules=tuple(map(fitted, book.rules)), lexicon=words, layers=layers)


def _check_identity(folder: Folder, book: Rulebook, problems: list[Problem]) -> bool:
    """Whether it is a layer of what has been read, on days of that; told otherwise."""
    identity, values = folder.identity, folder.root.value
    at: Mapping[str, Place] = {key: node.place for key, node in values.items()} if isinstance(values, dict) else {}
    known = [book.identity.id, *(layer.identity.id for layer in book.layers)]
    if identity.under is None or identity.issuer_unit is None:
        hint = "写上 under: 底本的 id，issuer_unit: 发文单位的编号或全称"
        problems.append(Problem(identity.place, "第一个以后的规则文件夹都是补充文件，要写 under 和 issuer_unit", hint, check="layer-order"))
        return False
    if identity.id in known:
        problems.append(Problem(at["id"], f"“{identity.id}”已经读过了", "一个规则文件夹只写一次", check="layer-order"))
        return False
    if identity.under not in known:
        hint = f"在它前面写上那一套的 --rules。{hint_nearest(identity.under, known, '已经读了的有')}"
        problems.append(Problem(at["under"], f"前面没有读到“{identity.under}”", hint, check="layer-order"))
        return False
    above = next(one.identity for one in (book, *book.layers) if one.identity.id == identity.under)
    whole = Days(above.issued, above.ends)
    for key, day in (("issued", identity.issued), ("ends", identity.ends)):
        if not whole.cover(day):
            problems.append(
                Problem(
                    at[key],
                    f"{key} 写的 {day} 不在上一层文件的有效期内",
                    f"《{above.title}》从 {above.issued} 到 {above.ends} 有效",
                    check="days-outside-document",
                )
            )
    return True


def _reach(folder: Folder, book: Rulebook) -> Reach:
    identity = folder.identity
    under = None if identity.under == book.identity.id else identity.under
    return Reach(identity.id, identity.title, str(identity.issuer_unit), identity.reaches_issuer, under)


def _of_folder(section: Node, folder: Folder) -> Node:
    """The entries of a section that stand in a folder's own files."""
    files = {shown(file) for file in folder.nodes}
    return replace(section, value=[one for one in section.value if one.place.path in files]) if isinstance(section.value, list) else section


def _lexicon(book: Rulebook, known: Lexicon, around: list[str], folder: Folder, problems: list[Problem]) -> Lexicon:
    """What its conditions may ask: the words and subjects of the base, of the layers that it stands under, and its own."""
    above = [book, *(layer for layer in book.layers if layer.identity.id in around)]
    subjects = {key: narrowed(condition, known.domains) for one in above for key, condition in one.lexicon.subjects.items()}
    return read_subjects(folder.file("subjects.yaml"), replace(known, subjects=subjects), problems)


def _check_unique(rulings: Mapping[str, Ruling], book: Rulebook, problems: list[Problem]) -> None:
    for key in rulings.keys() & book.rulings.keys():
        there, here = book.rulings[key].place, rulings[key].place
        problems.append(Problem(here, f"裁定“{key}”前面的文件里已经有了", f"那一个写在 {there}，换一个编号", check="id-doubled"))


def _rules(folder: Folder, stack: Stack, words: Lexicon, around: list[str], problems: list[Problem]) -> list[Written]:
    """Its rules as they hold: for the units alone that it reaches, on its own days, in place of those that they sharpen."""
    above = {one.rule.id: one for one in stack.written if one.rule.document in (stack.book.identity.id, *around)}
    inside, days = flag(within_fact(folder.identity.id)), Days(folder.identity.issued, folder.identity.ends)
    found: list[Written] = []
    sharper: dict[str, Written] = {}
    for one in folder.rules(words, problems):
        if one.rule.id in above:
            hint = f"{both(above[one.rule.id].rule, one.rule)}；要收紧就换一个编号，写 sharpens: {one.rule.id}"
            problems.append(Problem(one.place("id"), f"补充文件不能改写底本的规则“{one.rule.id}”", hint, check="layer-overrides"))
            continue
        whole = sharpened(one, above, problems) if one.rule.sharpens else one
        if whole is not None and whole.rule.sharpens:
            first = sharper.setdefault(whole.rule.sharpens, one)
            if first is not one:
                hint = f"另一条是 {first.rule.id}，写在 {first.place('sharpens')}；要收紧的都写在一条里"
                text = f"“{whole.rule.sharpens}”收紧了两次"
                problems.append(Problem(one.place("sharpens"), text, hint, check="layer-sharpens-twice"))
                continue
        if whole is not None:
            own = whole.rule.days().shared(days)
            shared = shared_days(whole, own, above[whole.rule.sharpens].rule, problems) if whole.rule.sharpens else own
            rule = replace(whole.rule, when=_both(whole.rule.when, inside), starts=shared.first, ends=shared.last)
            found.append(replace(whole, rule=rule))
    if not found and not problems:
        problems.append(
            Problem(Place(shown(folder.path)), "一条规则也没有", "在 branches、duties 或 supervision 里写规则", check="no-rules")
        )
    return found


def _both(condition: Condition, inside: Condition) -> Condition:
    return inside if condition == ALWAYS else All((*condition.parts, inside)) if isinstance(condition, All) else All((condition, inside))

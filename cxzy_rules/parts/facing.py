"""What stands on each side of the document held against its rules, in words: the text with its marks, and the rules made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cxzy_rules.conditions.words import phrase
from cxzy_rules.model.law import RHYTHM_LABELS, ROLE_LABELS, SECTION_LABELS, Rule, Ruling
from cxzy_rules.questions.coverage import UNACCOUNTED, VERDICT_LABELS, ClauseCoverage, Coverage, Sentence
from cxzy_rules.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text, what became of it, the numbers of the rules that quote it, and of those whose quotes end with it."""

    text: str
    verdict: str
    rules: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule beside its sentence. `asked`: its section, role, rhythm, day and proof; `rulings`: those it rests on, in full."""

    number: int
    id: str
    label: str
    asked: str
    condition: str
    rulings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facing:
    """One sentence: its text on one side, on the other its rules and what is said of the words that are none."""

    clause: str
    number: int
    verdict: str
    word: str
    marks: tuple[Mark, ...]
    rules: tuple[RuleLine, ...]
    rests: tuple[str, ...]
    rulings: tuple[str, ...]
    organs: tuple[str, ...]


def facing(book: Rulebook, sentence: Sentence) -> Facing:
    """The sentence with everything said of it, in Chinese."""
    numbers = {rule.id: number for number, rule in enumerate(sentence.rules, start=1)}
    marks = tuple(
        Mark(piece.text, piece.verdict(), tuple(numbers[rule.id] for rule in piece.rules), tuple(numbers[rule.id] for rule in piece.ends))
        for piece in sentence.pieces
    )
    told = {ruling for rule in sentence.rules for ruling in (rule.ruling, rule.counterpart)}
    return Facing(
        clause=sentence.clause,
        number=sentence.number,
        verdict=sentence.verdict(),
        word=VERDICT_LABELS[sentence.verdict()],
        marks=marks,
        rules=tuple(_line(book, numbers[rule.id], rule) for rule in sentence.rules),
        rests=tuple(_rests(sentence)),
        rulings=tuple(ruling_words(one) for one in sentence.rulings if one.id not in told),
        organs=tuple(f"{organ.label}（{organ.id}）" for organ in sentence.organs),
    )


def _line(book: Rulebook, number: int, rule: Rule) -> RuleLine:
    rulings = tuple(ruling_words(book.rulings[one]) for one in (rule.ruling, rule.counterpart) if one)
    return RuleLine(number, rule.id, rule.label, "　".join(_asked(rule)), phrase(rule.when, book.lexicon), rulings)


def _asked(rule: Rule) -> Iterator[str]:
    """What kind of thing it is, and how often, by when and with what proof it is asked."""
    yield SECTION_LABELS[rule.section] + (f"·{ROLE_LABELS[rule.role]}" if rule.role else "")
    if rule.rhythm:
        yield RHYTHM_LABELS[rule.rhythm]
    if rule.due:
        yield f"期限 {rule.due}"
    if rule.starts:
        yield f"{rule.starts} 起"
    if rule.ends:
        yield f"至 {rule.ends}"
    if rule.evidence:
        yield f"佐证：{rule.evidence}"


def ruling_words(ruling: Ruling) -> str:
    """A ruling in full."""
    return f"{ruling.id}（{ruling.date}）{ruling.text}"


def _rests(sentence: Sentence) -> Iterator[str]:
    """What is said of the words that are no rule; one that is the whole sentence need not be repeated."""
    rests = sentence.rests()
    alone = len(rests) == 1 and not sentence.rules
    for piece in rests:
        words = "" if alone else f"“{piece.text.strip()}”"
        note = piece.unruled.note if piece.unruled else ""
        told = VERDICT_LABELS[piece.verdict()] if piece.verdict() != UNACCOUNTED else "没有写进规则，也没有写明为什么"
        yield f"{words}{told}{f'：{note}' if note else ''}"


def clause_words(one: ClauseCoverage) -> str:
    """A clause's figures in one line."""
    parts = [f"{len(one.sentences)} 句"]
    parts += [f"{label} {one.count(verdict)}" for verdict, label in VERDICT_LABELS.items() if one.count(verdict)]
    return "，".join(parts) + f"；{one.rules} 条规则，{one.share():.1%} 的字在引文里"


def whole_words(found: Coverage) -> str:
    """The document's figures in one line."""
    told = [sentence.verdict() for sentence in found.sentences()]
    parts = [f"{label} {told.count(verdict)}" for verdict, label in VERDICT_LABELS.items() if verdict in told or verdict == UNACCOUNTED]
    return f"共 {len(told)} 句：" + "，".join(parts) + f"。{len(found.book.rules)} 条规则，{found.share():.1%} 的字在引文里。"

"""Breaks the shipped rulebook, its layer and the example in some hundred seeded ways, one at a time, and tells what catches each.

Run as `python -m benchmarks.mutants`; docs/mutants.md holds what it printed. Of the example's base only the days are broken, of which
the shipped rulebook has few; of both layers everything. A mutant is caught by the first of: `rules check`,
`rules coverage`, `rules test` (its second entry first, then the cases, those that name the rule first), `rules conflicts`, and last
`rules test --min-coverage 100`. One that none catches is *equivalent* where every rule is the same in every combination of facts that
can occur, and *survives* otherwise.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from benchmarks.mutate import Mutant, mutants
from cxzy_rules.model.condition import ALWAYS
from cxzy_rules.model.law import Rule
from cxzy_rules.model.place import Place, Unusable
from cxzy_rules.paths import shipped_rules
from cxzy_rules.questions.cases import Case, read_cases
from cxzy_rules.questions.conflicts import conflicts
from cxzy_rules.questions.coverage import coverage
from cxzy_rules.questions.look import Look
from cxzy_rules.questions.pinned import unlike
from cxzy_rules.questions.reach.space import reach
from cxzy_rules.questions.shown import Tried
from cxzy_rules.questions.shown import coverage as shown
from cxzy_rules.questions.trial import guided, rosters, run
from cxzy_rules.rulebook.book import Rulebook, volumes
from cxzy_rules.rulebook.load import examine, load

EACH, SEED = 8, 2011
EQUIVALENT, SURVIVED = "equivalent", "survived"
CATCHERS = ("check", "coverage", "test: second entry", "test: cases", "conflicts", "test: all shown")
NOWHERE = Place("")
TOP = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Fate:
    """What became of a mutant."""

    mutant: Mutant
    caught: str


class Field:
    """A copy of a rulebook, and of the base under it, in which one file at a time is a mutant's."""

    def __init__(self, folder: Path, under: Path | None, copy: Path) -> None:
        sources = [one for one in (under, folder) if one is not None]
        self.copies = [copy / str(number) for number in range(len(sources))]
        for source, place in zip(sources, self.copies, strict=True):
            shutil.copytree(source, place)
        self.copy = self.copies[-1]
        self.texts = {path: path.read_bytes() for path in self.copy.glob("**/*.yaml")}
        self.sound = load(*self.copies)

    def fate(self, mutant: Mutant) -> Fate:
        """Who catches it first."""
        path = self.copy / mutant.file
        path.write_text(mutant.text, encoding="utf-8")
        try:
            return Fate(mutant, self._caught(mutant))
        finally:
            path.write_bytes(self.texts[path])

    def _caught(self, mutant: Mutant) -> str:
        book, problems = examine(*self.copies)
        if problems or book is None:
            return "check"
        catchers: dict[str, Callable[[], object]] = {
            "coverage": lambda: any(coverage(volume).unaccounted() for volume in volumes(book)),
            "test: second entry": lambda: unlike(book),
            "test: cases": lambda: any(self._failures(book, mutant)),
            "conflicts": lambda: conflicts(book).findings,
            "test: all shown": lambda: min(shown(book, _tried(book)).shares().values()) < 1,
        }
        for name, caught in catchers.items():
            if caught():
                return name
        return EQUIVALENT if equivalent(self.sound, book) else SURVIVED

    def _failures(self, book: Rulebook, mutant: Mutant) -> Iterator[bool]:
        """Case by case, those first that speak of the rule."""
        try:
            cases = read_cases(book)
        except Unusable:
            yield True
            return
        for case in sorted(cases, key=lambda case: not _speaks(case, mutant.what)):
            try:
                yield bool(run(book, [case], "plain"))
            except Unusable:
                yield True


def _tried(book: Rulebook) -> Tried:
    cases = read_cases(book)
    return guided(book, cases, "plain", rosters(book, cases))


def _speaks(case: Case, rule: str) -> bool:
    return any(rule in (*one.holds, *one.lacks, *one.undetermined) for one in case.expected)


def equivalent(sound: Rulebook, other: Rulebook) -> bool:
    """Whether two rulebooks say the same but for conditions, and these are the same in every combination that can occur."""
    if (sound.vocabulary, sound.rulings) != (other.vocabulary, other.rulings):
        return False
    if [_document(one) for one in volumes(sound)] != [_document(one) for one in volumes(other)]:
        return False
    if [_bare(rule) for rule in sound.rules] != [_bare(rule) for rule in other.rules]:
        return False
    look = Look(sound, reach(sound.vocabulary, [rule.when for rule in sound.rules + other.rules]))
    return all(look.same(one.when, two.when) for one, two in zip(sound.rules, other.rules, strict=True))


def _document(volume: Rulebook) -> tuple[object, ...]:
    return volume.identity, volume.document.text, volume.document.clauses, volume.unruled


def _bare(rule: Rule) -> Rule:
    return replace(rule, when=ALWAYS, place=NOWHERE)


def tried(folder: Path, each: int, seed: int, most: int | None = None, under: Path | None = None, only: str = "") -> Iterator[Fate]:
    """The fate of every chosen mutant of a rulebook, or of `most` of them, drawn by the seed; `under`, `only`: as `mutants` takes them."""
    folder, under = folder.resolve(), under.resolve() if under else None
    chosen = mutants(folder, each, seed, under, only)
    if most is not None:
        chosen = Random(seed).sample(chosen, most)
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        field = Field(folder, under, Path("rules"))  # what is changed there while this runs changes nothing here
        yield from map(field.fate, chosen)


def everywhere(each: int, seed: int) -> Iterator[Fate]:
    """The fates of mutants of the shipped rulebook and its layer, and of the example and its."""
    base, example = shipped_rules(), TOP / "examples" / "libraries" / "rules"
    yield from tried(base, each, seed)
    yield from tried(TOP / "layers" / "qztc", each, seed, under=base)
    yield from tried(example.parent / "upper-hollin", each, seed, under=example)
    yield from tried(example, each, seed, only=" day")


def table(fates: list[Fate]) -> Iterator[str]:
    """The fates by sort, as a Markdown table, and every one that was not caught."""
    heads = [*CATCHERS, EQUIVALENT, SURVIVED]
    yield f"| what was done | mutants | {' | '.join(heads)} |"
    yield "|---|" + "---:|" * (len(heads) + 1)
    sorts = dict.fromkeys(fate.mutant.sort for fate in fates)
    for sort in [*sorts, None]:
        counts = Counter(fate.caught for fate in fates if sort in (None, fate.mutant.sort))
        shown = " | ".join(str(counts[head] or "") for head in heads)
        yield f"| {sort or '**all**'} | {sum(counts.values())} | {shown} |"
    caught = [fate for fate in fates if fate.caught in CATCHERS]
    real = [fate for fate in fates if fate.caught != EQUIVALENT]
    yield ""
    yield f"{len(caught)} of {len(real)} mutants that change anything are caught: {len(caught) / len(real):.1%}."
    for fate in fates:
        if fate.caught not in CATCHERS:
            yield f"- {fate.caught}: {fate.mutant.sort}, {fate.mutant.what} ({fate.mutant.file})"


def main() -> None:
    """Prints the table; `python -m benchmarks.mutants EACH SEED` takes others."""
    each, seed = (int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (EACH, SEED)
    print(*table([*everywhere(each, seed)]), sep="\n")


if __name__ == "__main__":
    main()

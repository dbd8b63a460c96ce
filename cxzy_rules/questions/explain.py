"""Why a rule applies to a unit, why not, or what would settle it: each condition with the value that met it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from cxzy_rules.conditions.logic import evaluate
from cxzy_rules.conditions.words import phrase, value_label
from cxzy_rules.guidance import Guidance
from cxzy_rules.model.condition import Above, All, Condition, Not, Within
from cxzy_rules.model.condition import Any as Either
from cxzy_rules.model.law import Rule
from cxzy_rules.questions.source import source
from cxzy_rules.records import bond_records, item_record, ruling_record
from cxzy_rules.rulebook.book import stands_for
from cxzy_rules.situations.walk import needed_columns

Verdict = Literal["holds", "fails", "undetermined"]
VERDICTS: dict[bool | None, Verdict] = {True: "holds", False: "fails", None: "undetermined"}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the proof: a condition at a depth, whether it is met, the value that met it, and where that came from."""

    depth: int
    text: str
    met: bool | None
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict on one rule for one unit, with its proof and the columns that would settle it.

    The plain evaluator finds verdict and proof; `agrees`: whether the engine of the guidance says the same. `sharper`: the rule
    of a layer that stands in its place here.
    """

    unit: str
    name: str
    rule: Rule
    verdict: Verdict
    steps: tuple[Step, ...]
    needs: tuple[str, ...]
    agrees: bool
    sharper: Rule | None = None


def explain(guidance: Guidance, row: int, rule: Rule) -> Explanation:
    """The proof for one unit and one rule of the guidance's rulebook."""
    answer, units = guidance.answer(row), guidance.roster.units
    standing = answer.standing
    verdict = VERDICTS[evaluate(rule.when, standing.facts)]
    sharper = next((held for held in answer.rules if stands_for(guidance.book, held, rule.id)), None)
    agrees = (verdict == "holds") == (sharper is not None or any(held.id == rule.id for held in answer.rules))
    steps = tuple(_steps(guidance, row, rule.when, 0))
    needs = needed_columns(rule.when, standing, guidance.book.lexicon, guidance.book.ancestor_tests()) if verdict == "undetermined" else ()
    return Explanation(units["id"][row], units["name"][row], rule, verdict, steps, needs, agrees, sharper)


def _steps(guidance: Guidance, row: int, condition: Condition, depth: int) -> Iterator[Step]:
    facts = guidance.answer(row).standing.facts
    met = evaluate(condition, facts)
    match condition:
        case All(parts) | Either(parts) if len(parts) != 1:
            title = "以下都要满足" if isinstance(condition, All) else "以下满足一项即可"
            nothing = "没有条件，每个单位都适用" if met else "条件问的，这一天没有单位会是"
            yield Step(depth, title if parts else nothing, met, "", "")
            for part in parts:
                yield from _steps(guidance, row, part, depth + 1)
        case Not(part):
            yield Step(depth, "以下不能满足", met, "", "")
            yield from _steps(guidance, row, part, depth + 1)
        case Above():
            yield Step(depth, phrase(condition, guidance.book.lexicon), met, "", _superior(guidance, row, condition))
        case All(parts) | Either(parts):
            yield from _steps(guidance, row, parts[0], depth)
        case leaf:
            value = value_label(leaf.fact, facts.get(leaf.fact), guidance.book.lexicon)
            shown = str(guidance.roster.units[leaf.fact][row]) if isinstance(leaf, Within) and leaf.fact in facts else value
            yield Step(depth, phrase(leaf, guidance.book.lexicon), met, shown, source(guidance, row, leaf.fact))


def _superior(guidance: Guidance, row: int, test: Above) -> str:
    """The superior that meets the test; else those that were asked."""
    chain = guidance.roster.chain(row) if test.far else guidance.roster.chain(row)[:1]
    units = guidance.roster.units
    for above in chain:
        if evaluate(test.inner, guidance.answer(above).standing.facts):
            return f"上级“{units['name'][above]}”（{units['id'][above]}）"
    return "问过的上级：" + "、".join(units["name"][above] for above in chain) if chain else "没有上级"


def explanation_record(guidance: Guidance, row: int, found: Explanation) -> dict[str, Any]:
    """The explanation as JSON: for a supervision rule that holds, with the supervisors that it gives."""
    rule = found.rule
    bonds = [bond for bond in bond_records(guidance, row) if bond["rule"] == rule.id]
    item: dict[str, Any] = {"rule": rule.id, "label": rule.label, "quote": rule.quote, "clause": rule.clause}
    item |= {"document": rule.document, "basis": "ruling" if rule.ruling else "text", "ruling": ruling_record(guidance.book, rule.ruling)}
    return {
        "unit": found.unit,
        "name": found.name,
        **(item if rule.section == "supervision" else item_record(guidance, rule)),
        "verdict": found.verdict,
        "because": [{"depth": s.depth, "condition": s.text, "met": s.met, "value": s.value, "source": s.source} for s in found.steps],
        "needs": list(found.needs),
        "sharpened_by": found.sharper.id if found.sharper else None,
        "supervisors": bonds,
        "engine": guidance.engine,
        "engine_agrees": found.agrees,
        "as_of": guidance.day.isoformat(),
    }

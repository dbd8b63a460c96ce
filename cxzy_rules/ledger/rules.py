"""Which rule each record means: by the rule's id, by the item's label, or by a label very like it, which is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from cxzy_rules.ledger.found import Found, Row, Words, first_of, firsts, tell
from cxzy_rules.ledger.headers import NOT_MEANT, taken
from cxzy_rules.ledger.items import Catalogue, Meant, hint, meant
from cxzy_rules.tables.table import UNREADABLE

Pair = tuple[str | None, str | None]
NAMING = ["item", "rule"]


def rules_of(found: Found, known: Catalogue) -> pl.Series:
    """Each saying's rule as its id; null, and told, where the item is unknown, shared by several rules, or contradicts the id."""
    pairs: list[Pair] = found.sayings.select(NAMING).unique(maintain_order=True).rows()
    named = {pair: _named(pair, known) for pair in pairs}
    said = pl.DataFrame(
        [(*pair, rule, wrong) for pair, (rule, wrong) in named.items()],
        schema=dict.fromkeys([*NAMING, "id", "said"], pl.String),
        orient="row",
    )
    joined = found.sayings.join(said, on=NAMING, how="left", nulls_equal=True, maintain_order="left")
    if joined["said"].null_count() < joined.height:
        _tell(replace(found, sayings=joined), known)
    return joined["id"]


def _named(pair: Pair, known: Catalogue) -> tuple[str | None, str | None]:
    """The rule's id, and what is wrong: `none`, `unknown`, `two`, or only `near` or `odd`. The id stands before the label."""
    item, rule = (meant(known, cell) if cell not in (None, UNREADABLE) else None for cell in pair)
    found = [one for one in (rule, item) if one and one.rule]
    if item is None and rule is None:
        return None, None if UNREADABLE in pair else "none"
    if not found:
        return None, "unknown"
    if len(found) == 2 and found[0].rule != found[1].rule:
        exact = [one for one in found if not one.near]
        return (exact[0].rule, "odd") if len(exact) == 1 else (None, "two")
    if all(one.near for one in found):
        return found[0].rule, "near"
    return found[0].rule, "odd" if _other_is_strange(item, rule) else None


def _other_is_strange(item: Meant | None, rule: Meant | None) -> bool:
    """Whether a second word stands beside the one that names the rule, and names none."""
    return item is not None and rule is not None and not (item.rule and rule.rule) and not (item.rivals and rule.rule in item.rivals)


def _tell(found: Found, known: Catalogue) -> None:
    """Each record that cannot be used; what is used all the same, once a table for each way of writing it."""
    wrong = np.flatnonzero(found.sayings["said"].is_not_null().to_numpy()[found.records.saying])
    said = found.sayings["said"].gather(found.records.saying[wrong])
    told: dict[str, Words] = {
        "none": lambda *_: ("没有写事项，没有计入", "补上规则编号，或者事项的全称"),
        "unknown": lambda row, _: _unknown(row, known),
        "two": lambda row, _: _two(row),
    }
    for what, words in told.items():
        rows, more = first_of(found, wrong[(said == what).to_numpy()])
        tell(found, rows, NAMING, words, more)
    used = found.here(wrong[said.is_in(("near", "odd")).to_numpy()])
    once = found.rows(used[firsts(found.records.saying[used])]).unique(["table", *NAMING], keep="first", maintain_order=True)
    tell(found, once.filter(pl.col("said") == "near"), NAMING, lambda row, _: (taken(_shown(row), row["id"], known), NOT_MEANT))
    tell(found, once.filter(pl.col("said") == "odd"), NAMING, lambda row, _: _odd(row, known))


def _unknown(row: Row, known: Catalogue) -> tuple[str, str]:
    written = row["item"] or row["rule"]
    several = meant(known, written).rivals
    text = f"有 {len(several)} 条规则都叫“{written}”" if several else f"没有“{_shown(row)}”这个事项"
    return f"{text}，没有计入", hint(known, written)


def _two(row: Row) -> tuple[str, str]:
    return f"“{row['item']}”和“{row['rule']}”是两个事项，没有计入", "改成同一个事项的名称和编号"


def _odd(row: Row, known: Catalogue) -> tuple[str, str]:
    return f"“{row['item']}”和“{row['rule']}”对不上，按“{known.labels[row['id']]}”读了", "改成同一个事项的名称和编号"


def _shown(row: Row) -> str:
    return "，".join(row[column] for column in NAMING if row[column])

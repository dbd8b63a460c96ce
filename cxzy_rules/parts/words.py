"""What the tables say in Chinese where the records have identifiers: bases, rulings, columns that are missing."""

from __future__ import annotations

from collections.abc import Iterable

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import LEADING_LABEL, NO_BRANCH, UNKNOWN_LABEL, Rule
from cxzy_rules.rulebook.book import Rulebook

BASIS_LABELS = {"declared": "填报", "kind": "类型", "name": "名称", "inherited": "随上级", "ruling": "裁定", "": "未定"}
OPEN = "待定"
SUPERIOR = "parent."


def rests_on(ruling: str | None) -> str:
    """Whether something rests on the document's words or on a ruling."""
    return "裁定" if ruling else "原文"


def ruling_text(book: Rulebook, ruling: str | None) -> str:
    """The ruling in its own words, dated; nothing where there is none."""
    return f"{book.rulings[ruling].date.isoformat()}：{book.rulings[ruling].text}" if ruling else ""


def cited(book: Rulebook, rule: Rule) -> str:
    """The clause that a rule rests on; of a layer with its document."""
    return named_clause(titles(book).get(rule.document), rule.clause)


def clause_cell(book: Rulebook, rule: Rule) -> str:
    """The same in a table's cell: the bare number for the document that heads the table."""
    title = titles(book).get(rule.document)
    return f"《{title}》{rule.clause}" if title else rule.clause


def named_clause(title: str | None, clause: str) -> str:
    return f"《{title}》第 {clause} 条" if title else f"第 {clause} 条"


def titles(book: Rulebook) -> dict[str, str]:
    """The titles of the layers, by id; the base's heads the answer as a whole."""
    return {layer.identity.id: layer.identity.title for layer in book.layers}


def below(book: Rulebook) -> list[str]:
    """The layers in play, a line each: which document, whose, since when."""
    told = [layer.identity for layer in book.layers]
    return [f"补充文件：《{one.title}》，{one.issuer}，{one.issued} 起" for one in told]


def column_label(book: Rulebook, column: str) -> str:
    """The header of a roster's column; a superior's column is told as such."""
    own = column.removeprefix(SUPERIOR)
    known = book.vocabulary.columns.get(own)
    return ("上级的" if own != column else "") + (known.label if known else own)


def missing(book: Rulebook, needs: Iterable[str]) -> str:
    """The columns that would settle what is open."""
    return "、".join(column_label(book, column) for column in needs)


def branch_titles(guidance: Guidance) -> dict[str | None, str]:
    """How each branch is called where units are shown by branch: the document's, then leading bodies, then the open ones."""
    titles: dict[str | None, str] = {branch.id: branch.label for branch in guidance.book.vocabulary.branches.values()}
    return titles | {NO_BRANCH: LEADING_LABEL, None: UNKNOWN_LABEL}

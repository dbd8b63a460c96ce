"""The document: its text character for character, cut into numbered clauses, and where a quote stands in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cxzy_rules import schema
from cxzy_rules.model.law import Clause
from cxzy_rules.model.place import Place, Problem, hint_nearest
from cxzy_rules.yamlfile import Node

MAX_QUOTE = 80
STRANGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CLAUSE = {"id": schema.must(schema.text), "title": schema.must(schema.text), "begins": schema.must(schema.text)}


@dataclass(frozen=True, slots=True)
class Document:
    """The text and its clauses by id, in the order in which they stand; together they are the whole text."""

    text: str
    clauses: dict[str, Clause]


def read_text(path: Path, shown: str, problems: list[Problem]) -> str:
    """The document's text; empty, with a problem told, where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig") if path.is_file() else None  # a pipe would be waited for
    except (OSError, UnicodeDecodeError):
        text = None
    if text is None or not text.strip():
        told, hint = ("读不到文件原文", "应当是 UTF-8 编码的文本文件") if text is None else ("文件原文是空的", "把原文照抄进去")
        problems.append(Problem(Place(shown), told, hint, check="no-document"))
        return ""
    for line, words in enumerate(text.split("\n"), start=1):
        if strange := STRANGE.search(words):
            hint = "多半是从 PDF 或 Word 里带来的，删去"
            problems.append(
                Problem(Place(shown, line, strange.start() + 1), "原文里有看不见的控制字符", hint, check="forbidden-characters")
            )
    return text


def read_document(text: str, node: Node, problems: list[Problem]) -> Document:
    """Cuts the text where each clause's `begins` stands, searched for after the start of the clause before it."""
    found: list[tuple[str, str, int]] = []
    at = -1
    for values, place in schema.records(node, CLAUSE, problems, "条款"):
        start = text.find(values["begins"], at + 1)
        if start < 0:
            problems.append(
                Problem(
                    place,
                    f"第 {values['id']} 条的开头“{values['begins']}”在前一条之后找不到",
                    "照原文抄一段开头的话",
                    check="clause-not-found",
                )
            )
        elif values["id"] in (known for known, _, _ in found):
            problems.append(Problem(place, f"第 {values['id']} 条写了两次", check="clause-doubled"))
        else:
            found.append((values["id"], values["title"], start))
            at = start
    if found and text[: found[0][2]].strip():
        problems.append(Problem(node.place, "第一条之前还有文字，没有归到任何一条", "第一条应当从文件开头起", check="text-before-clauses"))
    ends = [start for _, _, start in found[1:]] + [len(text)]
    cut = (Clause(key, title, start, end, text[start:end]) for (key, title, start), end in zip(found, ends, strict=False))
    return Document(text, {clause.id: clause for clause in cut})


def check_quote(document: Document, clause: str, quote: str, place: Place, problems: list[Problem]) -> bool:
    """Whether the quote is one short stretch inside its clause, word for word; tells what is wrong otherwise."""
    if clause not in document.clauses:
        problems.append(Problem(place, f"没有第 {clause} 条", hint_nearest(clause, list(document.clauses)), check="unknown-clause"))
        return False
    if len(quote) > MAX_QUOTE:
        problems.append(
            Problem(place, f"引文有 {len(quote)} 个字，超过 {MAX_QUOTE} 个", "只引这一件事自己的那一句", check="quote-too-long")
        )
        return False
    if quote in document.clauses[clause].text:
        return True
    problems.append(Problem(place, f"第 {clause} 条里没有“{quote}”这句话", _where(document, clause, quote), check="quote-not-in-clause"))
    return False


def _where(document: Document, clause: str, quote: str) -> str:
    """A hint: the clause in which the words do stand, or the longest part of them that stands in this one."""
    elsewhere = [other.id for other in document.clauses.values() if quote in other.text]
    if elsewhere:
        return "这句话在第 " + "、".join(elsewhere) + " 条"
    words = document.clauses[clause].text
    length = next((n for n in range(len(quote), 0, -1) if quote[:n] in words), 0)
    if length < 2:
        return "请照原文逐字抄，标点也要一样"
    start = words.index(quote[:length])
    return f"原文是“{words[start : start + len(quote)].strip()}”，从第 {length + 1} 个字起不同"

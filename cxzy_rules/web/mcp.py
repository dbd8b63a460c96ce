"""The answers as tools of the Model Context Protocol: they only read, and each gives clause and quote with what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

import numpy as np
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.states import audit
from cxzy_rules.audit.words import By
from cxzy_rules.guidance import Guidance, chosen, guide
from cxzy_rules.index.key import NOT_YET_IN
from cxzy_rules.ledger.read import nothing, read_ledgers
from cxzy_rules.model.place import Unusable
from cxzy_rules.parts.gap_records import gap_records
from cxzy_rules.paths import shown
from cxzy_rules.questions import answers
from cxzy_rules.questions.find import register
from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.store.base import opened, reading
from cxzy_rules.store.ledgers import verdict_of
from cxzy_rules.store.moment import known_until
from cxzy_rules.store.sign import is_working_file

KEPT = 8
State = tuple[tuple[int, int], ...]
ONLY_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
NOBODY = {"said": "花名册里没有这个单位，或者没有这条规则"}


def server(book: Rulebook, path: Path, ledgers: tuple[Path, ...]) -> MCPServer:
    """The server for one roster (or working file) and its ledgers."""
    found = MCPServer("cxzy-rules", instructions=f"{book.identity.title}：每个单位适用什么、由谁监督、差什么，都带条款和原文。")

    @lru_cache(KEPT)
    def made(day: date, _: State) -> Guidance:
        return guide(load_roster(path, shown(path), in_force(book, day).vocabulary), book, day)

    def told(day: date) -> Guidance:
        return made(day, _state(path))

    def audited(day: date, under: str | None) -> Audit:
        known = told(day)
        named = list(ledgers) or ([path] if is_working_file(path) and _has_records(path) else [])
        kept = read_ledgers(named, known.roster, book, day) if named else nothing(known.roster, book, day)
        return audit(known, kept, chosen(known, under=under) if under else np.arange(known.roster.units.height))

    for tool, what in _tools(book, told, audited):
        found.add_tool(_refusing(tool), name=tool.__name__, description=what, annotations=ONLY_READS, structured_output=True)
    return found


def _refusing(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The tool, whose refusals are told in their own words."""

    @wraps(tool)
    def asked(*words: Any, **named: Any) -> dict[str, Any]:
        try:
            return tool(*words, **named)
        except (Unusable, ValueError) as refused:
            raise ToolError(str(refused)) from refused

    return asked


def _has_records(path: Path) -> bool:
    with reading(opened(path, shown(path)), shown(path)) as connection:
        return bool((verdict_of(connection, known_until(None)) == "accepted").any())


def _state(path: Path) -> State:
    """Another one wherever somebody wrote: what was written into a working file last may still lie beside it."""
    found = [one.stat() for one in (path, path.with_name(path.name + NOT_YET_IN)) if one.exists()]
    return tuple((one.st_size, one.st_mtime_ns) for one in found)


def _day(book: Rulebook, written: str | None) -> date:
    """Errors: ValueError, in words for who asked."""
    if not written:
        return book.latest_day(date.today())
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"as_of：“{written}”不是日期，写成 2011-06-30") from None


def _tools(
    book: Rulebook, told: Callable[[date], Guidance], audited: Callable[[date, str | None], Audit]
) -> list[tuple[Callable[..., Any], str]]:
    """Each tool with what it is for."""

    def who(query: str, as_of: str | None = None) -> dict[str, Any]:
        known = told(_day(book, as_of))
        found = answers.who(known, register(known.roster), query, 5)
        brief = ("id", "name", "kind", "level", "branch", "branch_label", "supervisors", "undetermined")
        return found | {"matches": [{key: one[key] for key in brief} for one in found["matches"]]}

    def guide(unit: str, as_of: str | None = None) -> dict[str, Any]:
        known = told(_day(book, as_of))
        found: list[dict[str, Any]] = answers.who(known, register(known.roster), unit, 1)["matches"]
        return found[0] if found else NOBODY

    def explain(unit: str, rule: str, as_of: str | None = None) -> dict[str, Any]:
        return answers.why(told(_day(book, as_of)), unit, rule) or NOBODY

    def audit(under: str | None = None, by: By = "branch", as_of: str | None = None, start: int = 0, most: int = 50) -> dict[str, Any]:
        found = audited(_day(book, as_of), under)
        return answers.missing(found, by, gap_records(found), max(0, start), max(1, min(most, 500)))

    def rules(clause: str | None = None, branch: str | None = None) -> dict[str, Any]:
        return {"rules": answers.rules(book, clause, branch)}

    return [
        (who, "这个单位由谁领导、指导、牵头。query 可以是编号、名称、名称的一部分、拼音或首字母。"),
        (guide, "一个单位适用什么：活动、措施、载体、责任、要求，每项带条款和原文。"),
        (explain, "一条规则对一个单位（编号）为什么适用、为什么不适用、还缺什么。"),
        (audit, "该做的做了没有：完成率和差距；under 只看一个单位（编号）和它下面的，by 选汇总的办法。"),
        (rules, "文件里的规则，可以只要一条款（如 3.1）或一个分类的。"),
    ]

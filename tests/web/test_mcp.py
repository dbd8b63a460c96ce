"""The server for assistants, asked through the official client over standard input and output."""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.server.mcpserver.exceptions import ToolError

from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.web.mcp import server
from cxzy_rules.web.office import now
from cxzy_rules.working.rule import rule
from tests.conftest import ROOT
from tests.test_namesakes import UNITS
from tests.web.conftest import office_at

LEDGER = ROOT / "data" / "quanzhou" / "ledger.csv"
ASKED: dict[str, dict[str, Any]] = {
    "who": {"query": "S017", "as_of": "2011-06-30"},
    "guide": {"unit": "大岞村", "as_of": "2011-06-30"},
    "explain": {"unit": "S017", "rule": "leadership.committees_lead", "as_of": "2011-06-30"},
    "audit": {"under": "S001", "as_of": "2011-06-30", "most": 3},
    "rules": {"clause": "3.6"},
}


async def answers() -> tuple[dict[str, Any], dict[str, Any]]:
    """The tools with what they say of themselves, and the answer of each."""
    call = StdioServerParameters(command=sys.executable, args=[str(ROOT / "cli.py"), "mcp", "--ledger", str(LEDGER)], cwd=ROOT)
    async with stdio_client(call) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        return tools, {name: (await session.call_tool(name, words)).structured_content for name, words in ASKED.items()}


def test_every_tool_only_reads_and_answers() -> None:
    with ThreadPoolExecutor(1) as pool:  # the browser's tests may leave a loop running in this thread
        tools, said = pool.submit(asyncio.run, answers()).result()
    assert set(tools) == set(ASKED)
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools.values())
    assert [one["role"] for one in said["who"]["matches"][0]["supervisors"]][:3] == ["leads"] * 3
    assert "大岞村" in said["guide"]["name"]
    assert all(item["quote"] and item["clause"] for item in said["guide"]["measures"])
    assert said["explain"]["verdict"] == "fails"
    assert len(said["audit"]["gaps"]) == 3 < said["audit"]["total"]
    assert {rule["clause"] for rule in said["rules"]["rules"]} == {"3.6"}


def test_it_sees_what_is_written_while_it_runs_and_says_what_it_refuses(tmp_path: Path, book: Rulebook) -> None:
    path = tmp_path / "册.csv"
    path.write_text(UNITS, encoding="utf-8")
    office = office_at(tmp_path, book, path)
    served = server(book, office.path, ())

    async def said(tool: str, **words: str) -> Any:
        try:
            done: Any = await served.call_tool(tool, words)
            return done.structured_content
        except ToolError as refused:
            return str(refused)

    def asked(tool: str, **words: str) -> Any:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, said(tool, **words)).result()

    assert asked("guide", unit="v5")["branch"] == "rural"
    rule(office.desk, "v5", "community", "改了社区", "某文", now())
    assert asked("guide", unit="v5")["branch"] == "community"
    assert asked("audit", under="v5")["summary"]["done"] == 0
    assert "“去年”不是日期，写成 2011-06-30" in asked("audit", as_of="去年")
    office.close()

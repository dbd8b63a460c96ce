"""Build `quanzhou/ledger.csv`: an invented ledger of the shipped roster's invented town and of what lies below it.

Run as `python data/build_ledger.py` from the top of the project. Drawn from a seed; what is done, by whom and when says nothing of anybody.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))

from cxzy_rules.audit.slots import Slot, required, slots  # noqa: E402
from cxzy_rules.guidance import Guidance, chosen, guide  # noqa: E402
from cxzy_rules.roster.load import load_roster  # noqa: E402
from cxzy_rules.rulebook.load import load  # noqa: E402

TOWN, DAY, SEED = "S001", date(2011, 6, 30), 2010
HEADER = ["单位编号", "单位名称", "事项", "期次", "状态", "日期", "佐证", "备注", "有效期至"]
SHARES = {"已完成": 70, "进行中": 12, "不适用": 3, "": 15}


def records(guidance: Guidance, draw: Random) -> Iterator[list[str]]:
    """Yield a row for each unit and item that the draw does not leave out."""
    wanted = slots(guidance.book, DAY)
    asked = required(guidance, wanted)
    for row in chosen(guidance, under=TOWN).tolist():
        unit = guidance.roster.units.row(row, named=True)
        for position in asked.filter(asked["situation"] == int(guidance.of[row]))["slot"].to_list():
            told = record(wanted[position], guidance.book.identity.issued, draw)
            if told[0]:
                yield [unit["id"], unit["name"], wanted[position].rule.label, wanted[position].period or "", *told]


def record(slot: Slot, issued: date, draw: Random) -> list[str]:
    """Return status, date (no earlier than the document's), evidence, note and the waiver's end, all drawn."""
    status = draw.choices(list(SHARES), list(SHARES.values()))[0]
    first, last = max(slot.starts or issued, issued), min(slot.due or DAY, DAY)
    day = first + timedelta(days=draw.randrange((last - first).days + 1))
    proof = slot.rule.evidence if status == "已完成" and draw.random() < 0.8 else ""
    if status == "不适用":
        return [status, day.isoformat(), "", "本单位没有这项工作", draw.choice(["2011-03-31", "2011-12-31"])]
    return [status, day.isoformat(), proof, "", ""]


def main() -> None:
    """Write the ledger."""
    book = load(TOP / "rules")
    guidance = guide(load_roster(TOP / "data/quanzhou/roster.csv", "roster.csv", book.vocabulary), book, DAY, "plain")
    with (TOP / "data/quanzhou/ledger.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(records(guidance, Random(SEED)))


if __name__ == "__main__":
    main()

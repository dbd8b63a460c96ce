"""How fast the office's page is on a large working file: while somebody types, each page, and eight readers beside two writers.

Usage, from the top of a checkout: python -m benchmarks.page [UNITS] [RECORDS] [SECONDS]

Makes a working file of a national roster and its ledger, serves it in a process of its own, asks over HTTP, and writes
docs/page-speed.md. Every record that was acknowledged must be in the file and on its unit's page afterwards.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from random import Random
from sqlite3 import connect
from urllib.parse import quote

import numpy as np
import polars as pl

from benchmarks.asking import Answer, Site, served
from benchmarks.ledgers import DAY, ledger
from benchmarks.national import national
from benchmarks.page_report import write_report
from benchmarks.told import tell
from cxzy_rules.guidance import guide
from cxzy_rules.paths import shipped_rules
from cxzy_rules.questions.sounds import readings
from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.load import load
from cxzy_rules.store.base import create
from cxzy_rules.working.bring import Desk, bring

READERS, WRITERS = 8, 2
WORDS = 40
SEED = 7
LATEST = "2012-11-08"  # the newest record decides what its unit's page shows
Times = dict[str, list[float]]


def made(folder: Path, units: int, records: int) -> tuple[Path, pl.DataFrame, dict[str, float]]:
    """The working file, its roster, and what bringing each in took."""
    book, path = load(shipped_rules()), folder / "活动.cxzy"
    national(units).write_csv(folder / "roster.csv")
    roster = load_roster(folder / "roster.csv", "roster.csv", book.vocabulary)
    ledger(guide(roster, book, DAY), records).write_csv(folder / "ledger.csv")
    desk = Desk(create(path, path.name), path.name, "经办人", book)
    took = {}
    for name in ("roster", "ledger"):
        start = time.perf_counter()
        bring(desk, folder / f"{name}.csv", datetime.now().astimezone())
        took[name] = time.perf_counter() - start
    desk.engine.dispose()
    return path, roster.units.select("id", "name"), took


def changed(folder: Path) -> Path:
    """The roster with one more unit, for a new version."""
    path = folder / "changed.csv"
    units = pl.read_csv(folder / "roster.csv", infer_schema=False)
    pl.concat([units, units.head(1).with_columns(pl.lit("NEW").alias("id"))]).write_csv(path)
    return path


def typed(draw: Random, units: pl.DataFrame) -> dict[str, list[str]]:
    """What somebody types, letter by letter, in each way of naming a unit."""
    ways: dict[str, list[str]] = {"编号": [], "名称的一部分": [], "拼音": [], "首字母": [], "写错一个字": []}
    for key, name in draw.sample(units.rows(), WORDS):
        sounds = [min(readings(character)) for character in name if not character.isascii()][:4]
        wrong = draw.randrange(1, len(name) - 1)
        words = (key, name[:6], "".join(sounds[:3]), "".join(sound[0] for sound in sounds), name[:wrong] + "赵" + name[wrong + 1 :])
        for way, word in zip(ways, words, strict=True):
            starts = range(1, len(word) + 1) if way != "写错一个字" else [len(word)]
            ways[way] += [word[:end] for end in starts]
    return ways


def searched(site: Site, units: pl.DataFrame) -> Times:
    """The seconds of each search, by the way of naming."""
    site.get("/units?q=a", part=True)
    return {
        way: [_fine(site.get(f"/units?q={quote(one)}", part=True)) for one in words] for way, words in typed(Random(SEED), units).items()
    }


def pages(unit: str) -> dict[str, str]:
    """Every page by its name, with an address."""
    audit = {
        f"核查，按{label}": f"/audit?by={by}"
        for by, label in (("branch", "分类"), ("county", "县"), ("item", "事项"), ("superior", "上级"))
    }
    return {
        "首页": "/",
        "查单位": "/units",
        "一个单位": f"/units/{unit}",
        "隶属图": f"/graph?unit={unit}",
        "隶属图的数据": f"/graph/data?unit={unit}",
        **audit,
        "核查，一个数字后面的清单": "/audit/list?state=missing",
        "清单": "/lists",
        "规则与原文": "/rules",
        "一条规则": "/rules/rural.secretary_reports",
        "花名册": "/roster",
        "接口：核查": "/api/v1/audit",
        "督查通报": "/audit/file?form=docx",
    }


def looked_at(site: Site, unit: str) -> dict[str, tuple[float, float]]:
    """The seconds of each page the first time, and afterwards (the middle of three)."""
    found = {}
    for name, address in pages(unit).items():
        first, *rest = (_fine(site.get(address)) for _ in range(4))
        found[name] = first, sorted(rest)[1]
    return found


def _fine(answer: Answer) -> float:
    if answer.status != 200:
        raise SystemExit(f"{answer.status}: {answer.page[:400]}")
    return answer.seconds


def crowded(site: Site, units: pl.DataFrame, seconds: float) -> tuple[Times, list[tuple[str, str, str]], list[int]]:
    """Readers and writers at once: seconds by what was asked; what was acknowledged (unit, rule, note); the statuses of refusals."""
    times: Times = {"一个单位": [], "查找": [], "首页和核查": [], "填写": []}
    kept: list[tuple[str, str, str]] = []
    wrong: list[int] = []
    lock, end, token = threading.Lock(), time.monotonic() + seconds, site.token()

    def note(what: str, answer: Answer, fine: int) -> bool:
        with lock:
            times[what].append(answer.seconds)
            wrong.extend([] if answer.status == fine else [answer.status])
        return answer.status == fine

    def read(number: int) -> None:
        draw = Random(number)
        while time.monotonic() < end:
            key, name = units.row(draw.randrange(units.height))
            what, address = draw.choices(
                [
                    ("一个单位", f"/units/{key}"),
                    ("查找", f"/units?q={quote(name[:3])}"),
                    ("首页和核查", draw.choice(["/", "/audit", "/audit/list"])),
                ],
                (5, 4, 1),
            )[0]
            note(what, site.get(address, part=what == "查找"), 200)

    def write(number: int) -> None:
        draw, count = Random(100 + number), 0
        while time.monotonic() < end:
            unit = units["id"][draw.randrange(units.height)]
            for rule in site.items(unit)[:5]:
                said, count = f"第{number}人第{count}条", count + 1
                fields = {"rule": rule, "status": "已完成", "date": LATEST, "note": said}
                if note("填写", site.post(f"/units/{unit}/records", token, **fields), 303):
                    kept.append((unit, rule, said))

    with ThreadPoolExecutor(READERS + WRITERS) as pool:
        work = [*(pool.submit(read, one) for one in range(READERS)), *(pool.submit(write, one) for one in range(WRITERS))]
        for one in work:
            one.result()
    return times, kept, wrong


def lost(site: Site, path: Path, kept: list[tuple[str, str, str]]) -> int:
    """How many acknowledged records are not in the file, or not on their unit's page, where none took their place."""
    with closing(connect(path)) as raw:
        there = set(raw.execute("SELECT unit, rule, note FROM records WHERE note IS NOT NULL"))
    newest = {(unit, rule): said for unit, rule, said in kept}
    pages_of = {unit: site.get(f"/units/{unit}").page for unit in {unit for unit, _ in newest}}
    shown = sum(said not in pages_of[unit] for (unit, _), said in newest.items())
    return sum(one not in there for one in kept) + shown


def main(units: int = 60_000, records: int = 400_000, seconds: int = 60) -> None:
    """Measures, tells, and writes the table."""
    with tempfile.TemporaryDirectory() as temporary:
        path, known, took = made(Path(temporary), units, records)
        with served(path) as site:
            start = time.perf_counter()
            _fine(site.get("/"))
            first = time.perf_counter() - start
            found = searched(site, known)
            seen = looked_at(site, known["id"][171])
            times, kept, wrong = crowded(site, known, seconds)
            gone = lost(site, path, kept)
            sent = site.upload("/roster", site.token(), changed(Path(temporary)))
            took |= {"first": first, "upload": sent.seconds, "after": _fine(site.get("/roster"))}
            memory = site.memory()
    every = np.array([one for part in found.values() for one in part])
    tell(what="page", units=units, records=records, search_p95=float(np.quantile(every, 0.95)), first=first, memory=memory)
    tell(what="page crowded", written=len(kept), equal=not gone and not wrong, lost=gone, refused=len(wrong))
    write_report(units, records, took, found, seen, times, (len(kept), gone, len(wrong), seconds), memory)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))

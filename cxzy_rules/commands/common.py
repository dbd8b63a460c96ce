"""What every command shares: its options, loading its inputs, showing problems, and the exit codes of the contract."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cxzy_rules.commands.choice import ENGINES, Choice
from cxzy_rules.commands.number import Number
from cxzy_rules.model.place import Problem, hint_nearest
from cxzy_rules.paths import known_rules, shipped_roster, shipped_rules
from cxzy_rules.tables.headstart import Bold

if TYPE_CHECKING:
    from cxzy_rules.roster.load import Reading
    from cxzy_rules.roster.lookup import Numbered
    from cxzy_rules.roster.roster import Roster
    from cxzy_rules.rulebook.book import Rulebook

FINE, FINDINGS, WRONG_CALL, UNUSABLE = 0, 1, 2, 3
SHOWN_PROBLEMS = 200
MOST_ROWS = 1_000_000_000
INPUTS = "cxzy.inputs"


class Day(click.ParamType[date]):
    """A date as written on the command line: 2011-06-30, 2011.6.30 or 2011/6/30."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            year, month, day = (int(part) for part in str(value).replace(".", "-").replace("/", "-").split("-"))
            return date(year, month, day)
        except ValueError:
            self.fail(f"“{value}”不是日期，写成 2011-06-30", param, ctx)


as_of_option = click.option("--as-of", "day", type=Day(), help="按哪一天的规则回答（默认今天，但不晚于活动的最后一日）")
rules_option = click.option(
    "--rules",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="规则文件夹（默认 $CXZY_RULES，再就是自带的）；可以写多次：第一个是底本，后面的是下级的补充文件",
)
json_option = click.option("--json", "as_json", is_flag=True, help="用 JSON 回答")
roster_option = click.option(
    "--roster", "roster_path", type=click.Path(path_type=Path), metavar="花名册", help="花名册文件（默认用自带的）"
)
engine_option = click.option("--engine", type=Choice(ENGINES, ENGINES), help="用哪个推理引擎（默认 durable_rules，没有装就用 plain）")


@dataclass(frozen=True, slots=True)
class ByHand:
    """What the user says by hand about how a file is to be read, before anything is imported that could read it."""

    sheet: str | None
    header_row: int | None
    pairs: tuple[tuple[str, str], ...]
    slips: tuple[Path, ...]
    known_on: date | None = None

    def reading(self) -> Reading:
        """The same for the reader of rosters."""
        from cxzy_rules.roster.load import Reading

        return Reading(self.sheet, self.header_row, dict(self.pairs), self.slips, self.known_on)


def by_hand_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that say by hand how a file is to be read; the command gets them as `by_hand`."""

    @click.option("--sheet", metavar="工作表", help="读哪张工作表（默认自己找）")
    @click.option("--header-row", type=Number(1, MOST_ROWS), metavar="行号", help="表头在第几行（默认自己找）")
    @click.option("--map", "pairs", multiple=True, metavar="表头=列", help="某个表头是哪一列，如 单位全称=name，可以写多次")
    @click.option("--patch", "slips", multiple=True, type=click.Path(path_type=Path), metavar="补报单", help="填好的补报单，可以写多次")
    @click.option("--as-known", "known_on", type=Day(), help="工作文件那一天记着什么，就按什么回答（默认按现在记着的）")
    @wraps(function)
    def with_by_hand(*arguments: Any, **named: Any) -> Any:
        pairs = tuple(_pair(pair) for pair in named.pop("pairs"))
        by_hand = ByHand(named.pop("sheet"), named.pop("header_row"), pairs, tuple(named.pop("slips")), named.pop("known_on"))
        return function(*arguments, by_hand=by_hand, **named)

    return with_by_hand


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """As `by_hand_options`, for commands that read at once; the command gets `reading`."""

    @by_hand_options
    @wraps(function)
    def with_reading(*arguments: Any, by_hand: ByHand, **named: Any) -> Any:
        return function(*arguments, reading=by_hand.reading(), **named)

    return with_reading


def _pair(written: str) -> tuple[str, str]:
    header, mark, column = written.partition("=")
    if not (header and mark and column):
        raise click.UsageError(f"--map 要写成“表头=列”，如 单位全称=name；现在写的是“{written}”")
    return header, column


@dataclass(frozen=True, slots=True)
class Inputs:
    """A rulebook, a roster, and the day as of which it is asked."""

    book: Rulebook
    roster: Roster
    day: date
    path: Path


def load_book(folders: tuple[Path, ...] = ()) -> Rulebook:
    """The rulebook named on the command line, the base and its layers; else that of $CXZY_RULES, else the shipped one."""
    from cxzy_rules.rulebook.load import load

    return load(*meant_rules(folders))


def meant_rules(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """The folders named, else those of $CXZY_RULES (several as in $PATH), else the shipped one's."""
    named = os.environ.get("CXZY_RULES")
    meant = folders or tuple(Path(one) for one in (named or "").split(os.pathsep) if one)
    return tuple(map(known_rules, meant)) or (shipped_rules(),)


def load_inputs(
    folders: tuple[Path, ...],
    roster_path: Path | None,
    day: date | None,
    reading: Reading | None = None,
    meanwhile: Callable[[Rulebook, Numbered], None] | None = None,
) -> Inputs:
    """Rulebook and roster; `meanwhile` is told ids early. Tells a day out of force, and a layer that reaches nobody."""
    from cxzy_rules.paths import shown
    from cxzy_rules.roster.load import load_roster
    from cxzy_rules.roster.reached import unreached
    from cxzy_rules.rulebook.book import in_force
    from cxzy_rules.tables.rehearsal import rehearsing

    path, context = meant_roster(roster_path), click.get_current_context(silent=True)
    kept = context and (context.params.get("receipt") or INPUTS in context.meta)  # nobody else asks; kept, it costs its memory
    with rehearsing(path, bold=boldness()) as begun:
        book = (_book_in_use(path, reading.known_on) if reading and not folders else None) or load_book(folders)
        asked = day or book.latest_day(date.today())
        words = in_force(book, asked).vocabulary
        how = replace(reading, as_written=True) if reading and kept else reading
        roster = load_roster(path, shown(path), words, how, begun, partial(meanwhile, book) if meanwhile else None)
    for told in unreached(roster.units, words):
        click.echo(f"提醒：{told}。", err=True)
    warn_day(asked, book.identity.issued, book.identity.ends)
    found = Inputs(book, roster, asked, path)
    if context and kept:
        context.meta[INPUTS] = found
    return found


def boldness() -> Bold | None:
    """This process, where it is one that may die of what it reads."""
    return told if isinstance(told := getattr(click.get_current_context(silent=True), "obj", None), Bold) else None


def _book_in_use(path: Path, day: date | None) -> Rulebook | None:
    """The rulebook by which a working file was read on that day; None where no day is asked for."""
    from cxzy_rules.store.sign import is_working_file

    if day is None or not is_working_file(path):
        return None
    from cxzy_rules.working.recall import book_in_use

    return book_in_use(path, day)


def meant_roster(path: Path | None) -> Path:
    """The roster named, else that of $CXZY_ROSTER, else the shipped one."""
    named = os.environ.get("CXZY_ROSTER")
    return path or (Path(named) if named else shipped_roster())


def warn_day(day: date, issued: date, ends: date) -> None:
    """Tells a day on which the document is not in force."""
    if not issued <= day <= ends:
        click.echo(f"提醒：{day} 不在文件的有效期（{issued} 至 {ends}）内，这一天没有规则适用。", err=True)


def tell(problems: tuple[Problem, ...]) -> None:
    """Problems on standard error, as many as can be read; the rest as a count."""
    for problem in problems[:SHOWN_PROBLEMS]:
        click.echo(str(problem), err=True)
    if len(problems) > SHOWN_PROBLEMS:
        click.echo(f"……还有 {len(problems) - SHOWN_PROBLEMS} 个问题没有列出", err=True)


def tell_elsewhere(count: int) -> None:
    """How many problems of units outside the part that was asked about are not listed."""
    if count:
        click.echo(f"范围以外的单位还有 {count} 处台账问题，没有列出。", err=True)


def tell_roster(roster: Roster) -> int:
    """The roster's problems and how many rows were set aside; the exit code that follows."""
    tell(roster.problems)
    if roster.problems:
        aside = f"，{roster.set_aside} 行搁置，没有计入结果" if roster.set_aside else ""
        click.echo(f"花名册有 {len(roster.problems)} 个问题{aside}。", err=True)
    return FINDINGS if roster.problems else FINE


def hint_problems(problems: int, set_aside: int) -> None:
    """One line about the roster's problems, where the answer itself is what was asked for."""
    if problems:
        click.echo(f"花名册有 {problems} 个问题，{set_aside} 行搁置；用 cxzy roster check 看", err=True)


def known_branch(book: Rulebook, written: str | None) -> str | None:
    """A branch's id from its id or label. Errors: a usage error that names those there are."""
    if written is None:
        return None
    branches = book.vocabulary.branches
    found = next((b.id for b in branches.values() if written in (b.id, b.label)), None)
    if found is None:
        raise click.UsageError(f"没有“{written}”这个分类。{hint_nearest(written, [b.label for b in branches.values()])}")
    return found


def check_counties(inputs: Inputs, by: str | None) -> None:
    """Refuses to divide by county where the rulebook does not say what a county is."""
    if by == "county" and inputs.book.vocabulary.county_level is None:
        raise click.UsageError("这套规则没有写明哪一级算县（county_level），不能按县分开")

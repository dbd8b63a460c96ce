"""cxzy checklist: what units are asked to show, as forms to fill in or sheets to print; one list, or a whole distribution."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from cxzy_rules.checklists import writers
from cxzy_rules.commands.apart import written
from cxzy_rules.commands.choice import BY, FORMS, LAYOUTS, SPLITS, Choice
from cxzy_rules.commands.common import (
    FINDINGS,
    FINE,
    Inputs,
    as_of_option,
    check_counties,
    engine_option,
    known_branch,
    load_inputs,
    reading_options,
    rules_option,
    tell,
    tell_elsewhere,
    tell_roster,
)
from cxzy_rules.commands.forms import check_folder, file_form
from cxzy_rules.commands.hand_out import Layout, hand_out
from cxzy_rules.commands.meant import WAYS, unit_id
from cxzy_rules.commands.receipts import receipt_option
from cxzy_rules.engine.choose import EngineName
from cxzy_rules.model.place import hint_nearest
from cxzy_rules.parts.registry import names
from cxzy_rules.roster.load import Reading
from cxzy_rules.roster.roster import Rows

if TYPE_CHECKING:
    from cxzy_rules.audit.parts import Part, Split
    from cxzy_rules.checklists.content import Demand
    from cxzy_rules.guidance import Guidance


@click.command(
    "checklist", options_metavar="[选项]", help="发给单位填或打印的清单：要做什么、依据哪一条、要什么佐证。花名册不写时用自带的。"
)
@click.argument("roster_path", metavar="[花名册]", required=False, type=click.Path(path_type=Path))
@written("-o", "--output", metavar="文件", required=True, help="写进这个文件；分发时是文件夹")
@click.option("-f", "--format", "form", type=Choice(names(writers), FORMS), help="格式（默认看文件的扩展名；分发时默认 xlsx）")
@click.option("--branch", metavar="分类", help="这个分类（编号或名称）的单位；打印时各事项只列一次")
@click.option("--unit", "units", multiple=True, metavar="单位", help=f"这个单位（{WAYS}），可以写多次")
@click.option("--supervisor", metavar="部门", help=f"这个部门指导的单位（{WAYS}，或文件里的叫法）")
@click.option("--under", metavar="单位", help=f"这个单位（{WAYS}）和它下面的单位")
@click.option("--all", "everybody", is_flag=True, help="全部单位")
@click.option("--split-by", "by", type=Choice(SPLITS, BY), help="分发：一个县、上级或指导部门一份")
@click.option("--known", multiple=True, type=click.Path(path_type=Path), metavar="台账", help="已有的台账：做完的不再问，可以写多次")
@click.option("--layout", type=Choice(LAYOUTS, LAYOUTS), help="xlsx 的排法：一行一个单位一件事（默认），或一个单位一张表")
@reading_options
@as_of_option
@rules_option
@receipt_option
@engine_option
def command(
    roster_path: Path | None,
    output: Path,
    form: str | None,
    branch: str | None,
    units: tuple[str, ...],
    supervisor: str | None,
    under: str | None,
    everybody: bool,
    by: Split | None,
    known: tuple[Path, ...],
    layout: Layout | None,
    reading: Reading,
    day: date | None,
    folders: tuple[Path, ...],
    engine: EngineName | None,
) -> int:
    form = _form(form, output, by, layout)
    _check_choice(everybody, branch, units, supervisor, under)
    inputs = load_inputs(folders, roster_path, day, reading)
    check_counties(inputs, by)
    from cxzy_rules.checklists.choice import checklists, choose
    from cxzy_rules.guidance import guide

    wanted_units, top = [unit_id(inputs.roster, unit) for unit in units], unit_id(inputs.roster, under) if under else None
    guidance = guide(inputs.roster, inputs.book, inputs.day, engine)
    department = _department(guidance, supervisor) if supervisor else None
    if supervisor and department is None:
        return FINDINGS
    wanted = known_branch(inputs.book, branch)
    choice = choose(guidance, wanted_units, top, wanted, department)
    code = tell_roster(inputs.roster)
    demand, told = _demand(guidance, inputs, choice.rows, top, known)
    lists = checklists(demand, choice, by)
    if lists:
        hand_out(lists, output, form, layout, by)
        return max(code, told)
    click.echo("没有要填的事项，没有写文件。" if len(choice.rows) else "没有这样的单位，没有写文件。", err=True)
    return max(code, told) if len(choice.rows) else FINDINGS


def _form(form: str | None, output: Path, by: Split | None, layout: Layout | None) -> str:
    """The kind of file asked for, else that of the ending; a distribution's is a workbook unless another is asked for."""
    if by:
        check_folder(writers, output)
    found = form or ("xlsx" if by else file_form(writers, form, output))
    if layout and found != "xlsx":
        raise click.UsageError("--layout 只用于 xlsx")
    return found


def _check_choice(everybody: bool, *narrower: str | tuple[str, ...] | None) -> None:
    if everybody == any(narrower):
        raise click.UsageError("写明给谁：--branch、--unit、--supervisor、--under（可以合用），或者只写 --all")


def _department(guidance: Guidance, written: str) -> Part | None:
    """The department meant, with the units that it guides; where none or several are meant, says so."""
    from cxzy_rules.audit.parts import parted
    from cxzy_rules.checklists.departments import guided_by

    everybody = np.arange(guidance.roster.units.height)
    found = guided_by(guidance, everybody, written)
    if len(found) > 1:
        click.echo(f"“{written}”可以指 {len(found)} 个部门，请写编号：" + "、".join(f"{one.name}（{one.key}）" for one in found), err=True)
    elif not found:
        known = [part.name for part in parted(guidance, everybody, "supervisor") if part.key is not None]
        click.echo(f"没有指导别的单位的部门“{written}”。{hint_nearest(written, known)}", err=True)
    elif written not in (found[0].key, found[0].name):
        click.echo(f"“{written}”指的是“{found[0].name}”（{found[0].key}）。", err=True)
    return found[0] if len(found) == 1 else None


def _demand(guidance: Guidance, inputs: Inputs, rows: Rows, top: str | None, known: tuple[Path, ...]) -> tuple[Demand, int]:
    """What is demanded, less what ledgers show; the exit code that follows from the ledgers' problems."""
    from cxzy_rules.checklists.content import demand, lightened

    if not known:
        return demand(guidance, rows), FINE
    from cxzy_rules.audit.states import audit
    from cxzy_rules.ledger.ledger import Extent
    from cxzy_rules.ledger.read import read_ledgers

    extent = Extent(rows, inputs.roster.row_of(top) if top else None)
    found = audit(guidance, read_ledgers(known, inputs.roster, inputs.book, inputs.day, part=extent), rows)
    tell(found.problems)
    tell_elsewhere(found.ledger.elsewhere)
    return lightened(found), FINDINGS if found.problems else FINE

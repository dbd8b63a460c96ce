"""How the form is filled in: the words on top of it, and what its cells take."""

from __future__ import annotations

from typing import Any, TypeAlias

from cxzy_rules.checklists.columns import COLUMNS
from cxzy_rules.checklists.content import Checklist, opens
from cxzy_rules.ledger.form import OPEN_SHEET
from cxzy_rules.rulebook.book import Rulebook

Check: TypeAlias = dict[str, Any]


def how_to(checklist: Checklist) -> str:
    """The line on top of a form."""
    guidance = checklist.demand.guidance
    labels = "、".join(status.label for status in guidance.book.vocabulary.statuses.values())
    waiting = f"另有单位的部分事项待定，见“{OPEN_SHEET}”表。" if opens(checklist) else ""
    return (
        f"依据《{guidance.book.identity.title}》，截至 {guidance.day}。"
        f"只填黄色格：状态从下拉表里选（{labels}），日期写成 {guidance.day} 这样，佐证写材料名称；"
        "免做的在备注写理由，并填有效期至。已经知道的先填好了，有变就改。"
        f"填好后交回：{checklist.back_to}。其余各格已锁定，保护没有密码；可以筛选，要排序先撤销工作表保护。{waiting}"
    )


def checks(book: Rulebook) -> dict[int, Check]:
    """What may be put into the cells of each column, as XlsxWriter takes it: a status, a day of the document's; free text is free."""
    labels = [status.label for status in book.vocabulary.statuses.values()]
    first_day, last_day = book.identity.issued, book.identity.ends
    days: Check = {"validate": "date", "error_title": "日期不对", "input_title": "日期"}
    done = days | {"criteria": "between", "minimum": first_day, "maximum": last_day}
    done |= {"error_message": f"写 {first_day} 到 {last_day} 之间的日期", "input_message": f"{first_day} 到 {last_day}"}
    until = days | {
        "criteria": ">=",
        "value": first_day,
        "input_message": "不适用的有效期到哪一天",
        "error_message": f"写日期，不早于 {first_day}",
    }
    by_id: dict[str | None, Check] = {"date": done, "until": until}
    if labels:
        by_id["status"] = {"validate": "list", "source": labels, "error_title": "不在可选的值里", "error_message": "请从下拉表里选"}
    return {at: by_id[column.id] for at, column in enumerate(COLUMNS) if column.id in by_id}

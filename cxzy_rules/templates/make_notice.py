"""Makes notice.docx, the shipped template of the notice: its words, and in which order they stand.

Run as `python -m cxzy_rules.templates.make_notice`. The office edits the docx in Word or WPS; this only says how ours came about.
"""

from __future__ import annotations

from pathlib import Path

from docx.document import Document

from cxzy_rules.templates import NOTICE_DOCX
from cxzy_rules.templates.official import ADDRESS, BODY, CELL, FIRST, LAST, NUMBER, SECOND, SIGNED, TITLE, empty, looped_table

Columns = tuple[tuple[str, str, int, str], ...]
DAY = "{{ day.year }}年{{ day.month }}月{{ day.day }}日"
GROUPS = "{% if by == 'county' %}各县（市、区）{% elif by == 'subordinate' %}各下级单位{% else %}各指导部门所指导单位{% endif %}"
NEXT = "{% if loop.last %}。{% else %}、{% endif %}"
OPENING = (
    "{{ issuer }}于{{ issued.year }}年{{ issued.month }}月{{ issued.day }}日印发《{{ title }}》。"
    "现将{% if scope %}{{ scope }}{% endif %}截至" + DAY + "的落实情况通报如下。"
)  # fmt: skip
OVERALL = (
    "本次核查{{ whole.units }}个单位，应落实{{ whole.required }}项（按单位、事项、期次计），"
    "已完成{{ whole.done }}项，完成率{{ whole.rate }}；尚有差距{{ whole.gaps }}项，其中进行中{{ whole.in_progress }}项、"
    "未开展{{ whole.missing }}项、逾期未完成{{ whole.overdue }}项、缺佐证{{ whole.unproven }}项；不适用{{ whole.waived }}项。"
    "{% if whole.undetermined %}花名册信息不全，另有{{ open_units }}个单位的{{ whole.undetermined }}项还不能确定要不要做，"
    "不计入以上数字。{% endif %}{% if silent %}有{{ silent }}个单位未报送（没有一条可用的台账记录），"
    "其应落实事项都按没有完成计，下面另行列出。{% endif %}"
)
BRANCHES = (
    "分类来看，{% for branch in branches %}{{ branch.name }}完成率{{ branch.rate }}"
    "{% if loop.last %}。{% else %}，{% endif %}{% endfor %}"
    "{% if by == 'supervisor' and not parts %}这些单位都没有指导部门，没有按部门分列。{% endif %}"
)  # fmt: skip
COUNTED = "核查{{ part.whole.units }}个单位，应落实{{ part.whole.required }}项，已完成{{ part.whole.done }}项，完成率{{ part.whole.rate }}"
GROUP = "{% if by == 'county' %}县（市、区）{% elif by == 'subordinate' %}下级单位{% else %}部门{% endif %}"
QUIET = "parts | rejectattr('reported') | list"
QUIET_TITLE = "（{{ (" + QUIET + ")[0].number }}）未报送的" + GROUP
QUIET_PARTS = (
    "下列{{ (" + QUIET + ") | length }}个" + GROUP + "没有一个单位报送可用的记录，不排名次：{% for part in " + QUIET + " %}"
    "{{ part.whole.name }}（{{ part.whole.units }}个单位，应落实{{ part.whole.required }}项）" + NEXT + "{% endfor %}"
)  # fmt: skip
RANKED = (
    "{% if part.standing %}，在{{ part.ranked }}个" + GROUP + "中{{ part.standing }}{% endif %}；"
    "{% if part.whole.gaps %}尚有差距{{ part.whole.gaps }}项{% else %}没有差距{% endif %}。"
)
WORST = (
    "{% if part.items %}差距最多的事项是：{% for item in part.items %}{{ item.quoted }}（第{{ item.beside }}条，"
    "差{{ item.gaps }}项，完成率{{ item.rate }}）" + NEXT + "{% endfor %}{% endif %}"
)
OVERDUE = (
    "{% if part.overdue %}已过期限仍未完成的共{{ part.whole.overdue }}项，主要是：{% for item in part.overdue %}"
    "{{ item.quoted }}{{ item.overdue }}项" + NEXT + "{% endfor %}{% endif %}"
)
SILENT = (
    "{% if part.quiet %}未报送的有{{ part.quiet }}个单位：{% for unit in part.silent %}{{ unit.name }}"
    "{% if unit.beside %}（{{ unit.beside }}）{% endif %}{% if not loop.last %}、{% endif %}{% endfor %}"
    "{% if part.quiet > part.silent | length %}等{% endif %}。{% endif %}"
)
SEVERAL = "part.units and part.whole.units > 1"
UNITS = "{% if " + SEVERAL + " %}已经报送的单位中，差距最多的见下表。{% endif %}"
TROUBLES = (
    "{{ records }}。"
    "{% if elsewhere %}台账里另有{{ elsewhere }}处问题属于其他单位，没有列入。{% endif %}"
    "{% if problems %}花名册和台账有{{ problems }}处问题需要核对{% if problems > troubles | length %}，先列{{ troubles | length }}处"
    "{% endif %}，见下表。{% else %}花名册和台账没有发现问题。{% endif %}"
)
DEMANDS = (
    "（一）逐项核对。对照差距清单，逐个单位、逐个事项核对。已经完成的，补报台账和佐证材料；没有完成的，明确责任人和完成时间，限期整改。",
    "（二）突出重点。逾期未完成的事项先办；完成率靠后的，由上级党组织和指导部门加强督促指导。",
)
LAST_DEMAND = "（三）补全数据。花名册缺少的内容和台账中的问题，由填报单位及时补充更正，随下次台账一并报送。"


def make(target: Path) -> None:
    """Writes the template."""
    document = empty("督查通报")
    _say(document, TITLE, "关于《{{ title }}》\n落实情况的督查通报")
    _say(document, ADDRESS, "", "各有关党组织：")
    _say(document, BODY, OPENING)
    _overall(document)
    _parts(document)
    _troubles(document)
    _say(document, FIRST, "{% if parts %}四{% else %}三{% endif %}、有关要求")
    _say(document, BODY, *DEMANDS)
    _say(document, LAST, LAST_DEMAND)
    _say(document, SIGNED, "", "{{ issuer }}", DAY)
    document.save(str(target))


def _say(document: Document, style: str, *texts: str) -> None:
    for text in texts:
        document.add_paragraph(text, style)


def _overall(document: Document) -> None:
    _say(document, FIRST, "一、总体情况")
    _say(document, BODY, OVERALL, BRANCHES, "{%p if parts %}", GROUPS + "完成情况见下表。")
    names: Columns = (
        ("名次", "{{ part.place }}", 13, NUMBER),
        ("名称", "{{ part.whole.name }}", 46, CELL),
    )
    looped_table(document, "part in parts", (*names, ("单位数", "{{ part.whole.units }}", 17, NUMBER), *_counts("part.whole")))
    _say(document, BODY, "{%p endif %}", "{%p if items %}", "差距最多的事项见下表。")
    looped_table(document, "item in items", (*_names("item", ("事项", 63), ("条款", 13)), *_counts("item")))
    _say(document, BODY, "{%p endif %}")


def _parts(document: Document) -> None:
    _say(document, BODY, "{%p if parts %}")
    _say(document, FIRST, "二、" + GROUPS + "情况")
    _say(document, BODY, "{%p for part in parts if part.reported %}")
    _say(document, SECOND, "（{{ part.number }}）{{ part.whole.name }}")
    _say(document, BODY, COUNTED + RANKED + WORST + OVERDUE + SILENT + UNITS, "{%p if " + SEVERAL + " %}")
    looped_table(document, "unit in part.units", (*_names("unit", ("单位", 41), ("上级", 35)), *_counts("unit")))
    _say(document, BODY, "{%p endif %}", "{%p endfor %}", "{%p if " + QUIET + " %}")
    _say(document, SECOND, QUIET_TITLE)
    _say(document, BODY, QUIET_PARTS, "{%p endif %}", "{%p endif %}")


def _troubles(document: Document) -> None:
    _say(document, FIRST, "{% if parts %}三{% else %}二{% endif %}、数据问题")
    _say(document, BODY, TROUBLES, "{%p if problems %}")
    columns: Columns = (("位置", "{{ one.place }}", 44, CELL), ("问题", "{{ one.text }}", 62, CELL), ("怎么改", "{{ one.hint }}", 50, CELL))
    looped_table(document, "one in troubles", columns)
    _say(document, BODY, "{%p endif %}")


def _names(line: str, *headers: tuple[str, int]) -> Columns:
    fields = ("name", "beside")
    return tuple((header, "{{ " + f"{line}.{field}" + " }}", wide, CELL) for (header, wide), field in zip(headers, fields, strict=True))


def _counts(line: str) -> Columns:
    headers = (("应落实", "required", 17), ("已完成", "done", 17), ("逾期", "overdue", 14), ("差距", "gaps", 15), ("完成率", "rate", 17))
    return tuple((header, "{{ " + f"{line}.{name}" + " }}", wide, NUMBER) for header, name, wide in headers)


if __name__ == "__main__":
    make(NOTICE_DOCX)

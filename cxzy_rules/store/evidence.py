"""The files that prove what was filled in by hand, by unit: what hangs on each record that was ever kept, whatever was said of it since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from cxzy_rules.store import moment
from cxzy_rules.store.layout import attachments, batches, records


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file: the `record` on which it hangs, of which `rule` and `period`; its name, how many bytes, when it came and from whom."""

    record: int
    rule: str
    period: str | None
    name: str
    size: int
    at: datetime
    by: str


def evidence_of(connection: Connection, unit: str) -> list[Evidence]:
    """The files of a unit, the newest first; one that hangs on several records of a thing only once."""
    size = func.length(attachments.c.bytes)
    columns = (records.c.id, records.c.rule, records.c.period, attachments.c.name, size, batches.c.written_at, batches.c.written_by)
    joined = attachments.join(records, attachments.c.record == records.c.id).join(batches, records.c.batch == batches.c.id)
    wanted = select(*columns, attachments.c.digest).select_from(joined).where(batches.c.sort == "hand", records.c.unit == unit)
    found: dict[tuple[str, str | None, str, str], Evidence] = {}
    for number, rule, period, name, count, at, by, digest in connection.execute(wanted.order_by(records.c.id.desc(), attachments.c.name)):
        found.setdefault((rule, period, name, digest), Evidence(number, rule, period, name, count, moment.read(at), by))
    return list(found.values())

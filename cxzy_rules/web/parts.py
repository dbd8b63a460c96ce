"""The audit of the part that a page is about, made once for each part, state of the working file, and day."""

from __future__ import annotations

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.states import audit
from cxzy_rules.guidance import Guidance
from cxzy_rules.questions.slip import Blank, blanks
from cxzy_rules.web.office import Office, audited, ledger, marks
from cxzy_rules.web.scope import Scope


def audited_part(office: Office, told: Guidance, part: Scope) -> Audit:
    """The audit of a part; of all units it is the one that the first page shows."""
    found = audited(office, told.day) if part.whole() else None
    if found is not None:
        return found
    records = ledger(office, told.day)
    assert records is not None
    key = ("audit of", marks(office), told.day, part.under, part.branch, part.supervisor, part.county)
    return office.kept(key, lambda: audit(told, records, part.rows))


def open_cells(office: Office, told: Guidance) -> list[Blank]:
    """The cells that would settle everything undetermined."""
    return office.kept(("open cells", marks(office)[0], told.day), lambda: blanks(told))

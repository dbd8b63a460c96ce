"""The audit of the part that a page is about, kept for each part, as things stand now."""

from __future__ import annotations

from cxzy_rules.audit.audit import Audit
from cxzy_rules.guidance import Guidance
from cxzy_rules.questions.slip import Blank, blanks
from cxzy_rules.web.office import Office, part_of
from cxzy_rules.web.scope import Scope


def audited_part(office: Office, told: Guidance, part: Scope) -> Audit:
    """The audit of a part; of all units it is the one that the first page shows."""
    asked = (part.under, part.branch, part.supervisor, part.county)
    return part_of(office, told, asked, part.rows)


def open_cells(office: Office, told: Guidance) -> list[Blank]:
    """The cells that would settle everything undetermined."""
    return office.kept(("open cells", id(told)), lambda: (told, blanks(told)))[1]

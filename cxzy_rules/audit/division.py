"""By what the results of a part are summed so that it says something: by county, or where all lies in one, by what is directly below."""

from __future__ import annotations

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.groups import by_county, by_subordinate
from cxzy_rules.audit.words import By


def division(audit: Audit) -> By | None:
    """`county`, or `subordinate` where all lies in one county; None where there is but one unit to tell of."""
    if by_county(audit.guidance, audit.rows)["key"].n_unique() > 1:
        return "county"
    return "subordinate" if by_subordinate(audit.guidance, audit.rows)["key"].n_unique() > 1 else None


def telling(audit: Audit, by: By) -> By | None:
    """What is shown to people who ask by this: `division` in place of the county, all else as asked."""
    return division(audit) if by == "county" else by

"""By what the results of a part are summed so that it says something: by county, or where all lies in one, by what is directly below."""

from __future__ import annotations

from collections.abc import Callable

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.groups import Grouped, by_county, by_subordinate
from cxzy_rules.audit.words import By
from cxzy_rules.guidance import Guidance
from cxzy_rules.roster.roster import Rows

GROUPINGS: dict[By, Callable[[Guidance, Rows], Grouped]] = {"county": by_county, "subordinate": by_subordinate}


def division(audit: Audit) -> By | None:
    """`county`, or `subordinate` where all lies in one county; None where there is but one unit to tell of."""
    for by, grouping in GROUPINGS.items():
        group = grouping(audit.guidance, audit.rows).group
        if len(group) and (group != group[0]).any():
            return by
    return None


def telling(audit: Audit, by: By) -> By | None:
    """What is shown to people who ask by this: `division` in place of the county, all else as asked."""
    return division(audit) if by == "county" else by

"""What the first questions need, made ready while the browser opens, so that nobody waits for it."""

from __future__ import annotations

from cxzy_rules.model.place import Unusable
from cxzy_rules.questions.find import find_in
from cxzy_rules.web.office import Office, audited, guidance, names_of

ANYTHING = "a"


def warm(office: Office) -> None:
    """Reads the working file and makes what looking up and auditing stand on; what is wrong with it is told by whoever asks."""
    try:
        told = guidance(office)
        if told is not None:
            find_in(names_of(office, told), ANYTHING, 1)
            audited(office)
    except Unusable:
        return

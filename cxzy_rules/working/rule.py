"""Rules on one unit: to which branch it belongs, with the reason and the paper; or takes the ruling before back."""

from __future__ import annotations

from datetime import datetime

from cxzy_rules.fingerprints import of_rulebook
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.store.base import writing
from cxzy_rules.store.unit_rulings import rule_on
from cxzy_rules.working.bring import Desk, keep_rulebook


def rule(desk: Desk, unit: str, branch: str | None, reason: str, source: str, at: datetime) -> int:
    """Keeps a ruling; its number. `branch`: an id, None to take back. Errors: Unusable, where a branch is unknown or nothing is said."""
    place, known = Place(desk.shown), desk.book.vocabulary.branches
    missing = [Problem(place, f"裁定没有写{what}") for what, said in (("理由", reason), ("依据", source)) if not said.strip()]
    if branch is not None and branch not in known:
        missing.append(Problem(place, f"没有“{branch}”这个分类", "可用的有：" + "、".join(known)))
    if missing:
        raise Unusable(missing)
    with writing(desk.engine, desk.shown) as connection:
        keep_rulebook(connection, desk.book, at)
        return rule_on(connection, unit, branch, reason.strip(), source.strip(), of_rulebook(desk.book), at, desk.by)

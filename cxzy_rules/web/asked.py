"""What a page reads off its address: which part of the roster it is about, as of which day, from which line on; an empty box is no day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BeforeValidator

from cxzy_rules.guidance import Guidance
from cxzy_rules.web.scope import Scope, scope


def _filled(written: Any) -> Any:
    return None if isinstance(written, str) and not written.strip() else written


Day = Annotated[date | None, BeforeValidator(_filled)]
Start = Annotated[int, Query(ge=0, le=2**31)]


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the address, as they stand there."""

    under: str
    branch: str
    supervisor: str
    county: str
    as_of: date | None

    def part(self, told: Guidance) -> Scope:
        """The units that are meant."""
        return scope(told, self.under, self.branch, self.supervisor, self.county, self.as_of)


def _asked(under: str = "", branch: str = "", supervisor: str = "", county: str = "", as_of: Day = None) -> Asked:
    return Asked(under, branch, supervisor, county, as_of)


Wanted = Annotated[Asked, Depends(_asked)]

"""How a page reads days off its address: an empty box is no day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator


def _filled(written: Any) -> Any:
    return None if isinstance(written, str) and not written.strip() else written


Day = Annotated[date | None, BeforeValidator(_filled)]

"""Moments as a working file writes them, and what "as known on a day" means."""

from __future__ import annotations

from datetime import MAXYEAR, UTC, date, datetime, time, timedelta

EARLIEST = date(1990, 1, 1)
FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def written(moment: datetime) -> str:
    """A moment with its time zone, as text."""
    return moment.astimezone(UTC).strftime(FORM)


def read(text: str) -> datetime:
    """A moment from its text, in the time zone of this machine."""
    return datetime.strptime(text, FORM).replace(tzinfo=UTC).astimezone()


def known_until(day: date | None) -> str:
    """The first moment that is no longer known on a day: the next midnight here; without a day everything is known. Before EARLIEST there
    was nothing to know, and a year of three digits would not sort."""
    if day is None or day.year == MAXYEAR:
        return "9999"
    if day < EARLIEST:
        return ""
    return written(datetime.combine(day + timedelta(days=1), time()).astimezone())

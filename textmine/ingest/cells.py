"""Single cells → values; nothing here raises on bad input except where said."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from textmine.ingest.dates import parse_time

_SATISFACTION: Final = {
    "매우만족": 5.0,
    "만족": 4.0,
    "보통": 3.0,
    "불만족": 2.0,
    "불만": 2.0,
    "매우불만족": 1.0,
    "매우불만": 1.0,
}


def try_time(value: object, field: str) -> tuple[datetime, date] | str | None:
    try:
        return parse_time(value)
    except ValueError:
        return field


def moment(value: object) -> datetime | None:
    time = try_time(value, "")
    return time[0] if isinstance(time, tuple) else None


def day(value: object) -> date | None:
    time = try_time(value, "")
    return time[1] if isinstance(time, tuple) else None


def number(value: object, limit: float) -> float | None:
    """A number within ±limit, thousands separators allowed, or None."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = float(value) if isinstance(value, int | float) else float(str(value).replace(",", "").strip())
    except ValueError:
        return None
    return number if abs(number) <= limit else None


def satisfaction(value: object) -> float | None:
    return (
        _SATISFACTION.get(squeeze(value))
        if isinstance(value, str) and not re.search(r"\d", value)
        else number(value, 100)
    )


def is_blank(value: object) -> bool:
    return value is None or value != value or (isinstance(value, str) and not value.strip())


def as_text(value: object) -> str:
    if value is None or value != value:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def stamp(value: object) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)

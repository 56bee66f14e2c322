"""The Korean calendar as a pure value: public holidays, substitute holidays, working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from holidays.countries.south_korea import SouthKorea
from numpy.typing import NDArray

Floats = NDArray[np.float64]

YEARS: Final = range(2000, 2051)
# The holidays package reads its translations from files whenever a calendar is built, in a language that depends on the
# environment: built once at import, in Korean, so that no function here does. Substitute holidays are "observed".
_KOREA: Final[Mapping[date, str]] = SouthKorea(years=YEARS, observed=True, language="ko")  # type: ignore[no-untyped-call]
_HOLIDAYS: Final[Mapping[date, str]] = MappingProxyType(
    {date(day.year, day.month, day.day): str(name)
     for day, name in sorted(_KOREA.items())}
)


@dataclass(frozen=True, slots=True)
class KoreanCalendar:
    """Public holidays of the years ``first_year`` to ``last_year``, both included.

    ``holidays`` maps a date to its Korean name; Seollal, Chuseok and substitute holidays (대체공휴일) are in it. A date
    outside these years is a ``ValueError``: a silent "no holiday" would be wrong.
    """

    first_year: int
    last_year: int
    holidays: Mapping[date, str]

    def holiday_name(self, day: date) -> str:
        """Return the Korean name of the holiday on ``day``, or ``""``."""
        if not self.first_year <= day.year <= self.last_year:
            raise ValueError(f"calendar covers {self.first_year}..{self.last_year}, got {day.isoformat()}")
        return self.holidays.get(_plain(day), "")

    def is_holiday(self, day: date) -> bool:
        """Return whether ``day`` is a public holiday; an ordinary Saturday or Sunday is not one."""
        return bool(self.holiday_name(day))

    def working_day(self, day: date) -> bool:
        """Return whether public offices work on ``day``: Monday to Friday and no holiday."""
        return day.weekday() < 5 and not self.is_holiday(day)

    def weekday_dummies(self, index: pd.DatetimeIndex) -> Floats:
        """Return (n, 6) columns for Tuesday to Sunday; Monday is the base."""
        dummies: Floats = (np.asarray(index.day_of_week)[:, None] == np.arange(1, 7)).astype(np.float64)
        return dummies

    def holiday_flags(self, index: pd.DatetimeIndex) -> Floats:
        """Return (n,) 1 for a holiday that falls on Monday to Friday, else 0: weekends have their own columns."""
        days = [day.date() for day in index]
        return np.array([day.weekday() < 5 and self.is_holiday(day) for day in days], dtype=np.float64)

    def holiday_share(self, weeks: pd.DatetimeIndex) -> Floats:
        """Return (n,) share (0..1) of the five weekdays that are holidays, for the seven days from each date on."""
        flags = [
            sum(self.is_holiday(day) for day in _next_days(week.date()) if day.weekday() < 5) for week in weeks
        ]
        return np.array(flags, dtype=np.float64) / 5.0


def default_calendar(start: date, end: date) -> KoreanCalendar:
    """Return the calendar of every year touched by ``start`` to ``end``, with one year of margin on both sides.

    Years outside 2000 to 2050 are a ``ValueError``.

    >>> default_calendar(date(2026, 1, 1), date(2026, 12, 31)).holiday_name(date(2026, 2, 17))
    '설날'
    """
    if end < start:
        raise ValueError(f"calendar ends ({end}) before it starts ({start})")
    first, last = max(start.year - 1, YEARS[0]), min(end.year + 1, YEARS[-1])
    if start.year < first or end.year > last:
        raise ValueError(f"holidays are known from {YEARS[0]} to {YEARS[-1]}, asked for {start.year}..{end.year}")
    named = {day: name for day, name in _HOLIDAYS.items() if first <= day.year <= last}
    return KoreanCalendar(first, last, MappingProxyType(named))


def _plain(day: date) -> date:
    return date(day.year, day.month, day.day)


def _next_days(week: date) -> list[date]:
    return [week + timedelta(days=step) for step in range(7)]

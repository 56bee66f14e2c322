"""Working time: when an office reads its mail, and how long it has had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol


class WorkingDays(Protocol):
    """Knows on which days public offices work; ``trends.KoreanCalendar`` does."""

    def working_day(self, day: date) -> bool:
        """Whether offices work on ``day``."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Opening hours of a working day, in the deployment's time zone; lunch counts."""

    opens: time = time(9, 0)
    closes: time = time(18, 0)

    @property
    def a_day(self) -> timedelta:
        return timedelta(hours=self.closes.hour - self.opens.hour, minutes=self.closes.minute - self.opens.minute)


_NINE_TO_SIX: Final = OfficeHours()


def working_time(
    since: datetime, until: datetime, calendar: WorkingDays, hours: OfficeHours = _NINE_TO_SIX
) -> timedelta:
    """Office time between two moments (same time zone); zero when ``until`` is not later.

    Raises
    ------
    ValueError
        A moment without time zone.
    """
    if since.tzinfo is None or until.tzinfo is None:
        raise ValueError("moments must be timezone-aware")
    until = until.astimezone(since.tzinfo)
    total = timedelta()
    day = since.date()
    while day <= until.date():
        if calendar.working_day(day):
            opens = datetime.combine(day, hours.opens, tzinfo=since.tzinfo)
            closes = datetime.combine(day, hours.closes, tzinfo=since.tzinfo)
            total += max(min(until, closes) - max(since, opens), timedelta())
        day += timedelta(days=1)
    return total

"""Who else is told when nobody acknowledges: 담당, then 팀장, then 과장."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from textmine.alerts.hours import OfficeHours, WorkingDays, working_time
from textmine.alerts.values import Alert
from textmine.types import AlertState, Level

LADDER: Final = ("담당", "팀장", "과장")
_WAITING: Final = (AlertState.NEW, AlertState.AGAIN)


@dataclass(frozen=True, slots=True)
class EscalationSettings:
    """Working hours that a notice of each level may wait for an acknowledgement before the next rung is told.

    A level that is missing is never escalated.
    """

    hours: Mapping[Level, float] = field(
        default_factory=lambda: MappingProxyType({Level.SERIOUS: 2.0, Level.WARNING: 9.0, Level.CAUTION: 18.0})
    )
    office: OfficeHours = field(default_factory=OfficeHours)


_DEFAULT: Final = EscalationSettings()


def due_rung(
    alert: Alert, now: datetime, calendar: WorkingDays, settings: EscalationSettings = _DEFAULT
) -> int:
    """Rung of ``LADDER`` that should know of ``alert`` at ``now``: 0 the officer alone, 1 the team head too, 2 all.

    Only an alert that was sent and that nobody has taken up climbs; acknowledging, assigning, silencing or resolving
    it stops the climb where it stands.
    """
    wait = settings.hours.get(alert.level)
    if wait is None or alert.notified_at is None or alert.state not in _WAITING:
        return 0
    waited = working_time(alert.notified_at, now, calendar, settings.office)
    return min(int(waited / timedelta(hours=wait)), len(LADDER) - 1)

"""What people said of alerts moves what is told: by a written rule, within bounds, and back again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from textmine.alerts.feedback import Verdict, precision_interval
from textmine.types import Freq, Level

WINDOW: Final = timedelta(days=180)
FEWEST: Final = 10
MUTABLE: Final = (Level.INTEREST, Level.CAUTION)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person said of one alert, and what the alert was."""

    verdict: Verdict
    department: str
    freq: Freq
    level: Level
    notified_at: datetime


def often_wrong(judged: Iterable[Judged], now: datetime) -> frozenset[tuple[str, Freq, Level]]:
    """Department, rule and level of which alerts are recorded only, because they were wrong more often than right.

    The rule: of the alerts of the last 180 days at least ten were judged, and the upper bound of the 95 % interval of
    their precision lies below one half. Only 관심 and 주의 can be muted. Verdicts grow old, so after half a year of
    silence a level is tried again.
    """
    counts: dict[tuple[str, Freq, Level], Counter[str]] = {}
    for one in judged:
        if one.level in MUTABLE and now - one.notified_at <= WINDOW:
            counts.setdefault((one.department, one.freq, one.level), Counter())[one.verdict] += 1
    return frozenset(
        key for key, told in counts.items() if told.total() >= FEWEST and precision_interval(told)[2] < 0.5
    )

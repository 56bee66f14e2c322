"""Which day a job works on when nobody names one."""

from __future__ import annotations

from datetime import date, datetime

from jobs import DAILY
from textmine.pipeline.runs import previous_day
from textmine.types import KST


def default_period(name: str, now: datetime) -> date:
    """The newest whole day for the daily jobs, today for the others."""
    return previous_day(now) if name in DAILY else now.astimezone(KST).date()

"""How figures, places and reasons of an issue read in a message."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from textmine.alerts.values import Decision
from textmine.types import Issue

MAX_REGIONS: Final = 3
_WEEKDAYS: Final = "월화수목금토일"


def headline(issue: Issue) -> str:
    """How much more than usual, in a few words."""
    times = _times(issue)
    return f"평소의 {times}" if times else "평소 거의 없던 일"


def how_much(issue: Issue) -> str:
    """The count of the period beside what is usual."""
    span = f"{day(issue.period)} 하루" if issue.freq == "D" else f"{day(issue.period)}부터 한 주"
    usual = f"평소 {_number(issue.expected)}건" if _times(issue) else "평소 거의 없음"
    most = f", 많아도 {_number(issue.upper)}건" if issue.upper >= 1 else ""
    line = f"{span} {_number(issue.observed)}건 ({usual}{most})"
    return f"{line}, 비슷한 글 {issue.copy_share:.0%}" if issue.copy_share >= 0.2 else line


def why(issue: Issue, decision: Decision) -> str:
    """What moved us to write, and what the reason adds to the rows above: its later sentences but those on danger."""
    sentences = re.split(r"(?<=다\.) ", issue.reason.strip())
    added = [s for s in sentences[1:] if not s.startswith("위험")] or sentences[:1]
    return " ".join([f"{decision.reason.value}.", *added]).strip().rstrip(".") + "."


def _times(issue: Issue) -> str:
    return f"{issue.observed / issue.expected:.1f}배" if issue.expected >= 0.5 else ""


def where(issue: Issue) -> str:
    """The places with most of it."""
    if not issue.regions:
        return "한 곳에 몰리지 않았거나 위치를 알 수 없습니다."
    rest = len(issue.regions) - MAX_REGIONS
    return ", ".join(issue.regions[:MAX_REGIONS]) + (f" 외 {rest}곳" if rest > 0 else "")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def day(day: date) -> str:
    """A day as Korean offices write it."""
    return f"{day.year}. {day.month}. {day.day}.({_WEEKDAYS[day.weekday()]})"

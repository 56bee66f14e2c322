"""What a deployment can say with the data that it has, and how much more it needs for the rest."""

from __future__ import annotations

from typing import Final

from textmine.pipeline.context import Context
from textmine.pipeline.judge import MIN_PERIODS
from textmine.store.doctor import Finding
from textmine.store.ledger import coverage

# Complete days of complaints from which on each is worth reading.
_NEEDED: Final = (
    ("많이 나온 말·토픽", 1), ("하루 급증", MIN_PERIODS["D"] + 1), ("한 주 급증", 7 * (MIN_PERIODS["W"] + 1)),
    ("4주 예보", 56), ("계절을 아는 예보와 급증", 365), ("지난해 같은 때와 견주기", 400),
)


def reach(context: Context) -> Finding:
    """One line about what works now and what comes when."""
    with context.ledger.read() as connection:
        days = coverage.count_complete(connection, kind="complaint")
    works = [name for name, needed in _NEEDED if days >= needed]
    later = [f"{name}({needed - days}일 더)" for name, needed in _NEEDED if days < needed]
    parts = [f"되는 것 {', '.join(works)}"] if works else []
    parts += [f"더 모이면 되는 것 {', '.join(later)}"] if later else []
    return Finding("reach", True, f"민원 자료 {days:,}일치: {' · '.join(parts)}")

"""Issue the forecast that starts on the day after the period."""

from __future__ import annotations

from datetime import date

from textmine.pipeline.context import Context
from textmine.pipeline.forecast import forecast

DOES = "부서·분야·신호별 예보를 냅니다."


def run(context: Context, period: date) -> str:
    """One Korean line about what was done."""
    report = forecast(context, as_of=period)
    return f"계열 {report.series}개, {report.rows:,}행"


if __name__ == "__main__":
    from jobs.alone import run_alone

    run_alone("forecast")

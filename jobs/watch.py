"""Look for surges up to the period and group them into issues."""

from __future__ import annotations

from datetime import date

from textmine.pipeline.context import Context
from textmine.pipeline.watch import watch

DOES = "급증을 찾아 이슈로 묶습니다."


def run(context: Context, period: date) -> str:
    """One Korean line about what was done."""
    report = watch(context, as_of=period)
    return f"이슈 {len(report.issues)}건"


if __name__ == "__main__":
    from jobs.alone import run_alone

    run_alone("watch")

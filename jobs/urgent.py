"""Between mornings: what cannot wait is told, and heads hear of what nobody takes up."""

from __future__ import annotations

from datetime import date

from textmine.pipeline.analyse import analyse
from textmine.pipeline.context import Context
from textmine.pipeline.dispatch import dispatch_urgent
from textmine.pipeline.panels import last_day
from textmine.pipeline.watch import watch

DOES = "위험·심각한 이슈를 바로 알립니다."


def run(context: Context, period: date) -> str:
    """One Korean line about what was done; ``period`` is today, of which only a part has arrived."""
    if analyse(context).documents and last_day(context) == period:
        watch(context, as_of=period)
    report = dispatch_urgent(context)
    return f"알림 {report.notified}건, 보냄 {report.sent}건, 못 보냄 {report.failed}건"


if __name__ == "__main__":
    from jobs.alone import run_alone

    run_alone("urgent")

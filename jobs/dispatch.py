"""Decide who is told about the issues, and send what is due."""

from __future__ import annotations

from datetime import date

from textmine.pipeline.context import Context
from textmine.pipeline.dispatch import dispatch

DOES = "알림을 정하고 보냅니다."


def run(context: Context, period: date) -> str:
    """One Korean line about what was done."""
    report = dispatch(context, as_of=period)
    return f"알림 {report.notified}건, 보냄 {report.sent}건, 못 보냄 {report.failed}건"


if __name__ == "__main__":
    from jobs.alone import run_alone

    run_alone("dispatch")

"""Write the report of the period."""

from __future__ import annotations

from datetime import date

from textmine.pipeline.context import Context
from textmine.pipeline.publish import publish

DOES = "보고서를 만듭니다."


def run(context: Context, period: date) -> str:
    """One Korean line about what was done."""
    return str(publish(context, as_of=period) / "report.html")


if __name__ == "__main__":
    from jobs.alone import run_alone

    run_alone("publish")

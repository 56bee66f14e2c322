"""Analyse what is new in the mart."""

from __future__ import annotations

from datetime import date

from textmine.pipeline.analyse import analyse
from textmine.pipeline.context import Context

DOES = "새 글을 형태소 분석하고 집계합니다."


def run(context: Context, period: date) -> str:
    """One Korean line about what was done."""
    report = analyse(context)
    return f"글 {report.documents:,}건 집계, 새로 분석 {report.tokenised:,}건"


if __name__ == "__main__":
    from jobs.alone import run_alone

    run_alone("analyse")

"""Import what lies in the watched folder: ``inbox/<kind>/``."""

from __future__ import annotations

from datetime import date

from textmine.pipeline.context import Context
from textmine.pipeline.inbox import ingest_inbox

DOES = "자료 폴더(inbox)의 파일을 마트에 넣습니다."


def run(context: Context, period: date) -> str:
    """One Korean line about what was done."""
    reports = ingest_inbox(context)
    new, quarantined = sum(r.new for r in reports), sum(r.quarantined for r in reports)
    noted = sum(bool(report.notes) for report in reports)
    look = f", 살펴볼 파일 {noted}개(outputs/imports의 기록)" if noted else ""
    return f"파일 {len(reports)}개, 새 글 {new:,}건, 격리 {quarantined:,}건{look}"


if __name__ == "__main__":
    from jobs.alone import run_alone

    run_alone("ingest")

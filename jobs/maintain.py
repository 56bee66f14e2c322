"""The night's work: remove what is too old, merge small files, back up."""

from __future__ import annotations

from datetime import date

from textmine.pipeline.context import Context
from textmine.pipeline.maintain import maintain

DOES = "정리하고 백업합니다."


def run(context: Context, period: date) -> str:
    """One Korean line about what was done."""
    report = maintain(context)
    removed = f"글 {report.documents:,}건, 알림 본문 {report.messages:,}건, 격리 {report.quarantined:,}행"
    return f"{removed}, 파일 {report.files:,}개 지움, 백업 {report.backup.file.name}"


if __name__ == "__main__":
    from jobs.alone import run_alone

    run_alone("maintain")

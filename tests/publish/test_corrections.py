"""What was told is never rewritten; what changed since stands under 정정."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from textmine.pipeline.chapters.corrections import correction_table
from textmine.pipeline.context import Context, open_context
from textmine.pipeline.dispatch import dispatch
from textmine.settings import load_settings
from textmine.store.ledger import alerts, issues
from textmine.types import Issue, IssueState, Level

DAY = date(2026, 10, 31)
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def hotel(observed: float, title: str = "역류 신고") -> Issue:
    return Issue(
        "i1", title, ("역류",), ("term:역류", "pack:clean_net"), DAY, DAY, IssueState.NEW, Level.CAUTION, "D", DAY,
        observed, 1.0, 4.0, 1e-7, 1e-5, (), ("자원순환과",), ("d1",), (), 0.0, (), "평소보다 많습니다.",
    )


def tell(context: Context, issue: Issue) -> None:
    with context.ledger.begin() as connection:
        issues.replace_all(connection, [issue])
    dispatch(context, as_of=DAY, wait_for_working_day=False)


def test_late_data_are_listed_and_the_alert_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with open_context(load_settings(outputs=tmp_path, secret="s"), now=NOW) as context:
        tell(context, hotel(12.0))
        assert correction_table(context, [hotel(12.0)]) is None
        tell(context, hotel(14.0, title="다른 제목"))
        with context.ledger.begin() as connection:
            (row,) = alerts.list_alerts(connection)
        assert (row["title"], row["observed"]) == ("역류 신고", 12.0)
        table = correction_table(context, [hotel(14.0)])
        assert table is not None
        assert table.rows == (("역류 신고", "2026년 10월 31일", 12.0, "14건"),)
        gone = correction_table(context, [])
        assert gone is not None and gone.rows[0][3] == "이슈가 아닌 것으로 바뀜"

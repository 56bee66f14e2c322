from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from textmine.alerts import Alert
from textmine.types import KST, AlertState, Issue, IssueState, Level

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=KST)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make_issue() -> Callable[..., Issue]:
    def make(**changes: Any) -> Issue:
        issue = Issue(
            issue_id="i1", title="포트홀·도로 파임", terms=("포트홀", "도로파임", "타이어", "버스"),
            series=("term:포트홀",),
            first_seen=date(2026, 10, 30), last_seen=date(2026, 11, 2), state=IssueState.NEW, level=Level.CAUTION,
            freq="W",
            period=date(2026, 10, 26), observed=42.0, expected=6.2, upper=14.0, p_value=1e-6, q_value=1e-4,
            regions=("중앙동",), departments=("도로과",), documents=("d1", "d2"), examples=("d1",), copy_share=0.0,
            danger_words=(), reason="한 주 42건으로 평소 6.2건보다 많습니다.",
        )
        return replace(issue, **changes)
    return make


@pytest.fixture
def make_alert() -> Callable[..., Alert]:
    def make(**changes: Any) -> Alert:
        alert = Alert(
            alert_id="a1", issue_id="i1", fingerprint="f1", department="도로과", receiver="road1@narae.example",
            state=AlertState.NEW, level=Level.CAUTION, observed=42.0, episode=1,
            created_at=datetime(2026, 11, 1, 9, 0, tzinfo=KST), notified_at=datetime(2026, 11, 1, 9, 0, tzinfo=KST),
        )
        return replace(alert, **changes)
    return make

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from textmine.alerts import AlertSettings, Reason, decide
from textmine.types import AlertState, IssueState, Level

HOUR = timedelta(hours=1)

CASES: list[tuple[str, dict[str, Any], dict[str, Any] | None, bool, Reason]] = [
    ("a new issue is told", {}, None, True, Reason.FIRST),
    ("a growing issue nobody was told of is told", {"state": IssueState.GROWING}, None, True, Reason.FIRST),
    ("danger is told at once", {"danger_words": ("감전",)}, None, True, Reason.DANGER),
    ("danger is told even while it fades", {"danger_words": ("감전",), "state": IssueState.FADING}, None, True,
     Reason.DANGER),
    ("심각 is told at once", {"level": Level.SERIOUS}, None, True, Reason.SERIOUS),
    ("a fading issue is not told for the first time", {"state": IssueState.FADING}, None, False, Reason.FADING),
    ("an issue that is over is only recorded", {"state": IssueState.OVER}, None, False, Reason.OVER),
    ("over wins against danger", {"state": IssueState.OVER, "danger_words": ("감전",)}, None, False, Reason.OVER),
    ("an issue last seen fifteen days ago is only recorded", {"last_seen": date(2026, 10, 19)}, None, False,
     Reason.TOO_OLD),
    ("an issue last seen fourteen days ago is still told", {"last_seen": date(2026, 10, 20)}, None, True, Reason.FIRST),
    ("an issue that came back to a new receiver", {"state": IssueState.AGAIN}, None, True, Reason.RETURNED),
    ("the same state again is not told twice", {}, {}, False, Reason.ALREADY_NOTIFIED),
    ("an alert that was made but never sent counts as new", {}, {"notified_at": None}, True, Reason.FIRST),
    ("a little more is not growth", {"observed": 60.0}, {}, False, Reason.ALREADY_NOTIFIED),
    ("twice as many is growth", {"observed": 84.0}, {}, True, Reason.GREW),
    ("growth within a day waits", {"observed": 84.0}, {"notified_at": HOUR}, False, Reason.TOO_SOON),
    ("growth of a fading issue is not told", {"observed": 84.0, "state": IssueState.FADING}, {}, False, Reason.FADING),
    ("a higher level is told", {"level": Level.WARNING}, {}, True, Reason.RAISED),
    ("a lower level is not told", {"level": Level.INTEREST}, {}, False, Reason.ALREADY_NOTIFIED),
    ("reaching 심각 is told although told an hour ago", {"level": Level.SERIOUS}, {"notified_at": HOUR}, True,
     Reason.SERIOUS),
    ("reaching 심각 with danger names the danger", {"level": Level.SERIOUS, "danger_words": ("화재",)}, {}, True,
     Reason.DANGER),
    ("a silenced alert stays silent when it grows", {"observed": 500.0},
     {"state": AlertState.SILENCED, "silenced_until": -HOUR}, False, Reason.SILENCED),
    ("a silence without an end holds", {"observed": 500.0}, {"state": AlertState.SILENCED}, False, Reason.SILENCED),
    ("a silence that ended no longer holds", {"observed": 500.0},
     {"state": AlertState.SILENCED, "silenced_until": HOUR}, True, Reason.GREW),
    ("reaching 심각 breaks a silence", {"level": Level.SERIOUS}, {"state": AlertState.SILENCED}, True, Reason.SERIOUS),
    ("a resolved alert is left alone", {"observed": 500.0}, {"state": AlertState.RESOLVED}, False, Reason.RESOLVED),
    ("a resolved alert whose issue returns is told", {"state": IssueState.AGAIN},
     {"state": AlertState.RESOLVED, "seen_state": IssueState.OVER}, True, Reason.RETURNED),
    ("a return is told once", {"state": IssueState.AGAIN},
     {"state": AlertState.AGAIN, "seen_state": IssueState.AGAIN}, False, Reason.ALREADY_NOTIFIED),
    ("a return that was resolved stays resolved", {"state": IssueState.AGAIN},
     {"state": AlertState.RESOLVED, "seen_state": IssueState.AGAIN}, False, Reason.RESOLVED),
]


@pytest.mark.parametrize(
    ("issue", "previous", "notify", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_decide(
    issue: dict[str, Any], previous: dict[str, Any] | None, notify: bool, reason: Reason,
    make_issue: Any, make_alert: Any, now: datetime,
) -> None:
    alert = None
    if previous is not None:  # a timedelta means that long ago
        alert = make_alert(**{k: now - v if isinstance(v, timedelta) else v for k, v in previous.items()})
    decision = decide(make_issue(**issue), alert, now, AlertSettings())
    assert (decision.notify, decision.reason) == (notify, reason)


def test_every_reason_is_a_korean_sentence() -> None:
    assert all(any("가" <= letter <= "힣" for letter in reason.value) for reason in Reason)


def test_a_time_without_zone_is_refused(make_issue: Any) -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        decide(make_issue(), None, datetime(2026, 11, 3), AlertSettings())

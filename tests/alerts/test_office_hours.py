"""When offices work, who climbs the ladder, what is part of what."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from textmine.alerts import (
    Circumstances,
    Decision,
    Notice,
    Reason,
    decide,
    due_rung,
    inhibitors,
    working_time,
    write_notices,
)
from textmine.trends import default_calendar
from textmine.types import KST, AlertState, IssueState, Level

CALENDAR = default_calendar(date(2026, 1, 1), date(2026, 12, 31))
FIRST = Decision(True, Reason.FIRST)


def at(day: int, hour: int, month: int = 11, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=KST)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        (at(3, 9), at(3, 12), 3.0), (at(3, 7), at(3, 9, minute=30), 0.5), (at(3, 17), at(4, 10), 2.0),
        (at(6, 17), at(9, 10), 2.0),  # over a weekend
        (at(24, 9, month=9), at(28, 9, month=9), 0.0),  # Chuseok and the days after it
        (at(3, 12), at(3, 11), 0.0), (at(2, 0), at(7, 0), 45.0),
    ],
)  # fmt: skip
def test_only_office_hours_of_working_days_count(since: datetime, until: datetime, hours: float) -> None:
    assert working_time(since, until, CALENDAR) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("name", "level", "state", "told", "now", "rung"),
    [
        ("just told", Level.SERIOUS, AlertState.NEW, at(3, 9), at(3, 10), 0),
        ("two hours of an office without an answer", Level.SERIOUS, AlertState.NEW, at(3, 9), at(3, 11), 1),
        ("four hours", Level.SERIOUS, AlertState.AGAIN, at(3, 9), at(3, 13), 2),
        ("a night counts nothing", Level.SERIOUS, AlertState.NEW, at(3, 17, minute=30), at(4, 9), 0),
        ("the ladder ends", Level.SERIOUS, AlertState.NEW, at(3, 9), at(20, 9), 2),
        ("a warning has a day", Level.WARNING, AlertState.NEW, at(3, 9), at(4, 9), 1),
        ("an interest never climbs", Level.INTEREST, AlertState.NEW, at(3, 9), at(20, 9), 0),
        ("acknowledged", Level.SERIOUS, AlertState.ACKNOWLEDGED, at(3, 9), at(20, 9), 0),
        ("silenced", Level.SERIOUS, AlertState.SILENCED, at(3, 9), at(20, 9), 0),
        ("never sent", Level.SERIOUS, AlertState.NEW, None, at(20, 9), 0),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_a_notice_climbs_while_nobody_answers(
    make_alert: Any, name: str, level: Level, state: AlertState, told: datetime | None, now: datetime, rung: int
) -> None:
    assert due_rung(make_alert(level=level, state=state, notified_at=told), now, CALENDAR) == rung, name


def documents(first: int, last: int) -> tuple[str, ...]:
    return tuple(f"d{n}" for n in range(first, last))


def test_the_notice_of_the_whole_mutes_its_parts(make_issue: Any) -> None:
    whole = make_issue(issue_id="whole", documents=documents(0, 40))
    part = make_issue(issue_id="part", documents=documents(5, 20))
    other = make_issue(issue_id="other", documents=documents(30, 60))
    assert inhibitors([part, other, whole]) == {"part": "whole"}


@pytest.mark.parametrize(
    ("name", "whole", "part"),
    [
        ("a part that is worse", {}, {"level": Level.SERIOUS}),
        ("a part with danger in it", {}, {"danger_words": ("감전",)}),
        ("a whole that is over", {"state": IssueState.OVER}, {}),
        ("two that are equally large", {"documents": documents(0, 16)}, {}),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_what_is_not_muted(make_issue: Any, name: str, whole: dict[str, Any], part: dict[str, Any]) -> None:
    larger = make_issue(issue_id="whole", **{"documents": documents(0, 40), **whole})
    smaller = make_issue(issue_id="part", **{"documents": documents(0, 15), **part})
    assert inhibitors([larger, smaller]) == {}, name


@pytest.mark.parametrize(
    ("name", "issue", "circumstances", "notify", "reason"),
    [
        ("a new issue waits for the working morning", {}, {"only_urgent": True}, False, Reason.LATER),
        ("danger does not wait", {"danger_words": ("감전",)}, {"only_urgent": True}, True, Reason.DANGER),
        ("심각 does not wait", {"level": Level.SERIOUS}, {"only_urgent": True}, True, Reason.SERIOUS),
        ("a part of what is told is not told", {}, {"is_part": True}, False, Reason.INHIBITED),
        ("a silence by condition holds for 심각 too", {"level": Level.SERIOUS}, {"is_muted": True}, False,
         Reason.MUTED),
        ("what is often wrong is only recorded", {}, {"is_often_wrong": True}, False, Reason.OFTEN_WRONG),
        ("danger is told however often it was wrong", {"danger_words": ("감전",)}, {"is_often_wrong": True}, True,
         Reason.DANGER),
        ("what is over is over at night too", {"state": IssueState.OVER}, {"only_urgent": True}, False, Reason.OVER),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else None,
)  # fmt: skip
def test_what_holds_a_notice_back(
    make_issue: Any, name: str, issue: dict[str, Any], circumstances: dict[str, bool], notify: bool, reason: Reason
) -> None:
    found = decide(make_issue(**issue), None, at(8, 9), circumstances=Circumstances(**circumstances))
    assert found == Decision(notify, reason), name


def notices(make_issue: Any, make_alert: Any, n: int) -> list[Notice]:
    return [
        Notice(make_issue(issue_id=f"i{k}", title=f"이슈{k}", observed=float(k)), make_alert(alert_id=f"a{k}"), FIRST)
        for k in range(n)
    ]


def test_a_thousand_surges_are_one_message_that_can_be_read(make_issue: Any, make_alert: Any) -> None:
    message = write_notices(notices(make_issue, make_alert, 1000), city="나래시")
    assert message.subject == "[주의] 이슈999 외 999건"
    assert "이슈999" in message.text and "이슈989" not in message.text
    assert "나머지 990건" in message.text and "textmine alerts list --department 도로과" in message.text
    assert len(message.text) < 3_000 and len(message.html) < 12_000
    assert message.html.count("textmine alerts ack") == 10


def test_the_strongest_comes_first_and_one_alone_has_its_own_page(make_issue: Any, make_alert: Any) -> None:
    given = notices(make_issue, make_alert, 3)
    given.append(Notice(make_issue(issue_id="x", title="큰일", level=Level.SERIOUS, observed=1.0), make_alert(), FIRST))
    assert write_notices(given).subject == "[심각] 큰일 외 3건"
    assert write_notices(given[:1]).subject == "[주의] 이슈0 - 평소의 0.0배"
    with pytest.raises(ValueError, match="needs a notice"):
        write_notices([])


def test_values_of_a_list_cannot_become_markup(make_issue: Any, make_alert: Any) -> None:
    nasty = "<script>alert(1)</script>"
    given = [Notice(make_issue(title=nasty, regions=(nasty,)), make_alert(department=nasty), FIRST)] * 2
    assert "<script" not in write_notices(given, city=nasty, heading=nasty).html

"""What an alert is: one receiver's notice of one issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from textmine.types import AlertState, IssueState, Level


@dataclass(frozen=True, slots=True)
class Alert:
    """One receiver's notice of an issue; ``receiver`` is an e-mail address, times are timezone-aware.

    ``episode`` counts from 1 how often the issue came back; ``notified_at`` is None until something was sent.
    ``silenced_until`` matters only while ``state`` is silenced. ``observed`` and ``level`` are those last told;
    ``seen_state`` is the issue's state when it was last looked at, told or not: a return is a change of it.
    """

    alert_id: str
    issue_id: str
    fingerprint: str
    department: str
    receiver: str
    state: AlertState
    level: Level
    observed: float
    episode: int
    created_at: datetime
    notified_at: datetime | None = None
    silenced_until: datetime | None = None
    seen_state: IssueState = IssueState.NEW


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """When to speak again.

    ``growth`` is the factor over the observed count last told from which an issue has grown; ``repeat_hours`` the pause
    between two notices of the same state; ``alert_age_days`` the age of an issue's last sign beyond which it
    is only recorded.
    """

    growth: float = 2.0
    repeat_hours: float = 24.0
    alert_age_days: int = 14


class Reason(StrEnum):
    """Why we speak or stay silent; the value is what users read."""

    FIRST = "처음 나타난 이슈입니다"
    DANGER = "생명·안전과 관련된 말이 있어 바로 알립니다"
    SERIOUS = "수준이 '심각'이 되어 바로 알립니다"
    RAISED = "수준이 올라갔습니다"
    GREW = "마지막 알림 뒤로 더 커졌습니다"
    RETURNED = "끝난 줄 알았던 이슈가 다시 나타났습니다"
    HANDED = "다른 부서에서 넘겨받은 이슈입니다"
    UNANSWERED = "담당자가 정한 시간 안에 확인하지 않았습니다"
    ALREADY_NOTIFIED = "이미 알렸습니다"
    TOO_SOON = "알린 지 얼마 되지 않아 다음 차례에 다시 봅니다"
    LATER = "급하지 않아 근무일 아침에 모아 알립니다"
    MUTED = "정해 둔 조건에 맞아 꺼 두었습니다"
    OFTEN_WRONG = "이 부서에서 같은 알림이 자주 틀려 기록만 합니다"
    INHIBITED = "더 큰 이슈의 알림에 들어 있어 따로 알리지 않습니다"
    SILENCED = "담당자가 잠시 꺼 두었습니다"
    RESOLVED = "담당자가 종료했습니다"
    FADING = "잦아드는 중이라 알리지 않습니다"
    OVER = "끝난 이슈라 기록만 합니다"
    TOO_OLD = "오래전 이슈라 기록만 합니다"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to notify now, and why; ``reason.value`` is a Korean sentence."""

    notify: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class Earlier:
    """The answer to an earlier complaint about the same matter: its number, who answered and when."""

    number: str
    department: str
    answered_on: date


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a message adds to the figures: masked ``phrases``, what was done last time, the nearest due date."""

    phrases: tuple[str, ...] = ()
    earlier: Earlier | None = None
    due_on: date | None = None


class Action(StrEnum):
    """What people (or the system, for ``RETURN`` and ``WAKE``) do with an alert."""

    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    SILENCE = "silence"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    RETURN = "return"
    WAKE = "wake"


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """One line of an alert's history: who did what, when and why."""

    at: datetime
    actor: str
    action: Action
    before: AlertState
    after: AlertState
    why: str


@dataclass(frozen=True, slots=True)
class Message:
    """What a receiver gets: one line, plain text and HTML of the same content."""

    subject: str
    text: str
    html: str


def age_days(last_seen: date, now: datetime) -> int:
    """Whole civil days between an issue's last sign and ``now``; ``now`` must carry the deployment's time zone."""
    if now.tzinfo is None:
        raise ValueError("now must be timezone-aware")
    return (now.date() - last_seen).days

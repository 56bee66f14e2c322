"""What the person who receives an alert does with it: look, and say that it was seen."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from textmine.alerts import ACTION_NAMES, VERDICT_NAMES, Action, Verdict, apply_action, precision_interval
from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.store.ledger import alerts, feedback
from textmine.types import KST, AlertState, Level

_EVENT_NAMES = {"notify": "알림", "record": "기록", "escalate": "위로 알림", "feedback": "맞음·틀림",
                "reassign": "부서 바꿈"}
_EVENT_NAMES |= {action.value: name for action, name in ACTION_NAMES.items()}


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert in a list; ``notified_at`` is Korean wall-clock text, "" when it was only recorded."""

    alert_id: str
    issue_id: str
    level: str
    state: str
    department: str
    receiver: str
    title: str
    decision: str
    notified_at: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of an alert's history."""

    at: str
    actor: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class AlertView:
    """One alert with its evidence and history."""

    alert_id: str
    issue_id: str
    level: str
    state: str
    department: str
    receivers: tuple[str, ...]
    title: str
    decision: str
    reason: str
    observed: float
    expected: float
    upper: float
    terms: tuple[str, ...]
    regions: tuple[str, ...]
    events: tuple[EventLine, ...]


@dataclass(frozen=True, slots=True)
class PrecisionLine:
    """Verdicts of one month, department and rule; ``precision`` is right / (right + wrong), with its 95 % interval."""

    month: str
    department: str
    rule: str
    right: int
    wrong: int
    known: int
    precision: float | None
    low: float
    high: float


def list_alerts(
    context: Context, *, state: str | None = None, department: str | None = None, recorded: bool = False
) -> list[AlertLine]:
    """Alerts that were sent, and those only ``recorded`` when asked for; newest first, the most serious before others.

    Raises
    ------
    TextmineError
        ``state`` is not one of the states.
    """
    if state is not None and state not in list(AlertState):
        raise TextmineError(f"'{state}' 상태는 없습니다. {', '.join(AlertState)} 가운데 고르세요.")
    with context.ledger.read() as connection:
        rows = alerts.list_alerts(connection, state=state, department=department, recorded=recorded)
    lines = [
        AlertLine(
            r["alert_id"], r["issue_id"], r["level"], r["state"], r["department"], r["receiver_name"], r["title"],
            r["decision"], wall_clock(r["notified_at"]) if r["notified_at"] is not None else "",
        )
        for r in rows
    ]
    strongest = sorted(lines, key=lambda line: -Level(line.level).rank)
    return sorted(strongest, key=lambda line: line.notified_at, reverse=True)


def show_alert(context: Context, alert_id: str) -> AlertView:
    """One alert by its id or the first letters of it.

    Raises
    ------
    TextmineError
        No alert, or more than one, has this id.
    """
    with context.ledger.read() as connection:
        row = one_alert(connection, alert_id)
        history = alerts.events(connection, row["alert_id"])
    return _view(row, history)


def receiver_of(context: Context, alert_id: str) -> str:
    """Name of the person an alert was sent to.

    Raises
    ------
    TextmineError
        No alert, or more than one, has this id.
    """
    with context.ledger.read() as connection:
        return str(one_alert(connection, alert_id)["receiver_name"])


def act(
    context: Context, alert_id: str, action: Action, *, actor: str, why: str, until: datetime | None = None,
    to: str = "",
) -> AlertView:  # fmt: skip
    """The alert after a person did something with it.

    Parameters
    ----------
    until : datetime, optional
        End of a silence; a silence needs one.
    to : str
        Who takes the alert on; assigning needs it.

    Raises
    ------
    TextmineError
        The alert does not exist, the action is not possible in its state, or what it needs is missing.
    """
    reason = f"{to}에게 맡김. {why}".strip() if action is Action.ASSIGN and to else why
    if action is Action.ASSIGN and not to.strip():
        raise TextmineError("누구에게 맡길지 적어 주세요. 예: --to 김도로")
    if action is Action.SILENCE and (until is None or until <= context.now):
        raise TextmineError("언제까지 끌지 지금보다 뒤의 때를 주세요. 예: --days 3 또는 --until 2026-12-01")
    with context.ledger.begin() as connection:
        row = one_alert(connection, alert_id)
        after, event = apply_action(AlertState(row["state"]), action, actor, context.now, reason)
        changes: dict[str, Any] = {"silenced_until": until} if action is Action.SILENCE else {}
        alerts.change(connection, row["alert_id"], state=after.value, **changes)
        alerts.add_event(
            connection, row["alert_id"], at=event.at, actor=event.actor, action=event.action.value, reason=event.why
        )
        history = alerts.events(connection, row["alert_id"])
    return _view(row | {"state": after.value}, history)


def give_feedback(context: Context, alert_id: str, verdict: Verdict, *, actor: str, why: str) -> AlertView:
    """The alert after a person said whether it was right; saying it again replaces what that person said before.

    Raises
    ------
    TextmineError
        The alert does not exist, or was never sent.
    """
    with context.ledger.begin() as connection:
        row = one_alert(connection, alert_id)
        if row["notified_at"] is None:
            raise TextmineError("보내지 않고 기록만 한 알림입니다. 보낸 알림에만 맞았는지 적을 수 있습니다.")
        feedback.put(connection, row["alert_id"], verdict=verdict, actor=actor, why=why, at=context.now)
        reason = f"{VERDICT_NAMES[verdict]}. {why}".strip()
        alerts.add_event(connection, row["alert_id"], at=context.now, actor=actor, action="feedback", reason=reason)
        history = alerts.events(connection, row["alert_id"])
    return _view(row, history)


def one_alert(connection: Connection, alert_id: str) -> dict[str, Any]:
    """Row of the one alert whose id begins with ``alert_id``.

    Raises
    ------
    TextmineError
        No alert, or more than one, has this id.
    """
    row = alerts.find(connection, alert_id)
    if row is None:
        raise TextmineError(f"'{alert_id}' 알림이 없거나 여럿입니다. 'textmine alerts list'에서 번호를 확인하세요.")
    return row


def alert_precision(context: Context) -> list[PrecisionLine]:
    """How often alerts were right, by month, department and rule, newest month first."""
    with context.ledger.read() as connection:
        rows = feedback.list_verdicts(connection)
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for row in rows:
        rule = {"D": "하루", "W": "한 주"}[json.loads(row["payload"])["freq"]]
        month = wall_clock(row["notified_at"])[:7]
        counts.setdefault((month, row["department"], rule), Counter())[row["verdict"]] += 1
    lines = [
        PrecisionLine(month, department, rule, told["right"], told["wrong"], told["known"], *precision_interval(told))
        for (month, department, rule), told in counts.items()
    ]
    return sorted(lines, key=lambda line: (line.month, line.department, line.rule), reverse=True)


def wall_clock(at: datetime) -> str:
    """A moment as a Korean clock on the wall shows it."""
    return at.astimezone(KST).strftime("%Y-%m-%d %H:%M")


def _view(row: dict[str, Any], history: list[dict[str, Any]]) -> AlertView:
    evidence = json.loads(row["payload"])
    return AlertView(
        row["alert_id"], row["issue_id"], row["level"], row["state"], row["department"],
        (f"{row['receiver_name']} <{row['receiver']}>",), row["title"], row["decision"], evidence["reason"],
        evidence["observed"], evidence["expected"], evidence["upper"], tuple(evidence["terms"]),
        tuple(evidence["regions"]),
        tuple(EventLine(wall_clock(e["at"]), e["actor"], _EVENT_NAMES[e["action"]], e["reason"]) for e in history),
    )

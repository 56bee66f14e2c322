"""What the person who receives an alert does with it: look, and say that it was seen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from textmine.alerts import ACTION_NAMES, Action, apply_action
from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.store.ledger import alerts
from textmine.types import KST, AlertState, Level

_EVENT_NAMES = {"notify": "알림", "record": "기록", "escalate": "위로 알림"}
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
    with context.ledger.begin() as connection:
        rows = alerts.list_alerts(connection, state=state, department=department)
    lines = [
        AlertLine(
            r["alert_id"], r["issue_id"], r["level"], r["state"], r["department"], r["receiver_name"], r["title"],
            r["decision"], _wall_clock(r["notified_at"]) if r["notified_at"] is not None else "",
        )
        for r in rows
        if recorded or r["notified_at"] is not None
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
    with context.ledger.begin() as connection:
        row = alerts.find(connection, alert_id)
        if row is None:
            raise TextmineError(f"'{alert_id}' 알림이 없거나 여럿입니다. 'textmine alerts list'에서 번호를 확인하세요.")
        history = alerts.events(connection, row["alert_id"])
    return _view(row, history)


def acknowledge(context: Context, alert_id: str, *, actor: str, why: str) -> AlertView:
    """The alert after ``actor`` said that it was seen.

    Raises
    ------
    TextmineError
        The alert does not exist, or cannot be acknowledged in its state.
    """
    found = show_alert(context, alert_id)
    after, event = apply_action(AlertState(found.state), Action.ACKNOWLEDGE, actor, context.now, why)
    with context.ledger.begin() as connection:
        alerts.change(connection, found.alert_id, state=after.value)
        alerts.add_event(
            connection, found.alert_id, at=event.at, actor=event.actor, action=event.action.value, reason=event.why
        )
    return show_alert(context, found.alert_id)


def _view(row: dict[str, Any], history: list[dict[str, Any]]) -> AlertView:
    evidence = json.loads(row["payload"])
    return AlertView(
        row["alert_id"], row["issue_id"], row["level"], row["state"], row["department"],
        (f"{row['receiver_name']} <{row['receiver']}>",), row["title"], row["decision"], evidence["reason"],
        evidence["observed"], evidence["expected"], evidence["upper"], tuple(evidence["terms"]),
        tuple(evidence["regions"]),
        tuple(EventLine(_wall_clock(e["at"]), e["actor"], _EVENT_NAMES[e["action"]], e["reason"]) for e in history),
    )


def _wall_clock(at: datetime) -> str:
    return at.astimezone(KST).strftime("%Y-%m-%d %H:%M")

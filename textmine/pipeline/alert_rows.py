"""Between alerts as values and the rows that the ledger keeps of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from textmine.alerts import Alert, Decision, Message, RoutedReceiver, idempotency_key
from textmine.pipeline.context import Context
from textmine.pipeline.outgoing import channel_names
from textmine.store.ledger import alerts, outbox
from textmine.types import AlertState, Issue, IssueState, Level

Row = Mapping[str, Any]


def next_alert(
    issue: Issue, routed: RoutedReceiver, previous: Alert | None, decision: Decision, fingerprint: str, moment: datetime
) -> Alert:
    """The receiver's alert of ``issue`` after ``decision`` at ``moment``."""
    if previous is None:
        previous = Alert(
            alert_id=fingerprint, issue_id=issue.issue_id, fingerprint=fingerprint, department=routed.department,
            receiver=routed.receiver.email, state=AlertState.NEW, level=issue.level, observed=issue.observed, episode=1,
            created_at=moment, seen_state=issue.state,
        )
    returned = issue.state is IssueState.AGAIN and previous.seen_state is not IssueState.AGAIN
    alert = replace(previous, seen_state=issue.state, episode=previous.episode + returned)
    if not decision.notify:
        return alert
    state = AlertState.AGAIN if previous.notified_at is not None else AlertState.NEW
    return replace(alert, state=state, level=issue.level, observed=issue.observed, notified_at=moment)


def keep_alert(
    connection: Connection, issue: Issue, routed: RoutedReceiver, row: Row | None, alert: Alert, decision: Decision
) -> None:
    """Keep the alert; what was told stays as it was told until the receiver is told again."""
    followed = {"episode": alert.episode, "seen_state": alert.seen_state.value}
    if row is not None and row["notified_at"] is not None and not decision.notify:
        if any(row[name] != value for name, value in followed.items()):
            alerts.change(connection, alert.alert_id, **followed)
        return
    values = followed | {
        "level": alert.level.value, "state": alert.state.value, "title": issue.title, "observed": alert.observed,
        "decision": decision.reason.value, "notified_at": alert.notified_at, "rung": 0,
        "payload": json.dumps(_evidence(issue), ensure_ascii=False, sort_keys=True),
    }
    if row is None:
        alerts.create(connection, values | {
            "alert_id": alert.alert_id, "issue_id": alert.issue_id, "fingerprint": alert.fingerprint,
            "department": alert.department, "receiver": alert.receiver, "receiver_name": routed.receiver.name,
            "created_at": alert.created_at, "silenced_until": None,
        })
    else:
        alerts.change(connection, alert.alert_id, **values)
    if row is None or decision.notify:
        alerts.add_event(
            connection, alert.alert_id, at=alert.notified_at or alert.created_at, actor="system",
            action="notify" if decision.notify else "record", reason=decision.reason.value,
        )


def _evidence(issue: Issue) -> dict[str, Any]:
    """What an alert shows: figures, terms and places, never text."""
    return {
        "reason": issue.reason, "terms": issue.terms, "regions": issue.regions, "observed": issue.observed,
        "expected": issue.expected, "upper": issue.upper, "freq": issue.freq, "period": issue.period.isoformat(),
        "first_seen": issue.first_seen.isoformat(),
        "last_seen": issue.last_seen.isoformat(), "danger_words": issue.danger_words,
    }


def what_is_told(alert: Alert) -> str:
    """Names the notice: the same for every attempt, another for every state, level, count and episode."""
    return f"{alert.alert_id}/{alert.state.value}/{alert.level.value}/{alert.observed:g}/{alert.episode}"


def put_message(connection: Connection, context: Context, receiver: str, message: Message, told: list[str]) -> None:
    """Put ``message`` into the outbox for every channel; ``told`` names what is in it (``what_is_told``)."""
    payload = json.dumps(
        {"subject": message.subject, "text": message.text, "html": message.html}, ensure_ascii=False, sort_keys=True
    )
    for channel in channel_names(context):
        outbox.put(
            connection, key=idempotency_key(channel, receiver, told), alert_id=told[0].partition("/")[0],
            channel=channel, receiver=receiver, payload=payload, at=context.now,
        )


def alert_of(row: Row) -> Alert:
    """The alert of a row of the ledger."""
    return Alert(
        alert_id=row["alert_id"], issue_id=row["issue_id"], fingerprint=row["fingerprint"],
        department=row["department"], receiver=row["receiver"], state=AlertState(row["state"]),
        level=Level(row["level"]), observed=row["observed"], episode=row["episode"], created_at=row["created_at"],
        notified_at=row["notified_at"], silenced_until=row["silenced_until"], seen_state=IssueState(row["seen_state"]),
    )

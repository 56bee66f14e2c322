"""Issues → alerts → messages: decided and put into the outbox in one transaction, then sent."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from textmine.alerts import (
    Alert,
    AlertSettings,
    Decision,
    RoutedReceiver,
    alert_fingerprint,
    decide,
    idempotency_key,
    route,
    write_message,
)
from textmine.analyse import guess_department
from textmine.deliver import Channel, EmailContent, SmtpSettings, build_channels
from textmine.errors import DeliveryError
from textmine.pipeline.context import Context
from textmine.pipeline.panels import as_of_day
from textmine.pipeline.watch import load_issues
from textmine.settings import Smtp
from textmine.store.ledger import alerts, outbox
from textmine.types import KST, AlertState, Issue, IssueState, Level

MAX_DEPARTMENTS = 2
MIN_DEPARTMENT_SHARE = 0.25
BACK_OFF_MINUTES = (1, 5, 15, 60, 240, 720)  # then the message is dead and waits for a person
DISPATCH_HOUR = time(9, 0)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DispatchReport:
    """Messages put into the outbox by this call, and what became of all that were due."""

    notified: int
    recorded: int
    sent: int
    failed: int


def dispatch(context: Context, *, as_of: date | None = None) -> DispatchReport:
    """Report of the alerts decided on the issues as the last watch left them, and of the messages sent.

    Decisions are made as of 09:00 (KST) of the day after the data's last day, so that a replay of old data decides as
    the day itself would have.
    """
    day = as_of_day(context, as_of)
    notified = recorded = 0
    if day is not None:
        moment = datetime.combine(day + timedelta(days=1), DISPATCH_HOUR, tzinfo=KST)
        for issue in load_issues(context):
            for routed in _receivers(context, issue):
                told = _decide_and_put(context, issue, routed, moment)
                notified, recorded = notified + told, recorded + (not told)
    sent, failed = _send_due(context)
    return DispatchReport(notified, recorded, sent, failed)


def issue_departments(context: Context, issue: Issue) -> list[str]:
    """Departments whose job the issue is: those that answer most of its documents, else guessed from its terms."""
    answered = context.mart.query(
        "select department, count(*) as n from documents where doc_id in (select unnest(?)) and department <> '' "
        "group by 1 order by n desc, department", [list(issue.documents)],
    )
    total = int(answered["n"].sum())
    named = [
        str(row.department) for row in answered.itertuples() if int(str(row.n)) >= MIN_DEPARTMENT_SHARE * total
    ]
    if named:
        return named[:MAX_DEPARTMENTS]
    guessed, _ = guess_department(list(issue.terms), context.lexicon.departments)
    return [guessed] if guessed else []


def _receivers(context: Context, issue: Issue) -> tuple[RoutedReceiver, ...]:
    """The officers in charge (담당) of the departments; their heads are for escalation."""
    routed = route(issue_departments(context, issue), context.lexicon.departments)
    officers = tuple(r for r in routed if r.receiver.role == "담당")
    return officers or routed[:1]


def _decide_and_put(context: Context, issue: Issue, routed: RoutedReceiver, moment: datetime) -> bool:
    fingerprint = alert_fingerprint(issue.issue_id, routed.department, routed.receiver.email)
    with context.ledger.begin() as connection:
        row = alerts.get(connection, fingerprint)
        previous = _alert(row) if row is not None else None
        decision = decide(issue, previous, moment, AlertSettings(alert_age_days=context.settings.watch.alert_age_days))
        alert = _next(issue, routed, previous, decision, fingerprint, moment)
        _keep(connection, issue, routed, row, alert, decision)
        if decision.notify:
            _put_messages(connection, context, issue, alert, decision)
    return decision.notify


def _next(
    issue: Issue, routed: RoutedReceiver, previous: Alert | None, decision: Decision, fingerprint: str, moment: datetime
) -> Alert:
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


def _keep(
    connection: Connection, issue: Issue, routed: RoutedReceiver, row: Row | None, alert: Alert, decision: Decision
) -> None:
    """Keep the alert; what was told stays as it was told until the receiver is told again."""
    followed = {"episode": alert.episode, "seen_state": alert.seen_state.value}
    if row is not None and row["notified_at"] is not None and not decision.notify:
        alerts.change(connection, alert.alert_id, **followed)
        return
    values = followed | {
        "level": alert.level.value, "state": alert.state.value, "title": issue.title, "observed": alert.observed,
        "decision": decision.reason.value, "notified_at": alert.notified_at,
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


def _put_messages(
    connection: Connection, context: Context, issue: Issue, alert: Alert, decision: Decision
) -> None:
    message = write_message(issue, alert, decision, city=context.settings.city)
    payload = json.dumps(
        {"subject": message.subject, "text": message.text, "html": message.html}, ensure_ascii=False, sort_keys=True
    )
    told = f"{alert.state.value}/{alert.level.value}/{alert.observed:g}"
    for channel in _channel_names(context.settings.smtp):
        key = idempotency_key(alert.alert_id, channel, alert.receiver, told, alert.episode)
        outbox.put(
            connection, key=key, alert_id=alert.alert_id, channel=channel, receiver=alert.receiver, payload=payload,
            at=context.now,
        )


def _channel_names(smtp: Smtp) -> list[str]:
    return ["file", *(["email"] if smtp.host else [])]


def _send_due(context: Context) -> tuple[int, int]:
    """Send what is due; a receiver whose message failed gets its later ones after it, in order."""
    results: Counter[bool] = Counter()
    channels = _channels(context)
    blocked: set[tuple[str, str]] = set()
    for row in _due(context):
        lane = (row["channel"], row["receiver"])
        if lane in blocked or row["channel"] not in channels:
            continue
        ok = _send(context, channels[row["channel"]], row)
        results[ok] += 1
        if not ok:
            blocked.add(lane)
    return results[True], results[False]


def _due(context: Context) -> Iterator[Row]:
    with context.ledger.begin() as connection:
        rows = outbox.due(connection, at=context.now)
    yield from context.track(rows, "알림 보내기", len(rows))


def _channels(context: Context) -> Mapping[str, Channel]:
    smtp = context.settings.smtp
    server = SmtpSettings(
        host=smtp.host, port=smtp.port, user=smtp.user, password=smtp.password.get_secret_value(),
        starttls=smtp.starttls, sender=smtp.sender, timeout_s=smtp.timeout_s,
    ) if smtp.host else None
    return build_channels(smtp=server, drop_folder=context.settings.drop_dir)


def _send(context: Context, channel: Channel, row: Row) -> bool:
    payload = json.loads(row["payload"])
    content = EmailContent(
        to=row["receiver"], subject=payload["subject"], text=payload["text"], html=payload["html"],
        idempotency_key=row["key"], sent_at=row["created_at"],
    )
    try:
        channel(content)
    except DeliveryError as error:
        attempts = row["attempts"]
        again = error.retryable and attempts < len(BACK_OFF_MINUTES)
        next_at = context.now + timedelta(minutes=BACK_OFF_MINUTES[attempts]) if again else None
        with context.ledger.begin() as connection:
            outbox.mark_failed(connection, row["key"], error=str(error), next_at=next_at)
        return False
    with context.ledger.begin() as connection:
        outbox.mark_sent(connection, row["key"], at=context.now)
    return True


def _alert(row: Row) -> Alert:
    return Alert(
        alert_id=row["alert_id"], issue_id=row["issue_id"], fingerprint=row["fingerprint"],
        department=row["department"], receiver=row["receiver"], state=AlertState(row["state"]),
        level=Level(row["level"]), observed=row["observed"], episode=row["episode"], created_at=row["created_at"],
        notified_at=row["notified_at"], silenced_until=row["silenced_until"], seen_state=IssueState(row["seen_state"]),
    )

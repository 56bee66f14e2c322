"""Issues → alerts → messages: decided and put into the outbox in one transaction, then sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from textmine.alerts import (
    LADDER,
    Alert,
    AlertSettings,
    Circumstances,
    Decision,
    Evidence,
    Judged,
    Message,
    Notice,
    Reason,
    RoutedReceiver,
    Silence,
    alert_fingerprint,
    decide,
    due_rung,
    idempotency_key,
    inhibitors,
    often_wrong,
    route,
    silenced_by,
    write_notices,
)
from textmine.pipeline.context import Context
from textmine.pipeline.evidence import evidence_of
from textmine.pipeline.links import acknowledge_link
from textmine.pipeline.outgoing import channel_names, send_due
from textmine.pipeline.owners import departments_of
from textmine.pipeline.panels import as_of_day
from textmine.pipeline.silences import silence_of
from textmine.pipeline.watch import load_issues
from textmine.store.ledger import alerts, feedback, outbox, silences
from textmine.trends import KoreanCalendar, default_calendar
from textmine.types import KST, AlertState, Freq, Issue, IssueState, Level

DISPATCH_HOUR = time(9, 0)
_UNANSWERED: Final = "담당자가 아직 확인하지 않은 알림입니다. 누가 맡을지 정해 주세요."

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DispatchReport:
    """Messages put into the outbox by this call, and what became of all that were due."""

    notified: int
    recorded: int
    sent: int
    failed: int


def dispatch(context: Context, *, as_of: date | None = None, wait_for_working_day: bool = True) -> DispatchReport:
    """Report of the alerts decided on the issues as the last watch left them, and of the messages sent.

    Decisions are made as of 09:00 (KST) of the day after the data's last day, so that a replay of old data decides as
    the day itself would have. On a day off only danger and 심각 are told; the rest is decided anew on the next working
    day. A one-off run, which no next day follows, does not wait.
    """
    day = as_of_day(context, as_of)
    told = recorded = 0
    if day is not None:
        moment = datetime.combine(day + timedelta(days=1), DISPATCH_HOUR, tzinfo=KST)
        only_urgent = wait_for_working_day and not _calendar(moment).working_day(moment.date())
        told, recorded = _tell_all(context, moment, only_urgent=only_urgent)
        _escalate(context, moment)
    sent, failed = send_due(context)
    return DispatchReport(told, recorded, sent, failed)


def dispatch_urgent(context: Context) -> DispatchReport:
    """Report of what could not wait for the morning: danger, 심각, and what nobody has taken up in time."""
    moment = context.now.astimezone(KST)
    told, recorded = _tell_all(context, moment, only_urgent=True)
    _escalate(context, moment)
    sent, failed = send_due(context)
    return DispatchReport(told, recorded, sent, failed)


def tell_issue(context: Context, issue_id: str) -> int:
    """Number of receivers told of one issue now, whatever its state and the day: a person handed it to them."""
    moment = context.now.astimezone(KST)
    chosen = [issue for issue in load_issues(context) if issue.issue_id == issue_id]
    day = _day(context, chosen, moment, handed=True)
    return sum(_tell(context, receiver, given, day) for receiver, given in _by_receiver(context, chosen).items())


@dataclass(frozen=True, slots=True)
class _Day:
    """What all decisions of one dispatch share."""

    moment: datetime
    only_urgent: bool
    handed: bool
    evidence: Mapping[str, Evidence]
    silences: tuple[Silence, ...]
    wrong: frozenset[tuple[str, Freq, Level]]


def _day(
    context: Context, issues: Sequence[Issue], moment: datetime, *, only_urgent: bool = False, handed: bool = False
) -> _Day:
    oldest = moment.date() - timedelta(days=context.settings.watch.alert_age_days)
    spoken_of = [issue for issue in issues if issue.state is not IssueState.OVER and issue.last_seen >= oldest]
    evidence = evidence_of(context, issues if handed else spoken_of, on=moment.date())
    with context.ledger.read() as connection:
        held = tuple(silence_of(row) for row in silences.list_silences(connection, after=moment))
        verdicts = feedback.list_verdicts(connection)
    judged = (
        Judged(row["verdict"], row["department"], json.loads(row["payload"])["freq"], Level(row["level"]),
               row["notified_at"])
        for row in verdicts
    )
    return _Day(moment, only_urgent, handed, evidence, held, often_wrong(judged, moment))


def _tell_all(context: Context, moment: datetime, *, only_urgent: bool) -> tuple[int, int]:
    """Numbers of alerts told and only recorded."""
    issues = load_issues(context)
    day = _day(context, issues, moment, only_urgent=only_urgent)
    told = recorded = 0
    for receiver, given in _by_receiver(context, issues).items():
        n = _tell(context, receiver, given, day)
        told, recorded = told + n, recorded + len(given) - n
    return told, recorded


def _calendar(moment: datetime) -> KoreanCalendar:
    return default_calendar(moment.date() - timedelta(days=366), moment.date())


def _by_receiver(context: Context, issues: Sequence[Issue]) -> dict[str, list[tuple[Issue, RoutedReceiver]]]:
    """Issues of each receiver's address, in order of the addresses: what is decided and written together."""
    found: dict[str, list[tuple[Issue, RoutedReceiver]]] = {}
    owners = departments_of(context, issues)
    for issue in issues:
        for routed in _receivers(context, owners[issue.issue_id]):
            found.setdefault(routed.receiver.email.strip().lower(), []).append((issue, routed))
    return dict(sorted(found.items()))


def _receivers(context: Context, departments: list[str]) -> tuple[RoutedReceiver, ...]:
    """The officers in charge (담당) of the departments; their heads are for escalation."""
    routed = route(departments, context.lexicon.departments)
    officers = tuple(r for r in routed if r.receiver.role == LADDER[0])
    return officers or routed[:1]


def _tell(context: Context, receiver: str, given: list[tuple[Issue, RoutedReceiver]], day: _Day) -> int:
    """Number of issues that the receiver is told about in one message; decisions and message in one transaction."""
    settings = AlertSettings(alert_age_days=context.settings.watch.alert_age_days)
    parts = inhibitors(issue for issue, _ in given)
    notices: list[Notice] = []
    with context.ledger.begin() as connection:
        for issue, routed in given:
            fingerprint = alert_fingerprint(issue.issue_id, routed.department, routed.receiver.email)
            row = alerts.get(connection, fingerprint)
            previous = _alert(row) if row is not None else None
            around = Circumstances(
                is_part=issue.issue_id in parts, only_urgent=day.only_urgent,
                is_muted=silenced_by(issue, routed.department, day.silences, day.moment) is not None,
                is_often_wrong=(routed.department, issue.freq, issue.level) in day.wrong,
            )
            handed = Decision(True, Reason.HANDED) if day.handed else None
            decision = handed or decide(issue, previous, day.moment, settings, around)
            alert = _next(issue, routed, previous, decision, fingerprint, day.moment)
            _keep(connection, issue, routed, row, alert, decision)
            if decision.notify:
                notices.append(_notice(context, issue, alert, decision, day))
        if notices:
            message = write_notices(notices, city=context.settings.city)
            _put(connection, context, receiver, message, [_what_is_told(notice.alert) for notice in notices])
    return len(notices)


def _notice(context: Context, issue: Issue, alert: Alert, decision: Decision, day: _Day) -> Notice:
    evidence = day.evidence.get(issue.issue_id, Evidence())
    return Notice(issue, alert, decision, evidence, acknowledge_link(context, alert.alert_id, day.moment))


def _escalate(context: Context, moment: datetime) -> None:
    """Tell the heads of departments of what nobody has taken up in time, each alert once a rung."""
    issues = {issue.issue_id: issue for issue in load_issues(context)}
    calendar = _calendar(moment)
    with context.ledger.begin() as connection:
        heads: dict[str, list[Notice]] = {}
        climbing: dict[str, int] = {}
        for row in alerts.list_waiting(connection):
            alert, issue = _alert(row), issues.get(row["issue_id"])
            rung = due_rung(alert, moment, calendar)
            if issue is None or issue.state is IssueState.OVER or rung <= row["rung"]:
                continue
            climbing[alert.alert_id] = rung
            for one in route([alert.department], context.lexicon.departments):
                if one.receiver.role in LADDER[row["rung"] + 1 : rung + 1]:
                    notice = Notice(issue, alert, Decision(True, Reason.UNANSWERED))
                    heads.setdefault(one.receiver.email.strip().lower(), []).append(notice)
        for receiver, notices in sorted(heads.items()):
            message = write_notices(notices, city=context.settings.city, heading=_UNANSWERED)
            told = [f"{_what_is_told(n.alert)}/{climbing[n.alert.alert_id]}" for n in notices]
            _put(connection, context, receiver, message, told)
        for alert_id, rung in climbing.items():
            alerts.change(connection, alert_id, rung=rung)
            reason = f"{LADDER[rung]}에게 알림: {Reason.UNANSWERED.value}"
            alerts.add_event(connection, alert_id, at=moment, actor="system", action="escalate", reason=reason)


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


def _what_is_told(alert: Alert) -> str:
    """Names the notice: the same for every attempt, another for every state, level, count and episode."""
    return f"{alert.alert_id}/{alert.state.value}/{alert.level.value}/{alert.observed:g}/{alert.episode}"


def _put(connection: Connection, context: Context, receiver: str, message: Message, told: list[str]) -> None:
    payload = json.dumps(
        {"subject": message.subject, "text": message.text, "html": message.html}, ensure_ascii=False, sort_keys=True
    )
    for channel in channel_names(context.settings.smtp):
        outbox.put(
            connection, key=idempotency_key(channel, receiver, told), alert_id=told[0].partition("/")[0],
            channel=channel, receiver=receiver, payload=payload, at=context.now,
        )


def _alert(row: Row) -> Alert:
    return Alert(
        alert_id=row["alert_id"], issue_id=row["issue_id"], fingerprint=row["fingerprint"],
        department=row["department"], receiver=row["receiver"], state=AlertState(row["state"]),
        level=Level(row["level"]), observed=row["observed"], episode=row["episode"], created_at=row["created_at"],
        notified_at=row["notified_at"], silenced_until=row["silenced_until"], seen_state=IssueState(row["seen_state"]),
    )

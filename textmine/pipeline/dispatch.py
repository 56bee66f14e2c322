"""Issues → alerts → messages: decided and put into the outbox in one transaction, then sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from textmine.alerts import (
    LADDER,
    WINDOW,
    Alert,
    AlertSettings,
    Circumstances,
    Decision,
    Evidence,
    Judged,
    Notice,
    Reason,
    RoutedReceiver,
    Silence,
    alert_fingerprint,
    decide,
    inhibitors,
    often_wrong,
    route,
    silenced_by,
    write_notices,
)
from textmine.pipeline.alert_rows import alert_of, keep_alert, next_alert, put_message, what_is_told
from textmine.pipeline.context import Context
from textmine.pipeline.escalate import calendar_around, escalate
from textmine.pipeline.evidence import evidence_of
from textmine.pipeline.links import acknowledge_link
from textmine.pipeline.outgoing import send_due
from textmine.pipeline.owners import departments_of
from textmine.pipeline.panels import as_of_day
from textmine.pipeline.silences import silence_of
from textmine.pipeline.watch import open_issues
from textmine.store.ledger import alerts, feedback, silences
from textmine.types import KST, Freq, Issue, IssueState, Level

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
        only_urgent = wait_for_working_day and not calendar_around(moment).working_day(moment.date())
        told, recorded = _tell_all(context, moment, only_urgent=only_urgent)
        escalate(context, moment)
    sent, failed = send_due(context)
    return DispatchReport(told, recorded, sent, failed)


def dispatch_urgent(context: Context) -> DispatchReport:
    """Report of what could not wait for the morning: danger, 심각, and what nobody has taken up in time."""
    moment = context.now.astimezone(KST)
    told, recorded = _tell_all(context, moment, only_urgent=True)
    escalate(context, moment)
    sent, failed = send_due(context)
    return DispatchReport(told, recorded, sent, failed)


def tell_issue(context: Context, issue_id: str) -> int:
    """Number of receivers told of one issue now, whatever its level and the day: a person handed it to them."""
    moment = context.now.astimezone(KST)
    chosen = [issue for issue in open_issues(context) if issue.issue_id == issue_id]
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
        verdicts = feedback.list_verdicts(connection, since=moment - WINDOW)
    judged = (
        Judged(row["verdict"], row["department"], json.loads(row["payload"])["freq"], Level(row["level"]),
               row["notified_at"])
        for row in verdicts
    )
    return _Day(moment, only_urgent, handed, evidence, held, often_wrong(judged, moment))


def _tell_all(context: Context, moment: datetime, *, only_urgent: bool) -> tuple[int, int]:
    """Numbers of alerts told and only recorded."""
    issues = open_issues(context)
    day = _day(context, issues, moment, only_urgent=only_urgent)
    told = recorded = 0
    for receiver, given in _by_receiver(context, issues).items():
        n = _tell(context, receiver, given, day)
        told, recorded = told + n, recorded + len(given) - n
    return told, recorded


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
        known = alerts.of_receiver(connection, [issue.issue_id for issue, _ in given], receiver)
        for issue, routed in given:
            fingerprint = alert_fingerprint(issue.issue_id, routed.department, routed.receiver.email)
            row = known.get(fingerprint)
            previous = alert_of(row) if row is not None else None
            around = Circumstances(
                is_part=issue.issue_id in parts, only_urgent=day.only_urgent,
                is_muted=silenced_by(issue, routed.department, day.silences, day.moment) is not None,
                is_often_wrong=(routed.department, issue.freq, issue.level) in day.wrong,
            )
            handed = Decision(True, Reason.HANDED) if day.handed else None
            decision = handed or decide(issue, previous, day.moment, settings, around)
            alert = next_alert(issue, routed, previous, decision, fingerprint, day.moment)
            keep_alert(connection, issue, routed, row, alert, decision)
            if decision.notify:
                notices.append(_notice(context, issue, alert, decision, day))
        if notices:
            message = write_notices(notices, city=context.settings.city)
            put_message(connection, context, receiver, message, [what_is_told(notice.alert) for notice in notices])
    return len(notices)


def _notice(context: Context, issue: Issue, alert: Alert, decision: Decision, day: _Day) -> Notice:
    evidence = day.evidence.get(issue.issue_id, Evidence())
    return Notice(issue, alert, decision, evidence, acknowledge_link(context, alert.alert_id, day.moment))

"""Heads of departments hear of what nobody has taken up in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from textmine.alerts import LADDER, Decision, Notice, Reason, due_rung, route, write_notices
from textmine.pipeline.alert_rows import alert_of, put_message, what_is_told
from textmine.pipeline.context import Context
from textmine.pipeline.watch import open_issues
from textmine.store.ledger import alerts
from textmine.trends import KoreanCalendar, default_calendar
from textmine.types import IssueState

_UNANSWERED: Final = "담당자가 아직 확인하지 않은 알림입니다. 누가 맡을지 정해 주세요."


def escalate(context: Context, moment: datetime) -> None:
    """Tell the heads of departments of what nobody has taken up in time, each alert once a rung."""
    issues = {issue.issue_id: issue for issue in open_issues(context)}
    calendar = calendar_around(moment)
    with context.ledger.begin() as connection:
        heads: dict[str, list[Notice]] = {}
        climbing: dict[str, int] = {}
        for row in alerts.list_waiting(connection, below_rung=len(LADDER) - 1):
            alert, issue = alert_of(row), issues.get(row["issue_id"])
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
            told = [f"{what_is_told(n.alert)}/{climbing[n.alert.alert_id]}" for n in notices]
            put_message(connection, context, receiver, message, told)
        for alert_id, rung in climbing.items():
            alerts.change(connection, alert_id, rung=rung)
            reason = f"{LADDER[rung]}에게 알림: {Reason.UNANSWERED.value}"
            alerts.add_event(connection, alert_id, at=moment, actor="system", action="escalate", reason=reason)


def calendar_around(moment: datetime) -> KoreanCalendar:
    """Working days of the year up to ``moment``."""
    return default_calendar(moment.date() - timedelta(days=366), moment.date())

"""Do we notify, and why: one pure function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from textmine.alerts.values import Alert, AlertSettings, Decision, Reason, age_days
from textmine.types import AlertState, Issue, IssueState, Level

_DEFAULT: Final = AlertSettings()
_AT_ONCE: Final = (Reason.DANGER, Reason.SERIOUS)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else is known when an alert is decided.

    ``is_part``: another issue, which is told, contains this one (``inhibitors``). ``is_muted``: a silence by condition
    holds (``silenced_by``). ``is_often_wrong``: people called such alerts wrong (``often_wrong``). ``only_urgent``: it
    is no time for the morning's digest, only for danger and 심각.
    """

    is_part: bool = False
    is_muted: bool = False
    is_often_wrong: bool = False
    only_urgent: bool = False


_USUAL: Final = Circumstances()


def decide(
    issue: Issue, previous: Alert | None, now: datetime, settings: AlertSettings = _DEFAULT,
    circumstances: Circumstances = _USUAL,
) -> Decision:  # fmt: skip
    """Whether this receiver is told about ``issue`` at ``now``.

    Order of the questions, first answer wins: is it over or too old (recorded only); is it new to this
    receiver; did it rise to 심각 (this breaks a silence and a resolution); did a person silence it; did it come
    back after its end; did a person resolve it; did the level rise; did it grow since the last notice; else it
    was told already. What is to be told is still held back when a silence by condition holds, when it is part of a
    larger issue that is told, when such alerts are often wrong, and until a working morning: then the question is asked
    anew. Neither of the last two holds back danger and 심각.

    Parameters
    ----------
    previous : the alert this receiver has of the issue, or None; one never sent (``notified_at`` None) counts as new.
    now : timezone-aware, in the deployment's time zone.
    """
    decision = _decide(issue, previous, now, settings)
    if not decision.notify:
        return decision
    if circumstances.is_muted:
        return Decision(False, Reason.MUTED)
    if circumstances.is_part:
        return Decision(False, Reason.INHIBITED)
    if decision.reason in _AT_ONCE:
        return decision
    if circumstances.is_often_wrong:
        return Decision(False, Reason.OFTEN_WRONG)
    return Decision(False, Reason.LATER) if circumstances.only_urgent else decision


def _decide(issue: Issue, previous: Alert | None, now: datetime, settings: AlertSettings) -> Decision:
    if issue.state is IssueState.OVER:
        return Decision(False, Reason.OVER)
    if age_days(issue.last_seen, now) > settings.alert_age_days:
        return Decision(False, Reason.TOO_OLD)
    if previous is None or previous.notified_at is None:
        return _first(issue, previous, now)
    risen = issue.level.rank > previous.level.rank
    if risen and issue.level is Level.SERIOUS:
        return Decision(True, Reason.DANGER if issue.danger_words else Reason.SERIOUS)
    if is_silent(previous, now):
        return Decision(False, Reason.SILENCED)
    if issue.state is IssueState.AGAIN and previous.seen_state is not IssueState.AGAIN:
        return Decision(True, Reason.RETURNED)
    if previous.state is AlertState.RESOLVED:
        return Decision(False, Reason.RESOLVED)
    if risen:
        return Decision(True, Reason.RAISED)
    return _repeated(issue, previous, previous.notified_at, now, settings)


def is_silent(alert: Alert, now: datetime) -> bool:
    """Whether the receiver's silence still holds; one without an end holds until a person lifts it."""
    if alert.state is not AlertState.SILENCED:
        return False
    return alert.silenced_until is None or now < alert.silenced_until


def _first(issue: Issue, previous: Alert | None, now: datetime) -> Decision:
    if previous is not None and previous.state is AlertState.RESOLVED:
        return Decision(False, Reason.RESOLVED)
    if previous is not None and is_silent(previous, now):
        return Decision(False, Reason.SILENCED)
    if issue.danger_words:
        return Decision(True, Reason.DANGER)
    if issue.level is Level.SERIOUS:
        return Decision(True, Reason.SERIOUS)
    if issue.state is IssueState.FADING:
        return Decision(False, Reason.FADING)
    return Decision(True, Reason.RETURNED if issue.state is IssueState.AGAIN else Reason.FIRST)


def _repeated(issue: Issue, previous: Alert, told: datetime, now: datetime, settings: AlertSettings) -> Decision:
    if issue.state is IssueState.FADING:
        return Decision(False, Reason.FADING)
    if issue.observed < settings.growth * max(previous.observed, 1.0):
        return Decision(False, Reason.ALREADY_NOTIFIED)
    if now - told < timedelta(hours=settings.repeat_hours):
        return Decision(False, Reason.TOO_SOON)
    return Decision(True, Reason.GREW)

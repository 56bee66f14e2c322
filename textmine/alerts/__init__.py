"""Alerts, pure: who is told what, when and why. Nothing here sends or stores."""

from __future__ import annotations

from textmine.alerts.decide import Circumstances, decide, is_silent
from textmine.alerts.digest import Notice, write_notices
from textmine.alerts.escalation import LADDER, EscalationSettings, due_rung
from textmine.alerts.feedback import VERDICT_NAMES, Verdict, precision_interval
from textmine.alerts.fingerprint import alert_fingerprint, fingerprint, idempotency_key
from textmine.alerts.hours import OfficeHours, WorkingDays, working_time
from textmine.alerts.inhibition import inhibitors
from textmine.alerts.lifecycle import ACTION_NAMES, apply_action, possible_actions
from textmine.alerts.links import read_link, sign_link
from textmine.alerts.message import write_message
from textmine.alerts.routing import RoutedReceiver, route
from textmine.alerts.silences import LABEL_NAMES, Silence, check_silence, silenced_by
from textmine.alerts.thresholds import WINDOW, Judged, often_wrong
from textmine.alerts.values import (
    Action,
    Alert,
    AlertEvent,
    AlertSettings,
    Decision,
    Earlier,
    Evidence,
    Message,
    Reason,
)

__all__ = [
    "ACTION_NAMES", "LABEL_NAMES", "LADDER", "VERDICT_NAMES", "WINDOW", "Action", "Alert", "AlertEvent",
    "AlertSettings", "Circumstances", "Decision", "Earlier", "EscalationSettings", "Evidence", "Judged",
    "Message", "Notice", "OfficeHours", "Reason", "RoutedReceiver", "Silence", "Verdict", "WorkingDays",
    "alert_fingerprint", "apply_action", "check_silence", "decide", "due_rung", "fingerprint", "idempotency_key",
    "inhibitors", "is_silent", "often_wrong", "possible_actions", "precision_interval", "read_link", "route",
    "sign_link", "silenced_by", "working_time", "write_message", "write_notices",
]

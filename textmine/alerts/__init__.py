"""Alerts, pure: who is told what, when and why. Nothing here sends or stores."""

from __future__ import annotations

from textmine.alerts.decide import decide, is_silent
from textmine.alerts.fingerprint import alert_fingerprint, fingerprint, idempotency_key
from textmine.alerts.grouping import AlertGroup, group_alerts
from textmine.alerts.lifecycle import ACTION_NAMES, apply_action, possible_actions
from textmine.alerts.message import write_message
from textmine.alerts.routing import RoutedReceiver, route
from textmine.alerts.values import Action, Alert, AlertEvent, AlertSettings, Decision, Message, Reason

__all__ = [
    "ACTION_NAMES", "Action", "Alert", "AlertEvent", "AlertGroup", "AlertSettings", "Decision", "Message", "Reason",
    "RoutedReceiver", "alert_fingerprint", "apply_action", "decide", "fingerprint", "group_alerts", "idempotency_key",
    "is_silent", "possible_actions", "route", "write_message",
]

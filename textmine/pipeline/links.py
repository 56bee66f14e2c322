"""Acknowledging from the mail: a link that shows the alert, and acts when its button is pressed."""

from __future__ import annotations

from datetime import datetime, timedelta

from textmine.alerts import Action, read_link, sign_link
from textmine.pipeline.context import Context
from textmine.pipeline.desk import AlertView, act, receiver_of, show_alert


def acknowledge_link(context: Context, alert_id: str, told_at: datetime) -> str:
    """Address that acknowledges an alert, or "" where no web page answers."""
    alerts = context.settings.alerts
    if not alerts.link_base:
        return ""
    token = sign_link(context.secret, alert_id, told_at + timedelta(days=alerts.link_days))
    return f"{alerts.link_base.rstrip('/')}/ack/{token}"


def open_link(context: Context, token: str) -> AlertView:
    """The alert that a link is for; nothing changes, because mail programs open links by themselves.

    Raises
    ------
    TextmineError
        The link was changed or has expired, or the alert is gone.
    """
    return show_alert(context, read_link(context.secret, token, context.now))


def acknowledge_by_link(context: Context, token: str) -> AlertView:
    """The alert after its receiver acknowledged it.

    Raises
    ------
    TextmineError
        As ``open_link``; or it was acknowledged already.
    """
    alert_id = read_link(context.secret, token, context.now)
    return act(context, alert_id, Action.ACKNOWLEDGE, actor=receiver_of(context, alert_id), why="메일의 링크에서")

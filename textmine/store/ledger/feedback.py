"""What people said of alerts: right, wrong or known already; the newest word of each person counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import put_rows

Row = dict[str, Any]


def put(connection: Connection, alert_id: str, *, verdict: str, actor: str, why: str, at: datetime) -> None:
    """Keep what ``actor`` says of an alert in place of what they said before."""
    row = {"alert_id": alert_id, "actor": actor, "verdict": verdict, "why": why, "at": at}
    put_rows(connection, tables.alert_feedback, [row])


def list_verdicts(connection: Connection, *, since: datetime | None = None) -> list[Row]:
    """Verdicts with the alert's department, level, evidence and time, by alert and person;
    ``since``: of alerts that were sent then or later."""
    said, told = tables.alert_feedback, tables.alerts
    query = (
        select(
            said.c.alert_id, said.c.verdict, told.c.department, told.c.level, told.c.payload, told.c.notified_at
        )
        .join(told, told.c.alert_id == said.c.alert_id)
        .where(told.c.notified_at.is_not(None))
        .order_by(said.c.alert_id, said.c.actor)
    )
    if since is not None:
        query = query.where(told.c.notified_at >= since)
    return [dict(row._mapping) for row in connection.execute(query)]

"""Alerts: one department's notice of an issue, moved by people and timers; their history is append-only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import add_rows
from textmine.types import AlertState, IssueState

Row = dict[str, Any]


def create(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Whether the alert is new; an alert that exists stays as it is."""
    return add_rows(connection, tables.alerts, [row]) == 1


def change(connection: Connection, alert_id: str, **values: Any) -> None:
    """Change columns of an alert."""
    table = tables.alerts
    connection.execute(update(table).where(table.c.alert_id == alert_id).values(**values))


def get(connection: Connection, alert_id: str) -> Row | None:
    """One alert, or None."""
    row = connection.execute(select(tables.alerts).where(tables.alerts.c.alert_id == alert_id)).first()
    return None if row is None else dict(row._mapping)


def of_receiver(connection: Connection, issue_ids: Sequence[str], receiver: str) -> dict[str, Row]:
    """A receiver's alerts of some issues, by fingerprint; the case of the address does not matter."""
    table = tables.alerts
    query = select(table).where(table.c.issue_id.in_(issue_ids), func.lower(table.c.receiver) == receiver.lower())
    return {row.fingerprint: dict(row._mapping) for row in connection.execute(query)}


def list_alerts(
    connection: Connection, *, state: str | None = None, department: str | None = None, recorded: bool = True,
    limit: int = 500,
) -> list[Row]:  # fmt: skip
    """Alerts, newest first; only those that were sent unless ``recorded``."""
    table = tables.alerts
    newest = table.c.created_at if recorded else table.c.notified_at
    query = select(table).order_by(newest.desc(), table.c.alert_id).limit(limit)
    if not recorded:
        query = query.where(table.c.notified_at.is_not(None))
    if state is not None:
        query = query.where(table.c.state == state)
    if department is not None:
        query = query.where(table.c.department == department)
    return [dict(row._mapping) for row in connection.execute(query)]


def page(
    connection: Connection, *, departments: Collection[str] | None, states: Collection[str], level: str = "",
    search: str = "", recorded: bool = False, before: tuple[datetime, str] | None = None, limit: int = 50,
) -> list[Row]:  # fmt: skip
    """Alerts of ``departments`` (None: all), newest first, behind the place ``before`` (time, id)."""
    table = tables.alerts
    at = func.coalesce(table.c.notified_at, table.c.created_at)
    query = select(table).where(table.c.state.in_(states)).order_by(at.desc(), table.c.alert_id).limit(limit)
    if departments is not None:
        query = query.where(table.c.department.in_(sorted(departments)))
    if level:
        query = query.where(table.c.level == level)
    if search:
        query = query.where(table.c.title.contains(search, autoescape=True))
    if not recorded:
        query = query.where(table.c.notified_at.is_not(None))
    if before is not None:
        query = query.where(or_(at < before[0], and_(at == before[0], table.c.alert_id > before[1])))
    return [dict(row) for row in connection.execute(query).mappings()]


def of_issue(connection: Connection, issue_id: str) -> list[Row]:
    """Alerts of one issue, in the order of their ids."""
    table = tables.alerts
    rows = connection.execute(select(table).where(table.c.issue_id == issue_id).order_by(table.c.alert_id))
    return [dict(row._mapping) for row in rows]


def count_by_state(connection: Connection, *, departments: Collection[str] | None = None) -> dict[str, int]:
    """Number of alerts (of ``departments``; None: of all) that were sent, by state."""
    table = tables.alerts
    query = select(table.c.state, func.count()).where(table.c.notified_at.is_not(None)).group_by(table.c.state)
    if departments is not None:
        query = query.where(table.c.department.in_(sorted(departments)))
    return {row[0]: row[1] for row in connection.execute(query)}


def list_waiting(connection: Connection, *, below_rung: int) -> list[Row]:
    """Alerts of live issues that were sent and that nobody has taken up, whose climb has not reached ``below_rung``."""
    table, issues = tables.alerts, tables.issues
    waits = table.c.state.in_([AlertState.NEW.value, AlertState.AGAIN.value]) & table.c.notified_at.is_not(None)
    live = select(issues.c.issue_id).where(issues.c.state != IssueState.OVER.value)
    query = select(table).where(waits, table.c.rung < below_rung, table.c.issue_id.in_(live))
    return [dict(row._mapping) for row in connection.execute(query.order_by(table.c.alert_id))]


def add_event(connection: Connection, alert_id: str, *, at: datetime, actor: str, action: str, reason: str) -> None:
    """Append to the history of an alert."""
    table = tables.alert_events
    newest = select(func.max(table.c.number)).where(table.c.alert_id == alert_id)
    row = {"alert_id": alert_id, "at": at, "actor": actor, "action": action, "reason": reason}
    while not add_rows(connection, table, [row | {"number": (connection.execute(newest).scalar_one() or 0) + 1}]):
        pass  # another transaction took the number


def events(connection: Connection, alert_id: str) -> list[Row]:
    """History of an alert, oldest first."""
    table = tables.alert_events
    rows = connection.execute(select(table).where(table.c.alert_id == alert_id).order_by(table.c.number))
    return [dict(row._mapping) for row in rows]


def find(connection: Connection, prefix: str) -> Row | None:
    """The one alert whose id begins with ``prefix``; None when there is none or more than one."""
    table = tables.alerts
    rows = connection.execute(select(table).where(table.c.alert_id.startswith(prefix, autoescape=True)).limit(2)).all()
    return dict(rows[0]._mapping) if len(rows) == 1 else None

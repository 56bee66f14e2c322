"""Issues: states of the world, rewritten by the system alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, select

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import put_rows
from textmine.types import Issue, IssueState, Level

_DATES = ("first_seen", "last_seen", "period")


def replace_all(connection: Connection, issues: Sequence[Issue]) -> None:
    """Keep ``issues`` as the state of the world; issues that are no longer among them are gone."""
    kept = [issue.issue_id for issue in issues]
    connection.execute(delete(tables.issues).where(tables.issues.c.issue_id.not_in(kept)))
    if issues:
        put_rows(connection, tables.issues, [_row(issue) for issue in issues])


def list_issues(connection: Connection) -> list[Issue]:
    """All issues, oldest first."""
    table = tables.issues
    rows = connection.execute(select(table.c.payload).order_by(table.c.first_seen, table.c.issue_id))
    return [_issue(json.loads(row.payload)) for row in rows]


def list_open(connection: Connection) -> list[Issue]:
    """Issues that are not over, and those without an alert that has seen them over; oldest first."""
    table, told = tables.issues, tables.alerts
    over = IssueState.OVER.value
    settled = select(told.c.alert_id).where(told.c.issue_id == table.c.issue_id, told.c.seen_state == over).exists()
    wanted = select(table.c.payload).where((table.c.state != over) | ~settled)
    rows = connection.execute(wanted.order_by(table.c.first_seen, table.c.issue_id))
    return [_issue(json.loads(row.payload)) for row in rows]


def _row(issue: Issue) -> dict[str, Any]:
    payload = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(issue).items()}
    return {
        "issue_id": issue.issue_id, "title": issue.title, "state": issue.state.value, "level": issue.level.value,
        "first_seen": issue.first_seen, "last_seen": issue.last_seen,
        "payload": json.dumps(payload, ensure_ascii=False, sort_keys=True),
    }


def _issue(payload: dict[str, Any]) -> Issue:
    values = {field.name: payload[field.name] for field in fields(Issue)}
    values |= {name: date.fromisoformat(values[name]) for name in _DATES}
    values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Issue(**values | {"state": IssueState(values["state"]), "level": Level(values["level"])})

"""Runs of jobs, one row a job and period."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import put_rows


def start(connection: Connection, *, job: str, period: str, at: datetime) -> None:
    """Record that ``job`` begins for ``period``; counts the attempts since it was last done."""
    before = get(connection, job=job, period=period)
    attempts = 1 if before is None or before["state"] == "done" else before["attempts"] + 1
    put_rows(connection, tables.runs, [{
        "job": job, "period": period, "state": "running", "attempts": attempts, "started_at": at, "ended_at": None,
        "summary": "{}", "error": "",
    }])


def get(connection: Connection, *, job: str, period: str) -> dict[str, Any] | None:
    """The run of one job and period, or None."""
    table = tables.runs
    row = connection.execute(select(table).where(table.c.job == job, table.c.period == period)).first()
    return None if row is None else dict(row._mapping)


def finish(connection: Connection, *, job: str, period: str, at: datetime, summary: dict[str, Any]) -> None:
    """Record success."""
    text = json.dumps(summary, ensure_ascii=False, sort_keys=True)
    _end(connection, job, period, state="done", ended_at=at, summary=text)


def fail(connection: Connection, *, job: str, period: str, at: datetime, error: str) -> None:
    """Record failure with its reason."""
    _end(connection, job, period, state="failed", ended_at=at, error=error)


def last_done(connection: Connection, *, job: str) -> str | None:
    """The newest period for which ``job`` was done."""
    table = tables.runs
    query = select(func.max(table.c.period)).where(table.c.job == job, table.c.state == "done")
    return connection.execute(query).scalar_one_or_none()


def list_runs(connection: Connection, *, limit: int = 200) -> list[dict[str, Any]]:
    """Rows of the history, newest start first."""
    table = tables.runs
    query = select(table).order_by(table.c.started_at.desc(), table.c.period.desc(), table.c.job).limit(limit)
    return [dict(row._mapping) for row in connection.execute(query)]


def _end(connection: Connection, job: str, period: str, **values: Any) -> None:
    table = tables.runs
    connection.execute(update(table).where(table.c.job == job, table.c.period == period).values(**values))

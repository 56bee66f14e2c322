"""Which days are complete, partial, out or unknown. Counts are joined to it: complete and no row = 0, else missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, delete, func, select

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import put_rows

STRENGTH = {"unknown": 0, "partial": 1, "complete": 2, "outage": 3}


def mark(
    connection: Connection, *, source: str, kind: str, days: Sequence[date], state: str,
    rows: Sequence[int] | None = None, watermark: datetime | None = None,
) -> None:
    """Mark ``days`` with ``state``; the order of files never matters.

    Of two states the stronger stays (see ``STRENGTH``). ``rows`` counts the documents of each day in this import; the
    larger count stays, as does the later ``watermark``.
    """
    table = tables.coverage
    known = {
        row.civil_date: row
        for row in connection.execute(select(table).where(table.c.source == source, table.c.kind == kind))
    }
    marked = []
    for n, day in enumerate(days):
        stronger, count, late = state, rows[n] if rows is not None else None, watermark
        before = known.get(day)
        if before is not None:
            stronger = max(state, before.state, key=STRENGTH.__getitem__)
            count = max((c for c in (count, before.rows) if c is not None), default=None)
            late = max((w for w in (watermark, before.watermark) if w is not None), default=None)
        marked.append({
            "source": source, "kind": kind, "civil_date": day, "state": stronger, "rows": count, "watermark": late,
        })
    put_rows(connection, table, marked)


def count_complete(connection: Connection, *, kind: str) -> int:
    """Number of days of a kind that some source has completely."""
    table = tables.coverage
    days = select(func.count(table.c.civil_date.distinct())).where(table.c.kind == kind, table.c.state == "complete")
    return connection.execute(days).scalar_one()


def forget(connection: Connection, *, before: date) -> None:
    """Know nothing any more of the days before ``before``."""
    connection.execute(delete(tables.coverage).where(tables.coverage.c.civil_date < before))


def read(connection: Connection, *, kind: str | None = None) -> pd.DataFrame:
    """Frame [source, kind, civil_date, state, rows], sorted."""
    table = tables.coverage
    query = select(table.c.source, table.c.kind, table.c.civil_date, table.c.state, table.c.rows)
    if kind is not None:
        query = query.where(table.c.kind == kind)
    found = connection.execute(query.order_by(table.c.source, table.c.kind, table.c.civil_date)).all()
    return pd.DataFrame(found, columns=["source", "kind", "civil_date", "state", "rows"])

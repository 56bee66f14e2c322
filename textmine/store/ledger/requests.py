"""Analyses that departments asked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, select, update

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import add_rows

Row = dict[str, Any]


def add(connection: Connection, row: Row) -> None:
    """Keep a new request."""
    add_rows(connection, tables.requests, [row])


def change(connection: Connection, request_id: str, *, was: str, **values: Any) -> bool:
    """Whether the request was in state ``was``; its columns are changed."""
    table = tables.requests
    mine = (table.c.request_id == request_id, table.c.state == was)
    return connection.execute(update(table).where(*mine).values(**values)).rowcount == 1


def list_requests(connection: Connection, *, departments: Collection[str] | None = None) -> list[Row]:
    """Requests (of ``departments``; None: of all), newest first."""
    table = tables.requests
    query = select(table).order_by(table.c.created_at.desc(), table.c.request_id)
    if departments is not None:
        query = query.where(table.c.department.in_(sorted(departments)))
    return [dict(row) for row in connection.execute(query).mappings()]

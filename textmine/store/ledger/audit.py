"""What people did and looked at: rows are added and never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from textmine.store.ledger import tables

Row = dict[str, Any]


def add(
    connection: Connection, *, at: datetime, actor: str, action: str, target: str, address: str, is_ok: bool = True
) -> None:
    """Append one line."""
    values = {"at": at, "actor": actor, "action": action, "target": target, "address": address, "is_ok": is_ok}
    connection.execute(insert(tables.audit).values(**values))


def forget(connection: Connection, *, before: datetime) -> int:
    """Number of lines removed that are older than a moment."""
    gone = connection.execute(delete(tables.audit).where(tables.audit.c.at < before).returning(tables.audit.c.number))
    return len(gone.all())


def list_lines(
    connection: Connection, *, actor: str = "", action: str = "", before: int | None = None, limit: int = 100
) -> list[Row]:
    """Lines, newest first, below number ``before``."""
    table = tables.audit
    query = select(table).order_by(table.c.number.desc()).limit(limit)
    if actor:
        query = query.where(table.c.actor == actor)
    if action:
        query = query.where(table.c.action == action)
    if before is not None:
        query = query.where(table.c.number < before)
    return [dict(row) for row in connection.execute(query).mappings()]

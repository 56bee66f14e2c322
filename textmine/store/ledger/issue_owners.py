"""Issues that a person handed to a department: it holds until somebody hands them on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import put_rows


def put(connection: Connection, issue_id: str, *, department: str, actor: str, why: str, at: datetime) -> None:
    """Hand an issue to ``department``, in place of whoever had it."""
    row = {"issue_id": issue_id, "department": department, "actor": actor, "why": why, "at": at}
    put_rows(connection, tables.issue_owners, [row])


def read(connection: Connection) -> dict[str, str]:
    """Department by issue id."""
    table = tables.issue_owners
    return {row.issue_id: row.department for row in connection.execute(select(table.c.issue_id, table.c.department))}

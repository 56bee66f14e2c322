"""Who is logged in. The browser holds a token, the ledger its hash; the token before it is good for a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import add_rows

Row = dict[str, Any]


def add(connection: Connection, row: Row) -> None:
    """Keep a new session."""
    add_rows(connection, tables.sessions, [row])


def find(connection: Connection, token_hash: str, *, now: datetime) -> Row | None:
    """The session of a token (the newest or the one before), or None."""
    table = tables.sessions
    holds = or_(table.c.token_hash == token_hash, table.c.previous_hash == token_hash)
    found = connection.execute(select(table).where(holds, table.c.expires_at > now)).mappings().first()
    return None if found is None else dict(found)


def rotate(connection: Connection, session_id: str, *, before: str, after: str, at: datetime) -> bool:
    """Whether ``before`` was still the newest token; now ``after`` is."""
    table = tables.sessions
    mine = (table.c.session_id == session_id, table.c.token_hash == before)
    changes = {"token_hash": after, "previous_hash": before, "rotated_at": at}
    return connection.execute(update(table).where(*mine).values(**changes)).rowcount == 1


def end(connection: Connection, session_id: str) -> None:
    """Forget one session."""
    connection.execute(delete(tables.sessions).where(tables.sessions.c.session_id == session_id))


def end_all(connection: Connection, name: str, *, but: str = "") -> None:
    """Forget every session of an account except ``but``."""
    table = tables.sessions
    connection.execute(delete(table).where(table.c.name == name, table.c.session_id != but))


def remove_expired(connection: Connection, *, now: datetime) -> None:
    """Forget sessions that are over."""
    connection.execute(delete(tables.sessions).where(tables.sessions.c.expires_at <= now))

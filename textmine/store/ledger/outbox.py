"""Messages to send: put in the transaction of the decision, sent later, each key once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select, update

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import add_rows

FORGOTTEN: Final = "{}"


def put(
    connection: Connection, *, key: str, alert_id: str, channel: str, receiver: str, payload: str, at: datetime
) -> bool:
    """Whether the message is new; a key that exists is never put twice."""
    row = {
        "key": key, "alert_id": alert_id, "channel": channel, "receiver": receiver, "payload": payload,
        "state": "pending", "attempts": 0, "next_at": at, "created_at": at, "sent_at": None, "last_error": "",
    }
    return add_rows(connection, tables.outbox, [row]) == 1


def due(connection: Connection, *, at: datetime, limit: int = 1000) -> list[Mapping[str, Any]]:
    """Pending messages whose time has come, oldest first and in the order of their keys.

    A message of a channel and receiver for whom an older one still waits is not due: order is kept.
    """
    table, older = tables.outbox, tables.outbox.alias()
    is_older = (older.c.created_at < table.c.created_at) | (
        (older.c.created_at == table.c.created_at) & (older.c.key < table.c.key)
    )
    waits = select(older.c.key).where(
        older.c.state == "pending", older.c.next_at > at, older.c.channel == table.c.channel,
        older.c.receiver == table.c.receiver, is_older,
    )
    query = select(table).where(table.c.state == "pending", table.c.next_at <= at, ~waits.exists())
    oldest_first = query.order_by(table.c.created_at, table.c.key).limit(limit)
    return [dict(row._mapping) for row in connection.execute(oldest_first)]


def list_dead(connection: Connection) -> list[dict[str, Any]]:
    """Messages that were given up, oldest first."""
    table = tables.outbox
    query = select(table).where(table.c.state == "dead").order_by(table.c.created_at, table.c.key)
    return [dict(row._mapping) for row in connection.execute(query)]


def revive(connection: Connection, *, at: datetime, key: str = "") -> int:
    """Number of dead messages that are pending again: the one whose key begins with ``key``, or all."""
    table = tables.outbox
    dead = (table.c.state == "dead") & table.c.key.startswith(key, autoescape=True)
    values = {"state": "pending", "attempts": 0, "next_at": at}
    return len(connection.execute(update(table).where(dead).values(values).returning(table.c.key)).all())


def payload_to_send(connection: Connection, key: str) -> str | None:
    """What the message says now; None when it no longer waits."""
    table = tables.outbox
    query = select(table.c.payload).where(table.c.key == key, table.c.state == "pending")
    return connection.execute(query).scalar_one_or_none()


def mark_sent(connection: Connection, key: str, *, at: datetime) -> None:
    """Record that the receiver took the message."""
    table = tables.outbox
    values = {"state": "sent", "sent_at": at, "attempts": table.c.attempts + 1, "last_error": ""}
    connection.execute(update(table).where(table.c.key == key).values(values))


def mark_failed(connection: Connection, key: str, *, error: str, next_at: datetime | None) -> None:
    """Record a failed attempt; without ``next_at`` the message is dead and waits for a person."""
    table = tables.outbox
    values: dict[str, Any] = {"attempts": table.c.attempts + 1, "last_error": error}
    values |= {"state": "dead"} if next_at is None else {"next_at": next_at}
    connection.execute(update(table).where(table.c.key == key).values(values))


def forget_sent(connection: Connection, *, before: datetime) -> int:
    """Number of messages sent before a moment whose text is gone now; their keys stay, so that none is sent again."""
    table = tables.outbox
    old = (table.c.state == "sent") & (table.c.sent_at < before) & (table.c.payload != FORGOTTEN)
    gone = connection.execute(update(table).where(old).values(payload=FORGOTTEN).returning(table.c.key))
    return len(gone.all())


def postpone(connection: Connection, keys: Sequence[str], *, error: str, next_at: datetime) -> None:
    """Let messages wait whose way out does not work; no attempt is counted."""
    table = tables.outbox
    waiting = update(table).where(table.c.key.in_(keys), table.c.state == "pending")
    connection.execute(waiting.values(next_at=next_at, last_error=error))


def oldest_pending(connection: Connection) -> datetime | None:
    """When the oldest message was put that still waits; None when none does."""
    table = tables.outbox
    query = select(func.min(table.c.created_at)).where(table.c.state == "pending")
    return connection.execute(query).scalar_one_or_none()


def count(connection: Connection, *, state: str) -> int:
    """Messages in a state."""
    table = tables.outbox
    return connection.execute(select(func.count()).select_from(table).where(table.c.state == state)).scalar_one()

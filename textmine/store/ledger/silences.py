"""Silences by condition; one is never removed, only ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import add_rows


def put(
    connection: Connection, silence_id: str, *, matchers: Mapping[str, str], starts_at: datetime,
    ends_at: datetime, actor: str, why: str,
) -> None:  # fmt: skip
    """Add a silence."""
    row = {
        "silence_id": silence_id, "matchers": json.dumps(dict(matchers), ensure_ascii=False, sort_keys=True),
        "starts_at": starts_at, "ends_at": ends_at, "actor": actor, "why": why, "ended_by": "",
    }
    add_rows(connection, tables.silences, [row])


def end(connection: Connection, silence_id: str, *, at: datetime, actor: str) -> bool:
    """Whether a silence that still held was ended."""
    table = tables.silences
    held = update(table).where(table.c.silence_id == silence_id, table.c.ends_at > at)
    ended = connection.execute(held.values(ends_at=at, ended_by=actor).returning(table.c.silence_id)).all()
    return len(ended) == 1


def list_silences(connection: Connection, *, after: datetime | None = None) -> list[dict[str, Any]]:
    """Silences that end later than ``after`` (default: all), the one that ends last first."""
    table = tables.silences
    query = select(table).order_by(table.c.ends_at.desc(), table.c.silence_id)
    if after is not None:
        query = query.where(table.c.ends_at > after)
    rows = connection.execute(query)
    return [dict(row._mapping) | {"matchers": json.loads(row.matchers)} for row in rows]

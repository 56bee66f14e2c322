"""The vector of official versions of the mart's tables."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import put_rows


def read(connection: Connection) -> dict[str, int]:
    """Official version by table name; tables never written are absent."""
    return {row.table_name: row.version for row in connection.execute(select(tables.mart_state))}


def move(connection: Connection, versions: Mapping[str, int]) -> None:
    """Make ``versions`` official."""
    put_rows(connection, tables.mart_state, [{"table_name": n, "version": v} for n, v in sorted(versions.items())])

"""Insert-or-update and insert-if-absent that SQLite and PostgreSQL share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]
_BATCH = 500  # SQLite allows 32,766 parameters in a statement


def put_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert ``rows`` or update those whose primary key exists."""
    keys = [column.name for column in table.primary_key]
    for batch in _batches(rows):
        insert = _insert(connection, table).values(list(batch))
        changes = {name: insert.excluded[name] for name in rows[0] if name not in keys}
        connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changes))


def add_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """Insert ``rows`` whose primary key is new; returns how many were."""
    keys = [column.name for column in table.primary_key]
    added = 0
    for batch in _batches(rows):
        statement = _insert(connection, table).values(list(batch)).on_conflict_do_nothing(index_elements=keys)
        added += len(connection.execute(statement.returning(table.c[keys[0]])).all())
    return added


def _insert(connection: Connection, table: Table) -> Any:
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


def _batches(rows: Sequence[Row]) -> list[Sequence[Row]]:
    return [rows[n : n + _BATCH] for n in range(0, len(rows), _BATCH)]

"""Facts of the deployment by name."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import put_rows


def get(connection: Connection, name: str) -> str | None:
    """Value of ``name``, or None."""
    return connection.execute(select(tables.kv.c.value).where(tables.kv.c.name == name)).scalar_one_or_none()


def set(connection: Connection, name: str, value: str) -> None:
    """Keep ``value`` under ``name``."""
    put_rows(connection, tables.kv, [{"name": name, "value": value}])


def get_prefixed(connection: Connection, prefix: str) -> dict[str, str]:
    """Values of all names that begin with ``prefix``."""
    rows = connection.execute(select(tables.kv).where(tables.kv.c.name.startswith(prefix, autoescape=True)))
    return {row.name: row.value for row in rows}


def remove(connection: Connection, prefix: str) -> None:
    """Forget all names that begin with ``prefix``."""
    connection.execute(delete(tables.kv).where(tables.kv.c.name.startswith(prefix, autoescape=True)))

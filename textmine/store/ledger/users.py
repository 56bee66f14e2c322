"""Accounts of the web page, and the tokens that they gave to programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import add_rows

Row = dict[str, Any]


def add(connection: Connection, row: Row) -> bool:
    """Whether the account is new; one that exists stays as it is."""
    return add_rows(connection, tables.users, [row]) == 1


def get(connection: Connection, name: str) -> Row | None:
    """One account, or None."""
    found = connection.execute(select(tables.users).where(tables.users.c.name == name)).mappings().first()
    return None if found is None else dict(found)


def change(connection: Connection, name: str, **values: Any) -> bool:
    """Whether the account exists; its columns are changed."""
    table = tables.users
    return connection.execute(update(table).where(table.c.name == name).values(**values)).rowcount == 1


def list_users(connection: Connection) -> list[Row]:
    """All accounts by name."""
    return [dict(row) for row in connection.execute(select(tables.users).order_by(tables.users.c.name)).mappings()]


def count(connection: Connection) -> int:
    """Number of accounts."""
    return int(connection.execute(select(func.count()).select_from(tables.users)).scalar_one())


def add_token(connection: Connection, row: Row) -> None:
    """Keep a token of a program."""
    add_rows(connection, tables.api_tokens, [row])


def find_token(connection: Connection, token_hash: str, *, now: datetime) -> Row | None:
    """The token that is in force, or None."""
    table = tables.api_tokens
    query = select(table).where(table.c.token_hash == token_hash, ~table.c.is_revoked, table.c.expires_at > now)
    found = connection.execute(query).mappings().first()
    return None if found is None else dict(found)


def list_tokens(connection: Connection, *, name: str) -> list[Row]:
    """Tokens of one account, newest first."""
    table = tables.api_tokens
    query = select(table).where(table.c.name == name).order_by(table.c.created_at.desc(), table.c.token_id)
    return [dict(row) for row in connection.execute(query).mappings()]


def revoke_token(connection: Connection, token_id: str, *, name: str) -> bool:
    """Whether the account had this token; it holds no more."""
    table = tables.api_tokens
    mine = (table.c.token_id == token_id, table.c.name == name)
    return connection.execute(update(table).where(*mine).values(is_revoked=True)).rowcount == 1

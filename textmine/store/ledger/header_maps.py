"""Which header means which field in the files of a sender, as it was accepted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import put_rows


@dataclass(frozen=True, slots=True)
class HeaderChoice:
    """One header and its field ('' = ignored); ``chosen_by`` is '' where the program was sure by itself."""

    header: str
    field: str
    chosen_by: str = ""


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """What is remembered of a sender's files: choices, best first for each field, and all headers last accepted."""

    choices: tuple[HeaderChoice, ...]
    headers: tuple[str, ...]
    changed_by: str
    changed_at: datetime


def get(connection: Connection, *, source: str, kind: str) -> HeaderMap | None:
    """What is remembered of a sender, or None."""
    table = tables.header_maps
    row = connection.execute(select(table).where(table.c.source == source, table.c.kind == kind)).mappings().first()
    if row is None:
        return None
    choices = tuple(HeaderChoice(*choice) for choice in json.loads(row["columns"]))
    return HeaderMap(choices, tuple(json.loads(row["headers"])), row["changed_by"], row["changed_at"])


def put(connection: Connection, *, source: str, kind: str, known: HeaderMap) -> None:
    """Remember ``known`` in place of what was."""
    row = {
        "source": source, "kind": kind, "changed_by": known.changed_by, "changed_at": known.changed_at,
        "columns": _text([[choice.header, choice.field, choice.chosen_by] for choice in known.choices]),
        "headers": _text(known.headers),
    }
    put_rows(connection, tables.header_maps, [row])


def forget(connection: Connection, *, source: str, kind: str) -> bool:
    """Whether something was remembered of the sender; nothing is any more."""
    table = tables.header_maps
    gone = delete(table).where(table.c.source == source, table.c.kind == kind).returning(table.c.source)
    return connection.execute(gone).first() is not None


def senders(connection: Connection) -> list[tuple[str, str]]:
    """All (source, kind) that something is remembered of, sorted."""
    table = tables.header_maps
    rows = connection.execute(select(table.c.source, table.c.kind).order_by(table.c.source, table.c.kind))
    return [(row.source, row.kind) for row in rows]


def _text(value: Sequence[object]) -> str:
    return json.dumps(list(value), ensure_ascii=False)

"""What every imported file held."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import put_rows


def is_known(connection: Connection, *, digest: str, kind: str, source: str) -> bool:
    """Whether a file with these bytes was imported before as this kind and source."""
    table = tables.imports
    query = select(table.c.digest).where(table.c.digest == digest, table.c.kind == kind, table.c.source == source)
    return connection.execute(query).first() is not None


def add(
    connection: Connection, *, digest: str, source: str, kind: str, masked: dict[str, int], finished_at: datetime,
    report: str = "{}", **counts: Any,
) -> None:
    """Record an import; ``counts``: file, rows_in, new, changed, unchanged, quarantined; ``report`` is JSON text."""
    row = {"digest": digest, "source": source, "kind": kind, "finished_at": finished_at, "report": report} | counts
    put_rows(connection, tables.imports, [row | {"masked": json.dumps(masked, ensure_ascii=False, sort_keys=True)}])


def get_report(connection: Connection, *, digest: str, kind: str, source: str) -> str | None:
    """JSON text of what was written about an import, or None."""
    table = tables.imports
    query = select(table.c.report).where(table.c.digest == digest, table.c.kind == kind, table.c.source == source)
    return connection.execute(query).scalar_one_or_none()


def list_imports(connection: Connection) -> pd.DataFrame:
    """Frame of all imports by file name; ``masked`` is JSON text."""
    rows = connection.execute(select(tables.imports).order_by(tables.imports.c.file, tables.imports.c.digest)).all()
    return pd.DataFrame(rows, columns=[c.name for c in tables.imports.columns])

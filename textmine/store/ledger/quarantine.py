"""Rows that could not be used, masked, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, delete, or_, select

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import add_rows
from textmine.types import QuarantinedRow


def add(connection: Connection, digest: str, rows: Sequence[QuarantinedRow]) -> None:
    """Keep ``rows`` of the file with ``digest``; keeping them twice changes nothing."""
    seen: Counter[int] = Counter()
    values = []
    for row in rows:
        values.append({
            "digest": digest, "line": row.line, "part": seen[row.line], "file": row.file, "column_name": row.column,
            "reason": row.reason, "row": row.row,
        })
        seen[row.line] += 1
    if values:
        add_rows(connection, tables.quarantine, values)


def forget(connection: Connection, *, before: datetime) -> int:
    """Number of rows removed whose files were imported before a moment."""
    table, files = tables.quarantine, tables.imports
    old = select(files.c.digest).where(files.c.finished_at < before)
    gone = connection.execute(delete(table).where(table.c.digest.in_(old)).returning(table.c.line))
    return len(gone.all())


def list_rows(connection: Connection, *, limit: int | None = 1000, file: str = "") -> pd.DataFrame:
    """Frame [file, line, column_name, reason, row], at most ``limit`` rows; of a file and its sheets, or of all."""
    table = tables.quarantine
    query = select(table.c.file, table.c.line, table.c.column_name, table.c.reason, table.c.row)
    in_order = query.order_by(table.c.file, table.c.digest, table.c.line, table.c.part)
    of_file = or_(table.c.file == file, table.c.file.startswith(f"{file} [", autoescape=True))
    wanted = in_order.where(of_file) if file else in_order
    rows = connection.execute(wanted.limit(limit)).all()
    return pd.DataFrame(rows, columns=["file", "line", "column_name", "reason", "row"])

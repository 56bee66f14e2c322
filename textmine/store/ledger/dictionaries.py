"""Which versions of the dictionaries were in force, who changed them and why."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import add_rows


def record(connection: Connection, *, version: str, author: str, why: str, at: datetime) -> bool:
    """Whether ``version`` (the hash of all dictionary files) is new; one that is known keeps its first author."""
    row = {"version": version, "author": author, "why": why, "at": at}
    return add_rows(connection, tables.dictionary_versions, [row]) == 1


def list_versions(connection: Connection) -> pd.DataFrame:
    """Frame [version, author, why, at], oldest first."""
    table = tables.dictionary_versions
    rows = connection.execute(select(table).order_by(table.c.at, table.c.version)).all()
    return pd.DataFrame(rows, columns=[column.name for column in table.columns])

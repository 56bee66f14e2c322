"""Issued forecasts: written once, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, func, select

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import add_rows

_NAMES = {"lo-80": "lo80", "hi-80": "hi80", "lo-95": "lo95", "hi-95": "hi95"}
COLUMNS = ("unique_id", "freq", "ds", "mean", "median", *_NAMES)
DIGITS = 9


def issue(
    connection: Connection, *, issue_id: str, as_of: date, frame: pd.DataFrame, mart_vector: Mapping[str, int],
    at: datetime,
) -> None:
    """Keep a forecast (columns ``COLUMNS``); one that was issued before stays as it is."""
    vector = json.dumps(dict(sorted(mart_vector.items())))
    shared = {"forecast_id": issue_id, "as_of": as_of, "mart_vector": vector, "issued_at": at}
    rows = []
    for record in frame[list(COLUMNS)].to_dict("records"):
        figures = {_NAMES.get(str(n), str(n)): float(f"{record[n]:.{DIGITS}g}") for n in COLUMNS[3:]}
        rows.append(shared | {
            "unique_id": record["unique_id"], "freq": record["freq"], "ds": pd.Timestamp(record["ds"]).date()
        } | figures)
    add_rows(connection, tables.forecasts, rows)


def list_issued(connection: Connection, *, issue_id: str) -> pd.DataFrame:
    """Frame ``COLUMNS`` of one issued forecast."""
    return _frame(connection, tables.forecasts.c.forecast_id == issue_id)


def latest(connection: Connection, *, as_of: date) -> pd.DataFrame:
    """Frame ``COLUMNS`` of the forecast that was issued last for ``as_of``; empty without one."""
    table = tables.forecasts
    query = select(table.c.forecast_id).where(table.c.as_of == as_of)
    newest_first = query.order_by(table.c.issued_at.desc(), table.c.forecast_id)
    newest = connection.execute(newest_first.limit(1)).scalar_one_or_none()
    return _frame(connection, table.c.forecast_id == newest)


def newest(connection: Connection) -> tuple[date | None, datetime | None]:
    """The newest day that was forecast from, and when that was issued last."""
    table = tables.forecasts
    as_of = connection.execute(select(func.max(table.c.as_of))).scalar_one()
    issued = select(table.c.issued_at).where(table.c.as_of == as_of).order_by(table.c.issued_at.desc()).limit(1)
    return as_of, connection.execute(issued).scalar_one_or_none()


def _frame(connection: Connection, condition: object) -> pd.DataFrame:
    table = tables.forecasts
    columns = [table.c[_NAMES.get(name, name)] for name in COLUMNS]
    query = select(*columns).where(condition).order_by(table.c.freq, table.c.unique_id, table.c.ds)  # type: ignore[arg-type]
    frame = pd.DataFrame(connection.execute(query).all(), columns=list(COLUMNS))
    return frame.assign(ds=pd.to_datetime(frame["ds"]))

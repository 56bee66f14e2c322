"""Which periods were judged, from what, and which series surged in them."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import Connection, delete, select

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import put_rows

COLUMNS = ("series", "observed", "expected", "upper", "p_value", "p_confirmed", "q_value", "ratio")
DIGITS = 9  # stored figures are equal on machines whose last bits differ


def watched_digests(connection: Connection, *, freq: str) -> dict[str, str]:
    """Digest of what each judged period (ISO day) was judged from."""
    table = tables.watched_periods
    rows = connection.execute(select(table.c.period, table.c.digest).where(table.c.freq == freq))
    return {row.period.isoformat(): row.digest for row in rows}


def replace_period(
    connection: Connection, *, freq: str, period: date, digest: str, n_series: int, frame: pd.DataFrame
) -> None:
    """Keep the surging series of a period (columns ``COLUMNS``) instead of what stood there."""
    table = tables.surges
    connection.execute(delete(table).where(table.c.freq == freq, table.c.period == period))
    rows = [
        {"freq": freq, "period": period, "series": str(row[0])}
        | {name: _figure(value) for name, value in zip(COLUMNS[1:], row[1:], strict=True)}
        for row in frame[list(COLUMNS)].itertuples(index=False, name=None)
    ]
    if rows:
        put_rows(connection, table, rows)
    put_rows(connection, tables.watched_periods, [
        {"freq": freq, "period": period, "digest": digest, "n_series": n_series}
    ])


def list_surges(connection: Connection, *, freq: str) -> pd.DataFrame:
    """Frame [period, *COLUMNS] of a period length, sorted by period and series."""
    table = tables.surges
    columns = [table.c.period, *(table.c[name] for name in COLUMNS)]
    query = select(*columns).where(table.c.freq == freq).order_by(table.c.period, table.c.series)
    rows = connection.execute(query).all()
    return pd.DataFrame(rows, columns=["period", *COLUMNS])


def forget(connection: Connection) -> None:
    """Forget every judgement, so that all periods are judged again."""
    connection.execute(delete(tables.surges))
    connection.execute(delete(tables.watched_periods))


def _figure(value: float | None) -> float | None:
    return None if value is None or value != value else float(f"{value:.{DIGITS}g}")

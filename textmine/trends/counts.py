"""Count panels: document counts joined to coverage, so that silence and outage are told apart."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from textmine.types import Freq

COUNT_COLUMNS: Final = ("series", "civil_date", "count")
COVERAGE_COLUMNS: Final = ("civil_date", "state")
COMPLETE: Final = "complete"


def build_panel(
    rows: pd.DataFrame,
    coverage: pd.DataFrame,
    *,
    freq: Freq,
    start: date | None = None,
    end: date | None = None,
) -> pd.DataFrame:
    """Return counts as one column a series and one row a period (DatetimeIndex with ``freq``), NaN = missing.

    A day that coverage calls ``complete`` and that has no row counts 0; every other day (partial, outage, unknown, not
    named) is NaN even when rows exist. ``freq="W"`` gives weeks named by their Monday; a week counts only when all of
    its seven days are complete, otherwise it is NaN: scaling up a part of a week would invent documents.

    Parameters
    ----------
    rows : DataFrame[series, civil_date, count]; several rows of one series and day are added.
    coverage : DataFrame[civil_date, state]; when a day stands several times (several sources) all must be complete.
    start, end : first and last day, both included; default: the span of coverage. For weeks the span is widened to
    whole
        weeks.

    Raises
    ------
    ValueError : a column is missing, a count is negative, or ``end`` lies before ``start``.
    """
    _check_columns(rows, COUNT_COLUMNS, "rows")
    _check_columns(coverage, COVERAGE_COLUMNS, "coverage")
    days = _span(coverage, start, end, freq)
    complete = _complete_days(coverage, days)
    daily = _spread(rows, days)
    daily[~complete.to_numpy()] = np.nan
    if freq == "D":
        return daily
    weekly = daily.to_numpy(dtype=np.float64).reshape(len(days) // 7, 7, daily.shape[1]).sum(axis=1)
    return pd.DataFrame(weekly, index=pd.DatetimeIndex(days[::7], freq="W-MON"), columns=daily.columns)


def _check_columns(frame: pd.DataFrame, columns: tuple[str, ...], name: str) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ValueError(f"{name} lacks columns {missing}")


def _span(coverage: pd.DataFrame, start: date | None, end: date | None, freq: Freq) -> pd.DatetimeIndex:
    if freq not in ("D", "W"):
        raise ValueError(f"freq must be 'D' or 'W', got {freq!r}")
    known = pd.to_datetime(coverage["civil_date"])
    if known.empty and (start is None or end is None):
        return pd.DatetimeIndex([], freq="D")
    first = pd.Timestamp(start) if start is not None else known.min()
    last = pd.Timestamp(end) if end is not None else known.max()
    if last < first:
        raise ValueError(f"end {last.date()} lies before start {first.date()}")
    if freq == "W":
        first -= pd.Timedelta(days=first.weekday())
        last += pd.Timedelta(days=6 - last.weekday())
    return pd.date_range(first, last, freq="D")


def _complete_days(coverage: pd.DataFrame, days: pd.DatetimeIndex) -> pd.Series:
    is_complete = (coverage["state"] == COMPLETE).groupby(pd.to_datetime(coverage["civil_date"])).all()
    return is_complete.reindex(days, fill_value=False).astype(bool)


def _spread(rows: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    counts = pd.to_numeric(rows["count"]).to_numpy(dtype=np.float64)
    if (counts < 0).any():
        raise ValueError(f"counts must not be negative, got {counts.min():g}")
    names = sorted(set(rows["series"].astype(str)))
    column = pd.Index(names).get_indexer(pd.Index(rows["series"].astype(str)))
    row = days.get_indexer(pd.DatetimeIndex(pd.to_datetime(rows["civil_date"])))
    wide = np.zeros((len(days), len(names)))
    inside = row >= 0
    np.add.at(wide, (row[inside], column[inside]), counts[inside])
    return pd.DataFrame(wide, index=days, columns=pd.Index(names, dtype=object))

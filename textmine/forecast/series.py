"""Count series on a regular grid: the long panel cut into one array a series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
PanelFreq = Literal["D", "W", "M"]

PANEL_COLUMNS: Final = ("unique_id", "ds", "y")


@dataclass(frozen=True, slots=True)
class Grid:
    """How long things take, in periods of one frequency.

    ``level`` is the window of the level; ``windows`` the recent windows compared with it; ``season`` the lag
    of the same season a year ago (daily: 52 whole weeks, so that weekdays meet); ``naive`` the lag of the
    seasonal naive forecast; ``min_history`` the observed periods below which a series is not learned from;
    ``calibration`` the last periods that are held back once to calibrate intervals.
    """

    freq: PanelFreq
    level: int
    windows: tuple[int, ...]
    season: int
    season_width: tuple[int, int]
    naive: int
    min_history: int
    calibration: int


GRIDS: Final[dict[str, Grid]] = {
    "D": Grid("D", 364, (7, 28, 91, 182), 364, (7, 21), 7, 60, 182),
    "W": Grid("W", 52, (2, 4, 13, 26), 52, (1, 3), 52, 20, 52),
    "M": Grid("M", 12, (1, 3, 6), 12, (0, 1), 12, 18, 12),
}


@dataclass(frozen=True, slots=True)
class Series:
    """One series: ``y`` (n,) counts, NaN = missing, on consecutive periods from its first ``ds`` (``anchor``) on."""

    unique_id: str
    anchor: pd.Timestamp
    y: Floats

    @property
    def n_observed(self) -> int:
        return int(np.isfinite(self.y).sum())


def grid_of(freq: str) -> Grid:
    """The grid of ``freq``; another frequency than D, W or M is a ``ValueError``."""
    if freq not in GRIDS:
        raise ValueError(f"freq must be 'D', 'W' or 'M', got {freq!r}")
    return GRIDS[freq]


def split_panel(panel: pd.DataFrame, grid: Grid) -> list[Series]:
    """The series of a long panel, sorted by ``unique_id``; periods without a row become NaN.

    Raises
    ------
    ValueError
        A column is missing, a count is negative or infinite, a series has two rows of one period, or its weeks do not
        share one weekday.
    """
    missing = [name for name in PANEL_COLUMNS if name not in panel.columns]
    if missing:
        raise ValueError(f"panel lacks columns {missing}; it needs {list(PANEL_COLUMNS)}")
    return list(_split(panel, grid))


def positions(dates: pd.DatetimeIndex, anchor: pd.Timestamp, grid: Grid) -> Ints:
    """Number of periods from ``anchor`` to each date; the period that contains the date counts (floor)."""
    if grid.freq == "M":
        months = dates.year.to_numpy() * 12 + dates.month.to_numpy()
        return np.asarray(months - (anchor.year * 12 + anchor.month), dtype=np.int64)
    days = (dates.to_numpy().astype("datetime64[D]") - anchor.to_datetime64().astype("datetime64[D]")).astype(np.int64)
    return np.asarray(days // (7 if grid.freq == "W" else 1), dtype=np.int64)


def dates_at(anchor: pd.Timestamp, steps: Ints, grid: Grid) -> pd.DatetimeIndex:
    """The dates ``steps`` periods after ``anchor``; months keep the anchor's style (first or last day)."""
    if grid.freq == "M":
        months = np.datetime64(anchor.strftime("%Y-%m"), "M") + steps.astype("timedelta64[M]")
        starts = pd.DatetimeIndex(months.astype("datetime64[ns]"))
        return starts if anchor.day == 1 else starts + pd.offsets.MonthEnd(0)
    day = anchor.to_datetime64().astype("datetime64[D]")
    return pd.DatetimeIndex((day + steps * (7 if grid.freq == "W" else 1)).astype("datetime64[ns]"))


def plain_dates(dates: pd.DatetimeIndex) -> list[date]:
    """The dates as ``datetime.date``."""
    return [stamp.date() for stamp in dates]


def _split(panel: pd.DataFrame, grid: Grid) -> Iterator[Series]:
    frame = pd.DataFrame({
        "unique_id": panel["unique_id"].astype(str).to_numpy(),
        "ds": pd.to_datetime(panel["ds"]).dt.tz_localize(None).dt.normalize().to_numpy(),
        "y": panel["y"].to_numpy(dtype=np.float64, na_value=np.nan),
    }).sort_values(["unique_id", "ds"], kind="stable")
    for unique_id, rows in frame.groupby("unique_id", sort=True):
        index = pd.DatetimeIndex(rows["ds"])
        values = rows["y"].to_numpy(dtype=np.float64)
        if np.any(values[~np.isnan(values)] < 0) or np.any(np.isinf(values)):
            raise ValueError(f"series {unique_id!r} has a negative or infinite count")
        anchor = index[0]
        if grid.freq == "W" and index.day_of_week.nunique() > 1:
            raise ValueError(f"weeks of series {unique_id!r} start on several weekdays")
        at = positions(index, anchor, grid)
        if np.any(np.diff(at) == 0):
            raise ValueError(f"series {unique_id!r} has two rows of one period")
        y = np.full(int(at[-1]) + 1, np.nan)
        y[at] = values
        yield Series(str(unique_id), anchor, y)

"""What the forecast model sees: one row for each series, origin and horizon, nothing later than the origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

import numpy as np
import pandas as pd

from textmine.forecast.series import Floats, Grid, Ints, Series, dates_at, plain_dates, positions

HARMONICS: Final = 3
_DAYS_A_YEAR: Final = 365.25


class Calendar(Protocol):
    """What forecasting asks of a calendar."""

    def is_holiday(self, day: date) -> bool:
        """Whether ``day`` is a public holiday."""
        ...


@dataclass(frozen=True, slots=True)
class Rows:
    """Model rows: ``x`` (n, p) features, ``level`` (n,) of the series at the origin, ``y`` (n,) target or NaN."""

    x: Floats
    level: Floats
    y: Floats


@dataclass(frozen=True, slots=True)
class Exog:
    """Outside features of one series on its own grid: ``values`` (n, k), NaN = unknown."""

    values: Floats


class _Means:
    """Means over any window in constant time, missing periods left out."""

    def __init__(self, values: Floats) -> None:
        seen = np.isfinite(values)
        zero = np.zeros((1, *values.shape[1:]))
        self._sum = np.concatenate([zero, np.cumsum(np.where(seen, values, 0.0), axis=0)])
        self._count = np.concatenate([zero, np.cumsum(seen, axis=0)])
        self._last = values.shape[0]

    def count(self, first: Ints, last: Ints) -> Floats:
        low, high = np.clip(first, 0, self._last), np.clip(last + 1, 0, self._last)
        return np.asarray(self._count[np.maximum(high, low)] - self._count[low])

    def mean(self, first: Ints, last: Ints) -> Floats:
        """Mean over periods ``first`` to ``last``, both included; NaN where none was observed."""
        low, high = np.clip(first, 0, self._last), np.clip(last + 1, 0, self._last)
        high = np.maximum(high, low)
        count = self._count[high] - self._count[low]
        total = self._sum[high] - self._sum[low]
        return np.asarray(np.where(count > 0, total / np.maximum(count, 1.0), np.nan))


def make_rows(
    series: Series, origins: Ints, horizons: Ints, grid: Grid, calendar: Calendar, exog: Exog | None = None
) -> Rows:
    """Features of the pairs (origin, horizon): positions of the last known period and steps ahead.

    Method: direct global model over all series: horizon, day-of-year harmonics of the target, log level,
    recent means over the level, log1p(variance / level), share of zeros, the same season one and two years ago
    over that year's mean; daily also weekday, weekday means and holiday of the target; the last value and
    recent change of outside features.
    """
    y = series.y
    plain, squares, zeros = _Means(y), _Means(y * y), _Means(np.where(np.isfinite(y), (y == 0).astype(float), np.nan))
    targets = origins + horizons
    first = origins - grid.level + 1
    level = _level(plain, first, origins)
    variance = squares.mean(first, origins) - np.square(plain.mean(first, origins))
    columns = [horizons.astype(np.float64), np.log(level)]
    columns += [plain.mean(origins - width + 1, origins) / level for width in grid.windows]
    columns += [np.log1p(np.maximum(variance, 0.0) / level), zeros.mean(first, origins)]
    columns += _seasons(plain, origins, targets, grid)
    columns += _target_dates(dates_at(series.anchor, targets, grid), grid, calendar)
    if grid.freq == "D":
        columns.append(_same_weekday(y, origins, targets) / level)
    if exog is not None:
        columns += _outside(exog, origins, grid)
    known = targets < y.size
    target_y = np.where(known, y[np.minimum(targets, y.size - 1)], np.nan)
    return Rows(np.column_stack(columns), level, target_y)


def align_exog(exog: pd.DataFrame, series: Sequence[Series], grid: Grid) -> dict[str, Exog]:
    """Outside features by ``unique_id``, on each series' own grid; rows after a series' end are dropped.

    A series without rows gets NaN. Several rows of one period keep the last one.
    """
    names = sorted(str(name) for name in exog.columns if name not in ("unique_id", "ds"))
    if "unique_id" not in exog.columns or "ds" not in exog.columns or not names:
        raise ValueError("exog needs columns unique_id, ds and at least one feature")
    frame = exog.assign(unique_id=exog["unique_id"].astype(str), ds=pd.to_datetime(exog["ds"]))
    frame = frame.sort_values(["unique_id", "ds"], kind="stable")
    groups: Mapping[str, pd.DataFrame] = {str(key): rows for key, rows in frame.groupby("unique_id", sort=True)}
    return {one.unique_id: Exog(_on_grid(groups.get(one.unique_id), one, names, grid)) for one in series}


def _on_grid(rows: pd.DataFrame | None, series: Series, names: Sequence[str], grid: Grid) -> Floats:
    values = np.full((series.y.size, len(names)), np.nan)
    if rows is not None:
        at = positions(pd.DatetimeIndex(rows["ds"]), series.anchor, grid)
        inside = (at >= 0) & (at < series.y.size)
        values[at[inside]] = rows[list(names)].to_numpy(dtype=np.float64, na_value=np.nan)[inside]
    return values


def _level(means: _Means, first: Ints, origins: Ints) -> Floats:
    # Half a document over the window keeps the level of an all-zero series above zero.
    count = np.maximum(means.count(first, origins), 1.0)
    mean = np.nan_to_num(means.mean(first, origins))
    return np.maximum(mean, 0.5 / count)


def _seasons(means: _Means, origins: Ints, targets: Ints, grid: Grid) -> list[Floats]:
    columns = []
    for years in (1, 2):
        middle = targets - years * grid.season
        half = grid.season // 2
        year = means.mean(middle - half, np.minimum(middle + half, origins))
        year = np.where(year > 0, year, np.nan)
        for width in grid.season_width:
            columns.append(means.mean(middle - width, np.minimum(middle + width, origins)) / year)
    return columns


def _target_dates(dates: pd.DatetimeIndex, grid: Grid, calendar: Calendar) -> list[Floats]:
    angle = 2.0 * np.pi * dates.day_of_year.to_numpy() / _DAYS_A_YEAR
    columns: list[Floats] = []
    for k in range(1, HARMONICS + 1):
        columns += [np.cos(k * angle), np.sin(k * angle)]
    if grid.freq == "M":
        return columns
    if grid.freq == "D":
        columns.append(dates.day_of_week.to_numpy().astype(np.float64))
    columns.append(_holidays(dates, grid, calendar))
    return columns


def _holidays(dates: pd.DatetimeIndex, grid: Grid, calendar: Calendar) -> Floats:
    # A week named by its Monday or by its Sunday: the holidays of the seven days from its name, or up to it.
    unique, back = np.unique(dates.to_numpy(), return_inverse=True)
    days = plain_dates(pd.DatetimeIndex(unique))
    if grid.freq == "D":
        flags = [float(calendar.is_holiday(day)) for day in days]
    else:
        flags = [float(sum(_weekday_holiday(calendar, d) for d in plain_dates(_week(day)))) for day in days]
    return np.asarray(flags, dtype=np.float64)[back]


def _week(day: date) -> pd.DatetimeIndex:
    return pd.date_range(day, periods=7) if day.weekday() == 0 else pd.date_range(end=day, periods=7)


def _weekday_holiday(calendar: Calendar, day: date) -> bool:
    return day.weekday() < 5 and calendar.is_holiday(day)


def _same_weekday(y: Floats, origins: Ints, targets: Ints) -> Floats:
    """Mean of the last thirteen equal weekdays up to the origin."""
    nearest = origins - (origins - targets) % 7
    at = nearest[:, None] - 7 * np.arange(13)[None, :]
    values = np.where(at >= 0, y[np.maximum(at, 0)], np.nan)
    seen = np.isfinite(values)
    return np.where(seen.any(axis=1), np.nansum(values, axis=1) / np.maximum(seen.sum(axis=1), 1), np.nan)


def _outside(exog: Exog, origins: Ints, grid: Grid) -> list[Floats]:
    means = _Means(exog.values)
    recent = means.mean(origins - grid.windows[1] + 1, origins)
    usual = means.mean(origins - grid.level + 1, origins)
    ratio = np.where(usual > 0, recent / np.where(usual > 0, usual, 1.0), np.nan)
    last = _last_known(exog.values)[origins]
    return [*last.T, *ratio.T]


def _last_known(values: Floats) -> Floats:
    rows = np.where(np.isfinite(values), np.arange(values.shape[0])[:, None], -1)
    rows = np.maximum.accumulate(rows, axis=0)
    filled = np.take_along_axis(values, np.maximum(rows, 0), axis=0)
    return np.where(rows >= 0, filled, np.nan)

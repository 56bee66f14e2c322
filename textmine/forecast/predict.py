"""Forecasts of counts with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from textmine.forecast.features import Calendar, Exog, align_exog, make_rows
from textmine.forecast.intervals import (
    IDENTITY_PIT,
    Calibration,
    calibrate,
    check_levels,
    corrected,
    count_quantiles,
    tail_probabilities,
)
from textmine.forecast.models import MeanModel, draw_pairs, fit_mean_model, join_rows, seasonal_mean
from textmine.forecast.series import Floats, Grid, PanelFreq, Series, dates_at, grid_of, split_panel
from textmine.trends.calendar import default_calendar

CALIBRATION_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True)
class _Task:
    """What every step of one forecast needs."""

    horizon: int
    grid: Grid
    calendar: Calendar
    exogs: Mapping[str, Exog] | None
    seed: int


def forecast_counts(
    panel: pd.DataFrame,
    h: int = 28,
    freq: PanelFreq = "D",
    level: Sequence[int] = (80, 95),
    *,
    calendar: Calendar | None = None,
    exog: pd.DataFrame | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Forecasts as DataFrame[unique_id, ds, mean, median, lo-80, hi-80, lo-95, hi-95], sorted by series and date.

    Each series is forecast for the ``h`` periods after its own last row. One model learns from all series with enough
    history (60 days, 20 weeks or 18 months observed): direct Poisson boosting on y / level, negative
    binomial quantiles with a dispersion per series, and a pooled correction learned on held-back last periods. A
    shorter series, or a panel too small to learn from, gets its recent mean by weekday and season instead. A series
    that was never observed gets NaN.

    Parameters
    ----------
    panel : DataFrame[unique_id, ds, y]
        Counts in Nixtla's long format; NaN or an absent row = missing, never zero.
    h : int
        Periods ahead.
    freq : "D", "W" (the panel's own weekday) or "M" (the panel's own style: first or last day).
    level : percent of the central intervals, 1..99.
    calendar : object with ``is_holiday(date)``; default: Korean public holidays.
    exog : DataFrame[unique_id, ds, feature…]
        What else is known up to each series' end (SNS counts, topic shares, surge states); never later than the origin.
    seed : int
        Draws of training rows; the same seed gives the same forecast.

    Raises
    ------
    ValueError
        ``h`` < 1, an unknown ``freq``, a missing column, a negative count, or two rows of one period.
    """
    if h < 1:
        raise ValueError(f"h must be at least 1, got {h}")
    grid, levels = grid_of(freq), check_levels(list(level))
    series = split_panel(panel, grid)
    names = ["unique_id", "ds", "mean", "median", *(f"{side}-{value}" for value in levels for side in ("lo", "hi"))]
    if not series:
        return _empty(names)
    if calendar is None:
        calendar = _korean_calendar(series, h, grid)
    exogs = None if exog is None else align_exog(exog, series, grid)
    task = _Task(h, grid, calendar, exogs, seed)
    frames = _forecast_all(series, tail_probabilities(levels), task)
    numbers = pd.DataFrame(np.concatenate([values for _, values in frames]), columns=names[2:])
    ids = np.repeat([one.unique_id for one, _ in frames], h)
    ends = [dates_at(one.anchor, one.y.size + np.arange(h), grid) for one, _ in frames]
    numbers.insert(0, "ds", pd.DatetimeIndex(np.concatenate([end.to_numpy() for end in ends])))
    numbers.insert(0, "unique_id", pd.Series(ids, dtype="str"))
    return numbers


def _empty(names: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame({name: np.empty(0) for name in names})
    return frame.astype({"unique_id": "str", "ds": "datetime64[ns]"})


def _korean_calendar(series: Sequence[Series], h: int, grid: Grid) -> Calendar:
    first = min(one.anchor for one in series)
    last = max(dates_at(one.anchor, np.array([one.y.size + h]), grid)[0] for one in series)
    return default_calendar(first.date(), last.date())


def _forecast_all(series: list[Series], probabilities: Floats, task: _Task) -> list[tuple[Series, Floats]]:
    long_enough = [one for one in series if one.n_observed >= task.grid.min_history]
    model = _fit(long_enough, {one.unique_id: one.y.size - 1 for one in long_enough}, task)
    learned = {} if model is None else _learned(long_enough, model, probabilities, task)
    short = [one for one in series if one.unique_id not in learned]
    values = learned | {one.unique_id: _plain(one, probabilities, task) for one in short}
    return [(one, values[one.unique_id]) for one in series]


def _fit(series: Sequence[Series], ends: Mapping[str, int], task: _Task) -> MeanModel | None:
    return fit_mean_model(
        series, ends, task.horizon, task.grid, task.calendar, exogs=task.exogs, seed=task.seed
    ) if series else None


def _learned(series: list[Series], model: MeanModel, probabilities: Floats, task: _Task) -> dict[str, Floats]:
    steps = np.arange(1, task.horizon + 1, dtype=np.int64)
    parts = [
        make_rows(one, np.full(task.horizon, one.y.size - 1), steps, task.grid, task.calendar, _exog(one, task))
        for one in series
    ]
    mean = model.predict(join_rows(parts))
    calibration = _hold_back(series, model, task)
    phi = np.repeat(calibration.phi, task.horizon)
    values = _values(mean, phi, corrected(probabilities, calibration.pit))
    return {one.unique_id: block for one, block in zip(series, np.split(values, len(series)), strict=True)}


def _hold_back(series: list[Series], model: MeanModel, task: _Task) -> Calibration:
    """What a model that ended before the last periods got wrong there; without one, the final model's own fit."""
    cuts = {one.unique_id: one.y.size - 1 - min(task.grid.calibration, one.y.size // 3) for one in series}
    past = _fit(series, cuts, task) or model
    budget = max(CALIBRATION_ROWS // len(series), 50)
    parts, groups = [], []
    for index, one in enumerate(series):
        rng = np.random.default_rng([task.seed, index, 1])
        origins, steps = draw_pairs(cuts[one.unique_id], one.y.size - 1, task.horizon, budget, rng)
        parts.append(make_rows(one, origins, steps, task.grid, task.calendar, _exog(one, task)))
        groups.append(np.full(origins.size, index, dtype=np.int64))
    rows = join_rows(parts)
    return calibrate(past.predict(rows), rows.y, np.concatenate(groups), len(series), seed=task.seed)


def _plain(series: Series, probabilities: Floats, task: _Task) -> Floats:
    mean, phi = seasonal_mean(series, task.horizon, task.grid)
    return _values(mean, np.full(task.horizon, phi), corrected(probabilities, IDENTITY_PIT))


def _values(mean: Floats, phi: Floats, probabilities: Floats) -> Floats:
    return np.column_stack([mean, count_quantiles(mean, phi, probabilities)])


def _exog(series: Series, task: _Task) -> Exog | None:
    return None if task.exogs is None else task.exogs[series.unique_id]

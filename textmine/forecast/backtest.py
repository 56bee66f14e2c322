"""Scores of forecasts on the past: rolling origins, always beside the seasonal naive forecast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import norm

from textmine.forecast.features import Calendar
from textmine.forecast.predict import forecast_counts
from textmine.forecast.series import Floats, Grid, PanelFreq, Series, dates_at, grid_of, split_panel

SCORE_COLUMNS: Final = ("model", "mase", "rmsse", "sql", "coverage80", "coverage95")
Forecaster = Callable[[pd.DataFrame], pd.DataFrame]
_LEVELS: Final = (80, 95)


def backtest(
    panel: pd.DataFrame,
    h: int = 28,
    freq: PanelFreq = "D",
    *,
    origins: int = 4,
    step: int | None = None,
    models: Mapping[str, Forecaster] | None = None,
    calendar: Calendar | None = None,
    exog: pd.DataFrame | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Scores as DataFrame[model, mase, rmsse, sql, coverage80, coverage95]; one row a model, best ``sql`` first.

    Each of the ``origins`` cuts ``step`` periods (default ``h``) before the one after it, every series at its
    own end, and forecasts the ``h`` periods behind the cut from what lies before it.

    ``mase`` and ``rmsse``: error over the in-sample error of the seasonal naive (lag 7 days, 52 weeks, 12
    months), of mean forecasts for the squared and medians for the absolute error; ``sql``: twice the mean
    pinball loss of the .1, .5 and .9 quantiles over the same error (MAE; twice, so that the median's part is
    its ``mase``); coverages are shares (0..1) of counts inside the interval. Scores are means over series of
    means over origins and periods; missing counts and series without in-sample change take no part.

    Parameters
    ----------
    models : further forecasters to score on the same cuts, name → function(panel) -> frame like ``forecast_counts``.

    Raises
    ------
    ValueError
        As ``forecast_counts``; or ``origins`` or ``step`` < 1.
    """
    gap = h if step is None else step
    if origins < 1 or gap < 1:
        raise ValueError("origins and step must be at least 1")
    grid = grid_of(freq)
    forecasters: dict[str, Forecaster] = {
        "textmine": lambda known: forecast_counts(known, h, freq, _LEVELS, calendar=calendar, exog=exog, seed=seed),
        "SeasonalNaive": lambda known: seasonal_naive(known, h, freq, _LEVELS),
        **(models or {}),
    }
    parts = []
    for cut in range(origins):
        known, truth = _cut(split_panel(panel, grid), h, gap * (origins - 1 - cut), grid)
        if truth.empty:
            continue
        for name, forecaster in forecasters.items():
            joined = truth.merge(forecaster(known), on=["unique_id", "ds"], how="left", validate="one_to_one")
            parts.append(_losses(joined).assign(model=name))
    return _summary(parts)


def seasonal_naive(
    panel: pd.DataFrame, h: int = 28, freq: PanelFreq = "D", level: tuple[int, ...] = _LEVELS
) -> pd.DataFrame:
    """The last season repeated, in the columns of ``forecast_counts``.

    Intervals are normal with the in-sample error of the seasonal naive, growing with the square root of the
    seasons ahead (Hyndman and Athanasopoulos, Forecasting, 5.5), cut at zero. A missing count falls back one
    more season.
    """
    grid = grid_of(freq)
    frames = []
    for one in split_panel(panel, grid):
        steps = np.arange(h)
        mean = _last_season(one.y, h, grid.naive)
        spread = _naive_error(one.y, grid.naive, 2) ** 0.5 * np.sqrt(steps // grid.naive + 1.0)
        frame = pd.DataFrame({"unique_id": one.unique_id, "ds": dates_at(one.anchor, one.y.size + steps, grid),
                              "mean": mean, "median": mean})
        for value in sorted(level):
            width = norm.ppf(0.5 + value / 200.0) * spread
            frame[f"lo-{value}"], frame[f"hi-{value}"] = np.maximum(mean - width, 0.0), mean + width
        frames.append(frame)
    if not frames:
        return forecast_counts(panel, h, freq, level)
    return pd.concat(frames, ignore_index=True)


def _last_season(y: Floats, h: int, lag: int) -> Floats:
    overall = float(np.nanmean(y)) if np.isfinite(y).any() else np.nan
    mean = np.full(h, overall)
    for step in range(h):
        past = y[(y.size + step) % lag:: lag]
        seen = past[np.isfinite(past)]
        mean[step] = seen[-1] if seen.size else overall
    return mean


def _naive_error(y: Floats, lag: int, power: int) -> float:
    """Mean absolute (1) or squared (2) in-sample error of the seasonal naive; a shorter series uses lag 1."""
    lag = lag if y.size > lag else 1
    error = np.abs(y[lag:] - y[:-lag]) ** power
    return float(np.nanmean(error)) if np.isfinite(error).any() else np.nan


def _cut(series: list[Series], h: int, back: int, grid: Grid) -> tuple[pd.DataFrame, pd.DataFrame]:
    known, truth = [], []
    for one in series:
        end = one.y.size - h - back
        if end < 2:
            continue
        dates = dates_at(one.anchor, np.arange(end + h), grid)
        known.append(pd.DataFrame({"unique_id": one.unique_id, "ds": dates[:end], "y": one.y[:end]}))
        truth.append(pd.DataFrame({
            "unique_id": one.unique_id, "ds": dates[end:], "actual": one.y[end: end + h],
            "mae": _naive_error(one.y[:end], grid.naive, 1), "mse": _naive_error(one.y[:end], grid.naive, 2),
        }))
    if not known:
        return pd.DataFrame(), pd.DataFrame()
    return pd.concat(known, ignore_index=True), pd.concat(truth, ignore_index=True)


def _losses(joined: pd.DataFrame) -> pd.DataFrame:
    rows = joined[joined["actual"].notna() & (joined["mae"] > 0)]
    y = rows["actual"].to_numpy()
    quantiles = {0.1: rows["lo-80"].to_numpy(), 0.5: rows["median"].to_numpy(), 0.9: rows["hi-80"].to_numpy()}
    pinball = np.mean([np.maximum(q * (y - f), (q - 1.0) * (y - f)) for q, f in quantiles.items()], axis=0)
    return pd.DataFrame({
        "unique_id": rows["unique_id"].to_numpy(),
        "mase": np.abs(y - rows["median"].to_numpy()) / rows["mae"].to_numpy(),
        "squared": np.square(y - rows["mean"].to_numpy()) / rows["mse"].to_numpy(),
        "sql": 2.0 * pinball / rows["mae"].to_numpy(),
        "coverage80": _inside(y, rows, 80),
        "coverage95": _inside(y, rows, 95),
    })


def _inside(y: Floats, rows: pd.DataFrame, level: int) -> Floats:
    low, high = rows[f"lo-{level}"].to_numpy(dtype=np.float64), rows[f"hi-{level}"].to_numpy(dtype=np.float64)
    return ((y >= low) & (y <= high)).astype(np.float64)


def _summary(parts: list[pd.DataFrame]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype="str" if name == "model" else "float64") for name in SCORE_COLUMNS})
    by_series = pd.concat(parts, ignore_index=True).groupby(["model", "unique_id"]).mean()
    by_series["rmsse"] = np.sqrt(by_series["squared"])
    scores = by_series.groupby("model").mean().reset_index()
    return scores[list(SCORE_COLUMNS)].sort_values(["sql", "model"], kind="stable").reset_index(drop=True)

"""Surge detection: which series counted more than their own past explains."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.trends.calendar import KoreanCalendar
from textmine.trends.design import HORIZONS, TIER_NONE, build_design, choose_tiers
from textmine.trends.glm import Fit, fit_counts
from textmine.trends.levels import find_level_changes
from textmine.trends.negbin import mid_p, upper_quantile
from textmine.trends.outbreak import LAGS, outbreak_odds
from textmine.types import Freq

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SURGE_COLUMNS: Final = (
    "series", "period", "observed", "expected", "upper", "p_value", "p_confirmed", "q_value", "ratio",
)
# Share of quiet weeks with odds of at least c: ODDS_AT_ONE * c ** -ODDS_POWER, within a fifth from c = 0.8 to 120 (p =
# 0.1 to 0.0002), in 41,160 simulated weeks without an outbreak (benchmarks/_outbreaks.py). Markov's bound is 1 / c.
ODDS_AT_ONE: Final = 0.081
ODDS_POWER: Final = 1.21
TREND_CAP: Final = 1.5
MAX_PARAMETER_VARIANCE: Final = 2.0
# Fewer columns are single series, whose own surges would look like a change of the total.
LEAST_COLUMNS_FOR_TOTAL: Final = 5
_CHUNK = 512


@dataclass(frozen=True, slots=True)
class _Panel:
    """Counts (S, n) with everything that is shared by the series."""

    counts: Floats
    offset: Floats
    design: Floats
    tiers: Ints
    freq: Freq
    usable_until: Ints
    first_usable: Ints
    changes: list[tuple[int, int]]


def detect_surges(
    counts: pd.DataFrame,
    *,
    monitor: int = 1,
    calendar: KoreanCalendar | None = None,
    exposure: pd.Series | None = None,
    alpha: float = 0.01,
) -> pd.DataFrame:
    """Return how surprising each of the last ``monitor`` periods is for every series, judged only by what came before.

    A quasi-Poisson regression (trend, two harmonics of the year, weekdays and holidays for days, share of holidays for
    weeks) is fitted to at most 263 weeks or 1,096 days that end four periods before the tested one; past surges are
    down-weighted; the prediction is negative binomial with the variance of the fit. Daily models are refitted for each
    Monday, so a day's result does not depend on ``monitor``. A short history carries fewer columns (season from 1.5
    years, trend from 26 weeks or 120 days, weekdays from 21 days); with fewer than eight usable periods expected and
    all p-values are NaN. When the total (exposure, or the sum of five or more columns) changed its level threefold
    overnight and stayed there for eight weeks (28 days), history restarts at the change.

    Parameters
    ----------
    counts : DataFrame, index = consecutive days or weeks (DatetimeIndex), columns = series, NaN = missing.
    monitor : how many trailing periods to test; more than there are means all.
    calendar : adds holidays; it must cover the index.
    exposure : Series on the same index, all documents per period: counts are then judged as shares of it. A period
        without exposure is missing.
    alpha : ``upper`` is the 1 - alpha quantile.

    Returns
    -------
    DataFrame[series, period, observed, expected, upper, p_value, p_confirmed, q_value, ratio], sorted by period and
    series. ``p_value``: mid-p of this period alone; ``p_confirmed``: odds of an outbreak of unknown course that
    includes this period, against none or one that is over, calibrated by simulation; ``q_value``: Benjamini-Hochberg
    of both grades together (``joint_p_values``) over all series of one period; ``ratio``: observed / expected.

    Raises
    ------
    ValueError : index not of consecutive days or weeks, duplicate columns, negative or infinite counts, exposure on
        another index, ``monitor`` below 1 or ``alpha`` outside (0, 1).

    Source: Noufaily et al. 2013, Statistics in Medicine 32:1206; Bédubourg & Le Strat 2017, PLoS ONE 12(7):e0181227.
    """
    freq = _check_input(counts, exposure, monitor, alpha)
    ordered = counts[sorted(counts.columns, key=str)]
    periods = len(ordered)
    tested = np.arange(max(0, periods - monitor), periods)
    if not len(tested) or not ordered.shape[1]:
        return _table([], pd.DatetimeIndex([]), *[np.zeros((0, 0))] * 5)
    panel = _prepare(ordered, freq, calendar, exposure)
    shape = (ordered.shape[1], len(tested))
    expected, phi, p_value, confirmed = (np.full(shape, np.nan) for _ in range(4))
    for block in _blocks(ordered.index, tested, freq):
        _judge_block(panel, tested[block], expected[:, block], phi[:, block], p_value[:, block], confirmed[:, block])
    upper = upper_quantile(alpha, expected, phi)
    observed = panel.counts[:, tested]
    return _table(
        [str(name) for name in ordered.columns], pd.DatetimeIndex(ordered.index)[tested],
        observed, expected, upper, p_value, confirmed,
    )


def _check_input(counts: pd.DataFrame, exposure: pd.Series | None, monitor: int, alpha: float) -> Freq:
    if monitor < 1:
        raise ValueError(f"monitor must be at least 1, got {monitor}")
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"alpha must lie between 0 and 1, got {alpha}")
    if not counts.columns.is_unique:
        raise ValueError(f"columns stand twice: {sorted(map(str, counts.columns[counts.columns.duplicated()]))[:5]}")
    freq = infer_freq(counts.index)
    values = counts.to_numpy(dtype=np.float64, na_value=np.nan)
    bad = (values < 0) | np.isinf(values)
    if bad.any():
        row, column = np.argwhere(bad)[0]
        where = f"series {counts.columns[column]!r} at {counts.index[row].date()}"
        raise ValueError(f"counts must be finite and not negative: {values[row, column]:g} in {where}")
    if exposure is not None:
        if not exposure.index.equals(counts.index):
            raise ValueError("exposure must have the index of counts")
        if (exposure.to_numpy(dtype=np.float64, na_value=np.nan) < 0).any():
            raise ValueError("exposure must not be negative")
    return freq


def infer_freq(index: pd.Index) -> Freq:
    """Return ``"D"`` or ``"W"`` for an index of consecutive days or weeks; ``ValueError`` names what breaks it."""
    if not isinstance(index, pd.DatetimeIndex) or index.hasnans:
        raise ValueError(f"the index must be a DatetimeIndex without NaT, got {type(index).__name__}")
    if index.has_duplicates:
        raise ValueError(f"dates stand twice: {[str(day.date()) for day in index[index.duplicated()][:5]]}")
    if not index.is_monotonic_increasing:
        drop = int(np.argmax(np.diff(index.asi8) < 0)) + 1
        raise ValueError(f"dates must be in order: {index[drop].date()} follows {index[drop - 1].date()}")
    gaps = np.diff(index.to_numpy().astype("datetime64[s]").astype(np.int64)) / 86_400
    if len(gaps) == 0:
        return "D"
    if gaps[0] in (1.0, 7.0) and (gaps == gaps[0]).all():
        return "D" if gaps[0] == 1.0 else "W"
    odd = int(np.argmax(~np.isin(gaps, (1.0, 7.0)) | (gaps != gaps[0])))
    raise ValueError(
        f"periods must be consecutive days or weeks: {index[odd + 1].date()} follows {index[odd].date()}; "
        "put NaN rows where a period is missing"
    )


def _prepare(
    counts: pd.DataFrame, freq: Freq, calendar: KoreanCalendar | None, exposure: pd.Series | None
) -> _Panel:
    index = pd.DatetimeIndex(counts.index)
    values = np.ascontiguousarray(counts.to_numpy(dtype=np.float64, na_value=np.nan).T)
    offset = np.zeros(len(index))
    total = _total(values)
    if exposure is not None:
        total = exposure.to_numpy(dtype=np.float64, na_value=np.nan)
        open_periods = np.isfinite(total) & (total > 0)
        scale = total[open_periods].mean() if open_periods.any() else 1.0
        offset = np.log(np.where(open_periods, total, scale) / scale)
        values = np.where(open_periods, values, np.nan)
    design, tiers = build_design(index, freq, calendar)
    seen = np.isfinite(values)
    usable_until = np.concatenate([np.zeros((len(values), 1), dtype=np.int64), seen.cumsum(axis=1)], axis=1)
    first = np.where(seen.any(axis=1), seen.argmax(axis=1), len(index))
    changes = find_level_changes(total, freq) if exposure is not None or len(values) >= LEAST_COLUMNS_FOR_TOTAL else []
    return _Panel(values, offset, design, tiers, freq, usable_until, first, changes)


def _total(values: Floats) -> Floats:
    seen = np.isfinite(values)
    return np.where(seen.any(axis=0), np.where(seen, values, 0.0).sum(axis=0), np.nan)


def _blocks(index: pd.Index, tested: Ints, freq: Freq) -> list[slice]:
    """Runs of tested periods that share one fit: a single week, or the days of one Monday week."""
    if freq == "W":
        return [slice(i, i + 1) for i in range(len(tested))]
    mondays = tested - np.asarray(pd.DatetimeIndex(index).day_of_week)[tested]
    edges = [0, *(np.flatnonzero(np.diff(mondays)) + 1).tolist(), len(tested)]
    return [slice(a, b) for a, b in pairwise(edges)]


def _judge_block(
    panel: _Panel, periods: Ints, expected: Floats, phi: Floats, p_value: Floats, confirmed: Floats
) -> None:
    """Fill the views for the tested ``periods`` of one block, all judged by one fit."""
    low, high = _history(panel, periods)
    usable = panel.usable_until[:, high] - panel.usable_until[:, low]
    span = high - np.maximum(panel.first_usable, low)
    documents = np.nansum(panel.counts[:, low:high], axis=1)
    tier_of = choose_tiers(usable, span, documents, panel.freq)
    for tier in np.unique(tier_of[tier_of > TIER_NONE]):
        members = np.flatnonzero(tier_of == tier)
        for rows in np.array_split(members, -(-len(members) // _CHUNK)):
            design = panel.design[:, panel.tiers <= tier]
            fit = fit_counts(panel.counts[rows, low:high], design[low:high], panel.offset[low:high])
            for j, t in enumerate(periods):
                lags = range(min(LAGS, int(t) + 1))
                means, phis = zip(*(_predict(fit, design[t - k], panel.offset[t - k]) for k in lags), strict=True)
                y = panel.counts[rows, t]
                expected[rows, j], phi[rows, j] = means[0], phis[0]
                known = np.isfinite(y)
                p_value[rows, j] = np.where(known, mid_p(np.where(known, y, 0.0), means[0], phis[0]), np.nan)
                odds = outbreak_odds([panel.counts[rows, t - k] for k in lags], means, phis, fit.phi)
                confirmed[rows, j] = np.where(known, _calibrated(odds), np.nan)


def _calibrated(odds: Floats) -> Floats:
    """P-value of odds; NaN-free."""
    return np.minimum(1.0, ODDS_AT_ONE * np.maximum(odds, 1e-9) ** -ODDS_POWER)


def _history(panel: _Panel, periods: Ints) -> tuple[int, int]:
    horizon = HORIZONS[panel.freq]
    anchor = int(periods[0])
    if panel.freq == "D":
        # The fit belongs to the Monday of this week even when the first tested day is a later one.
        weekday = panel.design[anchor, 1:7] @ np.arange(1, 7)
        anchor = max(anchor - int(weekday), 0)
    high = max(anchor - horizon.gap, 0)
    low = max(anchor - horizon.history, 0)
    for split, known_at in panel.changes:
        if known_at <= anchor and high - split >= horizon.restart:
            low = max(low, split)
    return low, high


def _predict(fit: Fit, x: Floats, offset: float) -> tuple[Floats, Floats]:
    """Return mean (S,) and dispersion (S,) of the prediction, parameter variance included."""
    rate = np.exp(np.minimum(fit.beta @ x, 16.0))
    rate = np.maximum(np.minimum(rate, TREND_CAP * fit.largest_mean), fit.floor)
    variance = fit.phi * np.einsum("i,sij,j->s", x, fit.covariance, x)
    mean = rate * np.exp(offset)
    return mean, fit.phi + np.minimum(variance, MAX_PARAMETER_VARIANCE) * mean


def _table(
    names: list[str], periods: pd.DatetimeIndex, observed: Floats, expected: Floats, upper: Floats, p_value: Floats,
    confirmed: Floats,
) -> pd.DataFrame:
    q_value = adjust_p_values(joint_p_values(p_value, confirmed))
    flat = {
        "series": np.tile(np.array(names, dtype=object), len(periods)),
        "period": np.repeat(periods.to_numpy(), len(names)),
    }
    numbers = (observed, expected, upper, p_value, confirmed, q_value, observed / expected)
    flat |= {name: values.T.ravel() for name, values in zip(SURGE_COLUMNS[2:], numbers, strict=True)}
    return pd.DataFrame(flat, columns=list(SURGE_COLUMNS))


def joint_p_values(p_value: Floats, p_confirmed: Floats) -> Floats:
    """Return one p-value of both grades: a surge counts from its first period on, and a weak one once it lasts.

    Bonferroni's factor 2 is too careful for two tests that share a period; with 1.5 the realised false discovery rate
    at q = 0.10 was 0.076 in 205,800 simulated weeks (``benchmarks shapes``).
    """
    return np.minimum(1.0, 1.5 * np.fmin(p_value, p_confirmed))


def adjust_p_values(p_values: Floats) -> Floats:
    """Return Benjamini-Hochberg q-values within each column of ``p_values`` (S, M); NaN stays NaN and is not
    counted."""
    tests = np.isfinite(p_values).sum(axis=0)
    order = np.argsort(p_values, axis=0, kind="stable")
    ranked = np.take_along_axis(p_values, order, axis=0)
    ranks = np.arange(1, len(p_values) + 1)[:, None]
    scaled = np.where(np.isfinite(ranked), ranked * tests / ranks, np.inf)
    smallest = np.minimum(np.minimum.accumulate(scaled[::-1], axis=0)[::-1], 1.0)
    q_values = np.full_like(p_values, np.nan)
    np.put_along_axis(q_values, order, np.where(np.isfinite(ranked), smallest, np.nan), axis=0)
    return q_values

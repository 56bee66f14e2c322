"""The mean of future counts: one model for all series, and seasonal means for series too short to learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import ThreadpoolController

from textmine.forecast.features import Calendar, Exog, Rows, make_rows
from textmine.forecast.series import Floats, Grid, Ints, Series

MAX_ROWS: Final = 30_000
MAX_ROWS_A_SERIES: Final = 4_000
TREES: Final = 160
LEARNING_RATE: Final = 0.05
MIN_TARGETS: Final = 300  # distinct periods over all series; below this, trees only repeat noise
MAX_THREADS: Final = 1  # a second thread costs more in waiting than it gains on trees this small (measured)
MIN_MEAN: Final = 1e-3
# Looks for the loaded thread pools once, here: looking means reading a file, which no function of this layer does.
_THREADS: Final = ThreadpoolController()
_WEEKDAY_PRIOR: Final = 4.0  # a weekday mean counts as much as this many days of the overall mean
_SEASON_PRIOR: Final = 2.0


@dataclass(frozen=True, slots=True)
class MeanModel:
    """A fitted mean; ``columns`` (p,) are the features it uses; ``predict`` gives (n,) expected counts of rows."""

    regressor: Any
    columns: NDArray[np.bool_]

    def predict(self, rows: Rows) -> Floats:
        with _THREADS.limit(limits=MAX_THREADS):
            ratio = np.asarray(self.regressor.predict(rows.x[:, self.columns]), dtype=np.float64)
        return np.maximum(ratio * rows.level, MIN_MEAN)


def fit_mean_model(
    series: Sequence[Series], ends: Mapping[str, int], horizon: int, grid: Grid, calendar: Calendar,
    *, exogs: Mapping[str, Exog] | None = None, seed: int = 0,
) -> MeanModel | None:
    """Direct global Poisson boosting fitted on targets up to ``ends`` (position of the last usable period), or None.

    None when the series together hold fewer than ``MIN_TARGETS`` usable targets. Pairs of origin and horizon are drawn
    with ``seed``, so that long histories cost no more than short ones. The target is a rate (y / level,
    weight level).
    """
    pools = [(one, _pair_span(one, ends[one.unique_id], grid)) for one in series]
    pools = [(one, span) for one, span in pools if span[1] > span[0]]
    if sum(last - first for _, (first, last) in pools) < MIN_TARGETS:
        return None
    budget = min(MAX_ROWS // len(pools), MAX_ROWS_A_SERIES)
    parts = []
    for index, (one, (first, last)) in enumerate(pools):
        origins, horizons = draw_pairs(first, last, horizon, budget, np.random.default_rng([seed, index]))
        exog = None if exogs is None else exogs[one.unique_id]
        parts.append(make_rows(one, origins, horizons, grid, calendar, exog))
    return _boost(join_rows(parts), seed)


def draw_pairs(first: int, last: int, horizon: int, budget: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """At most ``budget`` pairs (origin, horizon) with ``first`` <= origin and origin + horizon <= ``last``."""
    steps = np.arange(1, min(horizon, last - first) + 1, dtype=np.int64)
    room = last - first - steps + 1
    total = int(room.sum())
    if total <= budget:
        flat = np.arange(total, dtype=np.int64)
    else:
        flat = np.sort(rng.choice(total, size=budget, replace=False)).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(room)])
    which = np.searchsorted(starts, flat, side="right") - 1
    return first + flat - starts[which], steps[which]


def join_rows(parts: Sequence[Rows]) -> Rows:
    """All rows in one, in order."""
    return Rows(
        np.concatenate([part.x for part in parts]),
        np.concatenate([part.level for part in parts]),
        np.concatenate([part.y for part in parts]),
    )


def seasonal_mean(series: Series, horizon: int, grid: Grid) -> tuple[Floats, float]:
    """Expected counts (horizon,) and dispersion of a short series: recent mean × weekday × season, all shrunk.

    NaN when the series was never observed. Weekday factors need daily data; seasonal factors two observed years.
    """
    y = series.y
    window = min({"D": 56, "W": 13, "M": 12}[grid.freq], y.size)
    recent = y[y.size - window:]
    if not np.isfinite(recent).any():
        recent = y
    if not np.isfinite(recent).any():
        return np.full(horizon, np.nan), 1.0
    targets = np.arange(y.size, y.size + horizon)
    fitted, future = _weekday_means(recent, y.size - recent.size, targets, grid)
    if series.n_observed >= 2 * grid.season:
        future = future * _season_factors(y, targets, grid)
    phi = _dispersion(recent, fitted)
    return np.maximum(future, MIN_MEAN), phi


def _pair_span(series: Series, end: int, grid: Grid) -> tuple[int, int]:
    seen = np.flatnonzero(np.isfinite(series.y[: end + 1]))
    enough = grid.min_history // 2
    return (int(seen[enough - 1]), end) if seen.size > enough else (0, 0)


def _boost(rows: Rows, seed: int) -> MeanModel | None:
    use = np.isfinite(rows.y)
    if use.sum() < MIN_TARGETS or not np.any(rows.y[use] > 0):
        return None
    # Short histories have no season two years ago, and an empty column stops the binning.
    columns = np.asarray(np.isfinite(rows.x[use]).any(axis=0), dtype=np.bool_)
    x, level = rows.x[use][:, columns], rows.level[use]
    regressor = HistGradientBoostingRegressor(
        loss="poisson", learning_rate=LEARNING_RATE, max_iter=TREES, max_leaf_nodes=24, l2_regularization=5.0,
        min_samples_leaf=int(np.clip(use.sum() // 300, 20, 100)), max_features=0.6, early_stopping=False,
        random_state=seed,
    )
    with _THREADS.limit(limits=MAX_THREADS):
        regressor.fit(x, rows.y[use] / level, sample_weight=level)
    return MeanModel(regressor, columns)


def _weekday_means(recent: Floats, offset: int, targets: Ints, grid: Grid) -> tuple[Floats, Floats]:
    overall = float(np.nanmean(recent))
    if grid.freq != "D":
        return np.full(recent.size, overall), np.full(targets.size, overall)
    weekday = (offset + np.arange(recent.size)) % 7
    seen = np.isfinite(recent)
    total = np.bincount(weekday[seen], weights=recent[seen], minlength=7)
    means = (total + _WEEKDAY_PRIOR * overall) / (np.bincount(weekday[seen], minlength=7) + _WEEKDAY_PRIOR)
    return means[weekday], means[targets % 7]


def _season_factors(y: Floats, targets: Ints, grid: Grid) -> Floats:
    overall = float(np.nanmean(y))
    width = grid.season_width[0]
    factors = np.ones(targets.size)
    if overall <= 0:
        return factors
    for index, target in enumerate(targets):
        years = [y[max(target - k * grid.season - width, 0): target - k * grid.season + width + 1] for k in (1, 2, 3)]
        means = [float(np.nanmean(part)) / overall for part in years if np.isfinite(part).any()]
        factors[index] = (sum(means) + _SEASON_PRIOR) / (len(means) + _SEASON_PRIOR)
    return factors


def _dispersion(observed: Floats, fitted: Floats) -> float:
    seen = np.isfinite(observed)
    n = int(seen.sum())
    if n < 4:
        return 2.0
    chi = float(np.sum(np.square(observed[seen] - fitted[seen]) / np.maximum(fitted[seen], MIN_MEAN)))
    # The mean itself is uncertain: one part in n of the variance.
    return max(chi / (n - 1), 1.0) * (1.0 + 1.0 / n)

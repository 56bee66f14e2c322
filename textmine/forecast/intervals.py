"""Quantiles of future counts: negative binomial around the mean, corrected by what earlier origins showed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom

from textmine.forecast.series import Floats, Ints

MIN_PHI: Final = 1.01
_PHI_PRIOR: Final = 20.0  # periods: how much a series' dispersion is drawn towards that of all series
_SMALLEST_MEAN: Final = 0.2  # a Pearson score over a smaller mean says nothing but that the mean is small
_LARGEST_SCORE: Final = 25.0  # five standard deviations: one past surge must not widen every interval to come
_PIT_PRIOR: Final = 50.0  # rows: how much the correction is drawn towards none


@dataclass(frozen=True, slots=True)
class Calibration:
    """What held-back periods taught: dispersion by series position, and sorted probability integral transforms."""

    phi: Floats
    pooled_phi: float
    pit: Floats


IDENTITY_PIT: Final[Floats] = np.array([], dtype=np.float64)


def calibrate(mean: Floats, y: Floats, group: Ints, n_groups: int, *, seed: int = 0) -> Calibration:
    """Dispersion per series and pooled correction from out-of-sample means; rows with a missing ``y`` are left out.

    ``phi`` = Pearson dispersion of the series, each score winsorised at five standard deviations of the pooled
    dispersion, shrunk towards the median of all series. The correction is conformal and
    pooled over series: the randomised PIT of the held-back counts under their own negative binomial (Czado et
    al. 2009), whose quantiles replace the nominal probabilities. Each value stands beside its mirror image: the
    correction widens or narrows, it never shifts, because the bias of one held-back season says little of the next.
    """
    seen = np.isfinite(y)
    mean, y, group = mean[seen], y[seen], group[seen]
    score = np.square(y - mean) / np.maximum(mean, _SMALLEST_MEAN)
    count = np.bincount(group, minlength=n_groups).astype(np.float64)
    pooled = _pooled(score, group, count)
    score = np.minimum(score, _LARGEST_SCORE * pooled)
    pooled = _pooled(score, group, count)
    raw = np.bincount(group, weights=score, minlength=n_groups) / np.maximum(count, 1.0)
    phi = np.maximum((raw * count + pooled * _PHI_PRIOR) / (count + _PHI_PRIOR), MIN_PHI)
    pit = randomised_pit(y, mean, phi[group], seed=seed)
    return Calibration(phi, pooled, np.sort(np.concatenate([pit, 1.0 - pit])))


def _pooled(score: Floats, group: Ints, count: Floats) -> float:
    """Median over the series of their mean score, at least ``MIN_PHI``."""
    raw = np.bincount(group, weights=score, minlength=count.size) / np.maximum(count, 1.0)
    return max(float(np.median(raw[count > 0])) if np.any(count > 0) else 1.0, MIN_PHI)


def randomised_pit(y: Floats, mean: Floats, phi: Floats, *, seed: int = 0) -> Floats:
    """Uniform (0..1) values if the counts ``y`` really follow the negative binomial of ``mean`` and ``phi``."""
    size, success = mean / (phi - 1.0), 1.0 / phi
    below = nbinom.cdf(y - 1.0, size, success)
    share = np.random.default_rng(seed).random(y.size)
    return np.asarray(below + share * (nbinom.cdf(y, size, success) - below), dtype=np.float64)


def corrected(probabilities: Floats, pit: Floats) -> Floats:
    """Nominal probabilities replaced by the quantiles of ``pit``, cautiously when it holds few values."""
    if pit.size == 0:
        return probabilities
    weight = pit.size / (pit.size + _PIT_PRIOR)
    found = np.quantile(pit, probabilities, method="hazen")
    return np.asarray(np.clip(weight * found + (1.0 - weight) * probabilities, 1e-6, 1.0 - 1e-6))


def count_quantiles(mean: Floats, phi: Floats, probabilities: Floats) -> Floats:
    """Quantiles (n, k) of negative binomials with variance ``phi`` × ``mean``; NaN where the mean is NaN."""
    known = np.isfinite(mean)
    result = np.full((mean.size, probabilities.size), np.nan)
    safe = np.maximum(phi[known], MIN_PHI)
    size = (mean[known] / (safe - 1.0))[:, None]
    result[known] = nbinom.ppf(probabilities[None, :], size, (1.0 / safe)[:, None])
    return result


def check_levels(level: tuple[int, ...] | list[int]) -> tuple[int, ...]:
    """The interval levels in percent, ascending and distinct; outside 1..99 is a ``ValueError``."""
    levels = tuple(sorted({int(value) for value in level}))
    if any(not 1 <= value <= 99 for value in levels):
        raise ValueError(f"level must lie in 1..99 percent, got {level}")
    return levels


def tail_probabilities(levels: tuple[int, ...]) -> NDArray[np.float64]:
    """Median first, then lower and upper probability of each level."""
    tails = [probability for value in levels for probability in (0.5 - value / 200.0, 0.5 + value / 200.0)]
    return np.array([0.5, *tails])

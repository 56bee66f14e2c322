"""Odds that an outbreak is going on: a spike, slow growth or a plateau, against none or one that is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from textmine.trends.negbin import log_pmf

Floats = NDArray[np.float64]

# What an outbreak adds to the tested period, the one before it and so on, in standard deviations for one of size 1.
# Nobody knows the course beforehand: a spike that began now or one period ago, a plateau, growth.
SPIKES: Final = ((0.50,), (0.42, 0.50))
PLATEAUS: Final = ((0.40, 0.40), (0.40, 0.40, 0.40), (0.40, 0.40, 0.40, 0.40))
GROWTHS: Final = ((0.45, 0.30, 0.15), (0.50, 0.40, 0.30, 0.20, 0.10))
SIZES: Final = (2.0, 4.0, 6.0, 8.0, 10.0)
# Without the last it would go on sounding after the end: the same courses, over since one or two periods, against an
# outbreak that never was.
ENDED: Final = (1, 2)
ENDED_ODDS: Final = 0.2
LAGS: Final = max(map(len, (*SPIKES, *PLATEAUS, *GROWTHS))) + max(ENDED)
# Half of the weight for spikes, a quarter each for the others.
_COURSES: Final = (
    *((course, 0.5 / len(SPIKES)) for course in SPIKES), *((course, 0.25 / len(PLATEAUS)) for course in PLATEAUS),
    *((course, 0.25 / len(GROWTHS)) for course in GROWTHS),
)


def outbreak_odds(counts: Sequence[Floats], means: Sequence[Floats], phis: Sequence[Floats], phi: Floats) -> Floats:
    """Odds (up to a constant) that an outbreak includes the tested period, averaged over its course and its size.

    Parameters
    ----------
    counts, means, phis : counts (S,), NaN where missing, and predicted mean and dispersion of the tested period, the
        one before it and so on; at most ``LAGS`` of them are used.
    phi : (S,) dispersion of the series, which with the mean of the tested period gives the unit of size.
    """
    gain = _gains(counts, means, phis, np.sqrt(phi * means[0]))
    going_on = _ratio(gain, len(counts), 0, len(phi))
    over = _ratio(gain, len(counts), ENDED[0], len(phi)) + _ratio(gain, len(counts), ENDED[1], len(phi))
    return going_on / (1.0 + ENDED_ODDS * over)


def _gains(
    counts: Sequence[Floats], means: Sequence[Floats], phis: Sequence[Floats], unit: Floats
) -> Callable[[int, float], Floats]:
    """Log likelihood ratio of one period, by lag and what the outbreak adds to it; each is computed once."""
    seen = [np.isfinite(y) for y in counts]
    filled = [np.nan_to_num(y) for y in counts]
    base = [log_pmf(y, mean, own) for y, mean, own in zip(filled, means, phis, strict=True)]
    known: dict[tuple[int, float], Floats] = {}

    def gain(lag: int, added: float) -> Floats:
        key = lag, round(added, 6)
        if key not in known:
            with_it = log_pmf(filled[lag], means[lag] + added * unit, phis[lag])
            known[key] = np.where(seen[lag], with_it - base[lag], 0.0)
        return known[key]

    return gain


def _ratio(gain: Callable[[int, float], Floats], lags: int, shift: int, series: int) -> Floats:
    """Mean likelihood ratio of an outbreak that ended ``shift`` periods ago; 0 where that is before the first."""
    total = np.zeros(series)
    for course, weight in _COURSES:
        shares = list(enumerate(course, start=shift))[: max(lags - shift, 0)]
        for size in SIZES if shares else ():
            log_ratio = np.zeros(series)
            for lag, share in shares:
                log_ratio += gain(lag, share * size)
            total += weight / len(SIZES) * np.exp(np.clip(log_ratio, -600, 600))
    return total

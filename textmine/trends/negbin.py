"""Negative binomial tails, quantiles and log probabilities, vectorised, by mean and dispersion (variance / mean)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

# Below this dispersion the negative binomial is a Poisson to double precision.
_LEAST_PHI = 1.0 + 1e-6


def upper_tail(y: Floats, mean: Floats, phi: Floats) -> Floats:
    """Return P(Y >= y) for Y with mean ``mean`` > 0 and variance ``phi * mean``; arrays broadcast."""
    phi = np.maximum(phi, _LEAST_PHI)
    tail = special.betainc(np.maximum(y, 1e-9), mean / (phi - 1.0), (phi - 1.0) / phi)
    result: Floats = np.where(y > 0, tail, 1.0)
    return result


def mid_p(y: Floats, mean: Floats, phi: Floats) -> Floats:
    """Return P(Y > y) + P(Y = y) / 2: unbiased for ranking discrete counts."""
    return 0.5 * (upper_tail(y, mean, phi) + upper_tail(y + 1.0, mean, phi))


def log_pmf(y: Floats, mean: Floats, phi: Floats) -> Floats:
    """Return log P(Y = y)."""
    phi = np.maximum(phi, 1.001)
    size = mean / (phi - 1.0)
    ways = special.gammaln(y + size) - special.gammaln(size) - special.gammaln(y + 1.0)
    log_p: Floats = ways - size * np.log(phi) + y * np.log((phi - 1.0) / phi)
    return log_p


def upper_quantile(alpha: float, mean: Floats, phi: Floats) -> Floats:
    """Return the smallest whole number u with P(Y > u) <= ``alpha``; NaN where the mean is NaN.

    A gamma quantile gives the start, unit steps correct it.
    """
    bound = np.full(mean.shape, np.nan)
    known = np.flatnonzero(np.isfinite(mean))
    m, f = mean.ravel()[known], phi.ravel()[known]
    u = np.floor(np.maximum(special.gammainccinv(np.maximum(m / f, 1e-6), alpha) * f, 0.0))
    active = np.arange(len(u))
    while len(active):
        active = active[upper_tail(u[active] + 1.0, m[active], f[active]) > alpha]
        u[active] += 1.0
    active = np.flatnonzero(u > 0)
    while len(active):
        active = active[(u[active] > 0) & (upper_tail(u[active], m[active], f[active]) <= alpha)]
        u[active] -= 1.0
    bound.ravel()[known] = u
    return bound

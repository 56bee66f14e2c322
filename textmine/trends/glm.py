"""Quasi-Poisson regression of many count series on one design, solved for all series at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textmine.trends.negbin import mid_p

Floats = NDArray[np.float64]

MAX_STEP = 2.0
# Noufaily et al. 2013 (Statistics in Medicine 32:1206), section 3.3: residuals beyond the 99.5 % normal quantile.
SURGE_RESIDUAL = 2.58
SURGE_P = 0.005  # the same quantile
# A short history says little about dispersion: four pseudo degrees of freedom at a typical 2; and a dispersion known
# from few documents is too light in the far tail. Both chosen by simulated false positive rates.
PRIOR_PHI = 2.0
PRIOR_PHI_DF = 4.0
TAIL_CORRECTION = 4.0
RIDGE = 0.1
_ETA_LIMITS = (-14.0, 16.0)


@dataclass(frozen=True, slots=True)
class Fit:
    """Fitted regressions: ``beta`` (S, p), ``covariance`` (S, p, p) without dispersion, ``phi`` (S,), ``largest_mean``
    (S,) the largest fitted mean per unit of exposure, ``floor`` (S,) the smallest believable mean per unit of
    exposure."""

    beta: Floats
    covariance: Floats
    phi: Floats
    largest_mean: Floats
    floor: Floats


def fit_counts(y: Floats, design: Floats, offset: Floats, weight: Floats | None = None) -> Fit:
    """Return the down-weighted quasi-Poisson fit of every row of ``y``.

    The model is fitted once, past surges (Anscombe residual above 2.58, upward only) get weight s^-2 with the weights
    rescaled to their former sum, and the model is fitted again.

    Parameters
    ----------
    y : (S, n) counts; NaN marks a missing period.
    design : (n, p) shared design, first column 1.
    offset : (n,) log exposure.
    weight : (S, n) prior weights, 1 when omitted; missing periods always weigh 0.

    Source: Noufaily et al. 2013, sections 3.2-3.4; batched normal equations as one matrix product.
    """
    present = np.isfinite(y)
    counts = np.where(present, y, 0.0)
    prior = present.astype(np.float64) if weight is None else np.where(present, weight, 0.0)
    products = _outer_products(design)
    beta, covariance, mean = _solve(counts, design, products, offset, prior, _start(counts, prior, design, offset), 6)
    phi = _dispersion(counts, mean, prior, design.shape[1])
    robust = _down_weight(counts, mean, prior, phi, products, covariance)
    beta, covariance, mean = _solve(counts, design, products, offset, robust, beta, 4)
    phi = _dispersion(counts, mean, robust, design.shape[1])
    rate = np.exp(np.clip(beta @ design.T, *_ETA_LIMITS))
    exposure = (prior * np.exp(offset)).sum(axis=1)
    return Fit(beta, covariance, phi, np.where(present, rate, 0.0).max(axis=1), 0.5 / np.maximum(exposure, 1e-9))


def _outer_products(design: Floats) -> Floats:
    n, p = design.shape
    return (design[:, :, None] * design[:, None, :]).reshape(n, p * p)


def _start(y: Floats, weight: Floats, design: Floats, offset: Floats) -> Floats:
    beta = np.zeros((y.shape[0], design.shape[1]))
    beta[:, 0] = np.log(((weight * y).sum(axis=1) + 0.5) / np.maximum(weight @ np.exp(offset), 1e-9))
    return beta


def _solve(
    y: Floats, design: Floats, products: Floats, offset: Floats, weight: Floats, beta: Floats, iterations: int
) -> tuple[Floats, Floats, Floats]:
    p = design.shape[1]
    ridge = np.diag(np.r_[1e-6, np.full(p - 1, RIDGE)])
    weighted_y = weight * y
    score_of_y = weighted_y @ design
    for _ in range(iterations):
        mean = _mean(beta, design, offset)
        mean *= weight
        information = (mean @ products).reshape(-1, p, p) + ridge
        score = score_of_y - mean @ design - beta @ ridge
        step = np.linalg.solve(information, score[:, :, None])[:, :, 0]
        beta = beta + np.clip(step, -MAX_STEP, MAX_STEP)
        if np.abs(step).max(initial=0.0) < 1e-4:
            break
    mean = _mean(beta, design, offset)
    information = ((weight * mean) @ products).reshape(-1, p, p) + ridge
    return beta, np.linalg.inv(information), mean


def _mean(beta: Floats, design: Floats, offset: Floats) -> Floats:
    eta = beta @ design.T
    eta += offset
    np.clip(eta, *_ETA_LIMITS, out=eta)
    return np.exp(eta, out=eta)


def _dispersion(y: Floats, mean: Floats, weight: Floats, p: int) -> Floats:
    pearson = (weight * (y - mean) ** 2 / np.maximum(mean, 1e-3)).sum(axis=1)
    freedom = np.maximum(weight.sum(axis=1) - p, 1.0)
    # Ten documents in a hundred weeks say as little about clumping as ten weeks do.
    known = np.minimum(freedom, (weight * y).sum(axis=1))
    shrunk = (pearson / freedom * known + PRIOR_PHI * PRIOR_PHI_DF) / (known + PRIOR_PHI_DF)
    phi: Floats = np.maximum(1.0, shrunk * (1.0 + TAIL_CORRECTION / (known + PRIOR_PHI_DF)))
    return phi


def _down_weight(
    y: Floats, mean: Floats, weight: Floats, phi: Floats, products: Floats, covariance: Floats
) -> Floats:
    leverage = covariance.reshape(len(y), -1) @ products.T
    leverage *= mean
    spread = np.sqrt(phi[:, None] * np.maximum(1.0 - leverage, 0.05))
    residual = 1.5 * (np.cbrt(y) ** 2 * mean ** (-1.0 / 6.0) - np.sqrt(mean)) / spread
    factor = np.ones_like(y)
    suspects = np.nonzero((residual > SURGE_RESIDUAL) & (weight > 0))
    # Sparse counts are skewed: a large residual is a surge only when the count itself is as rare as that residual
    # claims.
    rare = mid_p(y[suspects], mean[suspects], phi[suspects[0]]) < SURGE_P
    factor[suspects] = np.where(rare, residual[suspects] ** -2.0, 1.0)
    lowered = weight * factor
    total = lowered.sum(axis=1, keepdims=True)
    rescaled: Floats = lowered * (weight.sum(axis=1, keepdims=True) / np.maximum(total, 1e-9))
    return rescaled

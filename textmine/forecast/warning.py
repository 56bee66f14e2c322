"""How likely a forecast count passes a threshold."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import nbinom

from textmine.forecast.series import Floats

_PHI: Final[Floats] = np.geomspace(1.01, 200.0, 80)


def exceedance(forecast: pd.DataFrame, threshold: float | Floats) -> Floats:
    """P(count > threshold) (n,) for each row of a ``forecast_counts`` frame; NaN where the forecast is NaN.

    A stored forecast needs nothing else: the dispersion is read back from the row as the smallest one whose negative
    binomial with the row's mean leaves 2.5 % above ``hi-95``. ``threshold`` is one number or one a row.
    """
    mean = forecast["mean"].to_numpy(dtype=np.float64)
    upper = forecast["hi-95"].to_numpy(dtype=np.float64)
    limit = np.floor(np.broadcast_to(np.asarray(threshold, dtype=np.float64), mean.shape))
    known = np.isfinite(mean) & np.isfinite(upper)
    result = np.full(mean.size, np.nan)
    mu = np.maximum(mean[known], 1e-6)
    phi = _dispersion(mu, upper[known])
    result[known] = nbinom.sf(limit[known], mu / (phi - 1.0), 1.0 / phi)
    return result


def _dispersion(mean: Floats, upper: Floats) -> Floats:
    size, success = mean[:, None] / (_PHI - 1.0), 1.0 / _PHI
    # Counts are whole: 2.5 % lies somewhere between the tails from the bound on and behind it.
    tail = 0.5 * (nbinom.sf(upper[:, None], size, success) + nbinom.sf(upper[:, None] - 1.0, size, success))
    enough = tail >= 0.025
    first = np.where(enough.any(axis=1), enough.argmax(axis=1), tail.argmax(axis=1))
    return np.asarray(_PHI[first])

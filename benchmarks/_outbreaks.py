"""A second simulator of weekly counts to the design of Noufaily et al. 2013, with outbreaks of other shapes.

The published simulator spreads an outbreak over a few weeks as one pulse. A detector that knows that pulse would look
better than it is, so here an outbreak is drawn as a pulse, slow growth, a plateau or a step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WEEKS: Final = 624
FIRST_WEEK, LAST_WEEK = 576, 624
REPLICATES: Final = 20
# Documents of each week in standard deviations, for an outbreak of size 1.
SHAPES: Final[dict[str, tuple[float, ...]]] = {
    "pulse": (0.50, 0.42, 0.07, 0.01), "growth": tuple(n / 12 for n in range(1, 7)), "plateau": (0.4,) * 4,
    "step": (0.35,) * 12,
}


@dataclass(frozen=True, slots=True)
class Simulated:
    """Counts and true means (weeks, series); ``start`` and ``end`` of the outbreak (first week is 1), 0 without one."""

    counts: Floats
    mean: Floats
    phi: Floats
    scenario: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


def simulate(scenarios: pd.DataFrame, shape: str | None, *, seed: int) -> Simulated:
    """Twenty series of every scenario; ``shape`` None draws past outbreaks but none in the monitored weeks."""
    random = np.random.default_rng(seed)
    rows = scenarios.loc[scenarios.index.repeat(REPLICATES)].reset_index(drop=True)
    week = np.arange(1, WEEKS + 1)[:, None]
    eta = rows["theta"].to_numpy() + rows["trend"].to_numpy() * rows["beta"].to_numpy() * week
    for order in (1, 2):
        angle = 2 * np.pi * order * week / 52
        season = rows["gamma1"].to_numpy() * np.cos(angle) + rows["gamma2"].to_numpy() * np.sin(angle)
        eta = eta + np.where(rows["m"].to_numpy() >= order, season, 0.0)
    mean, phi = np.exp(eta), rows["phi"].to_numpy(dtype=np.float64)
    counts = _draw(random, mean, phi)
    for series in range(len(rows)):
        for start in random.choice(np.arange(312, FIRST_WEEK - 12), 4, replace=False):
            _add(random, counts, mean, phi, series, int(start), SHAPES["pulse"], random.integers(1, 11))
    start = np.zeros(len(rows), dtype=np.int64)
    end = np.zeros(len(rows), dtype=np.int64)
    if shape is not None:
        profile = SHAPES[shape]
        start = random.integers(FIRST_WEEK, LAST_WEEK - len(profile) + 2, len(rows))
        end = start + len(profile) - 1
        for series, first in enumerate(start):
            _add(random, counts, mean, phi, series, int(first), profile, random.integers(1, 11))
    return Simulated(counts, mean, phi, rows["scenario"].to_numpy(), start, end)


def _draw(random: np.random.Generator, mean: Floats, phi: Floats) -> Floats:
    size = mean / np.maximum(phi - 1.0, 1e-9)
    clumped = random.poisson(random.gamma(size, np.maximum(phi - 1.0, 1e-9)))
    return np.where(phi > 1.0, clumped, random.poisson(mean)).astype(np.float64)


def _add(
    random: np.random.Generator, counts: Floats, mean: Floats, phi: Floats, series: int, start: int,
    profile: tuple[float, ...], size: int,
) -> None:  # fmt: skip
    weeks = np.arange(start - 1, start - 1 + len(profile))
    spread = np.sqrt(phi[series] * mean[start - 1, series])
    counts[weeks, series] += random.poisson(size * spread * np.array(profile))

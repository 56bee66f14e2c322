from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.forecast import exceedance
from textmine.forecast.intervals import calibrate, corrected, count_quantiles, randomised_pit

LEVELS = np.array([0.1, 0.5, 0.9])


def counts(mean: float, phi: float, n: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.poisson(rng.gamma(mean / (phi - 1.0), phi - 1.0, n)).astype(float)


def test_pit_of_the_true_distribution_is_uniform() -> None:
    y = counts(1.5, 2.0, 4000)
    pit = randomised_pit(y, np.full(4000, 1.5), np.full(4000, 2.0))
    assert np.quantile(pit, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.03)


def test_dispersion_is_found_per_series() -> None:
    y = np.concatenate([counts(10.0, 1.5, 500), counts(10.0, 6.0, 500, seed=1)])
    found = calibrate(np.full(1000, 10.0), y, np.repeat([0, 1], 500), 2).phi
    assert found[0] == pytest.approx(1.5, rel=0.2) and found[1] == pytest.approx(6.0, rel=0.2)


def test_tails_heavier_than_negative_binomial_are_corrected_on_held_back_counts() -> None:
    rng = np.random.default_rng(0)
    y = np.where(rng.random(6000) < 0.1, rng.poisson(60.0, 6000), rng.poisson(4.5, 6000)).astype(float)
    held = calibrate(np.full(3000, 10.0), y[:3000], np.zeros(3000, dtype=np.int64), 1)
    bounds = count_quantiles(np.full(1, 10.0), held.phi[:1], corrected(np.array([0.025, 0.975]), held.pit))[0]
    covered = np.mean((y[3000:] >= bounds[0]) & (y[3000:] <= bounds[1]))
    assert covered == pytest.approx(0.95, abs=0.04)


def test_the_correction_never_shifts_the_median() -> None:
    y = counts(10.0, 2.0, 2000)
    held = calibrate(np.full(2000, 7.0), y, np.zeros(2000, dtype=np.int64), 1)
    assert corrected(np.array([0.5]), held.pit) == pytest.approx([0.5])


def test_without_held_back_counts_nothing_is_corrected() -> None:
    assert corrected(LEVELS, np.array([])) is LEVELS


def test_missing_counts_teach_nothing() -> None:
    found = calibrate(np.full(4, 5.0), np.full(4, np.nan), np.zeros(4, dtype=np.int64), 1)
    assert found.pit.size == 0 and found.phi[0] >= 1.0


def test_exceedance_agrees_with_the_interval_and_falls_with_the_threshold() -> None:
    frame = pd.DataFrame({"mean": [20.0] * 3, "lo-95": [8.0] * 3, "hi-95": [36.0] * 3})
    at_bound, low, high = exceedance(frame, np.array([36.0, 0.0, 100.0]))
    assert at_bound == pytest.approx(0.025, abs=0.01)
    assert low > 0.99 and high < 1e-4


def test_exceedance_of_an_unknown_forecast_is_unknown() -> None:
    assert np.isnan(exceedance(pd.DataFrame({"mean": [np.nan], "lo-95": [np.nan], "hi-95": [np.nan]}), 3.0)).all()

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest


def weekly_panel(n_series: int = 8, n: int = 120, seed: int = 0, start: str = "2024-01-01") -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    ds = pd.date_range(start, periods=n, freq="7D")
    season = 1.0 + 0.5 * np.sin(2 * np.pi * ds.day_of_year.to_numpy() / 365.25)
    return pd.concat([
        pd.DataFrame({"unique_id": f"s{k}", "ds": ds, "y": rng.poisson((3.0 + 4.0 * k) * season).astype(float)})
        for k in range(n_series)
    ], ignore_index=True)


@pytest.fixture
def make_weekly() -> Callable[..., pd.DataFrame]:
    return weekly_panel


@pytest.fixture(autouse=True)
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small draws and few trees keep these tests fast; the benchmark uses the real ones."""
    monkeypatch.setattr("textmine.forecast.models.MAX_ROWS", 3000)
    monkeypatch.setattr("textmine.forecast.models.TREES", 40)
    monkeypatch.setattr("textmine.forecast.models.LEARNING_RATE", 0.15)
    monkeypatch.setattr("textmine.forecast.predict.CALIBRATION_ROWS", 2000)

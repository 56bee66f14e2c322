from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from textmine.forecast import backtest, seasonal_naive


def test_seasonal_naive_repeats_the_last_season_and_skips_what_is_missing() -> None:
    y = np.arange(21.0)
    y[20] = np.nan
    panel = pd.DataFrame({"unique_id": "a", "ds": pd.date_range("2026-01-01", periods=21), "y": y})
    result = seasonal_naive(panel, 8)
    assert result["mean"].tolist() == [14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 13.0, 14.0]
    assert (result["lo-95"] <= result["lo-80"]).all() and (result["hi-80"] <= result["hi-95"]).all()


def test_ours_stands_beside_the_seasonal_naive_and_beats_it_on_seasonal_counts(make_weekly: Any) -> None:
    scores = backtest(make_weekly(10, 150), 4, "W", origins=2).set_index("model")
    assert list(scores.columns) == ["mase", "rmsse", "sql", "coverage80", "coverage95"]
    assert scores.loc["textmine", "sql"] < scores.loc["SeasonalNaive", "sql"]
    assert 0.6 <= scores.loc["textmine", "coverage80"] <= 1.0


def test_a_perfect_forecaster_scores_zero_and_sees_only_the_past(make_weekly: Any) -> None:
    panel = make_weekly(3, 80)
    seen: list[pd.Timestamp] = []

    def oracle(known: pd.DataFrame) -> pd.DataFrame:
        seen.append(known["ds"].max())
        truth = panel[panel["ds"] > known["ds"].max()].groupby("unique_id").head(4)
        columns = ("mean", "median", "lo-80", "hi-80", "lo-95", "hi-95")
        return truth[["unique_id", "ds"]].assign(**dict.fromkeys(columns, truth["y"]))

    scores = backtest(panel, 4, "W", origins=2, step=6, models={"oracle": oracle}).set_index("model")
    assert scores.loc["oracle"].tolist() == [0.0, 0.0, 0.0, 1.0, 1.0]
    end = panel["ds"].max()
    assert seen == [end - pd.Timedelta(weeks=10), end - pd.Timedelta(weeks=4)]


def test_a_history_shorter_than_the_horizon_gives_no_scores() -> None:
    panel = pd.DataFrame({"unique_id": "a", "ds": pd.date_range("2026-01-01", periods=5), "y": 1.0})
    assert backtest(panel, 28).empty


def test_origins_must_be_positive(make_weekly: Any) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        backtest(make_weekly(2, 30), 4, "W", origins=0)

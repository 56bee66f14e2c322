from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.forecast import forecast_counts

COLUMNS = ["unique_id", "ds", "mean", "median", "lo-80", "hi-80", "lo-95", "hi-95"]


def daily(n: int, level: float = 5.0, seed: int = 0, name: str = "a", start: str = "2025-01-01") -> pd.DataFrame:
    ds = pd.date_range(start, periods=n)
    weekday = np.where(ds.day_of_week < 5, 1.3, 0.25)
    y = np.random.default_rng(seed).poisson(level * weekday).astype(float)
    return pd.DataFrame({"unique_id": name, "ds": ds, "y": y})


def assert_sound(result: pd.DataFrame) -> None:
    numbers = result[COLUMNS[2:]].to_numpy()
    assert np.isfinite(numbers).all() and (numbers >= 0).all()
    ordered = result[["lo-95", "lo-80", "median", "hi-80", "hi-95"]].to_numpy()
    assert (np.diff(ordered, axis=1) >= 0).all()


def test_columns_order_and_sound_intervals(make_weekly: Any) -> None:
    result = forecast_counts(make_weekly(), h=8, freq="W")
    assert list(result.columns) == COLUMNS
    assert len(result) == 8 * 8
    assert result.equals(result.sort_values(["unique_id", "ds"]))
    assert_sound(result)


def test_same_seed_same_forecast_whatever_the_order_of_rows(make_weekly: Any) -> None:
    panel = make_weekly()
    shuffled = panel.sample(frac=1.0, random_state=1)
    pd.testing.assert_frame_equal(forecast_counts(panel, 4, "W", seed=3), forecast_counts(shuffled, 4, "W", seed=3))


def test_each_series_is_forecast_from_its_own_end(make_weekly: Any) -> None:
    panel = make_weekly()
    early = panel["unique_id"].eq("s1") & (panel["ds"] > "2026-01-01")
    result = forecast_counts(panel[~early], 3, "W").groupby("unique_id")["ds"].min()
    ends = panel[~early].groupby("unique_id")["ds"].max()
    assert ((result - ends) == pd.Timedelta(days=7)).all()


def test_weeks_keep_the_panels_own_weekday(make_weekly: Any) -> None:
    result = forecast_counts(make_weekly(3, 60, start="2025-01-05"), 4, "W")
    assert set(result["ds"].dt.day_of_week) == {6}


@pytest.mark.parametrize(("offset", "expected"), [("MS", "2026-01-01"), ("ME", "2026-01-31")])
def test_months_keep_the_panels_own_style(offset: str, expected: str) -> None:
    ds = pd.date_range("2023-01-01", periods=36, freq=offset)
    panel = pd.DataFrame({"unique_id": "a", "ds": ds, "y": np.arange(36.0) % 12 + 1})
    result = forecast_counts(panel, 2, "M")
    assert result["ds"].iloc[0] == pd.Timestamp(expected)
    assert_sound(result)


def test_missing_periods_are_not_zeros(make_weekly: Any) -> None:
    panel = make_weekly()
    outage = panel["ds"].between("2025-09-01", "2025-11-15")
    as_missing = forecast_counts(panel.assign(y=panel["y"].where(~outage)), 8, "W")
    as_absent = forecast_counts(panel[~outage], 8, "W")
    whole = forecast_counts(panel, 8, "W")
    pd.testing.assert_frame_equal(as_missing, as_absent)
    assert as_missing["mean"].sum() == pytest.approx(whole["mean"].sum(), rel=0.15)


def test_a_season_that_is_in_the_history_is_in_the_forecast(make_weekly: Any) -> None:
    panel = make_weekly(12, 150)
    result = forecast_counts(panel, 26, "W").groupby("ds")["mean"].sum()
    usual = panel.groupby("ds")["y"].sum().mean()
    # The panel ends in mid-November, near the trough; half a year on stands the peak.
    assert result.iloc[-8:].mean() > 1.15 * usual
    assert result.iloc[:4].mean() < 0.85 * usual


@pytest.mark.parametrize("n", [1, 2, 10, 40])
def test_a_short_daily_series_gets_its_recent_mean(n: int) -> None:
    panel = daily(n)
    result = forecast_counts(panel, 14)
    assert_sound(result)
    assert result["mean"].mean() == pytest.approx(panel["y"].mean(), rel=0.35)


def test_a_short_series_knows_its_weekdays() -> None:
    result = forecast_counts(daily(50, level=10.0), 14)
    weekend = result["ds"].dt.day_of_week >= 5
    assert result.loc[weekend, "mean"].mean() < 0.5 * result.loc[~weekend, "mean"].mean()


def test_long_and_short_series_stand_in_one_panel() -> None:
    lengths = {"long": 400, "other": 400, "short": 5}
    panel = pd.concat([daily(n, name=name, seed=k) for k, (name, n) in enumerate(lengths.items())])
    result = forecast_counts(panel, 7)
    assert result["unique_id"].unique().tolist() == ["long", "other", "short"]
    assert_sound(result)


def test_silence_stays_near_zero_and_what_was_never_seen_is_unknown() -> None:
    ds = pd.date_range("2025-01-01", periods=400)
    values = {"nan": np.nan, "zero": 0.0}
    panel = pd.concat([pd.DataFrame({"unique_id": name, "ds": ds, "y": y}) for name, y in values.items()])
    result = forecast_counts(panel, 7).set_index("unique_id")
    assert result.loc["zero", "hi-95"].max() <= 1
    assert result.loc["nan", COLUMNS[2:]].isna().all().all()


def test_an_empty_panel_gives_an_empty_forecast() -> None:
    result = forecast_counts(pd.DataFrame({"unique_id": [], "ds": pd.to_datetime([]), "y": []}))
    assert list(result.columns) == COLUMNS and result.empty


def test_a_korean_holiday_is_forecast_low() -> None:
    ds = pd.date_range("2023-01-01", "2026-02-08")
    from textmine.trends.calendar import default_calendar

    calendar = default_calendar(ds[0].date(), date(2026, 3, 1))
    closed = np.array([d.weekday() >= 5 or calendar.is_holiday(d.date()) for d in ds])
    rng = np.random.default_rng(0)
    panel = pd.concat([
        pd.DataFrame({"unique_id": f"s{k}", "ds": ds, "y": rng.poisson(np.where(closed, 1.0, 20.0)).astype(float)})
        for k in range(3)
    ])
    means = forecast_counts(panel, 14).groupby("ds")["mean"].mean()
    assert means["2026-02-17"] < 0.6 * means["2026-02-12"]  # Seollal, a Tuesday


def test_levels_are_columns(make_weekly: Any) -> None:
    result = forecast_counts(make_weekly(2, 40), 2, "W", level=(50,))
    assert list(result.columns) == [*COLUMNS[:4], "lo-50", "hi-50"]


def test_an_outside_signal_known_before_the_origin_is_used() -> None:
    rng = np.random.default_rng(0)
    ds = pd.date_range("2023-01-02", periods=200, freq="7D")
    frames, outside = [], []
    for k in range(10):
        heat = np.repeat(rng.choice([1.0, 4.0], size=50), 4)  # four quiet or four loud weeks
        heat[-2:] = 4.0 if k % 2 else 1.0
        y = rng.poisson(5.0 * np.concatenate([[1.0], heat[:-1]]))
        frames.append(pd.DataFrame({"unique_id": f"s{k}", "ds": ds, "y": y.astype(float)}))
        outside.append(pd.DataFrame({"unique_id": f"s{k}", "ds": ds, "heat": heat}))
    result = forecast_counts(pd.concat(frames), 1, "W", exog=pd.concat(outside)).set_index("unique_id")["mean"]
    loud, quiet = result[[f"s{k}" for k in (1, 3, 5, 7, 9)]], result[[f"s{k}" for k in (0, 2, 4, 6, 8)]]
    assert loud.mean() > 2 * quiet.mean()


def test_outside_features_after_the_end_change_nothing(make_weekly: Any) -> None:
    panel = make_weekly(4, 100)
    exog = panel[["unique_id", "ds"]].assign(sns=1.0)
    later = exog.assign(ds=exog["ds"] + pd.Timedelta(days=700), sns=99.0)
    later = later[later["ds"] > panel["ds"].max()]
    plain = forecast_counts(panel, 3, "W", exog=exog)
    pd.testing.assert_frame_equal(plain, forecast_counts(panel, 3, "W", exog=pd.concat([exog, later])))


@pytest.mark.parametrize(("change", "message"), [
    ({"y": -1.0}, "negative"), ({"y": np.inf}, "infinite"), ({"ds": pd.Timestamp("2025-01-01")}, "two rows"),
])
def test_bad_panels_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        forecast_counts(daily(5).assign(**change))


def test_bad_arguments_are_refused() -> None:
    panel = daily(5)
    with pytest.raises(ValueError, match="at least 1"):
        forecast_counts(panel, 0)
    with pytest.raises(ValueError, match="freq"):
        forecast_counts(panel, 1, "H")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="lacks columns"):
        forecast_counts(panel.drop(columns="y"))
    with pytest.raises(ValueError, match="weekdays"):
        forecast_counts(panel, 1, "W")
    with pytest.raises(ValueError, match="percent"):
        forecast_counts(panel, 1, level=(0,))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 500).map(float), st.just(float("nan"))), min_size=1, max_size=59))
def test_any_short_series_gives_sound_or_unknown_numbers(y: list[float]) -> None:
    panel = pd.DataFrame({"unique_id": "a", "ds": pd.date_range("2026-01-01", periods=len(y)), "y": y})
    result = forecast_counts(panel, 5)
    if np.isfinite(y).any():
        assert_sound(result)
    else:
        assert result["mean"].isna().all()

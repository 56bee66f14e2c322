"""What detect_surges promises to its callers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.trends import default_calendar, detect_surges
from textmine.trends.glm import fit_counts
from textmine.trends.levels import find_level_changes
from textmine.trends.negbin import mid_p, upper_quantile, upper_tail
from textmine.trends.surge import SURGE_COLUMNS, adjust_p_values

PETITIONS = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "petitions_titles.parquet"


def weekly(values: np.ndarray, names: list[str] | None = None) -> pd.DataFrame:
    values = np.atleast_2d(np.asarray(values, dtype=float).T).T
    index = pd.date_range("2023-01-02", periods=len(values), freq="W-MON")
    return pd.DataFrame(values, index=index, columns=names or [f"term:{i:03d}" for i in range(values.shape[1])])


def daily(values: np.ndarray) -> pd.DataFrame:
    frame = weekly(values)
    return frame.set_axis(pd.date_range("2023-01-02", periods=len(frame), freq="D"))


def noise(periods: int, series: int, *, mean: float = 4.0, phi: float = 1.5, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).negative_binomial(mean / (phi - 1), 1 / phi, (periods, series)).astype(float)


def last(frame: pd.DataFrame, **options: object) -> pd.DataFrame:
    return detect_surges(frame, **options).set_index("series")  # type: ignore[arg-type]


def test_a_planted_surge_is_found_and_the_rest_is_quiet() -> None:
    counts = weekly(noise(120, 50))
    counts.iloc[-1, 7] = 40
    found = last(counts)
    assert found["q_value"].idxmin() == "term:007"
    assert found.loc["term:007", "p_value"] < 1e-6
    assert found.loc["term:007", "observed"] > found.loc["term:007", "upper"]
    assert (found["q_value"] < 0.01).sum() == 1


def test_columns_and_order() -> None:
    found = detect_surges(weekly(noise(40, 3)), monitor=2)
    assert tuple(found.columns) == SURGE_COLUMNS
    assert found["period"].is_monotonic_increasing
    assert list(found["series"]) == ["term:000", "term:001", "term:002"] * 2


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 1e6), st.booleans())
def test_the_last_period_never_changes_its_own_bound(seed: int, value: float, is_daily: bool) -> None:
    counts = (daily if is_daily else weekly)(noise(60, 6, seed=seed))
    changed = counts.copy()
    changed.iloc[-1, 2] = value
    before, after = last(counts), last(changed)
    pd.testing.assert_series_equal(before["expected"], after["expected"], check_exact=True)
    pd.testing.assert_series_equal(before["upper"], after["upper"], check_exact=True)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(6)))
def test_order_of_columns_changes_nothing(order: list[int]) -> None:
    counts = weekly(noise(60, 6))
    pd.testing.assert_frame_equal(detect_surges(counts), detect_surges(counts.iloc[:, order]), check_exact=True)


@pytest.mark.parametrize("shape", [weekly, daily])
def test_a_period_is_judged_alike_whatever_else_is_monitored(shape: object) -> None:
    counts = shape(noise(130, 5))  # type: ignore[operator]
    many = detect_surges(counts, monitor=9).tail(5).reset_index(drop=True)
    pd.testing.assert_frame_equal(detect_surges(counts), many, rtol=1e-9)


def test_surge_ignores_outage_days() -> None:
    values = noise(200, 4, mean=6)
    out = daily(values)
    out.iloc[150:160] = np.nan
    zeros = out.fillna(0.0)
    full = last(daily(values))["expected"]
    assert (last(out)["expected"] / full - 1).abs().max() < 0.2
    assert (last(zeros)["expected"] < last(out)["expected"]).all()


def test_an_unobserved_period_has_no_p_value() -> None:
    counts = weekly(noise(60, 3))
    counts.iloc[-1, 1] = np.nan
    found = last(counts)
    assert np.isnan(found.loc["term:001", "p_value"]) and np.isnan(found.loc["term:001", "q_value"])
    assert found.loc["term:001", "expected"] > 0
    assert found.loc[["term:000", "term:002"], "q_value"].notna().all()


@pytest.mark.parametrize(
    ("series", "p_below", "p_above"),
    [
        (np.zeros(60), 0.51, 0.49),
        (np.full(60, 5.0), 0.9, 0.1),
        (np.r_[np.zeros(59), 1.0], 0.05, 0.0),
        (np.r_[np.zeros(30), 1.0, np.zeros(29)], 0.52, 0.48),
        (np.r_[np.zeros(59), 1e6], 1e-12, -1.0),
        (np.r_[np.zeros(20), 1e6, np.zeros(39)], 1.1, 0.4),
    ],
)
def test_degenerate_series_stay_finite(series: np.ndarray, p_below: float, p_above: float) -> None:
    found = detect_surges(weekly(series))
    assert p_above < found["p_value"][0] < p_below
    assert np.isfinite(found[["expected", "upper", "p_confirmed", "q_value", "ratio"]].to_numpy()).all()


def test_less_than_eight_periods_of_history_give_no_judgement() -> None:
    found = detect_surges(weekly(noise(12, 2)))
    assert found[["expected", "upper", "p_value", "q_value"]].isna().all().all()
    assert detect_surges(weekly(noise(13, 2)))["p_value"].notna().all()


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_tiny_panels_do_not_fail(rows: int) -> None:
    assert len(detect_surges(weekly(noise(rows, 2)), monitor=5)) == 2 * rows


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.iloc[::-1], "in order"),
        (lambda c: pd.concat([c, c.tail(1)]), "dates stand twice"),
        (lambda c: c.drop(c.index[5]), "consecutive"),
        (lambda c: c.assign(bad=-1.0), "not negative"),
        (lambda c: c.assign(bad=np.inf), "finite"),
        (lambda c: c.reset_index(drop=True), "DatetimeIndex"),
        (lambda c: pd.concat([c, c], axis=1), "columns stand twice"),
    ],
)
def test_bad_input_is_named(change: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        detect_surges(change(weekly(noise(30, 2))))  # type: ignore[operator]


def test_exposure_turns_counts_into_shares() -> None:
    values = noise(120, 6, mean=10, phi=1.2)
    crowd = np.full(120, 1000.0)
    crowd[-1], values[-1] = 5000.0, 50.0
    counts = weekly(values)
    with_shares = last(counts, exposure=pd.Series(crowd, index=counts.index))
    assert (last(counts)["p_value"] < 1e-3).all()
    assert (with_shares["p_value"] > 1e-3).all()


def test_exposure_on_another_index_is_refused() -> None:
    counts = weekly(noise(30, 2))
    with pytest.raises(ValueError, match="exposure"):
        detect_surges(counts, exposure=pd.Series(1.0, index=counts.index[1:]))


def test_season_is_not_a_surge() -> None:
    weeks = np.arange(200)
    mean = 10 * np.exp(1.2 * np.cos(2 * np.pi * (weeks - 190) / 52))
    counts = weekly(np.random.default_rng(1).poisson(mean[:, None], (200, 20)))
    assert (detect_surges(counts, monitor=20)["p_value"] < 0.001).mean() < 0.01


def test_weekend_and_holiday_rhythm_is_learnt() -> None:
    days = pd.date_range("2022-01-03", periods=1000, freq="D")
    calendar = default_calendar(days[0].date(), days[-1].date())
    work = np.array([calendar.working_day(day.date()) for day in days])
    counts = pd.DataFrame(
        np.random.default_rng(2).poisson(np.where(work, 20, 3)[:, None], (1000, 20)), index=days, columns=range(20)
    )
    found = detect_surges(counts, monitor=60, calendar=calendar).set_index("period")
    seollal = found.loc["2024-09-16":"2024-09-18"]  # type: ignore[misc]
    assert seollal["expected"].mean() < 6
    assert (found["p_value"] < 0.001).mean() < 0.01


def test_a_rule_that_cuts_volume_restarts_history() -> None:
    values = np.r_[noise(100, 8, mean=60), noise(40, 8, mean=2, seed=1)]
    found = last(weekly(values))
    assert found["expected"].max() < 5
    assert find_level_changes(values.sum(axis=1), "W")[-1] == (100, 108)
    assert find_level_changes(noise(140, 8, mean=60).sum(axis=1), "W") == []


def test_petitions_rule_change_does_not_flood() -> None:
    if not PETITIONS.exists():
        pytest.skip("shared data not here")
    titles = pd.read_parquet(PETITIONS, columns=["date", "category"])
    titles["day"] = pd.to_datetime(titles["date"]).dt.normalize()
    wide = titles.groupby(["day", "category"]).size().unstack(fill_value=0).asfreq("D", fill_value=0)
    counts = wide.loc["2018-12-21":"2019-07-31"].astype(float)  # type: ignore[misc]
    found = detect_surges(counts, monitor=120, exposure=counts.sum(axis=1))
    assert (found["q_value"] < 0.05).mean() < 0.02


def test_null_p_values_are_calibrated_after_two_years() -> None:
    found = detect_surges(weekly(noise(160, 400, mean=3, phi=1.6)), monitor=20)
    assert 0.035 < (found["p_value"] < 0.05).mean() < 0.065
    assert 0.006 < (found["p_value"] < 0.01).mean() < 0.016
    assert (found["p_confirmed"] < 0.01).mean() < 0.02
    assert (found["q_value"] < 0.05).sum() <= 4


def test_two_weeks_together_confirm_what_one_week_alone_does_not() -> None:
    counts = weekly(np.tile([3.0, 5.0, 4.0, 4.0], 30))
    counts.iloc[-2:] = 9.0
    found = detect_surges(counts)
    assert found["p_confirmed"][0] < found["p_value"][0]


def test_a_past_surge_does_not_hide_the_next_one() -> None:
    values = np.tile([3.0, 5.0, 4.0, 4.0], 30)
    values[80:83] = 60.0
    values[-1] = 20.0
    found = detect_surges(weekly(values))
    assert found["expected"][0] < 6 and found["p_value"][0] < 1e-3


def test_regression_recovers_known_coefficients() -> None:
    x = np.linspace(0, 1, 400)
    design = np.column_stack([np.ones(400), x])
    y = np.random.default_rng(3).poisson(np.exp(2 + 0.7 * x), (30, 400)).astype(float)
    fit = fit_counts(y, design, np.zeros(400))
    assert np.abs(fit.beta.mean(axis=0) - [2.0, 0.7]).max() < 0.05
    assert 0.9 < fit.phi.mean() < 1.15


@given(st.floats(0.01, 500), st.floats(1.0, 8), st.integers(0, 2000))
def test_tail_and_quantile_agree(mean: float, phi: float, y: int) -> None:
    m, f = np.array([mean]), np.array([phi])
    bound = upper_quantile(0.01, m, f)
    assert upper_tail(bound + 1, m, f)[0] <= 0.01
    assert bound[0] == 0 or upper_tail(bound, m, f)[0] > 0.01
    assert 0 <= mid_p(np.array([float(y)]), m, f)[0] <= 1


def test_q_values_follow_benjamini_hochberg() -> None:
    p_values = np.array([[0.01], [0.04], [np.nan], [0.03], [0.5]])
    expected = [[0.04], [0.16 / 3], [np.nan], [0.16 / 3], [0.5]]
    np.testing.assert_allclose(adjust_p_values(p_values), expected)


def test_calendar_knows_moving_and_substitute_holidays() -> None:
    calendar = default_calendar(date(2025, 1, 1), date(2026, 12, 31))
    assert calendar.holiday_name(date(2026, 2, 17)) == "설날"
    assert calendar.is_holiday(date(2025, 10, 8)) and not calendar.working_day(date(2025, 10, 8))
    assert calendar.holiday_share(pd.DatetimeIndex(["2026-02-16"]))[0] == pytest.approx(0.6)
    with pytest.raises(ValueError, match="covers"):
        calendar.is_holiday(date(2031, 1, 1))


def test_benchmark_grades_agree_with_the_published_baseline() -> None:
    """POD of our p-value on half of the simulated outbreaks stays near the figures of the whole set."""
    folder = PETITIONS.parent / "early_warning"
    if not folder.exists():
        pytest.skip("shared data not here")
    weeks = pd.read_parquet(folder / "noufaily_dev.parquet").query("rep <= 10")
    counts = weeks.pivot(index="week", columns="series_id", values="count").sort_index()
    frame = weekly(counts.to_numpy(dtype=float), list(counts.columns))
    score = detect_surges(frame, monitor=49).pivot(index="period", columns="series", values="p_value").to_numpy()
    outbreaks = pd.read_csv(folder / "noufaily_dev_outbreaks.csv").query("period == 'current'").set_index("series_id")
    span = outbreaks.loc[counts.columns]
    week = np.arange(576, 625)[:, None]
    inside = (week >= span["start"].to_numpy()) & (week <= span["end"].to_numpy())
    threshold = np.quantile(score[~inside], 0.025)
    # .654 on the whole set; half of it leaves about two points of sampling noise.
    assert ((score < threshold) & inside).any(axis=0).mean() > 0.61
    assert 0.015 < (score[~inside] < 0.025).mean() < 0.03


def test_a_closed_board_that_opens_again_is_no_new_level() -> None:
    open_weeks = np.full(20, 140.0)
    total = np.concatenate([open_weeks, np.zeros(16), open_weeks * 0.8])
    assert find_level_changes(total, "W") == []
    cut = np.concatenate([open_weeks * 30, np.zeros(16), open_weeks])
    assert find_level_changes(cut, "W") == [(36, 44)]

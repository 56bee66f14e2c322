from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmine.forecast import screen_leads

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "early_warning"


def burst_panel(lag: int | None, n_signals: int = 8, n: int = 600, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """SNS and complaints; bursts in both, ``lag`` days apart, or independent when it is None."""
    rng = np.random.default_rng(seed)
    index = pd.date_range("2025-01-01", periods=n)
    common = rng.gamma(10.0, 0.1, n)[:, None]
    shape = np.array([1.0, 0.6, 0.3])
    sns, complaints = np.tile(10.0 * common, (1, n_signals)), np.tile(5.0 * common, (1, n_signals))
    for column in range(n_signals):
        starts = rng.choice(np.arange(20, n - 30), size=14, replace=False)
        answers = rng.choice(np.arange(20, n - 30), size=14, replace=False) if lag is None else starts + lag
        for start, answer in zip(starts, answers, strict=True):
            sns[start: start + 3, column] += 25.0 * shape
            complaints[answer: answer + 3, column] += 14.0 * shape
    names = [f"pack:{k}" for k in range(n_signals)]
    frames = [pd.DataFrame(rng.poisson(mean).astype(float), index=index, columns=names) for mean in (sns, complaints)]
    return frames[0], frames[1]


def test_a_true_lead_is_linked_with_its_lag() -> None:
    result = screen_leads(*burst_panel(3))
    assert result.columns.tolist() == ["signal", "lag", "strength", "p_value", "q_value", "linked"]
    assert result["linked"].mean() > 0.8
    assert (result.loc[result["linked"], "lag"] - 3).abs().max() <= 1
    assert (result.loc[result["linked"], "strength"] > 0).all()


def test_independent_bursts_under_a_common_factor_are_not_linked() -> None:
    assert screen_leads(*burst_panel(None))["linked"].mean() <= 0.15


def test_complaints_that_come_first_are_no_lead() -> None:
    assert screen_leads(*burst_panel(-5))["linked"].mean() <= 0.15


def test_the_same_input_gives_the_same_answer() -> None:
    sns, complaints = burst_panel(2, n_signals=4)
    pd.testing.assert_frame_equal(screen_leads(sns, complaints, seed=1), screen_leads(sns, complaints, seed=1))


def test_outages_do_not_hide_a_lead() -> None:
    sns, complaints = burst_panel(2)
    sns.iloc[100:130] = np.nan
    complaints.iloc[300:340] = np.nan
    assert screen_leads(sns, complaints)["linked"].mean() > 0.7


@pytest.mark.parametrize("n", [0, 1, 40])
def test_too_little_data_is_never_linked(n: int) -> None:
    sns, complaints = burst_panel(2, n_signals=2)
    result = screen_leads(sns.iloc[:n], complaints.iloc[:n])
    assert not result["linked"].any() and result["p_value"].isna().all()


def test_constant_series_are_never_linked() -> None:
    sns, complaints = burst_panel(2, n_signals=3)
    assert not screen_leads(sns * 0, complaints * 0)["linked"].any()


def test_no_signals_give_no_rows() -> None:
    empty = pd.DataFrame(index=pd.date_range("2026-01-01", periods=100))
    assert screen_leads(empty, empty).empty


def test_frames_that_do_not_match_are_refused() -> None:
    sns, complaints = burst_panel(2, n_signals=2)
    with pytest.raises(ValueError, match="same index"):
        screen_leads(sns, complaints.iloc[1:])
    with pytest.raises(ValueError, match="max_lag"):
        screen_leads(sns, complaints, max_lag=0)


def test_half_of_the_simulated_leads_are_found_and_few_false_ones() -> None:
    if not DATA.exists():
        pytest.skip("shared data is absent")
    long = pd.read_parquet(DATA / "sns_lead_dev.parquet").query("day <= 728")
    causal = pd.read_csv(DATA / "sns_lead_dev_labels.csv").set_index("topic_id")["causal"] == 1
    sides = []
    for name in ("sns", "complaints"):
        wide = long.pivot(index="day", columns="topic_id", values=name).astype(float)
        sides.append(wide.set_axis(pd.date_range("2024-01-01", periods=len(wide))))
    linked = screen_leads(*sides).set_index("signal")["linked"]
    assert linked[causal].mean() >= 0.5
    assert linked[~causal].mean() <= 0.1

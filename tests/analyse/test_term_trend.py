"""The trend of a term: shares, intervals, changes, and what is missing stays missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.analyse import follow_term
from textmine.analyse.term_trend import COLUMNS


def days(n: int, *, start: str = "2026-01-05", posts: float = 2, distinct: float = 2, exposure: float = 100):
    return pd.DataFrame(
        {"date": pd.date_range(start, periods=n), "posts": posts, "distinct": distinct, "exposure": exposure},
    ).astype({"posts": "float64", "distinct": "float64", "exposure": "float64"})


def test_weeks_add_up_days_and_state_the_share() -> None:
    table = follow_term(days(14))
    assert table.columns.tolist() == list(COLUMNS)
    assert table[["posts", "exposure", "per_1000"]].values.tolist() == [[14, 700, 20], [14, 700, 20]]
    assert table["period"].tolist() == [pd.Timestamp("2026-01-05"), pd.Timestamp("2026-01-12")]
    assert np.isnan(table["previous_change"][0]) and table["previous_change"][1] == 0


def test_the_interval_is_wilson_s() -> None:
    # Newcombe 1998, Statistics in Medicine 17:857, table I: 81 of 263 gives .2553 to .3662, 0 of 20 gives 0 to .1611.
    frame = days(2, posts=81, distinct=81, exposure=263)
    frame.loc[1, ["posts", "distinct", "exposure"]] = [0, 0, 20]
    table = follow_term(frame, freq="D")
    assert table["lower"].tolist() == pytest.approx([255.3, 0], abs=0.05)
    assert table["upper"].tolist() == pytest.approx([366.2, 161.1], abs=0.05)


def test_copies_widen_the_interval_and_leave_the_share() -> None:
    table = follow_term(pd.concat([days(1), days(1, start="2026-01-06", distinct=1)]), freq="D")
    assert table["per_1000"].nunique() == 1
    width = table["upper"] - table["lower"]
    assert width[1] > 1.3 * width[0]


@pytest.mark.parametrize("column", ["posts", "distinct", "exposure"])
def test_a_missing_day_makes_its_period_missing_and_nothing_else(column: str) -> None:
    frame = days(21)
    frame.loc[10, column] = np.nan
    table = follow_term(frame)
    assert table["posts"].isna().tolist() == [False, True, False]
    assert table["lower"].isna().tolist() == table["exposure"].isna().tolist() == [False, True, False]
    assert table["previous_change"].isna().all()
    gone = follow_term(frame.drop(index=10))
    pd.testing.assert_frame_equal(gone, table)


def test_half_months_and_half_weeks_are_missing() -> None:
    table = follow_term(days(70, start="2026-01-15"), freq="M")
    assert table["period"].dt.strftime("%m-%d").tolist() == ["01-01", "02-01", "03-01"]
    assert table["posts"].isna().tolist() == [True, False, True] and table["posts"][1] == 56
    assert follow_term(days(8, start="2026-01-07"))["posts"].isna().all()


@pytest.mark.parametrize(("freq", "n", "lag"), [("D", 365, 364), ("W", 7 * 53, 52), ("M", 365 + 31, 12)])
def test_last_year_is_the_same_period(freq: str, n: int, lag: int) -> None:
    frame = days(n, start="2024-01-01" if freq == "W" else "2025-01-01")
    frame.loc[frame.index[-1], ["posts", "distinct"]] += 2
    table = follow_term(frame, freq=freq)
    assert len(table) == lag + 1
    now, then = table["posts"].iloc[-1], table["posts"].iloc[0]
    assert table["year_change"].iloc[-1] == pytest.approx(now / then - 1) and now > then
    assert table["year_change"].iloc[:-1].isna().all()
    assert table["year_share_change"].iloc[-1] > 0


def test_nothing_before_is_no_change_and_no_documents_are_no_share() -> None:
    frame = days(3)
    frame.loc[0, ["posts", "distinct"]] = 0
    frame.loc[2, ["posts", "distinct", "exposure"]] = 0
    table = follow_term(frame, freq="D")
    assert np.isnan(table["previous_change"][1]) and table["previous_change"][2] == -1
    assert np.isnan(table["per_1000"][2]) and table["posts"][2] == 0


def test_counts_of_whole_periods_are_taken_as_they_are() -> None:
    weeks = days(3).assign(date=pd.to_datetime(["2026-01-05", "2026-01-12", "2026-01-26"]))
    assert follow_term(weeks, daily=False)["posts"].isna().tolist() == [False, False, True, False]
    with pytest.raises(ValueError, match="begin"):
        follow_term(days(3), daily=False)


def test_bad_counts_are_refused() -> None:
    for broken, message in (
        (days(2).drop(columns="exposure"), "lacks"), (pd.concat([days(1), days(1)]), "twice"),
        (days(1, posts=101), "more posts"), (days(1, distinct=3), "more distinct"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=message):
            follow_term(broken)
    with pytest.raises(ValueError, match="level"):
        follow_term(days(7), level=95)
    assert follow_term(days(0)).empty


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_the_share_lies_in_its_interval(rows: list[tuple[int, int, int]]) -> None:
    frame = days(len(rows))
    for row, values in enumerate(rows):
        distinct, posts, exposure = sorted(values)
        frame.loc[row, ["posts", "distinct", "exposure"]] = [posts, distinct if distinct or not posts else 1, exposure]
    table = follow_term(frame, freq="D").dropna(subset="per_1000")
    assert (table["lower"] <= table["per_1000"] + 1e-9).all() and (table["per_1000"] <= table["upper"] + 1e-9).all()
    assert table["lower"].ge(0).all() and table["upper"].le(1000 + 1e-9).all()

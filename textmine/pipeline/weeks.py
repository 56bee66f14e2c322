"""Days to Monday weeks."""

from __future__ import annotations

import pandas as pd


def monday_of(days: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """The Monday of each day's week."""
    return days - pd.to_timedelta(days.day_of_week.to_numpy(), unit="D")


def weekly_sums(daily: pd.DataFrame) -> pd.DataFrame:
    """Sums of full Monday weeks; a week with a missing day is missing, an unfinished first or last week is left out."""
    mondays = monday_of(pd.DatetimeIndex(daily.index))
    weeks: pd.DataFrame = daily.groupby(mondays).sum(min_count=7)
    is_full = pd.Series(1, index=mondays).groupby(level=0).size().eq(7)
    return weeks.loc[is_full]

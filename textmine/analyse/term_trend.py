"""How much a term is written about over time: counts, share of all documents with its interval, and changes."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

Period = Literal["D", "W", "M"]

COUNTS: Final = ("posts", "distinct", "exposure")
COLUMNS: Final = (
    "period", *COUNTS, "per_1000", "lower", "upper", "previous_change", "year_change", "previous_share_change",
    "year_share_change",
)  # fmt: skip
# The same weekday, and the same week of the year, a year ago.
_YEAR: Final[dict[Period, int]] = {"D": 364, "W": 52, "M": 12}
_RULES: Final[dict[Period, str]] = {"D": "D", "W": "W-MON", "M": "MS"}


def follow_term(
    counts: pd.DataFrame, *, freq: Period = "W", daily: bool = True, level: float = 0.95
) -> pd.DataFrame:
    """One row a period with the count of a term, its share of all documents, an interval and the changes.

    Parameters
    ----------
    counts : DataFrame[date, posts, distinct, exposure]
        ``posts`` documents with the term, ``distinct`` the same without copies, ``exposure`` all documents. NaN =
        missing.
    freq : {"D", "W", "M"}
        Length of a period; weeks begin on Monday.
    daily : bool
        A row of ``counts`` is a day, and days are added up: a period with a day that is missing or not in ``counts`` is
        missing. Otherwise a row is a period, named by its first day.
    level : float
        Of the interval, 0..1.

    Returns
    -------
    DataFrame[period, posts, distinct, exposure, per_1000, lower, upper, previous_change, year_change,
    previous_share_change, year_share_change]
        ``period`` its first day, without gaps. ``per_1000`` posts per 1,000 documents, ``lower`` and ``upper`` the
        Wilson interval of it; copies are no witnesses of their own, so it is that of a sample smaller by
        distinct / posts. Changes are relative (0.08 = +8 %), of posts and of the share, to the period before and to the
        same period of last year (364 days, 52 weeks, 12 months); NaN where either is missing or the former is 0.

    Raises
    ------
    ValueError
        A column is missing, a day stands twice, or there are more posts than documents.

    Source: Wilson 1927, JASA 22:209-212; design effect: Kish 1965.

    Examples
    --------
    >>> frame = pd.DataFrame({"date": ["2026-10-05", "2026-10-12"], "posts": [2, 3], "distinct": [2, 3],
    ...                       "exposure": [100, 100]})
    >>> follow_term(frame, daily=False).previous_change.round(2).tolist()
    [nan, 0.5]
    """
    given = _checked(counts)
    periods = _add_up(given, freq) if daily else _without_gaps(given, freq)
    posts, distinct, exposure = (periods[name].to_numpy(dtype=np.float64) for name in COUNTS)
    share = _ratio(posts, exposure)
    lower, upper = wilson_interval(posts, exposure * np.where(posts > 0, _ratio(distinct, posts), 1.0), share, level)
    frame = pd.DataFrame({
        "period": periods.index, "posts": posts, "distinct": distinct, "exposure": exposure,
        "per_1000": 1000 * share, "lower": 1000 * lower, "upper": 1000 * upper,
        "previous_change": _change(posts, 1), "year_change": _change(posts, _YEAR[freq]),
        "previous_share_change": _change(share, 1), "year_share_change": _change(share, _YEAR[freq]),
    })  # fmt: skip
    return frame[list(COLUMNS)]


def wilson_interval(
    posts: NDArray[np.float64], size: NDArray[np.float64], share: NDArray[np.float64], level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bounds (0..1) of the share that ``posts`` are of their documents, judged as a sample of ``size``; NaN = missing.

    A share of 0 has a lower bound of exactly 0, a share of 1 an upper bound of exactly 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, got {level}")
    z = float(norm.ppf(0.5 + level / 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (share + z**2 / (2 * size)) / (1 + z**2 / size)
        half = z / (1 + z**2 / size) * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    lower, upper = np.where(posts == 0, 0.0, middle - half), np.where(share == 1, 1.0, middle + half)
    is_missing = np.isnan(share)
    return np.where(is_missing, np.nan, lower), np.where(is_missing, np.nan, upper)


def _checked(counts: pd.DataFrame) -> pd.DataFrame:
    lacking = [name for name in ("date", *COUNTS) if name not in counts.columns]
    if lacking:
        raise ValueError(f"counts lacks columns {lacking}")
    frame = counts[list(COUNTS)].astype("float64").set_axis(pd.DatetimeIndex(pd.to_datetime(counts["date"])))
    if frame.index.has_duplicates:
        raise ValueError("a date stands twice in counts")
    if (frame["posts"] > frame["exposure"]).any() or (frame["distinct"] > frame["posts"]).any():
        raise ValueError("more distinct than posts, or more posts than documents")
    # One of the three missing makes the day missing: a share of a part would be wrong.
    return frame.where(frame.notna().all(axis=1)).sort_index()


def _without_gaps(frame: pd.DataFrame, freq: Period) -> pd.DataFrame:
    if frame.empty:
        return frame
    whole = frame.reindex(pd.date_range(frame.index[0], frame.index[-1], freq=_RULES[freq]))
    if not frame.index.isin(whole.index).all():
        raise ValueError(f"a date in counts does not begin a period of freq {freq!r}")
    return whole


def _add_up(frame: pd.DataFrame, freq: Period) -> pd.DataFrame:
    """Periods without gaps; one that is not whole is NaN."""
    days = _without_gaps(frame, "D")
    if days.empty or freq == "D":
        return days
    calendar = pd.DatetimeIndex(days.index)
    since_start = np.asarray(calendar.day_of_week if freq == "W" else calendar.day - 1)
    grouped = days.groupby(calendar - pd.to_timedelta(since_start, unit="D"))
    known, sums = grouped["posts"].count(), grouped.sum()
    length = np.full(len(sums), 7) if freq == "W" else np.asarray(pd.DatetimeIndex(sums.index).days_in_month)
    return sums.where(pd.Series(known.to_numpy() == length, index=sums.index))


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def _change(values: NDArray[np.float64], lag: int) -> NDArray[np.float64]:
    before = np.full_like(values, np.nan)
    before[lag:] = values[:-lag] if lag < len(values) else values[:0]
    return _ratio(values - before, before)

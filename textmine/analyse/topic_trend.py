"""Topics over time: share with an interval, and which are rising or falling beyond chance."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control, kendalltau, theilslopes

from textmine.analyse.term_trend import wilson_interval

Heat = Literal["hot", "cold", ""]

_FEWEST_PERIODS: Final = 6
_SMALLEST_CHANGE: Final = 0.2


def follow_topics(counts: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """The share of each topic in each period with its interval.

    Parameters
    ----------
    counts : DataFrame[period, topic_id, weight, documents]
        ``weight`` sum of the topic's shares in the period's documents, ``documents`` all of the period.

    Returns
    -------
    DataFrame[period, topic_id, share, lower, upper]
        A topic without a row in a period has share 0 there. Wilson interval, the weight taken as a count.
    """
    columns = ["period", "topic_id", "share", "lower", "upper"]
    if counts.empty:
        return pd.DataFrame(columns=columns)
    sizes = counts.groupby("period")["documents"].max()
    wide = counts.pivot_table(index="period", columns="topic_id", values="weight", aggfunc="sum", fill_value=0.0)
    long = wide.reset_index().melt(id_vars="period", var_name="topic_id", value_name="weight")
    long = long.sort_values(["period", "topic_id"], ignore_index=True)
    documents = long["period"].map(sizes).to_numpy(dtype=np.float64)
    weight = np.minimum(long["weight"].to_numpy(dtype=np.float64), documents)
    share = np.where(documents > 0, weight / np.maximum(documents, 1.0), np.nan)
    lower, upper = wilson_interval(weight, documents, share, level)
    return long.assign(share=share, lower=lower, upper=upper)[columns]


def find_hot_topics(shares: pd.DataFrame, *, q: float = 0.05) -> pd.DataFrame:
    """Which topics have been rising or falling over all periods.

    Parameters
    ----------
    shares : DataFrame[period, topic_id, share]
        Every topic in the same periods, one row each.
    q : float
        Largest expected share of false findings among those named, 0..1.

    Returns
    -------
    DataFrame[topic_id, change, p_value, q_value, heat]
        ``change`` from first to last period along the Theil–Sen line, relative to the median share (0.5 = half as much
        again); ``heat`` "hot" or "cold" where ``q_value`` is at most ``q`` and the change at least 20 %, else "".
        Fewer than six periods give no verdict (NaN).

    Source: Mann 1945 and Kendall 1975 (trend test), Sen 1968 (slope), Benjamini & Yekutieli 2001 (shares of one
    period depend on each other), by SciPy.
    """
    rows = [
        (topic_id, *_trend(group.sort_values("period")["share"].to_numpy(dtype=np.float64)))
        for topic_id, group in shares.groupby("topic_id", sort=True)
    ]
    frame = pd.DataFrame(rows, columns=["topic_id", "change", "p_value"])
    frame = frame.astype({"topic_id": object, "change": "float64", "p_value": "float64"})
    tested = frame["p_value"].notna().to_numpy()
    q_value = np.full(len(frame), np.nan)
    if tested.any():
        q_value[tested] = false_discovery_control(frame["p_value"].to_numpy()[tested], method="by")
    heat = [_heat(change, value, q) for change, value in zip(frame["change"], q_value, strict=True)]
    return frame.assign(q_value=q_value, heat=pd.Series(heat, dtype=object))


def _trend(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    known = np.flatnonzero(np.isfinite(values))
    if len(known) < _FEWEST_PERIODS or np.ptp(values[known]) == 0:
        return float("nan"), float("nan")
    slope = float(theilslopes(values[known], known).slope)
    middle = max(float(np.median(values[known])), 1e-6)
    return slope * float(known[-1] - known[0]) / middle, float(kendalltau(known, values[known]).pvalue)


def _heat(change: float, q_value: float, q: float) -> Heat:
    if not q_value <= q or abs(change) < _SMALLEST_CHANGE:
        return ""
    return "hot" if change > 0 else "cold"

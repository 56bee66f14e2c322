"""Counts of departments, categories and signals → forecasts that are stored once and never rewritten."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from textmine.forecast import forecast_counts
from textmine.pipeline.context import Context
from textmine.pipeline.judge import surging_series
from textmine.pipeline.panels import (
    as_of_day,
    covered_days,
    daily_counts,
    label_rows,
    last_day,
    signal_documents,
    signals_in_use,
)
from textmine.pipeline.weeks import weekly_sums
from textmine.store.ledger import forecasts
from textmine.trends import build_panel
from textmine.types import Freq, Kind

HORIZONS: dict[Freq, int] = {"D": 28, "W": 8}
HISTORY_DAYS = 3 * 366
MAX_SERIES = 80
MIN_DOCUMENTS = 30  # a series with fewer documents in all its history has nothing to learn from
MIN_DOCUMENTS_OF_YEAR = 6  # a department that was dissolved or a topic that has died out has no next month
SURGE_MEMORY_DAYS = 28


@dataclass(frozen=True, slots=True)
class ForecastReport:
    """What was issued: number of series, rows stored, and the day up to which data took part."""

    series: int
    rows: int
    as_of: date | None


def forecast(context: Context, *, as_of: date | None = None) -> ForecastReport:
    """Report of the forecasts issued on the data up to ``as_of``; the same data are never forecast twice."""
    day = as_of_day(context, as_of)
    if day is None or last_day(context, "complaint") is None:
        return ForecastReport(0, 0, day)
    daily, posts = _panels(context, day)
    if daily.empty:
        return ForecastReport(0, 0, day)
    issue_id = _issue_id(context, daily, day)
    with context.ledger.begin() as connection:
        issued = forecasts.list_issued(connection, issue_id=issue_id)
    if issued.empty:
        frames = [_forecast_one(context, daily, posts, freq, day) for freq in HORIZONS]
        issued = pd.concat([frame for frame in frames if not frame.empty], ignore_index=True)
        with context.ledger.begin() as connection:
            forecasts.issue(
                connection, issue_id=issue_id, as_of=day, frame=issued, mart_vector=context.mart.versions(),
                at=context.now,
            )
    return ForecastReport(issued["unique_id"].nunique(), len(issued), day)


def _panels(context: Context, day: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Daily complaint counts of the series to forecast, and SNS posts of the same signals (days × series)."""
    signals = signals_in_use(context, upto=day)
    rows = pd.concat([
        label_rows(context, "complaint", upto=day),
        daily_counts(signal_documents(context, "complaint", signals, upto=day)),
    ])
    rows = rows[~rows["series"].str.startswith("region:")].drop_duplicates(["series", "civil_date"])
    totals = rows.groupby("series")["count"].sum()
    recent = rows[rows["civil_date"] > day - timedelta(days=365)].groupby("series")["count"].sum()
    alive = totals[(totals >= MIN_DOCUMENTS) & (recent.reindex(totals.index, fill_value=0) >= MIN_DOCUMENTS_OF_YEAR)]
    kept = alive.sort_values(ascending=False, kind="stable").index[:MAX_SERIES]
    daily = _wide(context, "complaint", rows[rows["series"].isin(kept)], day)
    posts = daily_counts(signal_documents(context, "sns", signals, upto=day))
    return daily.iloc[-HISTORY_DAYS:], _wide(context, "sns", posts, day)


def _wide(context: Context, kind: Kind, rows: pd.DataFrame, day: date) -> pd.DataFrame:
    covered = covered_days(context, kind, upto=day)
    return build_panel(rows, covered, freq="D") if len(rows) and len(covered) else pd.DataFrame()


def _issue_id(context: Context, daily: pd.DataFrame, day: date) -> str:
    digest = hashlib.sha256(f"{day}|{context.lexicon.version}|{context.settings.seed}|{list(daily.columns)}".encode())
    digest.update(np.ascontiguousarray(daily.to_numpy(dtype=np.float64)).tobytes())
    return digest.hexdigest()[:16]


def _forecast_one(context: Context, daily: pd.DataFrame, posts: pd.DataFrame, freq: Freq, day: date) -> pd.DataFrame:
    panel = daily if freq == "D" else weekly_sums(daily)
    if len(panel) < 2:
        return pd.DataFrame()
    exog = _exogenous(context, panel, posts if freq == "D" or posts.empty else weekly_sums(posts), freq, day)
    long = panel.rename_axis("ds").reset_index().melt("ds", var_name="unique_id", value_name="y")
    result = forecast_counts(
        long[["unique_id", "ds", "y"]], h=HORIZONS[freq], freq=freq, exog=exog, seed=context.settings.seed
    )
    return result.assign(freq=freq)


def _exogenous(context: Context, panel: pd.DataFrame, posts: pd.DataFrame, freq: Freq, day: date) -> pd.DataFrame:
    """What the text knows beside the counts, per series and period: SNS posts, topic heat and surge state."""
    surging = _surge_state(context, panel, freq, day)
    topics = [name for name in panel.columns if name.startswith("topic:")]
    share = panel[topics].div(panel[topics].sum(axis=1).replace(0, np.nan), axis=0).fillna(0.0) if topics else None
    frames = []
    for name in panel.columns:
        aligned = posts[name].reindex(panel.index) if name in posts.columns else pd.Series(0.0, index=panel.index)
        heat = share[name] if share is not None and name in share.columns else _leading_topic_heat(panel[name], share)
        frames.append(pd.DataFrame({
            "unique_id": name, "ds": panel.index, "sns": aligned.fillna(0.0).to_numpy(),
            "topic": heat.to_numpy(), "surge": surging[name].to_numpy(),
        }))
    return pd.concat(frames, ignore_index=True)


def _leading_topic_heat(series: pd.Series, share: pd.DataFrame | None) -> pd.Series:
    """Share of the topic that moves most with the series in the past (zeros without topics)."""
    if share is None:
        return pd.Series(0.0, index=series.index)
    correlation = share.corrwith(series).fillna(0.0)
    return share[correlation.idxmax()]


def _surge_state(context: Context, panel: pd.DataFrame, freq: Freq, day: date) -> pd.DataFrame:
    """1 for series and periods within four weeks of a weekly surge, else 0; a surge is known when its week is over."""
    found = surging_series(context, "complaint", "W", upto=day)
    state = pd.DataFrame(0.0, index=panel.index, columns=panel.columns)
    delay = timedelta(days=6 if freq == "D" else 0)
    for name, period in zip(found["series"], pd.DatetimeIndex(found["period"]), strict=True):
        if name in state.columns:
            known = period + delay
            state.loc[(state.index >= known) & (state.index < known + timedelta(days=SURGE_MEMORY_DAYS)), name] = 1.0
    return state

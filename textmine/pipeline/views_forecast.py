"""The newest forecast as the page shows it: one series with its past, and a table of all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from textmine.errors import TextmineError
from textmine.pipeline.chapters.outlook import GROUPS, latest_forecast, series_name
from textmine.pipeline.context import Context
from textmine.pipeline.panels import (
    covered_days,
    daily_counts,
    label_rows,
    last_day,
    signal_documents,
    signals_in_use,
)
from textmine.store.ledger import forecasts
from textmine.trends import build_panel

PAST_WEEKS: Final = 26
GROUP_NAMES: Final[dict[str, str]] = {"total": "전체"} | GROUPS
FEW: Final = 5


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One series of the forecast: four weeks ahead (documents, 80 % range) against the last four and a year ago."""

    series: str
    name: str
    group: str
    expected: float
    low: float
    high: float
    last: float | None
    year_ago: float | None
    peak: date

    @property
    def change(self) -> float | None:
        """Against the last four weeks; None where they are unknown or too few."""
        return self.expected / self.last - 1 if self.last is not None and self.last >= FEW else None


@dataclass(frozen=True, slots=True)
class Fan:
    """A series by Mondays: ``past`` until the forecast begins, then mean and ranges; None where unknown."""

    series: str
    name: str
    weeks: tuple[date, ...]
    past: tuple[float | None, ...]
    mean: tuple[float | None, ...]
    ranges: dict[int, tuple[tuple[float | None, ...], tuple[float | None, ...]]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The newest forecast; ``as_of`` is the last day whose data took part."""

    as_of: date
    lines: tuple[SeriesLine, ...]
    history: pd.DataFrame
    issued: pd.DataFrame
    names: dict[str, str]


def forecast_state(context: Context) -> tuple[object, ...]:
    """What changes when a forecast is issued."""
    with context.ledger.read() as connection:
        return forecasts.newest(connection)


def read_outlook(context: Context) -> Outlook | None:
    """The newest forecast with the past of its series; None before the first one."""
    day = last_day(context)
    issued = latest_forecast(context, day) if day is not None else pd.DataFrame()
    if day is None or issued.empty:
        return None
    signals = signals_in_use(context, upto=day)
    rows = pd.concat([
        label_rows(context, "complaint", upto=day),
        daily_counts(signal_documents(context, "complaint", signals, upto=day)),
    ], ignore_index=True).drop_duplicates(["series", "civil_date"])
    history = build_panel(rows, covered_days(context, "complaint", upto=day), freq="D")
    names = {one.signal_id: one.name for one in signals}
    daily = issued[issued["freq"] == "D"]
    lines = tuple(_line(str(name), own, history, day, names) for name, own in daily.groupby("unique_id", sort=True))
    return Outlook(day, lines, history, issued, names)


def pick_lines(outlook: Outlook, group: str, departments: Collection[str] | None = None) -> Sequence[SeriesLine]:
    """Series of a group, those with most complaints ahead first; of departments only those that the reader sees."""
    own = [line for line in outlook.lines if line.group == group]
    if departments is not None and group == "department:":
        own = [line for line in own if line.name in departments]
    return sorted(own, key=lambda line: (-line.expected, line.series))


def draw_fan(outlook: Outlook, series: str) -> Fan:
    """Weekly past and forecast of one series.

    Raises
    ------
    TextmineError
        The forecast has no such series.
    """
    rows = outlook.issued[(outlook.issued["unique_id"] == series) & (outlook.issued["freq"] == "W")]
    if rows.empty:
        raise TextmineError(f"'{series}' 예보가 없습니다. 예보 목록에서 다시 고르세요.")
    past = _weekly(outlook.history[series]) if series in outlook.history.columns else pd.Series(dtype=float)
    ahead = [pd.Timestamp(day).date() for day in rows["ds"]]
    mondays = [day.date() for day in pd.DatetimeIndex(past.index)]
    known = {day: float(n) for day, n in zip(mondays, past, strict=True) if not pd.isna(n)}
    first = ahead[0] - timedelta(weeks=PAST_WEEKS)
    before = [first + timedelta(weeks=n) for n in range(PAST_WEEKS)]
    blank: tuple[None, ...] = (None,) * PAST_WEEKS
    nothing: tuple[None, ...] = (None,) * len(ahead)

    def figures(column: str) -> tuple[float | None, ...]:
        return (*blank, *(float(value) for value in rows[column]))

    return Fan(
        series, series_name(series, outlook.names), (*before, *ahead),
        (*(known.get(week) for week in before), *nothing), figures("mean"),
        {level: (figures(f"lo-{level}"), figures(f"hi-{level}")) for level in (95, 80)},
    )


def _line(series: str, rows: pd.DataFrame, history: pd.DataFrame, day: date, names: dict[str, str]) -> SeriesLine:
    group = "total" if series == "total" else series.split(":", 1)[0] + ":"
    peak = rows.iloc[int(rows["mean"].to_numpy().argmax())]["ds"]
    return SeriesLine(
        series, series_name(series, names), group, float(rows["mean"].sum()), float(rows["lo-80"].sum()),
        float(rows["hi-80"].sum()), _total(history, series, day - timedelta(days=27)),
        _total(history, series, day - timedelta(days=363)), pd.Timestamp(peak).date(),
    )  # fmt: skip


def _total(history: pd.DataFrame, series: str, first: date) -> float | None:
    """Sum of 28 days; None where a day is missing or before the data."""
    if series not in history.columns or pd.Timestamp(first) < history.index[0]:
        return None
    days = history[series].loc[pd.Timestamp(first) : pd.Timestamp(first + timedelta(days=27))]
    return None if days.isna().any() else float(days.sum())


def _weekly(series: pd.Series) -> pd.Series:
    weeks = pd.DatetimeIndex(series.index).to_period("W-SUN").start_time
    return series.groupby(weeks).sum(min_count=7)

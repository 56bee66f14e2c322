"""The forecast: what each department should expect in the next four weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from textmine.pipeline.context import Context
from textmine.pipeline.panels import covered_days, daily_counts, label_rows, signal_documents
from textmine.report import Block, Column, Paragraph, Section, TableBlock
from textmine.report.charts import forecast_chart
from textmine.store.ledger import forecasts
from textmine.trends import build_panel
from textmine.types import Freq, Signal

GROUPS = {"department:": "부서", "category:": "분야", "pack:": "주시 신호", "topic:": "토픽"}
CHARTS = 4
LOOK_BACK_DAYS = 182
LEAST_A_DAY = 1 / 7  # a quieter series is a line of zeros
MAX_ROWS = 12
WEEKDAYS = "월화수목금토일"
FEW = 50  # fewer documents in four weeks make a percentage of change mislead
SAME = 0.02  # relative changes below this read as no change

Row = tuple[str, float, float | None, float | None, float | None, str, float]


def latest_forecast(context: Context, as_of: date) -> pd.DataFrame:
    """Rows [unique_id, freq, ds, mean, median, lo-80, hi-80, lo-95, hi-95] of the latest forecast for ``as_of``."""
    with context.ledger.read() as connection:
        return forecasts.latest(connection, as_of=as_of)


def outlook_section(context: Context, as_of: date, signals: Sequence[Signal]) -> Section | None:
    """Section with fan charts of the total and the largest departments, and a table of every series.

    ``signals`` are counted in the past too, and give the series their Korean names.
    """
    issued = latest_forecast(context, as_of)
    if issued.empty:
        return None
    weekly = issued[issued["freq"] == "W"]
    daily = issued[issued["freq"] == "D"]
    names = {s.signal_id: s.name for s in signals}
    history = _history(context, as_of, signals)
    blocks: list[Block] = []
    for name in _chart_order(daily, history):
        rows = weekly[weekly["unique_id"] == name]
        freq: Freq = "W" if len(rows) else "D"
        rows = rows if len(rows) else daily[daily["unique_id"] == name]
        past = _past(history[name], freq)
        blocks.append(forecast_chart(
            past, rows, caption=f"{series_name(name, names)} 민원 예보", freq=freq,
            history_periods=40 if freq == "W" else 84,
        ))
    blocks += _tables(daily, history, as_of, names)
    lead, note = _total_sentences(daily, history, as_of)
    if note:
        blocks.append(Paragraph(note, "note"))
    return Section("forecast", "4주 앞 민원 예보", lead, tuple(blocks))


def series_name(series: str, names: dict[str, str]) -> str:
    """Korean name of a series for a reader."""
    if series == "total":
        return "전체"
    return names.get(series) or series.split(":", 1)[1]


def _history(context: Context, as_of: date, signals: Sequence[Signal]) -> pd.DataFrame:
    rows = pd.concat([
        label_rows(context, "complaint", upto=as_of),
        daily_counts(signal_documents(context, "complaint", signals, upto=as_of)),
    ], ignore_index=True).drop_duplicates(["series", "civil_date"])
    return build_panel(rows, covered_days(context, "complaint", upto=as_of), freq="D")


def _chart_order(daily: pd.DataFrame, history: pd.DataFrame) -> list[str]:
    known = [name for name in daily["unique_id"].unique() if name in history.columns]
    departments = [name for name in known if name.startswith("department:")] or [
        name for name in known if name.startswith("category:")
    ]
    busy = [name for name in departments if history[name].tail(LOOK_BACK_DAYS).mean() >= LEAST_A_DAY]
    largest = history[busy].tail(365).sum().sort_values(ascending=False, kind="stable").index[: CHARTS - 1]
    return [name for name in ("total", *largest) if name in known]


def _past(series: pd.Series, freq: Freq) -> pd.DataFrame:
    if freq == "W":
        weeks = pd.DatetimeIndex(series.index).to_period("W-SUN").start_time
        series = series.groupby(weeks).sum(min_count=7)
    return series.rename("y").rename_axis("ds").reset_index()


def _four_weeks(daily: pd.DataFrame, name: str) -> tuple[float, float, float] | None:
    rows = daily[daily["unique_id"] == name]
    if rows.empty:
        return None
    return float(rows["mean"].sum()), float(rows["lo-80"].sum()), float(rows["hi-80"].sum())


def _total_sentences(daily: pd.DataFrame, history: pd.DataFrame, as_of: date) -> tuple[str, str]:
    """What to expect of all complaints, and how sure that is; the note is empty without a forecast of the total."""
    total = _four_weeks(daily, "total")
    if total is None:
        return "예보할 만큼 쌓인 계열만 싣습니다.", ""
    lead = f"앞으로 4주 동안 민원은 {total[0]:,.0f}건쯤"
    last = _span_total(history, "total", as_of - timedelta(days=27))
    change = _change(total[0], last)
    if change is None or last is None or last < FEW:
        lead += "일 것으로 봅니다" + (f"(지난 4주 {last:,.0f}건)." if last else ".")
    elif abs(change) < SAME:
        lead += f"으로, 지난 4주({last:,.0f}건)와 비슷할 것으로 봅니다."
    else:
        lead += f"으로, 지난 4주({last:,.0f}건)보다 {abs(change):.0%} {'많을' if change > 0 else '적을'} 것으로 봅니다."
    return lead, (
        f"날마다의 80% 구간을 더하면 4주에 {total[1]:,.0f}~{total[2]:,.0f}건입니다. 모든 날이 함께 많거나 적을 때의 "
        "값이라 실제로 그 끝에 닿는 일은 드뭅니다."
    )


def _tables(daily: pd.DataFrame, history: pd.DataFrame, as_of: date, names: dict[str, str]) -> list[Block]:
    blocks: list[Block] = []
    for prefix, title in GROUPS.items():
        ids = sorted({name for name in daily["unique_id"] if name.startswith(prefix)})
        rows = [_row(name, daily, history, as_of, names) for name in ids]
        rows = [row for row in rows if row[1] >= 1 or (row[2] or 0) >= 1]
        rows.sort(key=lambda row: -row[1])
        if rows:
            blocks.append(_table(title, rows))
    return blocks


def _table(title: str, rows: list[Row]) -> TableBlock:
    left_out = f"{len(rows)}개 가운데 예상이 많은 {MAX_ROWS}개입니다. " if len(rows) > MAX_ROWS else ""
    return TableBlock(
        (Column(title), Column("앞으로 4주", "integer", "건"), Column("지난 4주", "integer", "건"),
         Column("지난 4주 대비", "change"), Column("작년 대비", "change"), Column("가장 많을 날", align="right"),
         Column("그날 상한", "integer", "건")),
        tuple(rows[:MAX_ROWS]), caption=f"{title}별 4주 예보",
        note=f"{left_out}'작년'은 52주 앞의 같은 4주, '그날 상한'은 95% 구간의 위쪽 끝입니다. "
        "'–'는 견줄 기간에 자료가 없거나 너무 적다는 뜻입니다.",
    )


def _row(
    name: str, daily: pd.DataFrame, history: pd.DataFrame, as_of: date, names: dict[str, str]
) -> Row:
    rows = daily[daily["unique_id"] == name]
    expected = float(rows["mean"].sum())
    peak = rows.iloc[int(rows["mean"].to_numpy().argmax())]
    peak_day = pd.Timestamp(peak["ds"]).date()
    last = _span_total(history, name, as_of - timedelta(days=27))
    year_ago = _span_total(history, name, as_of - timedelta(days=363))
    return (
        series_name(name, names), round(expected), last, _change(expected, last), _change(expected, year_ago),
        f"{peak_day.month}. {peak_day.day}.({WEEKDAYS[peak_day.weekday()]})", float(peak["hi-95"]),
    )


def _span_total(history: pd.DataFrame, name: str, first: date) -> float | None:
    """Sum of 28 days; None where a day is missing or before the data."""
    if name not in history.columns or pd.Timestamp(first) < history.index[0]:
        return None
    days = history[name].loc[pd.Timestamp(first) : pd.Timestamp(first + timedelta(days=27))]
    return None if days.isna().any() else float(days.sum())


def _change(expected: float, before: float | None) -> float | None:
    return None if before is None or before < 5 else expected / before - 1

"""All documents per week with what was expected of them, and where the complaints come from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from textmine.pipeline.chapters.window import Window
from textmine.pipeline.context import Context
from textmine.pipeline.panels import covered_days, label_rows
from textmine.report import Block, ChartBlock, Section
from textmine.report.charts import region_heat_chart, time_series_chart
from textmine.report.wording import number, period_full_name
from textmine.text.josa import josa
from textmine.trends import build_panel, default_calendar, detect_surges
from textmine.types import KIND_NAMES, Kind

WEEKS_SHOWN = 78
LEAST_WEEKS = 8
HEAT_WEEKS = 10
LEAST_REGIONS = 3
LEAST_HEAT_DOCUMENTS = 60


def overview_section(context: Context, windows: Sequence[Window], as_of: date) -> Section | None:
    """Section with a weekly chart of every dated kind and a region × week grid of complaints; None on undated text."""
    blocks: list[Block] = []
    leads: list[str] = []
    for window in windows:
        if not window.is_dated:
            continue
        weeks = _weekly_totals(context, window.kind, as_of)
        if len(weeks) < LEAST_WEEKS:
            continue
        marked = _with_expectation(context, weeks)
        blocks.append(_chart(marked, window.kind, context.settings.watch.max_p))
        leads.append(_lead(marked, window.kind))
    if not blocks:
        return None
    heat = _region_heat(context, as_of)
    return Section("overview", "글이 얼마나 오나", " ".join(leads[:2]), (*blocks, *([heat] if heat else [])))


def _weekly_totals(context: Context, kind: Kind, as_of: date) -> pd.Series:
    """Documents of finished Monday weeks; NaN where a day is missing."""
    rows = label_rows(context, kind, upto=as_of)
    panel = build_panel(rows[rows["series"] == "total"], covered_days(context, kind, upto=as_of), freq="W")
    finished = panel.index <= pd.Timestamp(as_of - timedelta(days=6))
    return _without_empty_ends(panel.loc[finished, "total"])


def _without_empty_ends(weeks: pd.Series) -> pd.Series:
    known = weeks.dropna()
    return known if known.empty else weeks.loc[known.index[0] : known.index[-1]]


def _with_expectation(context: Context, weeks: pd.Series) -> pd.DataFrame:
    """Frame [period, observed, expected, upper, surge] of the weeks to show, each judged by the weeks before it."""
    calendar = default_calendar(weeks.index[0].date(), weeks.index[-1].date() + timedelta(days=7))
    judged = detect_surges(weeks.to_frame("total"), monitor=WEEKS_SHOWN, calendar=calendar)
    known = judged["expected"].notna()
    surge = (judged["p_value"] <= context.settings.watch.max_p) & (judged["observed"] > judged["upper"])
    return pd.DataFrame({
        "period": judged["period"], "observed": judged["observed"], "expected": judged["expected"],
        "upper": judged["upper"].where(known), "surge": surge,
    })


def _chart(marked: pd.DataFrame, kind: Kind, max_p: float) -> ChartBlock:
    return time_series_chart(
        marked, caption=f"한 주의 {KIND_NAMES[kind]} 건수", freq="W", name=KIND_NAMES[kind],
        note="끝난 주만 그렸고, 하루라도 자료가 없는 주는 비웠습니다. "
        f"'급증'은 상한(100번에 한 번꼴)을 넘고 유의확률이 {max_p:g} 이하인 주입니다.",
    )


def _lead(marked: pd.DataFrame, kind: Kind) -> str:
    last = marked.dropna(subset="observed").iloc[-1]
    week = period_full_name(last["period"].date(), "W")
    text = f"{week}의 {josa(KIND_NAMES[kind], '은/는')} {number(last['observed'])}건"
    if pd.isna(last["expected"]):
        return f"{text}입니다."
    place = "평소 범위를 넘었습니다" if last["observed"] > last["upper"] else "평소 범위 안입니다"
    return f"{text}으로 {place}(예상 {number(last['expected'])}건)."


def _region_heat(context: Context, as_of: date) -> ChartBlock | None:
    first = as_of - timedelta(days=as_of.weekday() + 7 * HEAT_WEEKS - (7 if as_of.weekday() == 6 else 0))
    last = first + timedelta(days=7 * HEAT_WEEKS - 1)
    found = context.mart.query(
        "select region, date_trunc('week', civil_date)::date as period, count(*) as value from documents "
        "where kind = 'complaint' and region <> '' and civil_date between ? and ? group by all order by all",
        [first, last],
    )
    if found["region"].nunique() < LEAST_REGIONS or found["value"].sum() < LEAST_HEAT_DOCUMENTS:
        return None
    return region_heat_chart(
        found, caption="지역별 한 주의 민원 건수", freq="W", max_periods=HEAT_WEEKS, max_regions=12,
        note="지역을 알 수 있는 민원만 셌고 많은 곳부터 12곳까지 실었습니다. 인구를 감안하지 않은 건수입니다.",
    )

"""Charts with their data tables: every function takes a frame and returns a :class:`ChartBlock`.

Each chart is drawn twice, for a page and for a phone, from one Altair description. Equal frames give
equal SVG. Dates are civil dates; the time axis is UTC so that no machine's clock shifts a day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeAlias

import altair as alt
import pandas as pd

from textmine.report import chart_layers, chart_tables, palette, wording
from textmine.report.chart_parts import (
    NARROW,
    ONE_ROW,
    WIDE,
    Key,
    Span,
    dataset,
    legend,
    require_columns,
    text_width,
    time_axis,
    to_date,
    to_number,
)
from textmine.report.content import ChartBlock, Column, TableBlock
from textmine.report.svg import Rows, chart_spec, draw_svg
from textmine.report.wording import Freq

Drawing: TypeAlias = alt.LayerChart | alt.FacetChart
Draw: TypeAlias = Callable[[int], Drawing]
Row: TypeAlias = dict[str, Any]


def time_series_chart(
    frame: pd.DataFrame, *, caption: str, freq: Freq = "W", unit: str = "건", name: str = "관측", alt_text: str = "",
    note: str = "", source: str = "", height: int = 230,
) -> ChartBlock:
    """A series with what was expected of it: solid line, dashed expectation, band to the upper bound, surges marked.

    Parameters
    ----------
    frame : DataFrame
        ``period`` (day, Monday of a week or first of a month) and ``observed`` (NaN = missing: the line breaks);
        optional ``expected``, ``lower``, ``upper`` (counts of ``unit``) and ``surge`` (bool).
    freq : "D", "W" or "M"
        How periods are named.

    Raises
    ------
    ValueError
        When a column is missing or the frame is empty.
    """
    require_columns(frame, "period", "observed")
    rows = _series_rows(frame)
    span = Span(rows[0]["period_date"], rows[-1]["period_date"])
    top = max((row[k] or 0.0 for row in rows for k in ("observed", "upper", "expected")), default=0.0)
    columns = {k for k in ("expected", "upper") if any(row[k] is not None for row in rows)}
    surges = [row for row in rows if row["surge"]]
    keys = [Key(name, palette.ACCENT, "line")]
    if "expected" in columns:
        keys.append(Key("예상", palette.EXPECTED, "dash"))
    if "upper" in columns:
        keys.append(Key("평소 범위(상한까지)", palette.ACCENT_SOFT, "band"))
    if surges:
        keys.append(Key("급증", palette.SURGE, "dot"))

    def draw(width: int) -> Drawing:
        x = time_axis(span, width)
        layers = chart_layers.band_and_lines(x, top, unit, columns)
        if surges:
            layers += chart_layers.surge_marks(surges, span, width)
        return alt.layer(*layers).properties(width=width, height=height)

    table = chart_tables.series_table(
        rows, caption=caption, freq=freq, unit=unit, name=name, columns=columns, surges=bool(surges))
    return _block(draw, {"rows": _drop_dates(rows)}, keys=keys, caption=caption, table=table, note=note, source=source,
                  alt_text=alt_text or chart_tables.series_alt(rows, caption, freq, unit))


def forecast_chart(
    history: pd.DataFrame, forecast: pd.DataFrame, *, caption: str, freq: Freq = "D", unit: str = "건",
    history_periods: int = 84, alt_text: str = "", note: str = "", source: str = "", height: int = 230,
) -> ChartBlock:
    """A fan: the last ``history_periods`` of the past, then the median with its 80 % and 95 % bands.

    Parameters
    ----------
    history : DataFrame
        ``ds``, ``y`` (NaN = missing).
    forecast : DataFrame
        ``ds``, ``median``, ``lo-80``, ``hi-80``, ``lo-95``, ``hi-95`` of one series (columns of ``forecast_counts``).
    """
    require_columns(history, "ds", "y")
    require_columns(forecast, "ds", "median", "lo-80", "hi-80", "lo-95", "hi-95")
    past: list[Row] = [{"period": to_date(d).isoformat(), "y": to_number(y)}
            for d, y in history.sort_values("ds")[["ds", "y"]].tail(history_periods).itertuples(index=False)]
    names = {"median": "median", "lo-80": "lo80", "hi-80": "hi80", "lo-95": "lo95", "hi-95": "hi95"}
    ahead: list[Row] = [{"period": to_date(row["ds"]).isoformat()}
                        | {new: to_number(row[old]) for old, new in names.items()}
             for row in forecast.sort_values("ds").to_dict("records")]
    span = Span(date.fromisoformat(past[0]["period"]), date.fromisoformat(ahead[-1]["period"]))
    top = max([row["y"] or 0.0 for row in past] + [row["hi95"] or 0.0 for row in ahead])
    keys = [Key("실제", palette.ACCENT, "line"), Key("예측(중앙값)", palette.FORECAST, "dash"),
            Key("80% 구간", palette.FORECAST_80, "band"), Key("95% 구간", palette.FORECAST_95, "band")]

    def draw(width: int) -> Drawing:
        layers = chart_layers.fan_layers(time_axis(span, width), top, unit)
        return alt.layer(*layers).properties(width=width, height=height)

    table = chart_tables.forecast_table(ahead, caption=caption, freq=freq, unit=unit)
    return _block(draw, {"past": past, "ahead": ahead, "start": ahead[:1]}, keys=keys, caption=caption, table=table,
                  alt_text=alt_text or chart_tables.forecast_alt(ahead, caption, freq, unit), note=note, source=source)


def bar_chart(
    frame: pd.DataFrame, *, caption: str, unit: str = "건", label_title: str = "핵심어", value_title: str = "문서 수",
    emphasised: frozenset[str] = frozenset(), emphasis_name: str = "급증", alt_text: str = "", note: str = "",
    source: str = "",
) -> ChartBlock:
    """Horizontal bars, in the order of ``frame`` (``label``, ``value``), each with its number.

    Labels in ``emphasised`` are drawn in the colour of surges and named in the legend.
    """
    require_columns(frame, "label", "value")
    rows: list[Row] = [{"label": str(r["label"]), "value": to_number(r["value"]) or 0.0,
                        "text": wording.number(to_number(r["value"]) or 0.0),
                        "marked": str(r["label"]) in emphasised} for r in frame.to_dict("records")]
    order: list[str] = [row["label"] for row in rows]
    room = max(text_width(row["text"]) for row in rows) + 8
    keys = [Key(emphasis_name, palette.SURGE, "band"), Key("그 밖", palette.ACCENT, "band")]
    marked = any(row["marked"] for row in rows)
    top = max(row["value"] for row in rows)

    def draw(width: int) -> Drawing:
        limit = 150 if width > NARROW else 110
        inner = width + 36 - min(limit, int(max(text_width(label, 13) for label in order)))
        layers = chart_layers.bar_layers(order, top, inner, room, limit=limit)
        return alt.layer(*layers).properties(
            width=inner, height=alt.Step(25))

    columns = (Column(label_title), Column(value_title, "integer", unit))
    table = TableBlock(columns, tuple((row["label"], row["value"]) for row in rows), caption)
    best = f"{order[0]} {rows[0]['text']}{unit}"
    text = alt_text or f"{caption}. 막대그래프 {len(rows)}개 항목, 가장 큰 것은 {best}입니다."
    return _block(draw, {"rows": rows}, keys=keys if marked else (), caption=caption, table=table, alt_text=text,
                  note=note, source=source)


def topic_share_chart(
    frame: pd.DataFrame, *, caption: str, freq: Freq = "W", max_topics: int = 9, alt_text: str = "", note: str = "",
    source: str = "",
) -> ChartBlock:
    """Small multiples: the share of documents of each topic over time, one panel a topic, the largest first.

    ``frame``: ``period``, ``topic`` (label), ``share`` (0..1). Topics beyond ``max_topics`` stay in the table.
    """
    require_columns(frame, "period", "topic", "share")
    wide = frame.assign(period=frame["period"].map(to_date)).pivot_table(
        index="period", columns="topic", values="share", aggfunc="sum").sort_index()
    means = wide.mean().sort_index().sort_values(ascending=False, kind="stable")
    shown = [str(t) for t in means.index[:max_topics]]
    rows = [{"period": day.isoformat(), "topic": topic, "share": to_number(wide.at[day, topic])}
            for topic in shown for day in wide.index]
    span = Span(wide.index[0], wide.index[-1])
    top = max((row["share"] or 0.0 for row in rows), default=0.0)

    def draw(width: int) -> Drawing:
        return chart_layers.topic_panels(shown, span, top, columns=3 if width > NARROW else 2, width=width)

    table = TableBlock(
        (Column("주제"), Column("처음", "share"), Column("마지막", "share"), Column("평균", "share"),
         Column("가장 높았던 때")),
        tuple(chart_tables.topic_row(str(topic), wide[topic].dropna(), freq) for topic in means.index), caption,
        note=f"{wording.period_full_name(span.first, freq)}부터 {wording.period_full_name(span.last, freq)}까지")
    text = alt_text or f"{caption}. 주제 {len(shown)}개의 비중 변화, 평균 비중이 가장 큰 주제는 {shown[0]}입니다."
    return _block(draw, {"rows": rows}, caption=caption, table=table, alt_text=text, note=note, source=source)


def region_heat_chart(
    frame: pd.DataFrame, *, caption: str, freq: Freq = "W", unit: str = "건", max_regions: int = 15,
    max_periods: int = 10, alt_text: str = "", note: str = "", source: str = "",
) -> ChartBlock:
    """A region × period grid: darker is more, the number stands in its cell, the busiest region on top.

    ``frame``: ``region``, ``period``, ``value``; a missing pair is an empty cell. A phone shows the last five periods.
    """
    require_columns(frame, "region", "period", "value")
    grid: pd.DataFrame = frame.assign(period=frame["period"].map(to_date)).pivot_table(
        index="region", columns="period", values="value", aggfunc="sum")
    days: list[date] = [to_date(day) for day in grid.columns[-max_periods:]]
    totals = grid[days].sum(axis=1).sort_index().sort_values(ascending=False, kind="stable")
    regions = [str(r) for r in totals.index[:max_regions]]
    top = float(grid[days].loc[regions].max().max())
    rows = [{"region": r, "period": wording.short_date(d) if freq != "M" else f"{d.month}월", "order": i,
             "value": to_number(grid.at[r, d])} for r in regions for i, d in enumerate(days)]
    cells = [row for row in rows if row["value"] is not None]

    def draw(width: int) -> Drawing:
        first = 0 if width > NARROW else max(0, len(days) - 5)
        return alt.layer(*chart_layers.heat_layers(regions, first, len(days), top, width)).properties(
            width=width - 20, height=alt.Step(30))

    periods = (Column(wording.period_name(d, freq), "integer") for d in days)
    columns = (Column("지역"), *periods, Column("합계", "integer"))
    table = TableBlock(columns, tuple(
        (r, *(to_number(grid.at[r, d]) for d in days), float(totals[r])) for r in regions), caption,
        note=f"단위: {unit}")
    text = alt_text or (f"{caption}. 지역 {len(regions)}곳 가운데 합계가 가장 많은 곳은 "
                        f"{regions[0]}({wording.number(float(totals.iloc[0]))}{unit})입니다.")
    return _block(draw, {"rows": cells}, caption=caption, table=table, alt_text=text, note=note, source=source)


def sparkline(
    frame: pd.DataFrame, *, caption: str, freq: Freq = "W", unit: str = "건", alt_text: str = "", width: int = 220,
    height: int = 56,
) -> ChartBlock:
    """A small line with its usual range and a dot on the last period, for a card. Columns as in the time series."""
    require_columns(frame, "period", "observed")
    rows = _series_rows(frame)
    span = Span(rows[0]["period_date"], rows[-1]["period_date"])
    top = max((row[k] or 0.0 for row in rows for k in ("observed", "upper")), default=0.0) or 1.0
    columns = {k for k in ("expected", "upper") if any(row[k] is not None for row in rows)}

    def draw(_: int) -> Drawing:
        x = time_axis(span, width).axis(None)
        y = alt.Y("observed:Q", scale=alt.Scale(domain=[0, top * 1.1], nice=False), axis=None)
        base = alt.Chart(dataset("rows"))
        layers = [base.mark_line(color=palette.ACCENT, strokeWidth=1.8, interpolate="monotone").encode(x=x, y=y),
                  alt.Chart(dataset("last")).mark_point(
                      color=palette.SURGE if rows[-1]["surge"] else palette.ACCENT, filled=True, size=60, opacity=1,
                  ).encode(x=x, y=y)]
        if "upper" in columns:
            layers.insert(0, base.mark_area(color=palette.ACCENT_SOFT, opacity=1).encode(
                x=x, y=alt.Y("lower:Q", axis=None), y2="upper:Q"))
        return alt.layer(*layers).properties(width=width, height=height)

    table = chart_tables.series_table(
        rows, caption=caption, freq=freq, unit=unit, name="관측", columns=columns, surges=False)
    plain_rows = _drop_dates(rows)
    return _block(draw, {"rows": plain_rows, "last": plain_rows[-1:]}, caption=caption, table=table,
                  alt_text=alt_text or chart_tables.series_alt(rows, caption, freq, unit), narrow=False)


def _block(
    draw: Draw, datasets: dict[str, Rows], *, caption: str, table: TableBlock, alt_text: str, keys: Sequence[Key] = (),
    note: str = "", source: str = "", narrow: bool = True,
) -> ChartBlock:
    datasets = datasets | {ONE_ROW: [{"n": 1}]}
    spec = chart_spec(draw(WIDE), datasets, more_layers=legend(keys, WIDE))
    svg_narrow = ""
    if narrow:
        svg_narrow = draw_svg(chart_spec(draw(NARROW), datasets, more_layers=legend(keys, NARROW), validate=False))
    return ChartBlock(caption=caption, alt=alt_text, table=table, svg=draw_svg(spec), svg_narrow=svg_narrow, spec=spec,
                      note=note, source=source)


def _series_rows(frame: pd.DataFrame) -> list[Row]:
    rows = []
    for record in frame.sort_values("period", kind="stable").to_dict("records"):
        day = to_date(record["period"])
        values = {k: to_number(record.get(k)) for k in ("observed", "expected", "lower", "upper")}
        surge = record.get("surge")
        is_surge = surge is not None and not pd.isna(surge) and bool(surge)
        rows.append({"period": day.isoformat(), "period_date": day} | values
                    | {"lower": values["lower"] or 0.0, "surge": is_surge})
    return rows


def _drop_dates(rows: list[Row]) -> list[Row]:
    return [{k: v for k, v in row.items() if k != "period_date"} for row in rows]

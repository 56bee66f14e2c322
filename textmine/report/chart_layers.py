"""The marks of each chart as Altair layers over named datasets (rows, past, ahead, start)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import altair as alt

from textmine.report import palette, wording
from textmine.report.chart_parts import Span, dataset, text_width, time_axis, value_axis

_LABELLED_SURGES = 4


def band_and_lines(x: alt.X, top: float, unit: str, columns: set[str]) -> list[alt.Chart]:
    """Usual range, expectation and observation of ``rows``, from back to front."""
    base = alt.Chart(dataset("rows"))
    layers = []
    if "upper" in columns:
        layers.append(base.mark_area(color=palette.ACCENT_SOFT, opacity=1).encode(
            x=x, y=value_axis("lower", top, unit=unit), y2="upper:Q"))
    if "expected" in columns:
        layers.append(base.mark_line(color=palette.EXPECTED, strokeWidth=1.6, strokeDash=[5, 3]).encode(
            x=x, y=value_axis("expected", top, unit=unit)))
    layers.append(base.mark_line(color=palette.ACCENT, strokeWidth=2.2).encode(
        x=x, y=value_axis("observed", top, unit=unit)))
    return layers


def surge_marks(surges: Sequence[dict[str, Any]], span: Span, width: int) -> list[alt.Chart]:
    """A dot on every surge, and date and number on the strongest ones that have room."""
    dots = alt.Chart(dataset("rows")).transform_filter("datum.surge").mark_point(
        color=palette.SURGE, filled=True, size=70, opacity=1).encode(x="period:T", y="observed:Q")
    return [dots, *(_surge_label(row, span, width) for row in _labelled(surges, span, width))]


def fan_layers(x: alt.X, top: float, unit: str) -> list[alt.Chart]:
    """History ``past``, bands and median of ``ahead``, and a rule where the forecast begins (``start``)."""
    ahead = alt.Chart(dataset("ahead"))
    bands = [
        ahead.mark_area(color=colour, opacity=1).encode(
            x=x, y=value_axis(f"lo{level}", top, unit=unit), y2=f"hi{level}:Q")
        for level, colour in ((95, palette.FORECAST_95), (80, palette.FORECAST_80))
    ]
    start = alt.Chart(dataset("start"))
    return [
        *bands,
        start.mark_rule(color=palette.EXPECTED, strokeDash=[2, 3]).encode(x="period:T"),
        start.mark_text(text="예측 시작", align="right", dx=-6, y=4, color=palette.MUTED).encode(x="period:T"),
        alt.Chart(dataset("past")).mark_line(color=palette.ACCENT, strokeWidth=2).encode(
            x=x, y=value_axis("y", top, unit=unit)),
        ahead.mark_line(color=palette.FORECAST, strokeWidth=2.2, strokeDash=[6, 3]).encode(
            x=x, y=value_axis("median", top, unit=unit)),
    ]


def bar_layers(order: Sequence[str], top: float, width: int, room: float, *, limit: int) -> list[alt.Chart]:
    """Bars of ``rows`` in ``order`` with their numbers at the end; ``room`` pixels are kept for the numbers."""
    y = alt.Y("label:N", sort=list(order), axis=alt.Axis(title=None, grid=False, labelColor=palette.INK,
                                                        labelFontSize=13, labelLimit=limit))
    end = (top or 1.0) * width / max(width - room, 1)
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, end], nice=False))
    base = alt.Chart(dataset("rows"))
    colour = alt.condition("datum.marked", alt.value(palette.SURGE), alt.value(palette.ACCENT))
    return [
        base.mark_bar(height=15, cornerRadiusEnd=2).encode(x=x, y=y, color=colour),
        base.mark_text(align="left", dx=6).encode(x=x, y=y, text="text:N"),
    ]


def topic_panels(topics: Sequence[str], span: Span, top: float, *, columns: int, width: int) -> alt.FacetChart:
    """One small panel a topic with a common scale."""
    panel = (width - (columns - 1) * 34) // columns
    x = time_axis(span, panel)
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, (top or 0.01) * 1.1], nice=False),
              axis=alt.Axis(title=None, tickCount=3, format=".0%"))
    # Layers of a facet must not name data of their own: each panel would then draw every topic.
    base = alt.Chart()
    layers = alt.layer(
        base.mark_area(color=palette.ACCENT_SOFT, opacity=1).encode(x=x, y=y),
        base.mark_line(color=palette.ACCENT, strokeWidth=1.8).encode(x=x, y=y),
        data=dataset("rows"),
    ).properties(width=panel, height=84)
    header = alt.Header(title=None, labelLimit=panel + 20, labelFontSize=13 if columns > 2 else 12)
    panels: alt.FacetChart = layers.facet(
        facet=alt.Facet("topic:N", sort=list(topics), header=header),
        columns=columns, spacing={"row": 14, "column": 18},
    ).resolve_axis(x="independent")
    return panels


def heat_layers(regions: Sequence[str], first: int, count: int, top: float, width: int) -> list[alt.Chart]:
    """Cells of ``rows`` from period ``first`` on: colour by amount and the number inside."""
    narrow = (width - 20) // (count - first) < 62
    label = "split(datum.label, ' ')" if narrow else "datum.label"
    x = alt.X("period:O", sort=alt.EncodingSortField("order", op="min"),
              axis=alt.Axis(title=None, orient="top", labelAngle=0, domain=False, ticks=False, labelExpr=label,
                            labelPadding=20 if narrow else 6))
    y = alt.Y("region:N", sort=list(regions), axis=alt.Axis(title=None, labelColor=palette.INK, labelFontSize=13))
    base = alt.Chart(dataset("rows")).transform_filter(f"datum.order >= {first}")
    scale = alt.Scale(domain=[0, top or 1.0], range=list(palette.RAMP), interpolate="rgb")
    dark = f"datum.value > {(top or 1.0) * palette.RAMP_DARK_FROM:.6f}"
    return [
        base.mark_rect(stroke=palette.PAPER, strokeWidth=2, cornerRadius=3).encode(
            x=x, y=y, color=alt.Color("value:Q", scale=scale, legend=None)),
        base.mark_text(fontSize=12).encode(
            x=x, y=y, text=alt.Text("value:Q", format=",.0f"),
            color=alt.condition(dark, alt.value(palette.PAPER), alt.value(palette.BLACK))),
    ]


def _labelled(surges: Sequence[dict[str, Any]], span: Span, width: int) -> list[dict[str, Any]]:
    """The strongest surges whose labels do not run into each other."""
    chosen: list[dict[str, Any]] = []
    for row in sorted(surges, key=lambda r: (-(r["observed"] or 0.0), r["period"])):
        place = _place(row, span, width)
        if all(abs(place - _place(other, span, width)) > 110 for other in chosen) and len(chosen) < _LABELLED_SURGES:
            chosen.append(row)
    return chosen


def _surge_label(row: dict[str, Any], span: Span, width: int) -> alt.Chart:
    text = f"{wording.short_date(row['period_date'])} {wording.number(row['observed'] or 0)}"
    place, half = _place(row, span, width), text_width(text) / 2
    align: Literal["left", "right", "center"] = (
        "left" if place < half else "right" if place > width - half else "center")
    label: alt.Chart = alt.Chart(dataset("rows")).transform_filter(
        f"utcFormat(datum.period, '%Y-%m-%d') === '{row['period']}'").mark_text(
        text=text, align=align, dy=-13, color=palette.SURGE, fontWeight="bold").encode(x="period:T", y="observed:Q")
    return label


def _place(row: dict[str, Any], span: Span, width: int) -> float:
    share: float = (row["period_date"] - span.first).days / max(span.days, 1)
    return share * width


"""Parts that the charts share: time axis with Korean dates, value axis, legend, frames to rows."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Literal, NamedTuple

import altair as alt
import pandas as pd

WIDE: Final = 700
NARROW: Final = 296
ONE_ROW: Final = "one"
_LEGEND_ROW: Final = 20
_DAY_LABEL: Final = "utcFormat(datum.value, '%-m월 %-d일')"
_YEAR_LABEL: Final = "utcFormat(datum.value, '%Y년')"
_MONTH_LABEL: Final = (
    "utcmonth(datum.value) === 0 || datum.index === 0 ? "
    "[utcFormat(datum.value, '%-m월'), utcFormat(datum.value, '%Y년')] : utcFormat(datum.value, '%-m월')"
)


class Key(NamedTuple):
    """One legend entry."""

    label: str
    colour: str
    mark: Literal["line", "dash", "band", "dot"]


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day of a time axis, both drawn."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days


def to_date(value: Any) -> date:
    """A calendar day from a Timestamp, datetime, date or ISO text."""
    return pd.Timestamp(value).date()


def to_number(value: Any) -> float | None:
    """A finite float, or None for a missing value."""
    if value is None or pd.isna(value) or not math.isfinite(value):
        return None
    # Three decimals are below one pixel and keep the page small.
    return round(float(value), 3)


def records(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Rows of a frame as dictionaries in frame order."""
    return frame.to_dict("records")


def require_columns(frame: pd.DataFrame, *names: str) -> None:
    """Raise ValueError when a column is missing or the frame is empty."""
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise ValueError(f"missing columns {missing}; got {list(frame.columns)}")
    if frame.empty:
        raise ValueError("a chart needs at least one row")


def time_axis(span: Span, width: int, *, field: str = "period", labels: bool = True) -> alt.X:
    """The x channel over ``span`` with ticks that fit ``width`` pixels and read "10월 5일"."""
    days, expression = _ticks(span, width)
    return alt.X(
        f"{field}:T",
        scale=alt.Scale(type="utc", domain=[_utc_ms(span.first), _utc_ms(span.last)]),
        axis=alt.Axis(title=None, values=[_utc_ms(day) for day in days], labelExpr=expression, labels=labels,
                      labelOverlap=True, labelFlush=False),
    )


def value_axis(field: str, top: float, *, unit: str) -> alt.Y:
    """The y channel from zero to a little above ``top``; the unit stands above the axis."""
    room = max(top * 1.12, 1.0)
    return alt.Y(
        f"{field}:Q",
        scale=alt.Scale(domain=[0, room], nice=False),
        axis=alt.Axis(
            title=f"({unit})" if unit else None, titleAngle=0, titleAlign="right", titleX=-6, titleY=-9,
            titleBaseline="bottom", tickCount=5, format=",d", tickMinStep=1, labelFlush=False,
        ),
    )


def legend(keys: Sequence[Key], width: int) -> list[dict[str, Any]]:
    """Vega-Lite layers that draw a legend above the plot, wrapped to ``width``; entries sit beside their sign.

    Plain dictionaries: as Altair objects these fixed marks would cost more time than the whole chart.
    """
    rows = _wrap_keys(keys, width)
    layers: list[dict[str, Any]] = []
    for index, row in enumerate(rows):
        y = -22 - _LEGEND_ROW * (len(rows) - 1 - index)
        for key, x in row:
            text = {"type": "text", "text": key.label, "align": "left", "baseline": "middle"}
            layers += [_layer(_sign(key), _sign_place(key, x, y)), _layer(text, {"x": x + 24, "y": y})]
    return layers


def dataset(name: str) -> alt.NamedData:
    """Reference to rows that :func:`textmine.report.svg.chart_spec` adds."""
    return alt.NamedData(name=name)


def text_width(text: str, size: int = 12) -> float:
    """Width of NanumGothic text in pixels, from its advance widths (Hangul 0.94 em, others about 0.58)."""
    return sum(0.94 if ord(c) > 0x2E7F else 0.58 for c in text) * size


def shorten(text: str, limit: int) -> str:
    """``text`` cut to ``limit`` characters with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _layer(mark: dict[str, Any], place: dict[str, float]) -> dict[str, Any]:
    return {"data": {"name": ONE_ROW}, "mark": mark,
            "encoding": {channel: {"value": value} for channel, value in place.items()}}


def _sign(key: Key) -> dict[str, Any]:
    match key.mark:
        case "band":
            return {"type": "rect", "color": key.colour}
        case "dot":
            return {"type": "point", "size": 80, "filled": True, "opacity": 1, "color": key.colour}
        case "dash":
            return {"type": "rule", "strokeWidth": 2, "strokeDash": [5, 3], "color": key.colour}
        case _:
            return {"type": "rule", "strokeWidth": 2.5, "color": key.colour}


def _sign_place(key: Key, x: float, y: float) -> dict[str, float]:
    match key.mark:
        case "band":
            return {"x": x, "x2": x + 18, "y": y - 6, "y2": y + 6}
        case "dot":
            return {"x": x + 9, "y": y}
        case _:
            return {"x": x, "x2": x + 18, "y": y}


def _wrap_keys(keys: Sequence[Key], width: int) -> list[list[tuple[Key, float]]]:
    rows: list[list[tuple[Key, float]]] = [[]]
    x = 0.0
    for key in keys:
        size = 24 + text_width(key.label) + 18
        if rows[-1] and x + size - 18 > width:
            rows.append([])
            x = 0.0
        rows[-1].append((key, x))
        x += size
    return rows


def _ticks(span: Span, width: int) -> tuple[list[date], str]:
    room = max(2, width // 80)
    for step in (1, 7, 14):
        if span.days // step <= room:
            return [span.first + timedelta(days=n) for n in range(0, span.days + 1, step)], _DAY_LABEL
    room = max(2, width // 48)
    months = span.days / 30.4
    step = next((s for s in (1, 2, 3, 6) if months / s <= room), 12)
    if step == 12:
        return _month_starts(span, 12), _YEAR_LABEL
    return _month_starts(span, step), _MONTH_LABEL


def _month_starts(span: Span, step: int) -> list[date]:
    """First days of every ``step``-th month counted from January."""
    count = span.first.year * 12 + span.first.month - 1
    starts = []
    while (day := date(count // 12, count % 12 + 1, 1)) <= span.last:
        if day >= span.first and (count % 12) % step == 0:
            starts.append(day)
        count += 1
    return starts or [span.first]


def _utc_ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)

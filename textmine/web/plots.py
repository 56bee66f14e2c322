"""Geometry of the page's charts: points in, SVG coordinates out. The template draws them, the style sheet colours them.

The publications draw with Altair. A page that must answer in 300 ms, follow the reader's dark mode and run under a
policy without inline styles needs marks with class names, and needs no second process for them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

WIDE, NARROW, HEIGHT = 760, 360, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 10, 12, 26
_TICKS: Final = 4

Value = float | None


class Mark(NamedTuple):
    """One shape: ``kind`` is its class in the style sheet, ``path`` SVG path data, ``title`` what hovering tells."""

    kind: str
    path: str
    title: str = ""


class Tick(NamedTuple):
    """A place on an axis in pixels, and what stands there."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawing of a chart at one width."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart for a page and for a phone, with what it says in words and as a table.

    ``keys`` are (class, name) of the legend; ``columns`` and ``rows`` the data table behind the picture.
    """

    label: str
    wide: Picture
    narrow: Picture
    keys: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Line(NamedTuple):
    """A series over the chart's periods; None breaks it."""

    kind: str
    name: str
    values: Sequence[Value]


class Band(NamedTuple):
    """A range over the chart's periods."""

    kind: str
    name: str
    low: Sequence[Value]
    high: Sequence[Value]


def draw(
    periods: Sequence[date], lines: Sequence[Line], bands: Sequence[Band] = (), *, bars: Sequence[Value] = (),
    hot: frozenset[date] = frozenset(), label: str, unit: str = "건", decimals: int = 0,
) -> Chart:  # fmt: skip
    """A chart of lines over bands, or of ``bars`` (those of ``hot`` periods stand out), all over the same periods."""
    everything = [*bars, *(v for line in lines for v in line.values), *(v for band in bands for v in band.high)]
    top = _nice_top(max((v for v in everything if v is not None), default=1.0))
    wide, narrow = (_picture(periods, lines, bands, bars, hot, top, width, unit, decimals) for width in (WIDE, NARROW))
    keys = [("bar", "글 수")] if bars else []
    keys += [("hot", "급증")] if hot else []
    keys += [(line.kind, line.name) for line in lines] + [(band.kind, band.name) for band in bands]
    columns = ["때", *(["글 수"] if bars else []), *(line.name for line in lines), *(band.name for band in bands)]
    return Chart(label, wide, narrow, tuple(keys), tuple(columns), _table(periods, lines, bands, bars, decimals))


def spark(values: Sequence[Value], *, width: int = 120, height: int = 32) -> Picture:
    """A small line without axes; its last point is marked."""
    top = max((v for v in values if v is not None), default=0.0) or 1.0
    step = (width - 8) / max(1, len(values) - 1)
    points = [
        None if v is None else (4 + n * step, height - 4 - (height - 8) * v / top) for n, v in enumerate(values)
    ]
    marks = [Mark("spark", _polyline(points))]
    if points and points[-1] is not None:
        marks.append(Mark("dot", _circle(*points[-1], 3)))
    return Picture(width, height, tuple(marks), (), ())


def _picture(
    periods: Sequence[date], lines: Sequence[Line], bands: Sequence[Band], bars: Sequence[Value],
    hot: frozenset[date], top: float, width: int, unit: str, decimals: int,
) -> Picture:  # fmt: skip
    inner, tall = width - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    step = inner / max(1, len(periods))
    xs = [_LEFT + step * (n + 0.5) for n in range(len(periods))]

    def y(value: float) -> float:
        return _TOP + tall * (1 - value / top)

    def ys(values: Sequence[Value]) -> list[Value]:
        return [None if value is None else y(value) for value in values]

    marks = [Mark(band.kind, _area(xs, ys(band.low), ys(band.high))) for band in bands]
    for x, day, value in zip(xs, periods, bars, strict=False):
        if value:
            title = f"{day:%Y-%m-%d} {value:,.{decimals}f}{unit}"
            marks.append(Mark("hot" if day in hot else "bar", _bar(x, y(value), y(0), max(1.5, step * 0.7)), title))
    marks += [
        Mark(line.kind, _polyline([None if v is None else (x, v) for x, v in zip(xs, ys(line.values), strict=True)]))
        for line in lines
    ]
    every = max(1, math.ceil(len(periods) / (8 if width == WIDE else 4)))
    x_ticks = tuple(Tick(xs[n], _day(periods[n])) for n in range(0, len(periods), every))
    y_ticks = tuple(Tick(y(top * n / _TICKS), f"{top * n / _TICKS:,g}") for n in range(_TICKS + 1))
    return Picture(width, HEIGHT, tuple(marks), x_ticks, y_ticks)


def _table(
    periods: Sequence[date], lines: Sequence[Line], bands: Sequence[Band], bars: Sequence[Value], decimals: int
) -> tuple[tuple[str, ...], ...]:
    def told(value: Value) -> str:
        return "–" if value is None else f"{value:,.{decimals}f}"

    return tuple(
        (
            f"{day:%Y-%m-%d}", *([told(bars[n])] if bars else []), *(told(line.values[n]) for line in lines),
            *("–" if b.high[n] is None else f"{told(b.low[n])}~{told(b.high[n])}" for b in bands),
        )
        for n, day in enumerate(periods)
    )  # fmt: skip


def _nice_top(value: float) -> float:
    """The smallest of 4, 8, 12, 20, 40 ... that holds ``value``: its quarters are whole."""
    power = 10 ** math.floor(math.log10(max(value, 1.0)))
    return float(next(m * power for m in (1, 2, 4, 6, 8, 10, 12) if m * power >= value and m * power % _TICKS == 0))


def _day(day: date) -> str:
    return f"{day.year % 100:02d}.{day.month}.{day.day}."


def _polyline(points: Sequence[tuple[float, float] | None]) -> str:
    path, pen = [], "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        path.append(f"{pen}{point[0]:.1f} {point[1]:.1f}")
        pen = "L"
    return "".join(path)


def _area(xs: Sequence[float], low: Sequence[Value], high: Sequence[Value]) -> str:
    known = [(x, a, b) for x, a, b in zip(xs, low, high, strict=True) if a is not None and b is not None]
    there = [f"{x:.1f} {b:.1f}" for x, _, b in known]
    back = [f"{x:.1f} {a:.1f}" for x, a, _ in reversed(known)]
    return "M" + "L".join(there + back) + "Z" if known else ""


def _bar(x: float, top: float, floor: float, width: float) -> str:
    return f"M{x - width / 2:.1f} {floor:.1f}V{top:.1f}H{x + width / 2:.1f}V{floor:.1f}Z"


def _circle(x: float, y: float, radius: float) -> str:
    return f"M{x - radius:.1f} {y:.1f}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 {-2 * radius} 0Z"

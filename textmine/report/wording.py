"""Korean wording of numbers and dates: the only place where a value becomes text for a reader."""

from __future__ import annotations

import math
from datetime import date
from typing import Literal

from textmine.report.content import Cell, Column
from textmine.types import Level

MISSING = "–"
Freq = Literal["D", "W", "M"]


def cell_text(value: Cell, column: Column) -> str:
    """A table cell as Korean text; None and NaN read "–"."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return MISSING
    if isinstance(value, date):
        return full_date(value)
    if isinstance(value, str):
        return str(value)
    match column.format:
        case "integer":
            return number(value)
        case "decimal":
            return number(value, digits=1)
        case "share":
            return share(value)
        case "change":
            return change(value)
        case "ratio":
            return f"{number(value, digits=1)}배"
        case "p_value":
            return p_value(value)
        case _:
            return number(value, digits=0 if float(value).is_integer() else 1)


def number(value: float, *, digits: int = 0) -> str:
    """``1234.5`` as "1,234.5"; rounds half up, as readers expect."""
    if not math.isfinite(value):
        return MISSING
    scale = 10**digits
    rounded = math.floor(abs(value) * scale + 0.5) / scale
    return f"{-rounded if value < 0 and rounded else rounded:,.{digits}f}"


def share(value: float) -> str:
    """``0.123`` as "12.3%"."""
    return f"{number(value * 100, digits=1)}%" if math.isfinite(value) else MISSING


def change(ratio: float | None) -> str:
    """``0.082`` as "▲ 8.2%", ``-0.03`` as "▼ 3.0%", nearly nothing as "변동 없음"."""
    if ratio is None or not math.isfinite(ratio):
        return MISSING
    if abs(ratio) < 0.0005:
        return "변동 없음"
    return f"{'▲' if ratio > 0 else '▼'} {number(abs(ratio) * 100, digits=1)}%"


def p_value(value: float) -> str:
    """A probability with three digits; below 0.001 "0.001 미만"."""
    if not math.isfinite(value):
        return MISSING
    return "0.001 미만" if value < 0.001 else f"{value:.3f}"


def short_date(day: date) -> str:
    """``10월 5일``."""
    return f"{day.month}월 {day.day}일"


def full_date(day: date) -> str:
    """``2026. 10. 5.``, the form of Korean official documents."""
    return f"{day.year}. {day.month}. {day.day}."


def period_name(day: date, freq: Freq) -> str:
    """``10월 5일``, ``10월 5일 주`` (the week that begins then) or ``2026년 10월``."""
    if freq == "M":
        return f"{day.year}년 {day.month}월"
    return short_date(day) + (" 주" if freq == "W" else "")


def period_full_name(day: date, freq: Freq) -> str:
    """The same with its year: ``2026년 10월 5일 주``."""
    return period_name(day, freq) if freq == "M" else f"{day.year}년 {period_name(day, freq)}"


def level_dots(level: Level) -> str:
    """The level as a shape, so that colour is never alone: 경계 is "●●●○"."""
    return "●" * level.rank + "○" * (4 - level.rank)

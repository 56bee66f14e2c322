"""The table behind each chart and its sentence for people who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from textmine.report import wording
from textmine.report.chart_parts import to_date
from textmine.report.content import Cell, Column, TableBlock
from textmine.report.wording import Freq

# A longer table belongs in the CSV beside the page; the page shows its newest part and says so.
_TABLE_ROWS = 120
Row = dict[str, Any]


def series_table(
    rows: Sequence[Row], *, caption: str, freq: Freq, unit: str, name: str, columns: set[str], surges: bool,
) -> TableBlock:
    """Periods, newest last, with observed and the given ``columns``; missing periods read 결측."""
    heads = [Column("기간"), Column(name, "decimal" if _has_fraction(rows, "observed") else "integer", unit, "right")]
    names = [(key, title) for key, title in (("expected", "예상"), ("upper", "상한")) if key in columns]
    heads += [Column(title, "decimal", unit) for _, title in names]
    heads += [Column("급증", align="center")] if surges else []
    body: list[tuple[Cell, ...]] = []
    for row in rows[-_TABLE_ROWS:]:
        observed: Cell = "결측" if row["observed"] is None else row["observed"]
        mark: tuple[Cell, ...] = ("급증" if row["surge"] else "",) if surges else ()
        body.append((_name(row, freq), observed, *(row[key] for key, _ in names), *mark))
    note = f"최근 {_TABLE_ROWS}개 기간만 실었습니다." if len(rows) > _TABLE_ROWS else ""
    return TableBlock(tuple(heads), tuple(body), caption, note=note)


def series_alt(rows: Sequence[Row], caption: str, freq: Freq, unit: str) -> str:
    """Span, peak, last value and surges in two or three sentences."""
    seen = [row for row in rows if row["observed"] is not None]
    if not seen:
        return f"{caption}. 표시할 값이 없습니다."
    peak = max(seen, key=lambda row: row["observed"])
    surges = [row for row in rows if row["surge"]]
    text = (
        f"{caption}. {_name(seen[0], freq)}부터 {_name(seen[-1], freq)}까지의 꺾은선그래프. "
        f"가장 높은 때는 {_name(peak, freq)} {wording.number(peak['observed'])}{unit}, "
        f"마지막은 {wording.number(seen[-1]['observed'])}{unit}입니다."
    )
    if surges:
        days = ", ".join(wording.period_name(row["period_date"], freq) for row in surges[-5:])
        text += f" 급증 {len(surges)}회({days})."
    return text


def forecast_table(ahead: Sequence[Row], *, caption: str, freq: Freq, unit: str) -> TableBlock:
    """Every forecast period with median and both intervals."""
    bounds = (Column(f"{level}% {side}", "decimal") for level in (80, 95) for side in ("하한", "상한"))
    heads = (Column("기간"), Column("중앙값", "decimal", unit), *bounds)
    body = tuple(
        (wording.period_full_name(date.fromisoformat(row["period"]), freq), row["median"], row["lo80"], row["hi80"],
         row["lo95"], row["hi95"]) for row in ahead)
    return TableBlock(heads, body, caption)


def forecast_alt(ahead: Sequence[Row], caption: str, freq: Freq, unit: str) -> str:
    """Horizon, first and last median with the 80 % interval."""
    first, last = ahead[0], ahead[-1]
    names = [wording.period_full_name(date.fromisoformat(row["period"]), freq) for row in (first, last)]
    return (
        f"{caption}. {names[0]}부터 {names[1]}까지의 예측. 중앙값은 {wording.number(first['median'] or 0)}{unit}에서 "
        f"{wording.number(last['median'] or 0)}{unit}, 마지막 기간의 80% 구간은 {wording.number(last['lo80'] or 0)}~"
        f"{wording.number(last['hi80'] or 0)}{unit}입니다."
    )


def topic_row(topic: str, shares: pd.Series[float], freq: Freq) -> tuple[Cell, ...]:
    """First, last, mean share and the period of the highest share of one topic."""
    if shares.empty:
        return topic, None, None, None, None
    return (topic, float(shares.iloc[0]), float(shares.iloc[-1]), float(shares.mean()),
            wording.period_full_name(to_date(shares.idxmax()), freq))


def _name(row: Row, freq: Freq) -> str:
    return wording.period_full_name(row["period_date"], freq)


def _has_fraction(rows: Sequence[Row], key: str) -> bool:
    return any(row[key] is not None and not float(row[key]).is_integer() for row in rows)

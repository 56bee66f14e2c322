"""예보: what will come in the next weeks, and how sure is that?"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from textmine.pipeline import views_forecast
from textmine.web import plots
from textmine.web.people import Right
from textmine.web.visits import Visit, allow

router = APIRouter()


@router.get("/forecast")
def forecast(group: str = "department:", series: str = "", visit: Visit = allow(Right.SEE)) -> Response:
    context = visit.context
    outlook = visit.remember_forecast("outlook", make=lambda: views_forecast.read_outlook(context))
    if outlook is None:
        return visit.page("forecast.html", outlook=None)
    lines = views_forecast.pick_lines(outlook, group, visit.departments)
    groups = [name for name in views_forecast.GROUP_NAMES if any(line.group == name for line in outlook.lines)]
    chosen = series or (lines[0].series if lines and group != "total" else "total")
    fan = views_forecast.draw_fan(outlook, chosen)
    line = next(one for one in outlook.lines if one.series == chosen)
    return visit.page(
        "forecast.html", outlook=outlook, lines=lines, groups={g: views_forecast.GROUP_NAMES[g] for g in groups},
        group=group, chosen=line, fan=fan_chart(fan),
    )


def fan_chart(fan: views_forecast.Fan) -> plots.Chart:
    """Past, mean and ranges of one series; the mean begins where the past ends."""
    begins = next((n for n, value in enumerate(fan.mean) if value is not None), 0)
    joined = list(fan.mean)
    if begins and fan.past[begins - 1] is not None:
        joined[begins - 1] = fan.past[begins - 1]
    bands = [
        plots.Band(f"band{level}", f"{level}% 구간", *_joined(fan, begins, low, high))
        for level, (low, high) in fan.ranges.items()
    ]
    return plots.draw(
        fan.weeks, [plots.Line("past", "주별 민원", fan.past), plots.Line("mean", "예보", joined)], bands,
        label=f"{fan.name} 주별 민원과 {len(fan.weeks) - begins}주 예보", hot=frozenset(),
    )


def _joined(
    fan: views_forecast.Fan, begins: int, low: tuple[float | None, ...], high: tuple[float | None, ...]
) -> tuple[list[float | None], list[float | None]]:
    """A range that opens at the last known point."""
    lows, highs = list(low), list(high)
    if begins and fan.past[begins - 1] is not None:
        lows[begins - 1] = highs[begins - 1] = fan.past[begins - 1]
    return lows, highs

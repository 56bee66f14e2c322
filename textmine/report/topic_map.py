"""The map of topics: a circle each, as large as its share, near those with the same words."""

from __future__ import annotations

from typing import Final

import altair as alt
import pandas as pd

from textmine.report import palette
from textmine.report.chart_parts import NARROW, ONE_ROW, WIDE, Key, dataset, legend, require_columns
from textmine.report.content import ChartBlock, Column, TableBlock
from textmine.report.svg import Rows, chart_spec, draw_svg

_HEATS: Final = {
    "hot": ("늘고 있음", palette.SURGE), "cold": ("줄고 있음", palette.FORECAST),
    "": ("뚜렷한 추세 없음", palette.ACCENT),
}


def topic_map_chart(frame: pd.DataFrame, *, caption: str, note: str = "") -> ChartBlock:
    """One circle a topic with its number; colours say whether its share is rising or falling.

    Parameters
    ----------
    frame : DataFrame[number, label, x, y, share, heat]
        ``x``, ``y`` -1..1, ``share`` 0..1, ``heat`` "hot", "cold" or "".

    Raises
    ------
    ValueError
        When a column is missing or the frame is empty.
    """
    require_columns(frame, "number", "label", "x", "y", "share", "heat")
    rows = [
        {"number": str(row["number"]), "x": round(float(row["x"]), 3), "y": round(float(row["y"]), 3),
         "share": round(float(row["share"]), 4), "colour": _HEATS[row["heat"]][1]}
        for row in frame.sort_values("share", ascending=False, kind="stable").to_dict("records")
    ]
    keys = [Key(name, colour, "dot") for heat, (name, colour) in _HEATS.items() if (frame["heat"] == heat).any()]
    datasets: dict[str, Rows] = {"rows": rows, ONE_ROW: [{"n": 1}]}
    spec = chart_spec(_draw(WIDE, 380), datasets, more_layers=legend(keys, WIDE))
    narrow = chart_spec(_draw(NARROW, 300), datasets, more_layers=legend(keys, NARROW), validate=False)
    table = TableBlock(
        (Column("번호", align="right"), Column("토픽"), Column("비중", "share"), Column("추세")),
        tuple((str(row["number"]), str(row["label"]), float(row["share"]), _HEATS[row["heat"]][0])
              for row in frame.to_dict("records")), caption,
    )  # fmt: skip
    largest = frame.sort_values("share", ascending=False, kind="stable").iloc[0]
    text = f"{caption}. 토픽 {len(frame)}개를 동그라미로 놓은 그림, 가장 큰 토픽은 {largest['label']}입니다."
    return ChartBlock(
        caption=caption, alt=text, table=table, svg=draw_svg(spec), svg_narrow=draw_svg(narrow), spec=spec, note=note
    )


def _draw(width: int, height: int) -> alt.LayerChart | alt.FacetChart:
    axis = alt.Scale(domain=[-1.2, 1.2], nice=False)
    base = alt.Chart(dataset("rows")).encode(
        x=alt.X("x:Q", scale=axis, axis=None), y=alt.Y("y:Q", scale=axis, axis=None)
    )
    circles = base.mark_circle(opacity=0.75, stroke=palette.PAPER).encode(
        size=alt.Size("share:Q", scale=alt.Scale(range=[120, 2600 if width > NARROW else 1400]), legend=None),
        color=alt.Color("colour:N", scale=None),
    )
    # A white rim keeps numbers readable on every circle and beside it.
    rim = base.mark_text(fontSize=13, fontWeight="bold", stroke=palette.PAPER, strokeWidth=3).encode(text="number:N")
    numbers = base.mark_text(fontSize=13, fontWeight="bold", color=palette.INK).encode(text="number:N")
    return alt.layer(circles, rim, numbers).properties(width=width, height=height)

"""From a chart to SVG text: the only place that calls vl-convert."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

import altair as alt
import vl_convert

from textmine.report import fonts, palette

Rows = Sequence[Mapping[str, Any]]
# A control character cannot stand in an SVG, so it marks ids safely while they are renamed.
_ID = "\x00"


def chart_spec(
    chart: alt.TopLevelMixin, datasets: Mapping[str, Rows], *, more_layers: Rows = (), validate: bool = True,
) -> dict[str, Any]:
    """The Vega-Lite spec of ``chart`` in the house style with its named ``datasets`` inside.

    Data are added after Altair has checked the structure: Altair copies every value several times.
    ``validate`` off skips that check for a second size of a checked chart.
    """
    spec: dict[str, Any] = chart.to_dict(validate=validate)
    spec["config"] = _config()
    if more_layers:
        spec["layer"] = [*spec["layer"], *more_layers]
    spec["datasets"] = {name: list(rows) for name, rows in datasets.items()}
    return spec


def draw_svg(spec: Mapping[str, Any]) -> str:
    """SVG text of a Vega-Lite spec: no outside reference, equal specs give equal text, ids unique to the spec."""
    _register_fonts()
    svg: str = vl_convert.vegalite_to_svg(dict(spec), allowed_base_urls=[])
    return _with_own_ids(_without_noise(svg))


def inline_svg(svg: str, *, label: str, css_class: str) -> str:
    """``svg`` for the middle of a page: scalable, announced as one picture with ``label``."""
    head, body = svg.split(">", 1)
    view_box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head)
    box = view_box.group(0) if view_box else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{escape(css_class)}" {box} role="img" '
        f'aria-label="{escape(label)}">{body}'
    )


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(fonts.font_folder()))


def _without_noise(svg: str) -> str:
    """Drop empty paths, screen-reader hints of single marks (the picture has one label) and the white ground."""
    svg = re.sub(r'<path class="(?:background|foreground)"[^>]*d=""[^>]*/>', "", svg)
    svg = re.sub(r'<path class="background"[^>]*d="M0,0h0v0h0Z"[^>]*/>', "", svg)
    svg = re.sub(r' (?:aria-hidden|aria-roledescription|role|pointer-events)="[^"]*"', "", svg)
    return re.sub(r'<rect width="[\d.]+" height="[\d.]+" fill="white"/>', "", svg, count=1)


def _with_own_ids(svg: str) -> str:
    """Number ids anew and prefix them by a digest: Vega counts them over a process, and charts share one page."""
    names = list(dict.fromkeys(re.findall(r' id="([^"]+)"', svg)))
    if not names:
        return svg
    numbers = {name: str(index) for index, name in enumerate(names)}
    svg = re.sub(r' id="([^"]+)"', lambda found: f' id="{_ID}{numbers[found[1]]}"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{_ID}{numbers.get(found[1], found[1])})", svg)
    return svg.replace(_ID, f"c{hashlib.sha256(svg.encode()).hexdigest()[:10]}-")


def _config() -> dict[str, Any]:
    return {
        "font": fonts.FAMILY,
        "aria": False,
        "background": None,
        "padding": 4,
        "view": {"stroke": None},
        "axis": {
            "labelColor": palette.MUTED, "labelFontSize": 12, "titleColor": palette.MUTED, "titleFontSize": 12,
            "titleFontWeight": "normal", "gridColor": palette.GRID, "domain": False, "ticks": False,
            "labelPadding": 6, "labelLimit": 220,
        },
        "axisX": {"grid": False, "domain": True, "domainColor": "#b4bfca", "ticks": True, "tickColor": "#b4bfca",
                  "tickSize": 4},
        "header": {"labelColor": palette.INK, "labelFontSize": 13, "labelFontWeight": "bold", "labelAnchor": "start",
                   "labelPadding": 6, "labelLimit": 260, "title": None},
        "text": {"font": fonts.FAMILY, "fontSize": 12, "fill": palette.INK},
    }

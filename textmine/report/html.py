"""One self-contained HTML page: no script, no outside resource, the Korean typeface inside."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from textmine.report import fonts, palette, wording
from textmine.report.content import (
    Block,
    Bullets,
    Cell,
    ChartBlock,
    Column,
    ImageBlock,
    IssueCard,
    KeyFigures,
    Paragraph,
    Publication,
    TableBlock,
)
from textmine.report.files import write_bytes
from textmine.report.svg import inline_svg
from textmine.types import ISSUE_STATE_NAMES, Level

_EXAMPLES = 3


def write_html(publication: Publication, path: Path) -> Path:
    """Write ``publication`` as one HTML file, whole or not at all; equal publications give equal bytes.

    Returns ``path``. Raises :class:`textmine.errors.ReportError` when the file cannot be written or
    the Korean typeface is not installed, ValueError when two anchors are equal.
    """
    return write_bytes(path, render_html(publication).encode("utf-8"))


def render_html(publication: Publication) -> str:
    """The page of :func:`write_html` as text."""
    anchors = _anchors(publication)
    environment = _environment()
    body = environment.get_template("report.html.j2").render(publication=publication, anchors=anchors)
    style = f"{fonts.font_faces([_visible(body)])}\n{_style_sheet()}"
    return body.replace("/*STYLE*/", style, 1)


def highlight_terms(text: str, terms: Sequence[str]) -> list[tuple[str, bool]]:
    """``text`` cut into (part, is_term); a term is found with or without spaces inside, the longest first."""
    bare = {re.sub(r"\s", "", term) for term in terms} - {""}
    patterns = [r"\s*".join(map(re.escape, term)) for term in sorted(bare, key=lambda term: (-len(term), term))]
    if not patterns:
        return [(text, False)]
    # re.split with one group alternates plain and matched parts.
    parts = re.split(f"({'|'.join(patterns)})", text)
    return [(part, bool(index % 2)) for index, part in enumerate(parts) if part]


def block_kind(block: Block) -> str:
    """Name of the template macro for a block."""
    match block:
        case Paragraph():
            return "paragraph"
        case Bullets():
            return "bullets"
        case KeyFigures():
            return "key_figures"
        case TableBlock():
            return "table"
        case ChartBlock():
            return "chart"
        case ImageBlock():
            return "image"
        case IssueCard():
            return "issue"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("textmine.report", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )
    environment.filters.update(
        cell=wording.cell_text, number=wording.number, share=wording.share, full_date=wording.full_date,
        short_date=wording.short_date, change=wording.change, dots=wording.level_dots, kind=block_kind,
        figure=_figure_value, data_uri=_data_uri, picture=_picture, tone=_tone,
    )
    environment.globals.update(
        highlight_terms=highlight_terms, state_name=lambda state: ISSUE_STATE_NAMES[state], is_level=_is_level,
        level_class=_level_class, times=_times, examples_shown=_EXAMPLES,
    )
    return environment


@cache
def _style_sheet() -> str:
    source = (Path(__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")
    colours = {
        "ink": palette.INK, "muted": palette.MUTED, "accent": palette.ACCENT, "accent-soft": palette.ACCENT_SOFT,
        "surge": palette.SURGE, "forecast": palette.FORECAST, "line": palette.GRID, "paper": palette.PAPER,
    }
    rules = [f"--{name}:{value}" for name, value in colours.items()]
    for level, badge in palette.LEVEL_BADGES.items():
        rules += [f"--l{level.rank}-text:{badge.text}", f"--l{level.rank}-ground:{badge.ground}",
                  f"--l{level.rank}-edge:{badge.edge}"]
    family = f'--sans:"{fonts.FAMILY}", {fonts.FALLBACKS}'
    return f":root{{{';'.join(rules)};{family}}}\n{source}"


def _anchors(publication: Publication) -> dict[str, str]:
    """Anchor of every section id and issue id; a name that is not plain gets a numbered one."""
    names = [section.id for section in publication.sections]
    names += [b.issue_id for section in publication.sections for b in section.blocks if isinstance(b, IssueCard)]
    if len(set(names)) != len(names):
        raise ValueError(f"section and issue ids must differ: {sorted(n for n in names if names.count(n) > 1)}")
    return {name: f"s-{name}" if re.fullmatch(r"[A-Za-z0-9-]+", name) else f"n-{i}" for i, name in enumerate(names)}


def _visible(body: str) -> str:
    """The page without its data URIs: the characters that need a glyph."""
    return re.sub(r"data:[^\"]+", "", body)


def _picture(chart: ChartBlock, size: str) -> Markup:
    """Inline SVG of a chart; the SVG was made by our renderer, which escapes every label."""
    svg = chart.svg_narrow if size == "narrow" else chart.svg
    return Markup(inline_svg(svg, label=chart.alt, css_class=f"picture {size}"))


def _data_uri(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"


def _figure_value(value: str | int | float) -> str:
    if isinstance(value, str):
        return value
    return wording.number(value, digits=0 if float(value).is_integer() else 1)


def _tone(ratio: float | None) -> str:
    if ratio is None or abs(ratio) < 0.0005:
        return "flat"
    return "up" if ratio > 0 else "down"


def _is_level(value: Cell, column: Column) -> bool:
    return column.format == "level" and isinstance(value, Level)


def _level_class(level: Level) -> str:
    return f"level-{level.rank}"


def _times(card: IssueCard) -> str:
    """How many times the usual; a usual of less than half a document makes any multiple meaningless."""
    return f"{wording.number(card.observed / card.expected, digits=1)}배" if card.expected >= 0.5 else "거의 없던 일"

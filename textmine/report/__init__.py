"""The report room: one content model, pictures of it, and one writer a format.

``content`` holds frozen values, ``charts`` and ``cloud`` make pictures with their data tables,
``html.write_html`` writes one self-contained page, ``files`` writes the data files beside it.
"""

from __future__ import annotations

from textmine.report.content import (
    Block,
    Bullets,
    Cell,
    Change,
    ChartBlock,
    Column,
    Example,
    Headline,
    ImageBlock,
    IssueCard,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Publication,
    Section,
    TableBlock,
)
from textmine.report.files import swap_latest, write_csv, write_json, write_manifest
from textmine.report.html import render_html, write_html

__all__ = [
    "Block", "Bullets", "Cell", "Change", "ChartBlock", "Column", "Example", "Headline", "ImageBlock", "IssueCard",
    "KeyFigure", "KeyFigures", "Paragraph", "Publication", "Section", "TableBlock",
    "render_html", "swap_latest", "write_csv", "write_html", "write_json", "write_manifest",
]

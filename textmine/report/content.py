"""What a publication says, as frozen values; writers switch on the type of each block with ``match``.

Everything here is plain Python: text, numbers, dates, tuples. A picture carries the table it was
drawn from and a text alternative, so that no writer can publish one without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

from textmine.types import IssueState, Level

Cell: TypeAlias = str | int | float | date | Level | None
Align = Literal["left", "right", "center"]
Format = Literal["text", "integer", "decimal", "share", "change", "ratio", "p_value", "date", "level"]


@dataclass(frozen=True, slots=True)
class Change:
    """A relative change against ``label`` (전월비, 전년동월비); ``ratio`` 0.08 is +8 %, None is unknown."""

    label: str
    ratio: float | None


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One card: a number with its unit and what it was before.

    ``emphasis`` marks the card that asks for attention; ``note`` is one short line.
    """

    label: str
    value: str | int | float
    unit: str = ""
    changes: tuple[Change, ...] = ()
    note: str = ""
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A row of cards, best three to six."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``kind`` "note" is set smaller, "callout" in a box."""

    text: str
    kind: Literal["body", "note", "callout"] = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; ``ordered`` numbers it."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A table column. ``format`` decides how cells read and, unless ``align`` is given, their alignment.

    integer 1,234 · decimal 1.2 · share 12.3% (cell 0..1) · change ▲ 8.2% (cell 0.082) · ratio 2.4배 ·
    p_value 0.003 · date 2026. 10. 5. · level badge.
    """

    title: str
    format: Format = "text"
    unit: str = ""
    align: Align | None = None

    @property
    def alignment(self) -> Align:
        """The given alignment, or the one that suits the format."""
        if self.align is not None:
            return self.align
        if self.format == "level":
            return "center"
        return "left" if self.format == "text" else "right"


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: every row has one cell a column; None is shown as "–".

    ``row_headers`` says that the first column names the row. ``note`` stands under the table,
    ``source`` after it.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str
    note: str = ""
    source: str = ""
    row_headers: bool = True

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"table '{self.caption}' row {number}: {len(row)} cells, {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart: static SVG for documents, the Vega-Lite ``spec`` for a live page, and the table behind it.

    ``svg_narrow`` is the same chart drawn for a phone ("" = use ``svg``). ``alt`` is the text alternative.
    """

    caption: str
    alt: str
    table: TableBlock
    svg: str
    svg_narrow: str = ""
    spec: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    note: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(f"chart '{self.caption}' needs a text alternative")


@dataclass(frozen=True, slots=True)
class ImageBlock:
    """A PNG picture with its text alternative and the table behind it; ``width`` and ``height`` in pixels."""

    png: bytes
    width: int
    height: int
    caption: str
    alt: str
    table: TableBlock
    note: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(f"image '{self.caption}' needs a text alternative")


@dataclass(frozen=True, slots=True)
class Example:
    """One masked document shown as evidence; ``origin`` is e.g. "민원 · 한들동", ``day`` its civil date."""

    text: str
    origin: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class IssueCard:
    """One issue as a receiver reads it.

    ``observed``, ``expected``, ``upper`` count ``unit`` in the period named by ``period``
    ("10월 5일 주"). ``terms`` are highlighted in ``examples`` (masked, at most three are shown).
    ``copy_share`` is 0..1; ``alert_status`` is Korean text ("확인함") or "" when nobody was told.
    """

    issue_id: str
    level: Level
    title: str
    reason: str
    period: str
    observed: float
    expected: float
    upper: float
    first_seen: date
    last_seen: date
    state: IssueState
    sparkline: ChartBlock | None = None
    regions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    danger_words: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    documents: int = 0
    copy_share: float = 0.0
    alert_status: str = ""
    unit: str = "건"


Block: TypeAlias = Paragraph | Bullets | KeyFigures | TableBlock | ChartBlock | ImageBlock | IssueCard


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part; ``id`` is its anchor (letters, digits, hyphen), ``lead`` one sentence that says the finding."""

    id: str
    title: str
    lead: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """One sentence of the summary; ``target`` is the id of a section or an issue to jump to, or ""."""

    text: str
    level: Level | None = None
    target: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """A whole report.

    Parameters
    ----------
    period : str
        Korean text of the span covered, e.g. "2026년 10월 1일 ~ 10월 31일".
    as_of : date
        The last day whose data took part.
    summary : tuple of Headline
        What must be known, three to five sentences, the most important first.
    figures : KeyFigures or None
        Cards under the summary.
    notes : tuple of str
        How the numbers were made and how to read them.
    provenance : tuple of (label, value)
        Where every number comes from: data, dictionary, analyser, mart state.
    run_fields : tuple of (label, value)
        What differs between two equal runs (run id, time of writing); the only part of the page
        that may differ for equal content.
    licence : str
        공공누리 sentence, or "".
    """

    title: str
    subtitle: str
    period: str
    as_of: date
    sections: tuple[Section, ...]
    issuer: str = ""
    summary: tuple[Headline, ...] = ()
    figures: KeyFigures | None = None
    notes: tuple[str, ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()
    run_fields: tuple[tuple[str, str], ...] = ()
    licence: str = ""

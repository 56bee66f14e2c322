"""The common form of every input file: named tables of rows that know their line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from textmine.ingest.headers import HeaderMapping


class Row(NamedTuple):
    """One input row: ``line`` counts from 1; ``problem`` is the Korean reason why the cells cannot be used, or ''."""

    line: int
    cells: Sequence[object]
    problem: str = ""


@dataclass(slots=True)
class RawTable:
    """A table before its header is known.

    ``headers`` is given where the format names its columns; otherwise the header is one of the first rows.
    ``fixed_width`` says that a row with another number of cells than the header is broken.
    """

    name: str
    rows: Iterator[Row]
    headers: tuple[str, ...] | None = None
    fixed_width: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table with a recognised header; ``rows`` are the rows below it."""

    name: str
    mapping: HeaderMapping
    rows: Iterator[Row]
    fixed_width: bool
    notes: list[str]

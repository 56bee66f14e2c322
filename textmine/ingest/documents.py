"""Files → batches of masked documents and quarantined rows; every input row ends in one of the two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import pandas as pd

from textmine.ingest.build import DocumentBuilder, Rules, number_equals
from textmine.ingest.files import Row, Table, open_tables
from textmine.ingest.headers import HeaderMapping
from textmine.ingest.identity import Ordinals
from textmine.ingest.workers import build_drafts
from textmine.lexicon.values import Lexicon
from textmine.types import KINDS, Kind, QuarantinedRow


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a file.

    Parameters
    ----------
    kind : {"complaint", "sns", "news", "idea"}
    source : str
        The sender, stable over exports (never the file name): part of every ``doc_id``.
    secret : bytes
        The deployment's secret for ``person_key``; not empty.
    lexicon : Lexicon
        Its regions, departments and public names are used.
    ingested_at : datetime
        Now, with a zone.
    header_map : mapping of str to str, optional
        Header name (or '3열' for the third column) → field, over the alias table, best first; the field ``""`` ignores
        a column.
    mask_office_phones : bool
        Mask phones of offices too.
    batch_rows : int
        Input rows of one batch.
    department : str
        Department of rows that name none.
    workers : int
        Processes that build documents of files that are long enough to pay for them; 1 builds them in this process.
    """

    kind: Kind
    source: str
    secret: bytes
    lexicon: Lexicon
    ingested_at: datetime
    header_map: Mapping[str, str] | None = None
    mask_office_phones: bool = False
    batch_rows: int = 5_000
    department: str = ""
    workers: int = 1

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {KINDS}, got {self.kind!r}")
        if not self.secret:
            raise ValueError("secret must not be empty: person keys could be guessed")
        if not self.source:
            raise ValueError("source must not be empty")
        if self.ingested_at.tzinfo is None:
            raise ValueError("ingested_at needs a time zone")
        if self.batch_rows < 1:
            raise ValueError(f"batch_rows must be at least 1, got {self.batch_rows}")
        if self.workers < 1:
            raise ValueError(f"workers must be at least 1, got {self.workers}")


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one table: ``rows_in == len(documents) + len(quarantine)``.

    ``documents`` has ``types.DOCUMENT_COLUMNS``: text columns hold '' where a value is missing, times are
    ``datetime64[us, UTC]``, ``civil_date`` and ``due_on`` objects of ``date`` or None, ``engagement`` Int64,
    ``satisfaction``, ``lat`` and ``lon`` float64. ``notes`` are Korean sentences about the file (encoding,
    skipped sheets, doubtful columns); they and ``table`` come with the first batch of a table.
    """

    documents: pd.DataFrame
    quarantine: list[QuarantinedRow]
    rows_in: int
    notes: tuple[str, ...] = ()
    table: TablePreview | None = None


@dataclass(frozen=True, slots=True)
class TablePreview:
    """How one table is read: field → its headers best first, headers nothing reads, approximate matches.

    ``headers`` are all names in the file's order ('3열' where one is blank), ``doubts`` Korean sentences about columns.
    """

    name: str
    fields: Mapping[str, list[str]]
    ignored: tuple[str, ...]
    guessed: tuple[tuple[str, str], ...]
    headers: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def read_documents(path: Path, *, options: ReadOptions) -> Iterator[Batch]:
    """Batches of a file's rows in file order; a table without rows gives one empty batch.

    CSV, TSV, XLSX, XLS, XLSB, ODS, HTML or XML saved as .xls, JSON lines, JSON arrays, Parquet and zip files of these,
    told apart by their bytes. Delimited text, JSON, XML and Parquet are streamed; a workbook is held in memory.

    Raises
    ------
    IngestError
        The file cannot be read at all, or has no column with text. It may come after some batches.
    """
    rules = Rules(
        kind=options.kind,
        source=options.source,
        secret=options.secret,
        regions=options.lexicon.regions,
        departments=options.lexicon.departments,
        public_names=options.lexicon.public_names,
        ingested_at=options.ingested_at,
        mask_office_phones=options.mask_office_phones,
        department=options.department,
    )
    ordinals = Ordinals()
    for table in open_tables(path, options.header_map):
        name = path.name if table.name == path.name else f"{path.name} [{table.name}]"
        builder = DocumentBuilder(name, table.mapping, table.fixed_width, rules)
        first = True
        for rows_in, draft in build_drafts(builder, _batches(table, options.batch_rows), workers=options.workers):
            notes = (*table.notes, *table.mapping.doubts) if first else ()
            about = _preview(table.name, table.mapping) if first else None
            yield Batch(number_equals(draft, ordinals), draft.quarantine, rows_in, notes, about)
            first = False


def _batches(table: Table, size: int) -> Iterator[list[Row]]:
    """The rows of a table; one empty batch when there are none."""
    yield list(islice(table.rows, size))
    while rows := list(islice(table.rows, size)):
        yield rows


def preview_headers(path: Path, header_map: Mapping[str, str] | None = None) -> list[TablePreview]:
    """How the headers of a file's tables would be mapped, without reading its rows.

    Raises
    ------
    IngestError
        As ``read_documents``.
    """
    return [_preview(table.name, table.mapping) for table in open_tables(path, header_map)]


def _preview(name: str, mapping: HeaderMapping) -> TablePreview:
    return TablePreview(
        name, mapping.describe(), mapping.ignored, mapping.guessed, mapping.headers, mapping.doubts
    )

"""Files → tables with a recognised header, whatever the format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Final

from textmine.errors import IngestError
from textmine.ingest.files.delimited import open_delimited
from textmine.ingest.files.records import open_json, open_jsonl, open_parquet
from textmine.ingest.files.sniff import READABLE_SUFFIXES, Format, sniff_format
from textmine.ingest.files.tables import RawTable, Row, Table
from textmine.ingest.files.workbooks import open_html, open_workbook
from textmine.ingest.headers import find_header, header_text, map_headers, no_text_column

__all__ = ["READABLE_SUFFIXES", "Row", "Table", "open_tables"]

_OPENERS: Final[dict[Format, Callable[[Path], list[RawTable]]]] = {
    "delimited": open_delimited,
    "jsonl": open_jsonl,
    "json": open_json,
    "parquet": open_parquet,
    "workbook": open_workbook,
    "html": open_html,
}
_HEADER_ROWS: Final = 20


def open_tables(path: Path, header_map: Mapping[str, str] | None = None) -> Iterator[Table]:
    """Tables of a file whose header is recognised, one after the other.

    A sheet without a recognised header is skipped, and the next table's notes say so.

    Raises
    ------
    IngestError
        The file cannot be read, or no table in it has a column that looks like text.
    """
    seen: list[str] = []
    notes: list[str] = []
    found = False
    for raw in _OPENERS[sniff_format(path)](path):
        table, headers = _recognise(raw, header_map)
        seen += headers
        if table is None:
            if headers:
                notes.append(f"{path.name}: '{raw.name}' 시트에는 글이 담긴 열이 없어 건너뛰었습니다.")
            continue
        table.notes[:0] = notes
        notes = []
        found = True
        yield table
    if not found:
        raise (
            no_text_column(path.name, seen)
            if seen
            else IngestError(
                f"{path.name}: 표에 내용이 없습니다. 내보내기 조건(기간, 부서)을 확인하고 다시 내려받으세요."
            )
        )


def _recognise(raw: RawTable, header_map: Mapping[str, str] | None) -> tuple[Table | None, list[str]]:
    if raw.headers is not None:
        mapping = map_headers([header_text(name) for name in raw.headers], header_map)
        rows = raw.rows
    else:
        first = list(islice(raw.rows, _HEADER_ROWS))
        found = find_header([row.cells for row in first], header_map)
        if found is None:
            return None, [header_text(cell) for cell in first[0].cells] if first else []
        place, mapping = found
        rows = chain(first[place + 1 :], raw.rows)
    if not mapping.has_text:
        return None, list(mapping.headers)
    return Table(raw.name, mapping, rows, raw.fixed_width, raw.notes), list(mapping.headers)

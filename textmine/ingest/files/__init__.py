"""Files → tables with a recognised header, whatever the format."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Final

from textmine.errors import IngestError
from textmine.ingest.files.archives import member_name, unpacked
from textmine.ingest.files.delimited import open_delimited
from textmine.ingest.files.records import open_json, open_jsonl, open_parquet
from textmine.ingest.files.sniff import READABLE_SUFFIXES, Format, sniff_format
from textmine.ingest.files.spreadsheetml import open_spreadsheetml
from textmine.ingest.files.tables import RawTable, Row, Table
from textmine.ingest.files.trailers import mark_trailers, trailer_reason
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
    "xml": open_spreadsheetml,
}
_SAMPLE_ROWS: Final = 200  # the header is among the first of them, and guesses about columns must fit the others


def open_tables(path: Path, header_map: Mapping[str, str] | None = None) -> Iterator[Table]:
    """Tables of a file whose header is recognised, one after the other; those of the files in a zip file too.

    What is skipped (a sheet without text, a picture in a zip file) is said in the notes of the table before or behind
    it, which is why a table comes only when the next one is known.

    Raises
    ------
    IngestError
        The file cannot be read, or no table in it has a column that looks like text.
    """
    seen: list[str] = []
    notes: list[str] = []
    last: Table | None = None
    for raw in _raw_tables(path, notes):
        table, headers = _recognise(raw, header_map)
        seen += headers
        if table is None:
            if headers:
                notes.append(f"{path.name}: '{raw.name}' 시트에는 글이 담긴 열이 없어 건너뛰었습니다.")
            continue
        if last is not None:
            yield last
        table.notes[:0] = notes
        notes.clear()
        last = table
    if last is not None:
        last.notes += notes
        yield last
        return
    raise (
        no_text_column(path.name, seen)
        if seen
        else IngestError(
            f"{path.name}: 표에 내용이 없습니다. 내보내기 조건(기간, 부서)을 확인하고 다시 내려받으세요."
        )
    )


def _raw_tables(path: Path, notes: list[str]) -> Iterator[RawTable]:
    """Tables of a file or of the files in a zip file; ``notes`` gets what is skipped."""
    kind = sniff_format(path)
    if kind != "zip":
        yield from _OPENERS[kind](path)
        return
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
    for member in members:
        name = member_name(member)
        if Path(name).suffix.lower() not in READABLE_SUFFIXES - {".zip"}:
            notes.append(f"{path.name}: 압축 안의 '{name}'은(는) 표 파일이 아니라 건너뛰었습니다.")
            continue
        with unpacked(path, member) as copy:
            for raw in _member_tables(path, name, copy):
                whole = name if raw.name == copy.name else f"{name} · {raw.name}"
                yield replace(raw, name=whole)


def _member_tables(path: Path, name: str, copy: Path) -> list[RawTable]:
    """A member that should hold a table and cannot be read fails the whole file: half of it would be a loss."""
    try:
        kind = sniff_format(copy)
        if kind == "zip":
            raise IngestError(f"{copy.name}: 압축 파일 안의 압축 파일입니다. 안쪽 압축을 풀어 넣으세요.")
        return _OPENERS[kind](copy)
    except IngestError as error:
        raise IngestError(f"{path.name} 안의 {error}") from error


def _recognise(raw: RawTable, header_map: Mapping[str, str] | None) -> tuple[Table | None, list[str]]:
    first = list(islice(raw.rows, _SAMPLE_ROWS))
    sample = [_sample_of(row) for row in first]
    if raw.headers is not None:
        mapping = map_headers([header_text(name) for name in raw.headers], header_map, sample)
        rows = chain(first, raw.rows)
    else:
        found = find_header(sample, header_map)
        if found is None:
            return None, [header_text(cell) for cell in first[0].cells] if first else []
        place, mapping = found
        if place > 0:
            last = first[place].line
            raw.notes.append(f"'{raw.name}': {last}행까지는 제목과 열 이름이고, 자료는 그다음 행부터입니다.")
        rows = chain(first[place + 1 :], raw.rows)
    if not mapping.has_text:
        return None, list(mapping.headers)
    return Table(raw.name, mapping, mark_trailers(rows, mapping), raw.fixed_width, raw.notes), list(mapping.headers)


def _sample_of(row: Row) -> Sequence[object]:
    """The cells that columns are judged by; a sum in the column of dates says nothing about the column."""
    return [""] * len(row.cells) if trailer_reason(row.cells) else row.cells

"""XML Spreadsheet 2003, which some systems save with the name .xls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError, iterparse

from textmine.errors import IngestError
from textmine.ingest.files.archives import doctype_refused
from textmine.ingest.files.sniff import sniff_encoding
from textmine.ingest.files.tables import RawTable, Row

_SPACE: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"
_READ_CHARS: Final = 1 << 20
_MAX_COLUMNS: Final = 16_384


def open_spreadsheetml(path: Path) -> list[RawTable]:
    """One table a worksheet; lines are the sheet's row numbers.

    Raises
    ------
    IngestError
        The XML is broken, or declares a document type.
    """
    _refuse_doctype(path)
    names = [sheet.get(f"{_SPACE}Name", "") for event, sheet in _events(path) if event == "start"]
    return [RawTable(name, _rows(path, place)) for place, name in enumerate(names)]


def _refuse_doctype(path: Path) -> None:
    tail = ""
    with path.open(encoding=sniff_encoding(path).codec, errors="replace") as file:
        while text := file.read(_READ_CHARS):
            if "<!DOCTYPE" in tail + text or "<!ENTITY" in tail + text:
                raise doctype_refused(path)
            tail = text[-16:]


def _events(path: Path) -> Iterator[tuple[str, Element]]:
    """Starts of worksheets and ends of rows and worksheets; a row is forgotten when the next one is asked for."""
    try:
        with path.open("rb") as file:
            for event, element in iterparse(file, events=("start", "end")):
                if element.tag == f"{_SPACE}Worksheet":
                    yield event, element
                elif event == "end" and element.tag == f"{_SPACE}Row":
                    yield "row", element
                    element.clear()
    except (ParseError, ValueError) as error:
        raise IngestError(
            f"{path.name}: XML 스프레드시트가 깨졌습니다. 엑셀에서 열어 XLSX로 다시 저장해 넣으세요."
        ) from error


def _rows(path: Path, wanted: int) -> Iterator[Row]:
    sheet, line = -1, 0
    for event, element in _events(path):
        if event == "start":
            sheet, line = sheet + 1, 0
        elif event == "end" and sheet == wanted:
            return
        elif event == "row" and sheet == wanted:
            line = _index(element) or line + 1
            cells = _cells(element)
            if any(cells):
                yield Row(line, cells)


def _cells(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_SPACE}Cell"):
        place = min(_index(cell), _MAX_COLUMNS)
        cells += [""] * (place - 1 - len(cells))
        found = cell.find(f"{_SPACE}Data")
        cells.append("".join(found.itertext()) if found is not None else "")
    return cells


def _index(element: Element) -> int:
    text = element.get(f"{_SPACE}Index", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0

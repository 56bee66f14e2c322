"""XLSX, XLS (calamine) and the HTML tables that many systems save with the name .xls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum
from selectolax.lexbor import LexborHTMLParser, LexborNode

from textmine.errors import IngestError
from textmine.ingest.files.sniff import sniff_encoding
from textmine.ingest.files.tables import RawTable, Row


def open_workbook(path: Path) -> list[RawTable]:
    """One table a sheet, in the workbook's order; lines are the sheet's row numbers.

    Hidden sheets are read too, and a note says so: data that nobody sees is data all the same.

    Raises
    ------
    IngestError
        Password, or a damaged file.
    """
    with _calamine_errors(path), path.open("rb") as file:
        book = CalamineWorkbook.from_filelike(file)  # by its bytes; from_path would believe the suffix
    hidden = {sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible}
    return [
        RawTable(name, _sheet_rows(path, book, name), notes=[_hidden(path, name)] if name in hidden else [])
        for name in book.sheet_names
    ]


def open_html(path: Path) -> list[RawTable]:
    """One table a ``<table>`` of an HTML page; lines count the rows of the table."""
    encoding = sniff_encoding(path)
    page = LexborHTMLParser(path.read_text(encoding=encoding.codec, errors="replace"))
    tables = [node for node in page.css("table") if not node.css("table table")]
    return [RawTable(f"표 {place}", _html_rows(node)) for place, node in enumerate(tables, 1)]


def _sheet_rows(path: Path, book: CalamineWorkbook, name: str) -> Iterator[Row]:
    with _calamine_errors(path):
        rows = book.get_sheet_by_name(name).iter_rows()
    for place, cells in enumerate(rows, 1):
        if any(cell != "" and cell is not None for cell in cells):
            yield Row(place, [_plain(cell) for cell in cells])


def _hidden(path: Path, name: str) -> str:
    return f"{path.name}: '{name}' 시트는 숨겨져 있지만 읽었습니다. 빼려면 원본에서 시트를 지우고 다시 넣으세요."


@contextmanager
def _calamine_errors(path: Path) -> Iterator[None]:
    """Calamine's errors as IngestError; on some damaged .xls its Rust code panics, which is no ``Exception``."""
    try:
        yield
    except PasswordError as error:
        raise IngestError(
            f"{path.name}: 암호가 걸린 엑셀 파일입니다. 엑셀에서 열기 암호를 지우고 저장해 넣으세요."
        ) from error
    except BaseException as error:
        if not isinstance(error, CalamineError | OSError | ValueError) and type(error).__name__ != "PanicException":
            raise
        raise IngestError(
            f"{path.name}: 엑셀 파일을 읽지 못했습니다({type(error).__name__}). "
            "엑셀에서 열어 XLSX로 다시 저장해 넣으세요."
        ) from error


def _plain(cell: object) -> object:
    """Excel knows only floating numbers: 3.0 was typed as 3. A duration is no date."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return str(cell) if isinstance(cell, timedelta) else cell


def _html_rows(table: LexborNode) -> Iterator[Row]:
    for place, row in enumerate(table.css("tr"), 1):
        cells = [cell.text(deep=True, separator="\n", strip=True) for cell in row.css("td, th")]
        if any(cells):
            yield Row(place, cells)

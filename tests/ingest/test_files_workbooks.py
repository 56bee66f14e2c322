"""Workbooks as offices make them: titles, two header rows, sums, hidden sheets, locked and odd formats."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from textmine.errors import IngestError
from textmine.ingest import Batch

Read = Callable[..., Batch]
HEADER = ["접수번호", "접수일자", "민원제목", "민원내용"]
ROWS = [["A-1", "2026-03-02", "가로등", "가로등이 꺼졌습니다"], ["A-2", "2026-03-03", "도로", "도로가 파였습니다"]]
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="민원">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)
XML_2003 = (
    '<?xml version="1.0"?>{doctype}<?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    '<Worksheet ss:Name="표지"><Table><Row><Cell><Data ss:Type="String">표지</Data></Cell></Row></Table></Worksheet>'
    '<Worksheet ss:Name="민원"><Table>{rows}</Table></Worksheet></Workbook>'
)


def save(path: Path, sheets: dict[str, Sequence[Sequence[object]]], hidden: str = "") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def test_months_over_sheets_are_read_and_the_rest_is_named(read: Read, tmp_path: Path) -> None:
    later = [["B-1", "2026-04-02", "소음", "밤마다 시끄럽습니다"]]
    codes = [["코드", "이름"], [1, "가"]]
    sheets = {"표지": [["민원 처리 현황"]], "1월": [HEADER, *ROWS], "2월": [HEADER, *later], "코드": codes}
    batch = read(save(tmp_path / "a.xlsx", sheets))
    assert list(batch.documents["external_id"]) == ["A-1", "A-2", "B-1"]
    skipped = [note for note in batch.notes if "건너뛰었습니다" in note]
    assert ["'표지'" in skipped[0], "'코드'" in skipped[1], len(skipped)] == [True, True, 2]


def test_hidden_sheet_is_read_and_said(read: Read, tmp_path: Path) -> None:
    sheets = {"민원": [HEADER, ROWS[0]], "지난달": [HEADER, ROWS[1]]}
    batch = read(save(tmp_path / "a.xlsx", sheets, hidden="지난달"))
    assert len(batch.documents) == 2
    assert [note for note in batch.notes if "숨겨져" in note and "'지난달'" in note]


def test_titles_two_header_rows_and_trailers(read: Read, tmp_path: Path) -> None:
    titles = [["2026년 3분기 민원 처리 현황"], ["출력일: 2026-10-01"], []]
    groups = ["접수", "", "민원인", "", "민원", "", "처리", ""]
    names = ["접수번호", "접수일자", "성명", "전화번호", "민원제목", "민원내용", "부서", "일자"]
    rows = [
        ["A-1", "2026-07-02", "홍길동", "010-1234-5678", "가로등", "가로등이 꺼졌습니다", "도로과", "2026-07-05"],
        ["A-2", "2026-07-03", "홍길순", "010-1234-5679", "도로", "도로가 파였습니다", "도로과", "2026-07-06"],
    ]
    trailers = [["합계", "", "", "", "", "", "", 2], ["총 2건"], ["이하 여백"]]
    batch = read(save(tmp_path / "a.xlsx", {"민원": [*titles, groups, names, *rows, *trailers]}))
    frame = batch.documents
    assert list(frame["external_id"]) == ["A-1", "A-2"] and list(frame["department"]) == ["도로과", "도로과"]
    assert frame["person_key"].ne("").all()
    assert [row.line for row in batch.quarantine] == [8, 9, 10]
    assert all("글로 넣지 않았습니다" in row.reason for row in batch.quarantine)
    assert not any("값이 그렇게 보이지 않습니다" in note for note in batch.notes)


def test_date_below_a_group_is_the_date_of_the_group(read: Read, tmp_path: Path) -> None:
    groups, names = ["접수", "", "민원", "", "처리", ""], [*HEADER, "부서", "일자"]
    rows = [[*row, "도로과", "2026-03-09"] for row in ROWS]
    frame = read(save(tmp_path / "a.xlsx", {"민원": [groups, names, *rows]})).documents
    assert list(frame["civil_date"]) == [date(2026, 3, 2), date(2026, 3, 3)]
    assert frame["answered_at"].notna().all()


@pytest.mark.parametrize(
    "row", [["A-3", "2026-03-04", "합계", "합계가 틀립니다"], ["총 3건", "2026-03-04", "글", "총 3건입니다"]]
)
def test_document_that_speaks_of_a_sum_is_a_document(read: Read, tmp_path: Path, row: list[str]) -> None:
    assert len(read(save(tmp_path / "a.xlsx", {"민원": [HEADER, *ROWS, row]})).documents) == 3


def test_wide_sheet_with_a_blank_header_is_read(read: Read, tmp_path: Path) -> None:
    more = [f"항목 {n}" for n in range(78)]
    more[5] = ""
    batch = read(save(tmp_path / "a.xlsx", {"민원": [[*HEADER, *more], *([*row, *range(78)] for row in ROWS)]}))
    assert list(batch.documents["external_id"]) == ["A-1", "A-2"] and not batch.quarantine


def test_dates_and_numbers_of_excel(read: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ([*HEADER], [20261, datetime(2026, 3, 2), "가", "하나"], ["20262", "46083", "나", "둘"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    frame = read(tmp_path / "a.xlsx").documents
    assert list(frame["external_id"]) == ["20261", "20262"]
    assert list(frame["civil_date"]) == [date(2026, 3, 2), date(2026, 3, 2)]


def test_date_cells_counted_from_1904(read: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (HEADER, ["A-1", datetime(2026, 3, 2), "가", "하나"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert list(read(tmp_path / "a.xlsx").documents["civil_date"]) == [date(2026, 3, 2)]


def test_sheet_that_begins_far_down_keeps_its_line_numbers(read: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line, row in ((4, HEADER), (5, ROWS[0]), (7, ["A-2", "어제쯤", "나", "둘"])):
        for place, cell in enumerate(row, 3):
            book.active.cell(line, place, cell)
    book.save(tmp_path / "a.xlsx")
    batch = read(tmp_path / "a.xlsx")
    assert list(batch.documents["external_id"]) == ["A-1"]
    assert [(row.line, row.column) for row in batch.quarantine] == [(7, "접수일자")]


def test_opendocument_sheet_is_read(read: Read, tmp_path: Path) -> None:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in (HEADER, *ROWS)
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS.format(rows=rows))
    assert list(read(tmp_path / "a.ods").documents["external_id"]) == ["A-1", "A-2"]


def _xml_rows(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) for row in rows)
    return "".join(f"<Row>{row}</Row>" for row in cells)


def test_xml_spreadsheet_is_read(read: Read, write: Callable[..., Path]) -> None:
    skipped = '<Row ss:Index="9"><Cell><Data>A-3</Data></Cell><Cell ss:Index="4"><Data>셋</Data></Cell></Row>'
    batch = read(write(XML_2003.format(doctype="", rows=_xml_rows([HEADER, *ROWS]) + skipped), "a.xls"))
    assert list(batch.documents["external_id"]) == ["A-1", "A-2", "A-3"]
    assert batch.documents["body"][2] == "셋"
    assert any("'표지'" in note for note in batch.notes)


@pytest.mark.parametrize(
    ("doctype", "rows", "message"),
    [
        ('<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>', _xml_rows([HEADER, *ROWS]), "DOCTYPE"),
        ("", "<Row><Cell>", "깨졌습니다"),
    ],
)
def test_trapped_or_broken_xml_spreadsheet_is_refused(
    read: Read, write: Callable[..., Path], doctype: str, rows: str, message: str
) -> None:
    with pytest.raises(IngestError, match=message):
        read(write(XML_2003.format(doctype=doctype, rows=rows), "a.xls"))


def test_old_workbook_with_a_password_is_recognised(read: Read, tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("민원").write(0, 0, "제목")
    book.save(str(tmp_path / "a.xls"))
    content = bytearray((tmp_path / "a.xls").read_bytes())
    begin = content.index(b"\x09\x08\x10\x00")
    after = begin + 4 + content[begin + 2]
    content[after : after + 2], content[after + 4 : after + 6] = b"\x2f\x00", b"\x01\x00"  # FILEPASS, encrypted
    (tmp_path / "a.xls").write_bytes(content)
    with pytest.raises(IngestError, match="암호가 걸린 엑셀"):
        read(tmp_path / "a.xls")

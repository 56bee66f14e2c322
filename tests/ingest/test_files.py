"""Every format gives the same documents; files that cannot be read say why."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt

from textmine.errors import IngestError
from textmine.ingest import Batch, file_digest, preview_headers

Read = Callable[..., Batch]
Write = Callable[..., Path]
HEADER = ["접수번호", "접수일자", "민원제목", "민원내용", "담당부서"]
ROWS = [
    ["A-1", datetime(2026, 3, 2, 9, 30), "가로등 고장", "솔내동 가로등이\n꺼졌습니다", "도로과"],
    ["A-2", datetime(2026, 3, 3), "불법 주차", '쉼표, 따옴표" 그리고 탭\t', "교통행정과"],
]
CSV = (
    "접수번호,접수일자,민원제목,민원내용,담당부서\r\n"
    'A-1,2026-03-02 09:30,가로등 고장,"솔내동 가로등이\n꺼졌습니다",도로과\r\n'
    'A-2,2026-03-03,불법 주차,"쉼표, 따옴표"" 그리고 탭\t",교통행정과\r\n'
)


def _xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2026년 3월 민원 목록"])
    sheet.merge_cells("A1:E1")
    sheet.append([])
    for row in (HEADER, *ROWS):
        sheet.append(row)
    notes = book.create_sheet("안내")
    notes.append(["작성 요령", "연락은 총무과"])
    book.save(path)


def _xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("민원")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm")
    for place, row in enumerate([["목록"], HEADER, *ROWS]):
        for column, value in enumerate(row):
            sheet.write(place, column, value, *([day] if isinstance(value, datetime) else []))
    book.save(str(path))


def _html(path: Path) -> None:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (HEADER, *ROWS))
    path.write_text(f"<html><meta charset=utf-8><table>{cells}</table></html>".replace("\n", "<br>"), encoding="utf-8")


def _jsonl(path: Path) -> None:
    path.write_text(
        "\n".join(json.dumps(dict(zip(HEADER, map(str, row), strict=True)), ensure_ascii=False) for row in ROWS)
    )


def _json(path: Path) -> None:
    path.write_text(json.dumps([dict(zip(HEADER, map(str, row), strict=True)) for row in ROWS], indent=1))


def _parquet(path: Path) -> None:
    pq.write_table(pa.table({name: [row[place] for row in ROWS] for place, name in enumerate(HEADER)}), path)


def _ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le") + bytes(64)


def _check(batch: Batch) -> None:
    frame = batch.documents
    assert list(frame["external_id"]) == ["A-1", "A-2"] and not batch.quarantine
    assert list(frame["civil_date"]) == [date(2026, 3, 2), date(2026, 3, 3)]
    assert frame["created_at"][0] == datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
    assert list(frame["title"]) == ["가로등 고장", "불법 주차"]
    assert list(frame["body"]) == ["솔내동 가로등이\n꺼졌습니다", '쉼표, 따옴표" 그리고 탭']
    assert list(frame["department"]) == ["도로과", "교통과"]
    assert list(frame["region_code"]) == ["112", ""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimited_text_in_every_encoding(read: Read, write: Write, encoding: str, delimiter: str) -> None:
    content = CSV.replace(",", delimiter).replace(f"쉼표{delimiter}", "쉼표,")
    _check(read(write(content, encoding=encoding)))


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (_xlsx, "민원.xlsx"),
        (_xls, "민원.xls"),
        (_html, "민원.xls"),
        (_jsonl, "민원.jsonl"),
        (_json, "민원.json"),
        (_parquet, "민원.parquet"),
        (_xlsx, "이름이 틀린.xls"),
    ],
)
def test_every_format_gives_the_same_documents(
    read: Read, write: Write, tmp_path: Path, make: Callable[[Path], None], name: str
) -> None:
    path = tmp_path / name
    make(path)
    batch = read(path)
    _check(batch)
    plain = read(write(CSV))
    assert list(batch.documents["doc_id"]) == list(plain.documents["doc_id"])
    assert list(batch.documents["content_hash"]) == list(plain.documents["content_hash"])


@pytest.mark.parametrize(
    ("make", "name"), [(_xlsx, "a.xlsx"), (_xls, "a.xls"), (_parquet, "a.parquet"), (_json, "a.json")]
)
def test_damaged_file_is_an_ingest_error_or_still_readable(
    read: Read, tmp_path: Path, make: Callable[[Path], None], name: str
) -> None:
    path = tmp_path / name
    make(path)
    whole = path.read_bytes()
    dice = random.Random(1)
    for _ in range(40):
        damaged = bytearray(whole[: dice.randrange(len(whole) // 2, len(whole))])
        damaged[dice.randrange(len(damaged))] ^= 0xFF
        path.write_bytes(damaged)
        with suppress(IngestError):
            read(path)


def test_sheet_without_a_header_is_skipped_with_a_note(read: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["작성 요령"])
    for name in ("1월", "2월"):
        sheet = book.create_sheet(name)
        sheet.append(["제목", "내용"])
        sheet.append([name, "도로 파손"])
    book.save(tmp_path / "a.xlsx")
    batch = read(tmp_path / "a.xlsx")
    assert list(batch.documents["title"]) == ["1월", "2월"]
    assert len(batch.notes) == 1 and "건너뛰었습니다" in batch.notes[0]


def test_nested_json_and_late_keys_are_found(read: Read, write: Write) -> None:
    lines = [
        '{"text": "첫 글", "user": {"name": "나래"}}',
        '{"text": "둘째 글", "created_at": "2026-01-02", "likes": 3}',
    ]
    batch = read(write("\n".join(lines), "sns.jsonl"), kind="sns")
    assert list(batch.documents["body"]) == ["첫 글", "둘째 글"]
    assert batch.documents["civil_date"][1] == date(2026, 1, 2) and batch.documents["engagement"][1] == 3
    assert batch.documents["person_key"][0] and not batch.documents["person_key"][1]


def test_broken_json_line_goes_to_quarantine_with_its_number(read: Read, write: Write) -> None:
    batch = read(write('{"text": "첫 글"}\n{"text": 깨짐\n\n{"text": "끝"}\n', "a.jsonl"))
    assert [row.line for row in batch.quarantine] == [2] and batch.rows_in == 3


def test_json_object_that_holds_the_list_is_read(read: Read, write: Write) -> None:
    batch = read(write('{"count": 2,\n "items": [{"text": "가"}, {"text": "나"}]}', "a.json"))
    assert list(batch.documents["body"]) == ["가", "나"]


def test_cut_off_json_array_is_refused(read: Read, write: Write) -> None:
    with pytest.raises(IngestError, match="2번째 항목"):
        read(write('[{"text": "가"}, {"text": "나', "a.json"))


def test_undecodable_bytes_are_reported_and_the_readable_rows_kept(read: Read, write: Write) -> None:
    good, bad = "1,가로등이 꺼졌습니다\n".encode("cp949"), b"2,\xff\xff\xff\xff\n"
    batch = read(write("접수번호,내용\n".encode("cp949") + good + bad))
    assert list(batch.documents["external_id"]) == ["1"]
    assert "해독" in batch.quarantine[0].reason and "해독하지 못했습니다" in batch.notes[0]


def test_one_broken_byte_does_not_turn_utf8_into_cp949(read: Read, write: Write) -> None:
    content = "접수번호,내용\n" + "".join(f"{n},가로등이 꺼진 골목이 어둡습니다\n" for n in range(50))
    batch = read(write(content.encode() + b"50,\xec\xa0\n"))
    assert batch.documents["body"][0] == "가로등이 꺼진 골목이 어둡습니다"


def test_open_quote_costs_one_row_only(read: Read, write: Write) -> None:
    content = '접수번호,내용,부서\n1,"열린 따옴표,도로과\n2,"쉼표, 있음",도로과\n3,끝,도로과\n'
    batch = read(write(content))
    assert list(batch.documents["external_id"]) == ["2", "3"]
    assert [(row.line, "따옴표" in row.reason) for row in batch.quarantine] == [(2, True)]


def test_quote_that_never_closes_does_not_swallow_the_file(read: Read, write: Write) -> None:
    content = '접수번호,내용\n1,"열림\n' + "".join(f"{n},글 {n}\n" for n in range(2, 3000))
    batch = read(write(content))
    assert len(batch.documents) == 2998 and len(batch.quarantine) == 1


def test_wrong_number_of_cells_goes_to_quarantine(read: Read, write: Write) -> None:
    batch = read(write("접수번호,내용,부서\n1,쉼표, 때문에,도로과\n2,모자람\n3,남는 빈칸,도로과,,\n\n,,\n"))
    assert list(batch.documents["external_id"]) == ["3"]
    assert [row.line for row in batch.quarantine] == [2, 3]
    assert batch.quarantine[0].file == "민원.csv" and "4개" in batch.quarantine[0].reason


def test_single_column_text_needs_no_quotes(read: Read, write: Write) -> None:
    batch = read(write("text\n쉼표, 많은, 글\n둘째 글\n"))
    assert list(batch.documents["body"]) == ["쉼표, 많은, 글", "둘째 글"]


def test_header_only_file_gives_one_empty_batch(read: Read, write: Write) -> None:
    batch = read(write("접수번호,내용\n"))
    assert batch.rows_in == 0 and str(batch.documents["created_at"].dtype) == "datetime64[us, UTC]"


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.csv", "빈 파일"),
        (b"\xef\xbb\xbf \n", "a.csv", "빈 파일"),
        (b"<## NASCA DRM FILE - VER1.00 ##>" + bytes(64), "a.xlsx", "DRM"),
        (b"\x9b DRMONE  This Document is encrypted", "a.xlsx", "DRM"),
        (b"%PDF-1.7 ...", "a.xlsx", "PDF"),
        (
            _ole("EncryptedPackage"),
            "a.xlsx",
            "암호",
        ),
        (
            _ole("FileHeader"),
            "a.hwp",
            "한글",
        ),
        (b"PK\x03\x04 broken", "a.xlsx", "손상"),
        (b"PAR1 broken PAR1", "a.parquet", "Parquet"),
        ("이름,전화번호\n김나래,010\n".encode(), "a.csv", "글이 담긴 열"),
        (b'{"a": 1', "a.json", "JSON"),
        (bytes(range(256)) * 8, "a.bin", "형식"),
    ],
)
def test_unreadable_file_says_why(read: Read, write: Write, content: bytes, name: str, message: str) -> None:
    with pytest.raises(IngestError, match=message) as error:
        read(write(content, name))
    assert str(error.value).startswith(name)


def test_missing_text_column_lists_what_was_seen_and_what_is_wanted(read: Read, write: Write) -> None:
    with pytest.raises(IngestError) as error:
        read(write("성명,비고란\n가,나\n"))
    assert "'비고란'" in str(error.value) and "민원내용" in str(error.value)


def test_zip_bomb_is_refused_before_reading(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "폭탄.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as entry:
        for _ in range(105):
            entry.write(bytes(1_000_000))
    with pytest.raises(IngestError, match="압축"):
        read(path)


def test_preview_names_fields_ignored_and_guessed(write: Write) -> None:
    (preview,) = preview_headers(write("연번,민원신청내옹,제목\n1,글,제목\n"))
    assert preview.fields == {"title": ["제목"], "body": ["민원신청내옹"]}
    assert preview.ignored == ("연번",) and preview.guessed == (("민원신청내옹", "body"),)


def test_digest_is_of_the_bytes(write: Write) -> None:
    assert file_digest(write(b"abc")).startswith("ba7816bf")

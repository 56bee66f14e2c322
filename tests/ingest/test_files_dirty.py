"""Delimited text with broken bytes, padding, odd line ends and quotes that never close."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from textmine.errors import IngestError
from textmine.ingest import Batch

Read = Callable[..., Batch]
Write = Callable[..., Path]
HEADER = "접수번호,민원내용,담당부서\n"


def test_broken_byte_costs_one_letter_and_its_line_is_said(read: Read, write: Write) -> None:
    body = "가로등이 꺼진 골목이 밤마다 어둡고 무섭습니다".encode("cp949")
    content = HEADER.encode("cp949") + b"1," + body + b"\n2," + body + b"\xff,\n3," + body + b"\xb0,\n"
    content = content.replace(b"1," + body + b"\n", b"1," + body + b",\n")
    batch = read(write(content))
    assert list(batch.documents["external_id"]) == ["1", "2", "3"]
    assert [text.count("\ufffd") for text in batch.documents["body"]] == [0, 1, 1]
    assert any("3, 4행" in note for note in batch.notes)


def test_row_that_is_mostly_broken_goes_to_quarantine(read: Read, write: Write) -> None:
    content = (HEADER + "1,가로등이 꺼졌습니다,도로과\n").encode("cp949") + b"2,\xff\xb0\xff\xff\xff\xff,\n"
    batch = read(write(content))
    assert [row.line for row in batch.quarantine] == [3] and len(batch.documents) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(read: Read, write: Write, end: str) -> None:
    batch = read(write((HEADER + '1,"두\n줄",도로과\n2,글,도로과\n').replace("\n", end)))
    assert list(batch.documents["body"]) == ["두\n줄", "글"]


def test_padding_and_marks_in_the_middle_are_dropped(read: Read, write: Write) -> None:
    content = (HEADER + "1,글\x00 하나,도로과\n\ufeff2,글 둘,도로과\n").encode()
    batch = read(write(content))
    assert list(batch.documents["external_id"]) == ["1", "2"]
    assert list(batch.documents["body"]) == ["글 하나", "글 둘"]


def test_many_open_quotes_cost_their_rows_only(read: Read, write: Write) -> None:
    lines = [f'{n},"열림 {n},도로과' if n % 50 == 7 else f"{n},글 {n},도로과" for n in range(1, 2_001)]
    batch = read(write(HEADER + "\n".join(lines) + "\n"))
    assert batch.rows_in == 2_000
    assert [row.line for row in batch.quarantine] == [n + 1 for n in range(1, 2_001) if n % 50 == 7]


def test_header_printed_again_and_sums_are_counted_and_not_imported(read: Read, write: Write) -> None:
    batch = read(write(HEADER + "1,글,도로과\n" + HEADER + "2,글 둘,도로과\n합계,2,\n총 2건\n- 이하 여백 -\n"))
    assert list(batch.documents["external_id"]) == ["1", "2"]
    assert [row.line for row in batch.quarantine] == [3, 5, 6, 7] and batch.rows_in == 6


@pytest.mark.parametrize("quote", ["", '"'])
def test_cell_without_end_goes_to_quarantine(read: Read, write: Write, quote: str) -> None:
    batch = read(write(HEADER + f"1,{quote}{'긴글' * 100_000}{quote},도로과\n2,글,도로과\n"))
    assert list(batch.documents["external_id"]) == ["2"]
    assert [(row.line, "너무 깁니다" in row.reason) for row in batch.quarantine] == [(2, True)]


def test_list_of_short_texts_has_no_trailers(read: Read, write: Write) -> None:
    assert list(read(write("text\n글\n합계\n")).documents["body"]) == ["글", "합계"]


def test_title_rows_are_said(read: Read, write: Write) -> None:
    batch = read(write("민원 처리 현황,,\n출력일: 2026-10-01,,\n\n" + HEADER + "1,글,도로과\n"))
    assert batch.rows_in == 1 and any("4행까지" in note for note in batch.notes)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"SCDSA002" + bytes(64), "a.xlsx", "DRM"),
        (b"\x00\x01MarkAny" + bytes(64), "a.xls", "DRM"),
        (b"HWP Document File V3.00" + bytes(64), "a.csv", "한글"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "a.xlsx", "JPEG"),
        (b"BM" + bytes(64), "a.xlsx", "BMP"),
    ],
)
def test_wrapped_or_foreign_file_says_what_it_is(
    read: Read, write: Write, content: bytes, name: str, message: str
) -> None:
    with pytest.raises(IngestError, match=message):
        read(write(content, name))


def test_text_that_names_a_maker_or_begins_like_a_picture_is_text(read: Read, write: Write) -> None:
    batch = read(write("BM번호,내용\n1,MarkAny와 Fasoo 보안 프로그램이 안 됩니다\n"))
    assert len(batch.documents) == 1

"""Whatever a file holds, every row of it is in the mart, in quarantine with a reason, or counted as a copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmine.errors import IngestError
from textmine.pipeline.context import Context, open_context
from textmine.pipeline.ingest import FileReport, Sender, ingest_paths
from textmine.settings import Settings
from textmine.store.ledger import quarantine

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
HEADER = "접수번호,접수일자,민원제목,민원내용,담당부서\n"
HANGUL = re.compile(r"[가-힣]{2}")
MARKER = re.compile(rb"mk\d+x")  # names a row, so that none can vanish before it is counted
NUMBERS = count(1)

WORDS = st.sampled_from(["가로등이 꺼졌습니다", "도로 파손", "불법 주차", "소음", "합계", "-", "", " ", "이하 여백"])
DAYS = st.sampled_from(["2026-03-02", "2026.03.03.", "20260304", "46000", "2026-13-45", "어제", "", "1899-01-01"])
DIRT = st.binary(max_size=6) | st.sampled_from(
    [b'"', b'""', b"\xff\xfe", b"\xb0", b"\x00", b"\xef\xbb\xbf", b"\r", b"\n", b"\t", b";", b"\xed\xa0\x80"]
)


@st.composite
def clean_rows(draw: st.DrawFn) -> bytes:
    number = draw(st.just(f"mk{next(NUMBERS)}x") | st.integers(1, 9).map("A-{}".format))
    cells = [number, draw(DAYS), draw(WORDS), draw(WORDS), "도로과"]
    return ",".join(cells).encode(draw(st.sampled_from(["utf-8", "cp949"])))


@st.composite
def odd_rows(draw: st.DrawFn) -> bytes:
    cells = draw(st.lists(WORDS.map(str.encode) | DAYS.map(str.encode) | DIRT, max_size=7))
    return b",".join(b'"' + cell + b'"' if draw(st.booleans()) else cell for cell in cells)


ROWS = st.lists(clean_rows() | odd_rows() | st.sampled_from([b"", b",,,,", HEADER.strip().encode()]), max_size=14)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    made = Settings(outputs=tmp_path_factory.mktemp("outputs"), secret="x", profile="bulk", workers=1)  # type: ignore[arg-type]
    with open_context(made, now=NOW) as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


def take_in(context: Context, path: Path, source: str) -> FileReport:
    (report,) = ingest_paths(context, [path], kind="complaint", sender=Sender("complaint", source))
    assert report.rows_in == report.new + report.changed + report.unchanged + report.quarantined
    return report


def in_mart(context: Context, source: str) -> dict[str, str]:
    frame = context.mart.query("select doc_id, content_hash from documents where source = ?", [source])
    assert frame["doc_id"].is_unique
    return dict(zip(frame["doc_id"], frame["content_hash"], strict=True))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS, end=ENDS, start=st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_every_row_of_a_dirty_file_is_accounted_for(
    context: Context, folder: Path, rows: list[bytes], end: bytes, start: bytes
) -> None:
    number = next(NUMBERS)
    source, path = f"보낸 곳 {number}", folder / f"더러운 {number}.csv"
    content = end.join([HEADER.strip().encode(), *rows, "mk0x,2026-03-02,,글 하나,".encode()])
    path.write_bytes(start + content)
    try:
        report = take_in(context, path, source)
    except IngestError as error:
        assert HANGUL.search(str(error)) and str(error).startswith(path.name)
        assert not in_mart(context, source)
        return
    before = in_mart(context, source)
    assert len(before) == report.new
    with context.ledger.read() as connection:
        kept = quarantine.list_rows(connection, file=path.name)
    assert len(kept) == report.quarantined
    assert all(HANGUL.search(reason) for reason in kept["reason"])
    assert kept["line"].between(2, len(content) + 1).all()
    texts = context.mart.query("select external_id, title, body, department from documents where source = ?", [source])
    seen = " ".join([*texts.to_numpy().ravel(), *kept["row"]])
    assert all(marker.decode() in seen for marker in MARKER.findall(content))
    columns = set(HEADER.strip().split(","))
    faults = kept[kept["reason"].str.contains("날짜|비어")]
    assert set(faults["column_name"]) <= columns and set(kept["column_name"]) <= columns | {""}

    path.write_bytes(start + content + end)  # other bytes, the same rows
    again = take_in(context, path, source)
    assert (again.rows_in, again.quarantined) == (report.rows_in, report.quarantined)
    assert again.new == 0 and set(in_mart(context, source)) == set(before)


def test_copies_are_counted_and_documents_are_those_of_the_file(context: Context, folder: Path) -> None:
    rows = ["A-1,2026-03-02,제목 하나,가로등이 꺼졌습니다,도로과"] * 3 + ["A-2,2026-03-03,제목 둘,도로 파손,도로과"]
    path = folder / "사본.csv"
    path.write_text(HEADER + "\n".join([*rows, "합계,,,4,", "이하 여백"]))
    report = take_in(context, path, "사본을 보낸 곳")
    assert (report.rows_in, report.new, report.copies, report.quarantined) == (6, 2, 2, 2)
    frame = context.mart.query("select external_id, title from documents where source = ?", ["사본을 보낸 곳"])
    assert set(map(tuple, frame.to_numpy())) == {("A-1", "제목 하나"), ("A-2", "제목 둘")}

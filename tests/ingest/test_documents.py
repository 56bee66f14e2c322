"""Rows → documents: nothing is lost, nobody is stored, ids hold."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.ingest import Batch, ReadOptions, read_documents
from textmine.ingest.identity import Ordinals, digest_of
from textmine.lexicon.values import Lexicon
from textmine.types import DOCUMENT_COLUMNS

Read = Callable[..., Batch]
Write = Callable[..., Path]
OPTIONS = ReadOptions(
    kind="complaint", source="새올", secret=b"k", lexicon=Lexicon(), ingested_at=datetime(2026, 11, 22, 3, tzinfo=UTC)
)


def test_columns_are_the_shared_ones(read: Read, write: Write) -> None:
    frame = read(write("내용\n가로등\n")).documents
    assert tuple(frame.columns) == DOCUMENT_COLUMNS
    assert frame["civil_date"][0] is None and frame["due_on"][0] is None and frame["masked"][0] == "{}"


PERSONAL = (
    "접수번호,민원인,전화번호,E-MAIL,주소,연령,성별,민원내용,처리기한,만족도\n"
    "1,김나래,010-1234-5678,nara@narae.example,나래시 한빛구 솔내동 12-3,37,여,"
    "가로등 고장 연락 010-1234-5678,2026-12-01,매우만족\n"
    "2,김나래,010 1234 5678,NARA@narae.example,,37,여,은하동 소음,2026.12.02,2\n"
)


def test_personal_columns_are_used_and_never_stored(read: Read, write: Write) -> None:
    frame = read(write(PERSONAL)).documents
    assert frame["person_key"][0] == frame["person_key"][1] != ""
    assert list(frame["age_band"]) == ["30대", "30대"] and list(frame["sex"]) == ["여", "여"]
    assert list(frame["region"]) == ["솔내동", "은하동"] and list(frame["region_code"]) == ["112", "122"]
    assert list(frame["satisfaction"]) == [5.0, 2.0] and frame["due_on"][0] == date(2026, 12, 1)
    stored = frame.to_json(force_ascii=False, date_format="iso")
    for secret in ("김나래", "010-1234-5678", "nara@narae", "12-3"):
        assert secret not in stored
    assert json.loads(frame["masked"][0]) and "가로등 고장" in frame["body"][0]


def test_writers_own_name_is_masked_in_the_text(read: Read, write: Write) -> None:
    content = (
        "민원인,제목,내용,접수일자\n금나래,금나래입니다,저 금나래는 금나래길에 삽니다,\n금나래,제목,금나래 씀,모레\n"
    )
    batch = read(write(content))
    assert "금나래" not in " ".join(batch.documents["title"] + batch.documents["body"])
    assert json.loads(batch.documents["masked"][0])["name"] >= 3
    assert "금나래" not in batch.quarantine[0].row
    plain = content.replace("금나래입니다", "금나래 축제")
    assert "금나래" in read(write(plain), kind="sns").documents["title"][0]


def test_personal_columns_do_not_reach_quarantine(read: Read, write: Write) -> None:
    content = (
        "접수번호,민원인,전화번호,주소,민원내용,접수일자\n"
        "1,김나래,010-1234-5678,나래시 한빛구 솔내로 12,쉼표, 두 개,2026-01-01\n"
        "2,김나래,010-1234-5678,나래시 한빛구 솔내로 12,글,모레쯤\n"
    )
    shown = [row.row for row in read(write(content)).quarantine]
    assert len(shown) == 2 and "모레쯤" in shown[1] and "두 개" in shown[0]
    for secret in ("김나래", "1234", "솔내로"):
        assert not any(secret in row for row in shown)


@pytest.mark.parametrize(
    ("day", "reason"), [("1899-01-01", "1990년"), ("2026-12-24", "앞날"), ("그저께", "읽을 수 없습니다")]
)
def test_bad_dates_go_to_quarantine_with_their_column(read: Read, write: Write, day: str, reason: str) -> None:
    (row,) = read(write(f"내용,접수일자\n가로등,{day}\n")).quarantine
    assert (row.line, row.column) == (2, "접수일자") and reason in row.reason


def test_blank_date_makes_an_undated_document(read: Read, write: Write) -> None:
    frame = read(write("내용,접수일자\n가로등,\n")).documents
    assert frame["civil_date"][0] is None and pd.isna(frame["created_at"][0])


def test_received_date_stands_in_for_a_missing_creation_date(read: Read, write: Write) -> None:
    frame = read(write("내용,신청일자,접수일자\n가,2026-01-01,2026-01-02\n나,,2026-01-03\n")).documents
    assert list(frame["civil_date"]) == [date(2026, 1, 1), date(2026, 1, 3)]
    assert frame["received_at"][0] == datetime(2026, 1, 1, 15, tzinfo=UTC)


def test_row_without_text_goes_to_quarantine(read: Read, write: Write) -> None:
    batch = read(write("접수번호,제목,내용\n1,,<p>&nbsp;</p>\n2,제목만,\n"))
    assert list(batch.documents["title"]) == ["제목만"] and "비어" in batch.quarantine[0].reason


def test_ids_follow_source_and_external_id_only(read: Read, write: Write) -> None:
    first = read(write("접수번호,내용\n1,가\n", "a.csv")).documents
    second = read(write("접수번호,내용,부서\n1,고친 글,도로과\n", "b.csv")).documents
    assert first["doc_id"][0] == second["doc_id"][0] == digest_of("새올", "1")
    assert first["content_hash"][0] != second["content_hash"][0]
    assert read(write("접수번호,내용\n1,가\n"), source="SNS").documents["doc_id"][0] != first["doc_id"][0]


def test_equal_posts_without_id_stay_apart_and_overlapping_files_agree(read: Read, write: Write) -> None:
    rows = ["내용,날짜", "같은 글,2026-01-01", "다른 글,2026-01-01", "같은 글,2026-01-01"]
    whole = read(write("\n".join(rows), "a.csv"), batch_rows=1).documents["doc_id"]
    part = read(write("\n".join(rows[:3]), "b.csv")).documents["doc_id"]
    assert whole.nunique() == 3 and list(part) == list(whole[:2])


def test_ingest_time_changes_no_id_and_no_hash(read: Read, write: Write) -> None:
    path = write(PERSONAL)
    first = read(path).documents
    later = read(path, ingested_at=datetime(2026, 11, 23, tzinfo=UTC)).documents
    assert list(first["doc_id"]) == list(later["doc_id"]) and list(first["content_hash"]) == list(later["content_hash"])


def test_url_keeps_its_address_and_masks_its_query(read: Read, write: Write) -> None:
    frame = read(write("내용,URL\n글,https://board.example/view?id=7&tel=010-1234-5678\n")).documents
    assert frame["url"][0].startswith("https://board.example/view?id=7") and "5678" not in frame["url"][0]


def test_department_names_are_brought_together(read: Read, write: Write) -> None:
    frame = read(
        write("내용,담당부서\n가,교통행정과\n나,건설국 도로관리과\n다,처음 보는 과\n라,\n"), department="민원실"
    ).documents
    assert list(frame["department"]) == ["교통과", "도로과", "처음 보는 과", "민원실"]


def test_likes_and_shares_add_up(read: Read, write: Write) -> None:
    frame = read(write('text,likes,retweets,viewCount\n가,"1,200",3,9\n나,,,9\n'), kind="sns").documents
    assert frame["engagement"][0] == 1203 and pd.isna(frame["engagement"][1])


@pytest.mark.parametrize(
    "change",
    [{"secret": b""}, {"source": ""}, {"kind": "blog"}, {"ingested_at": datetime(2026, 1, 1)}, {"batch_rows": 0}],
)
def test_wrong_options_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must|needs"):
        replace(OPTIONS, **change)


CELL = st.text(alphabet=st.sampled_from("가나다 ,\"'\n\r\t;|<>&\x00\ufeff\ud800\u200b=12"), max_size=12)
DIRTY_LINE = st.sampled_from(["", ",,", '"', '"열림', "a,b,c,d,e,f", "하나", '1,"x"y,z', ",,,,,"])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(CELL, CELL, st.sampled_from(["", "2026-01-02", "20260102", "언젠가", "3000-01-01"])), max_size=8
    ),
    st.data(),
)
def test_nothing_is_lost(rows: list[tuple[str, str, str]], data: st.DataObject) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["접수번호", "제목", "내용", "접수일자"])
    for number, row in enumerate(rows):
        if data.draw(st.booleans()):
            text.write(data.draw(DIRTY_LINE) + "\n")
        writer.writerow([f"ID-{number}", *row])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
        batches = list(read_documents(path, options=replace(OPTIONS, batch_rows=data.draw(st.integers(1, 9)))))
    for batch in batches:
        assert batch.rows_in == len(batch.documents) + len(batch.quarantine)
    # A stray quote may legally join two lines into one row: then the second is in that row's text.
    kept = [" ".join(batch.documents[name]) for batch in batches for name in ("external_id", "title", "body")]
    evidence = " ".join([*kept, *(row.row for batch in batches for row in batch.quarantine)])
    for number in range(len(rows)):
        assert f"ID-{number}" in evidence


@given(st.lists(st.lists(st.integers(0, 6), max_size=12), max_size=8))
def test_ordinals_count_equals_across_batches(batches: list[list[int]]) -> None:
    ordinals, seen = Ordinals(), np.zeros(7, dtype=int)
    for batch in batches:
        expected = []
        for key in batch:
            expected.append(seen[key])
            seen[key] += 1
        assert ordinals.number([digest_of(str(key)) for key in batch]) == expected


def test_a_text_cut_into_columns_is_read_whole(read: Read, write: Write) -> None:
    rows = "접수번호,내용1,내용2,민원요지\n1,가로등이 꺼졌,습니다 고쳐 주세요,요지\n2,한 칸뿐,,요지\n3,,,요지만\n"
    assert list(read(write(rows)).documents["body"]) == ["가로등이 꺼졌\n습니다 고쳐 주세요", "한 칸뿐", "요지만"]

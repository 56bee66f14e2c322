"""Erasure means gone: every byte below the data folder and every row of the ledger is searched."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from sqlalchemy import String, cast, select

from tests.store.conftest import NOW, documents
from textmine.store.erase import erase_quarantine
from textmine.store.ledger import Ledger, alerts, issues, outbox, quarantine, tables
from textmine.store.ledger.erasure import forget_documents
from textmine.store.ledger.tables import ERASED
from textmine.store.mart import Mart
from textmine.types import QuarantinedRow

CANARY = "카나리아 문장 하나를 여기에 길게 적어 둡니다 zq81"
TABLES_OF_TERMS = ("postings", "term_daily")


def _on_disk(folder: Path, word: str) -> list[str]:
    """Files that hold the word as it is or inside compressed Parquet."""
    found = []
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        if word.encode() in file.read_bytes() or (
            file.suffix == ".parquet" and word in str(pq.ParquetFile(file).read().to_pylist())
        ):
            found.append(file.name)
    return found


def _in_ledger(ledger: Ledger, word: str) -> list[str]:
    with ledger.begin() as connection:
        return [
            f"{table.name}.{column.name}"
            for table in tables.metadata.sorted_tables for column in table.columns
            if any(word in str(value) for (value,) in connection.execute(select(cast(column, String))))
        ]


def _plant(mart: Mart, doc_id: str, frame: pd.DataFrame) -> None:
    month = {"month": "2026-09", "doc_id": doc_id}
    with mart.write("x") as writer:
        writer.upsert_documents(frame)
        writer.append("morphs", pd.DataFrame([
            month | {"engine": "e", "content_hash": "h", "morphemes": [f"{CANARY}/NNG"]}
        ]))
        writer.append("postings", pd.DataFrame([
            month | dict.fromkeys(("kind", "source", "department", "category", "region_code", "age_band", "sex"), "")
            | {"term": CANARY, "civil_date": frame["civil_date"].iloc[3], "is_distinct": True}
        ]))
        writer.append("term_daily", pd.DataFrame([{
            "month": "2026-09", "term": CANARY, "civil_date": frame["civil_date"].iloc[3], "kind": "", "posts": 1,
            "distinct": 1,
        }]))


def test_no_byte_of_an_erased_document_is_left(mart: Mart, ledger: Ledger, tmp_path: Path) -> None:
    frame = documents(40)
    frame.loc[3, ["title", "body", "answer"]] = CANARY
    doc_id = frame["doc_id"].iloc[3]
    _plant(mart, doc_id, frame)
    with mart.write("later") as writer:  # older files hold the text as well
        later = frame.iloc[:5].assign(content_hash="later", updated_at=pd.Timestamp("2026-10-02", tz="UTC"))
        writer.upsert_documents(later)
    with ledger.begin() as connection:
        payload = {"examples": [{"doc_id": doc_id, "text": "다른 말"}], "documents": [doc_id, "other"], "lead": CANARY}
        text = json.dumps(payload)
        outbox.put(connection, key="k", alert_id="a", channel="email", receiver="r", payload=text, at=NOW)
        alerts.add_event(connection, "a", at=NOW, actor="x", action="ack", reason=f"{CANARY} 확인")
    (mart.spill_folder).mkdir()
    (mart.spill_folder / "left.tmp").write_text(CANARY)
    assert len(_on_disk(tmp_path, CANARY)) >= 5
    months = mart.purge([doc_id])
    assert months == {"2026-09"}
    assert _in_ledger(ledger, CANARY) == []
    assert _in_ledger(ledger, doc_id) == []
    with ledger.begin() as connection:
        message = outbox.due(connection, at=NOW)[0]
        assert json.loads(message["payload"]) == {"documents": ["other"], "examples": [], "lead": ERASED}
        assert issues.list_issues(connection) == []
    ledger.close()
    assert _on_disk(tmp_path, CANARY) == []
    assert _on_disk(tmp_path, doc_id) == []
    assert mart.query("select count(*) as n from documents")["n"].iloc[0] == 39
    for table in TABLES_OF_TERMS:
        assert mart.query(f"select * from {table}").empty


def test_a_person_is_erased_by_key(mart: Mart) -> None:
    with mart.write("x") as writer:
        writer.upsert_documents(documents(4, person_key=["p", "q", "p", ""]))
    assert mart.purge(person_key="p") == {"2026-09"}
    assert list(mart.query("select person_key from documents order by 1")["person_key"]) == ["", "q"]


def test_nothing_is_erased_without_a_match(mart: Mart) -> None:
    with mart.write("x") as writer:
        writer.upsert_documents(documents(4))
    assert mart.purge(["unknown"]) == set()
    assert mart.purge(person_key="") == set()
    assert mart.query("select count(*) as n from documents")["n"].iloc[0] == 4
    with mart.write("x") as writer:
        assert writer.upsert_documents(documents(5)).new == 1


def test_quarantined_rows_are_erased_by_word(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.begin() as connection:
        quarantine.add(connection, "digest", [
            QuarantinedRow("f.csv", 2, "본문", "빈 본문", f"1,{CANARY}"),
            QuarantinedRow("f.csv", 3, "본문", "빈 본문", "2,%"),
        ])
    assert erase_quarantine(ledger, ["%"]) == 1  # a word, not a pattern
    assert erase_quarantine(ledger, [CANARY]) == 1
    ledger.close()
    assert _on_disk(tmp_path, CANARY) == []


@pytest.mark.parametrize(("text", "kept"), [
    ("d1 문서", ERASED),
    ("아무 관계 없는 글", "아무 관계 없는 글"),
    ('{"a": ["d1", "d2"], "n": 1}', '{"a": ["d2"], "n": 1}'),
    ('{"a":{"b":"d1"}}', '{"a": {"b": "(지운 글)"}}'),
    ('{"z":1,"a":2}', '{"z":1,"a":2}'),
    ("12", "12"),
])
def test_only_what_mentions_the_document_changes(ledger: Ledger, text: str, kept: str) -> None:
    with ledger.begin() as connection:
        outbox.put(connection, key="k", alert_id="a", channel="c", receiver="r", at=NOW, payload=text)
        assert forget_documents(connection, doc_ids=["d1"], texts=["짧은 글", ""]) == (text != kept)
        assert outbox.due(connection, at=NOW)[0]["payload"] == kept


def test_no_text_ever_reaches_the_statistics_of_the_log(mart: Mart) -> None:
    frame = documents(40)
    frame.loc[3, ["title", "body", "answer"]] = CANARY
    _plant(mart, frame["doc_id"].iloc[3], frame)
    mart.compact()
    logs = [file for name in ("documents", "morphs", "postings", "term_daily")
            for file in (mart.path(name) / "_delta_log").iterdir()]
    assert any(file.suffix == ".parquet" for file in logs)
    for file in logs:
        text = str(pq.ParquetFile(file).read().to_pylist()) if file.suffix == ".parquet" else file.read_text()
        assert CANARY not in text

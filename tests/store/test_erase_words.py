"""The words that only an erased text used are found, and forgotten where they were quoted."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import select

from tests.store.conftest import NOW, documents
from textmine.store import erase
from textmine.store.ledger import Ledger, outbox, tables
from textmine.store.ledger.erasure import forget_words
from textmine.store.ledger.tables import ERASED
from textmine.store.mart import Mart


def _fill(mart: Mart) -> pd.DataFrame:
    frame = documents(4, body="가로등이 어둡습니다 2026")
    frame.loc[1, ["title", "body"]] = ["가로등 문의", "쿼카공원 가로등이 어둡습니다 1234567 그 A12"]
    with mart.write("x") as writer:
        writer.upsert_documents(frame)
        writer.append("postings", pd.DataFrame([
            dict.fromkeys(("kind", "source", "department", "category", "region_code", "age_band", "sex"), "")
            | {"month": "2026-09", "doc_id": frame["doc_id"].iloc[n], "term": term, "civil_date": None}
            | {"is_distinct": True}
            for n, term in ((0, "가로등"), (1, "가로등"), (1, "쿼카"), (1, "쿼카 공원"))
        ]))
    return frame


def test_own_words_are_those_of_no_other_document_and_no_plain_figures(mart: Mart) -> None:
    frame = _fill(mart)
    assert erase.own_words(mart, [frame["doc_id"].iloc[1]]) == ["A12", "문의", "쿼카", "쿼카 공원", "쿼카공원"]
    assert erase.own_words(mart, []) == []


def test_only_known_documents_are_found(mart: Mart) -> None:
    frame = _fill(mart)
    assert erase.known_documents(mart, ["none", frame["doc_id"].iloc[2]]) == [frame["doc_id"].iloc[2]]
    assert erase.find_documents(mart, external_ids=["3"]) == [frame["doc_id"].iloc[3]]


def test_words_are_forgotten_inside_messages_and_topics_and_the_rest_stays(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        outbox.put(
            connection, key="k", alert_id="a", channel="c", receiver="r", at=NOW,
            payload='{"html": "<b class=text>쿼카공원 급증</b>", "text": "다른 글"}',
        )
        connection.execute(tables.topics.insert().values(
            topic_id="t", kind="sns", model_id="m", label="쿼카 · 공원", human_label="", terms='["쿼카", "공원"]',
            state="gone", first_seen=NOW,
        ))
        assert forget_words(connection, []) == 0
        assert forget_words(connection, ["쿼카", "쿼카공원", "text", "html"]) == 2
        payload = outbox.due(connection, at=NOW)[0]["payload"]
        topic = connection.execute(select(tables.topics)).one()
    assert payload == f'{{"html": "<b class=text>{ERASED} 급증</b>", "text": "다른 글"}}'
    assert (topic.label, topic.terms) == (f"{ERASED} · 공원", f'["{ERASED}", "공원"]')

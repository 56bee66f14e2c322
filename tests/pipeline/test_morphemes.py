"""The cache of morphemes: a new word costs the documents that contain it, and nothing else."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pandas as pd
import pytest

from tests.pipeline.test_copies import NOW
from textmine.engines.java import JavaTokenizer
from textmine.pipeline.analyse import AnalysisReport, analyse
from textmine.pipeline.context import open_context
from textmine.pipeline.ingest import ingest_paths
from textmine.pipeline.quarantine import list_quarantined
from textmine.settings import load_settings

TEXTS = (
    "나래별빛축제 주차장이 모자랍니다 길을 넓혀 주세요",
    "도로에 구멍이 생겨 차가 다니기 위험합니다",
    "밤마다 나래별빛축제 소음이 심해서 잠을 못 잡니다",
    "가로등이 꺼져 골목이 어둡습니다 고쳐 주세요",
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    frame = pd.DataFrame({"신청번호": range(4), "신청일자": "2026-10-05", "민원제목": "", "민원내용": TEXTS})
    frame.to_csv(tmp_path / "민원.csv", index=False)
    (tmp_path / "사전").mkdir()
    return tmp_path


def run(store: Path) -> AnalysisReport:
    settings = load_settings(outputs=store / "out", dictionaries=store / "사전", profile="bulk", secret="x" * 32)
    with open_context(settings, now=NOW) as context:
        ingest_paths(context, [store / "민원.csv"], kind="complaint")
        return analyse(context)


def terms(store: Path) -> set[str]:
    settings = load_settings(outputs=store / "out", dictionaries=store / "사전", profile="bulk", secret="x" * 32)
    with open_context(settings, now=NOW) as context:
        return set(context.mart.query("select distinct term from postings")["term"])


def test_a_second_run_analyses_nothing(store: Path) -> None:
    assert run(store).tokenised == 4
    second = run(store)
    assert (second.documents, second.tokenised) == (0, 0)


def test_a_user_word_costs_the_documents_that_contain_it(store: Path) -> None:
    run(store)
    assert "나래별빛축제" not in terms(store)
    (store / "사전" / "user_words.tsv").write_text("나래별빛축제\tNNP\n", encoding="utf-8")
    report = run(store)
    assert (report.documents, report.tokenised) == (4, 2)
    assert "나래별빛축제" in terms(store)
    assert run(store).documents == 0
    (store / "사전" / "user_words.tsv").unlink()
    assert run(store).tokenised == 2
    assert "나래별빛축제" not in terms(store)


def test_a_stopword_costs_no_analysis(store: Path) -> None:
    run(store)
    (store / "사전" / "stopwords.txt").write_text("구멍\n", encoding="utf-8")
    report = run(store)
    assert (report.documents, report.tokenised) == (4, 0)
    assert "구멍" not in terms(store)


def test_a_form_letter_costs_the_documents_that_contain_it(store: Path) -> None:
    run(store)
    (store / "사전" / "stopwords.txt").write_text("고쳐 주세요\n", encoding="utf-8")
    assert run(store).tokenised == 1


def test_a_text_that_hangs_the_analyser_is_told_of_and_the_rest_goes_on(store: Path) -> None:
    settings = load_settings(outputs=store / "out", dictionaries=store / "사전", profile="bulk", secret="x" * 32)
    java = JavaTokenizer("okt", timeout_s=6.0)
    with open_context(settings, now=NOW) as context:
        ingest_paths(context, [store / "민원.csv"], kind="complaint")
        context._loaded["mecab"] = java
        os.kill(java._worker.pid, signal.SIGSTOP)
        report = analyse(context)
        assert (report.documents, report.tokenised) == (4, 4)
        told = list_quarantined(context)
        assert len(told) == 1
        assert told["reason"].iloc[0].startswith("형태소 분석기 'okt'가 이 글을 6초 안에")
        assert told["row"].iloc[0].startswith("번호 ")
        read = context.mart.query("select count(distinct doc_id) as n from postings")["n"].iloc[0]
        assert read == 3
        assert analyse(context).tokenised == 0
    java.close()

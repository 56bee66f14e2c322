"""Topics of a store: ids, numbers and names that stay through new months, dictionaries and lost models."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from tests.pipeline.test_copies import NOW
from textmine.cli import app
from textmine.errors import TextmineError
from textmine.pipeline.analyse import analyse
from textmine.pipeline.context import Context, open_context
from textmine.pipeline.ingest import ingest_paths
from textmine.pipeline.topic_texts import noun_runs
from textmine.pipeline.topic_views import list_topics, rename_topic, show_topic, topic_history, typical_texts
from textmine.settings import load_settings
from textmine.store.ledger import kv

THEMES = {
    "도로과": ("포트홀", "도로", "파손", "아스팔트", "차량", "보수", "노면", "구멍", "타이어", "맨홀"),
    "공원과": ("공원", "벤치", "산책로", "나무", "놀이터", "잔디", "분수", "화장실", "그네", "정자"),
    "청소과": ("쓰레기", "무단투기", "수거", "악취", "분리수거", "봉투", "청소", "재활용", "폐기물", "음식물"),
    "교통과": ("주차", "단속", "견인", "과태료", "주차장", "골목", "트럭", "승용차", "버스", "정류장"),
}
FRESH = {"건강과": ("감염병", "예방접종", "보건소", "백신", "방역", "모기", "소독", "마스크", "격리", "진료")}


def complaints(themes: dict[str, tuple[str, ...]], start: date, *, count: int, first: int) -> pd.DataFrame:
    """``count`` complaints over a month, the departments in turn; every tenth one is of the only teenager."""
    rng = np.random.default_rng(first)
    names = sorted(themes)
    owners = [names[number % len(names)] for number in range(count)]
    texts = [" ".join(f"{word}가" for word in rng.choice(themes[owner], 9)) + " 걱정입니다" for owner in owners]
    return pd.DataFrame({
        "신청번호": [f"1AA-{first + n}" for n in range(count)],
        "신청일자": [(start + timedelta(days=n % 28)).isoformat() for n in range(count)],
        "민원제목": [f"{owner} 앞" for owner in owners], "민원내용": texts, "처리부서": owners,
        "연령대": ["10대" if n == 1 else "40대" for n in range(count)], "성별": ["남", "여"] * (count // 2),
    })


@contextmanager
def opened(folder: Path) -> Iterator[Context]:
    settings = load_settings(outputs=folder, profile="bulk", secret="x" * 32, topics=4)
    with open_context(settings, now=NOW) as context:
        yield context


def take(folder: Path, frame: pd.DataFrame) -> None:
    path = folder / f"{len(list(folder.glob('*.csv')))}.csv"
    frame.to_csv(path, index=False)
    with opened(folder) as context:
        ingest_paths(context, [path], kind="complaint")
        analyse(context)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("topics")
    months = [complaints(THEMES, date(2026, month, 1), count=120, first=1000 * month) for month in (4, 5, 6, 7)]
    take(folder, pd.concat(months, ignore_index=True))
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "store"))


def facts(folder: Path) -> dict[str, tuple[int, str]]:
    with opened(folder) as context:
        return {view.topic_id: (view.number, view.label) for view in list_topics(context)}


def test_topics_have_numbers_names_and_trust(store: Path) -> None:
    with opened(store) as context:
        found = list_topics(context)
    assert sorted(view.number for view in found) == [1, 2, 3, 4]
    assert all(3 <= len(view.label.split()) <= 4 and view.stability > 0.5 for view in found)
    assert sum(view.share for view in found) <= 1


def test_a_new_month_keeps_ids_numbers_and_the_name_that_a_person_gave(store: Path) -> None:
    before = facts(store)
    chosen = min(before)
    with opened(store) as context:
        rename_topic(context, chosen, "  우리  동네 이야기 ", actor="김")
    take(store, complaints(THEMES | FRESH, date(2026, 8, 1), count=120, first=9000))
    take(store, complaints(THEMES | FRESH, date(2026, 9, 1), count=20, first=11000))
    after = facts(store)
    assert {i: number for i, (number, _) in after.items()} == {i: number for i, (number, _) in before.items()}
    assert after[chosen] == (before[chosen][0], "우리 동네 이야기")
    with opened(store) as context:
        verdicts = [event["verdict"] for event in topic_history(context, chosen)]
        evidence = topic_history(context, chosen)[-1]["evidence"]
    assert verdicts == ["new", "renamed", "same", "same"] and evidence["document_overlap"] > 0.5


def test_a_changed_dictionary_keeps_ids_and_names(store: Path) -> None:
    before = facts(store)
    chosen = min(before)
    with opened(store) as context:
        rename_topic(context, chosen, "내 토픽", actor="김")
        renamed = {"포트홀": "길구멍", "공원": "쉼터", "쓰레기": "폐품", "주차": "차세우기"}
        synonyms = {**context.lexicon.synonyms, **renamed}
        analyse(context.with_lexicon(replace(context.lexicon, synonyms=synonyms, version="other")))
    assert set(facts(store)) == set(before) and facts(store)[chosen][1] == "내 토픽"


def test_a_lost_model_is_known_again_by_its_words(store: Path) -> None:
    before = facts(store)
    with opened(store) as context:
        with context.ledger.begin() as connection:
            kv.remove(connection, "topic_model:")
        shutil.rmtree(context.settings.models_dir)
        analyse(context)
        assert {event["verdict"] for event in topic_history(context)} == {"new", "again"}
    assert facts(store) == before


def test_the_same_documents_again_change_nothing(store: Path) -> None:
    with opened(store) as context:
        before = len(topic_history(context))
        analyse(context)
        assert len(topic_history(context)) == before
    with opened(store) as context:
        one = context.mart.query("select * from doc_topics order by doc_id, topic_id")
    take(store, complaints(THEMES, date(2026, 4, 1), count=120, first=4000))
    with opened(store) as context:
        pd.testing.assert_frame_equal(context.mart.query("select * from doc_topics order by doc_id, topic_id"), one)


def test_a_page_shows_who_writes_and_hides_the_few(store: Path) -> None:
    with opened(store) as context:
        view = next(v for v in list_topics(context) if {"포트홀", "타이어"} & set(v.terms[:10]))
        page = show_topic(context, view.label)
        examples = typical_texts(context, view)
    departments = page.groups["부서"].set_index("name")
    assert departments["share"]["도로과"] > 0.9
    shown = page.groups["나이"].set_index("name")["topic"]
    assert shown.isna()["10대"] and not (shown < 5).any()
    assert len(examples) == len({text for _, text in examples}) == 3
    assert page.trend["share"].between(page.trend["lower"], page.trend["upper"]).all() and len(page.trend) == 3


def test_a_name_is_refused_when_another_topic_has_it_or_none_is_meant(store: Path) -> None:
    with opened(store) as context:
        one, other = list_topics(context)[:2]
        rename_topic(context, one.topic_id[:6], "하나뿐인 이름", actor="김")
        for name, label in ((other.topic_id, "하나뿐인 이름"), ("없는 토픽", "이름"), (other.topic_id, "가" * 61)):
            with pytest.raises(TextmineError):
                rename_topic(context, name, label, actor="김")
        rename_topic(context, "하나뿐인 이름", "", actor="김")
        assert list_topics(context)[0].label == one.label


def test_the_command_lists_shows_renames_and_tells(store: Path) -> None:
    def run(*arguments: str, code: int = 0) -> str:
        environment = {"TEXTMINE_SECRET": "x" * 32, "TEXTMINE_PROFILE": "bulk"}
        result = CliRunner().invoke(app, ["topics", *arguments, "--outputs", str(store)], env=environment)
        assert result.exit_code == code, result.output
        return result.stdout

    listed = json.loads(run("list", "--kind", "complaint", "--json"))
    chosen = listed[0]["topic_id"]
    assert len(listed) == 4 and "토픽 4개" in run("list")
    assert json.loads(run("rename", chosen, "새 이름", "--by", "이", "--json"))["topic_id"] == chosen
    assert json.loads(run("show", chosen, "--json"))["topic"]["label"] == "새 이름"
    page = run("show", "새 이름")
    assert "부서별" in page and "이름을 바꿈" in page
    assert "전에는" in run("history", chosen) and len(json.loads(run("list", "--all", "--json"))) == 4
    run("show", "없는 토픽", code=1)


def test_noun_runs_end_where_a_verb_or_a_particle_stands(store: Path) -> None:
    with opened(store) as context:
        morphemes = ["골목/NNG", "쓰레기/NNG", "이/JKS", "심하/VA", "차량/NNG", "의/JKG", "타이어/NNG"]
        assert noun_runs(morphemes, context.lexicon) == [["골목", "쓰레기"], ["차량", "타이어"]]

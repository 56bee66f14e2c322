"""Campaigns and hints of a store: ids that stay, late documents, and the third complaint of one person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from tests.analyse.test_campaigns import demand
from tests.pipeline.test_copies import NOW
from textmine.pipeline.analyse import analyse
from textmine.pipeline.campaigns import CampaignView, list_campaigns, update_campaigns
from textmine.pipeline.context import Context, open_context
from textmine.pipeline.hints import list_hints
from textmine.pipeline.ingest import ingest_paths
from textmine.settings import load_settings

START = date(2026, 5, 1)
WHOLE = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
SUBJECTS = (
    "가로등이 깜박입니다", "공원 의자가 부서졌습니다", "도서관 자리가 모자랍니다", "시장 주차장이 좁습니다",
    "하천 산책로가 미끄럽습니다", "급식 재료가 궁금합니다", "골목 쓰레기가 쌓였습니다", "강좌 신청이 어렵습니다",
)


def rows(texts: list[str], days: list[date], *, first: int, person: str = "사람") -> pd.DataFrame:
    """Complaints of as many people."""
    return pd.DataFrame({
        "신청번호": [f"1AA-{first + n}" for n in range(len(texts))], "신청일자": [day.isoformat() for day in days],
        "민원제목": "", "민원내용": texts, "처리부서": "교통과",
        "민원인": [f"{person}{first + n}" for n in range(len(texts))],
        "전화번호": [f"010-4321-{first + n:04d}" for n in range(len(texts))],
    })


def everyday() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    texts = [f"{rng.choice(SUBJECTS)} 동네{rng.integers(900)} 앞 {rng.integers(90)}번지 근처입니다" for _ in range(300)]
    return rows(texts, sorted(START + timedelta(days=int(d)) for d in rng.integers(0, 150, 300)), first=0)


def protest(n: int, day: date, *, first: int, seed: int = 1) -> pd.DataFrame:
    words = ("마을버스", "노선", "폐지", "반대", "통학생")
    texts = [" ".join(f"{word}가" for word in text) + " 걱정입니다" for text in demand(n, words=words, seed=seed)]
    return rows(texts, [day + timedelta(days=k // 6) for k in range(n)], first=first)


@contextmanager
def opened(folder: Path) -> Iterator[Context]:
    settings = load_settings(outputs=folder, profile="bulk", secret="x" * 32)
    with open_context(settings, now=NOW) as context:
        yield context


def take(folder: Path, *frames: pd.DataFrame) -> list[CampaignView]:
    folder.mkdir(exist_ok=True)
    with opened(folder) as context:
        for number, frame in enumerate(frames):
            path = folder / f"{len(list(folder.glob('*.csv')))}-{number}.csv"
            frame.to_csv(path, index=False)
            ingest_paths(context, [path], kind="complaint")
            analyse(context)
        return list_campaigns(context, **WHOLE)


def test_a_campaign_grows_under_its_id_and_nothing_is_sought_twice(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    (first,) = take(folder, everyday(), protest(18, date(2026, 8, 20), first=1000))
    assert (first.posts, first.persons, first.department) == (18, 18, "교통과")
    assert {"마을버스", "노선"} & set(first.title.split(" · "))
    (grown,) = take(folder, protest(24, date(2026, 9, 1), first=2000, seed=2))
    assert (grown.campaign_id, grown.posts) == (first.campaign_id, 42)
    with opened(folder) as context:
        assert update_campaigns(context) == 0


def test_the_campaigns_do_not_depend_on_how_documents_came(tmp_path: Path) -> None:
    parts = everyday(), protest(18, date(2026, 8, 20), first=1000), protest(24, date(2026, 9, 1), first=2000, seed=2)
    assert take(tmp_path / "one", *parts) == take(tmp_path / "other", parts[2], parts[0], parts[1])


def test_text_without_history_is_no_campaign(tmp_path: Path) -> None:
    assert take(tmp_path / "new", protest(30, date(2026, 8, 20), first=0)) == []


def test_the_same_person_s_third_complaint_is_a_hint(tmp_path: Path) -> None:
    text = "새벽마다 옆 건물 공사장에서 나는 소음 때문에 온 가족이 잠을 이루지 못하고 있습니다"
    days = [date(2026, 9, 1), date(2026, 9, 8), date(2026, 9, 15)]
    mine = rows([text, f"{text}!", text], days, first=5000).assign(민원인="김하나", 전화번호="010-1111-2222")
    others = rows([text] * 4, [date(2026, 9, 20)] * 4, first=6000)
    take(tmp_path / "one", everyday(), mine.head(2))
    with opened(tmp_path / "one") as context:
        assert list_hints(context, **WHOLE) == []
    take(tmp_path / "one", mine.tail(1))
    with opened(tmp_path / "one") as context:
        (hint,) = list_hints(context, **WHOLE)
        assert (hint.kind, hint.posts, hint.persons, hint.last) == ("repeated", 3, 1, date(2026, 9, 15))
        assert hint.numbers == ("1AA-5000", "1AA-5001", "1AA-5002")
        assert list_hints(context, since=date(2026, 9, 16), until=date(2026, 12, 31)) == []
    take(tmp_path / "one", others)
    with opened(tmp_path / "one") as context:
        found = {hint.kind: hint for hint in list_hints(context, **WHOLE)}
    assert (found["joint"].persons, found["joint"].posts) == (5, 7)

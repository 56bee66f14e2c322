"""Copies in the mart: the same groups whatever the order in which documents come, change and go."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from textmine.ingest.sample import write_sample
from textmine.pipeline.analyse import analyse
from textmine.pipeline.context import Context, open_context
from textmine.pipeline.copies import update_copies
from textmine.pipeline.ingest import ingest_paths
from textmine.settings import load_settings

NOW = datetime(2026, 11, 1, 22, 0, tzinfo=UTC)
TEXTS = (
    "나래시 중앙로 육교 아래 도로에 큰 구멍이 생겨서 차량 통행이 몹시 위험하니 빠른 보수를 부탁드립니다",
    "한빛공원 놀이터 옆 가로등이 사흘째 꺼져 있어 밤마다 아이들이 무서워합니다 전구를 갈아 주세요",
    "새벽마다 옆 건물 공사장에서 나는 소음 때문에 온 가족이 잠을 이루지 못하고 있습니다 단속해 주세요",
)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[object]:
    """Contexts of new stores."""
    opened = []

    def new() -> Context:
        settings = load_settings(outputs=tmp_path / f"store{len(opened)}", profile="bulk", secret="x" * 32)
        manager = open_context(settings, now=NOW)
        opened.append(manager)
        return manager.__enter__()

    yield new
    for manager in opened:
        manager.__exit__(None, None, None)


def put(context: Context, rows: list[tuple[str, str, str]], folder: Path, changed: int = 1) -> None:
    """Import complaints given as number, day and text."""
    path = folder / f"{random.random()}.csv"
    frame = pd.DataFrame(rows, columns=["신청번호", "신청일자", "민원내용"])
    frame.assign(민원제목="", 수정일시=f"2026-10-31 {changed:02d}:00").to_csv(path, index=False)
    ingest_paths(context, [path], kind="complaint")
    update_copies(context)


def groups(context: Context) -> dict[str, tuple[str, date]]:
    """Number of each copy → number of its original and the original's day."""
    found = context.mart.query(
        "select d.external_id as copy, o.external_id as original, since from copies c "
        "join documents d using (doc_id) join documents o on o.doc_id = c.canonical_id"
    )
    return {row.copy: (row.original, row.since) for row in found.itertuples()}


def rows(numbers: str) -> list[tuple[str, str, str]]:
    """Complaints a1, b2 …: letter = text, each with an edit of its own; the number is the day of October."""
    made = []
    for name in numbers.split():
        text = TEXTS["abc".index(name[0])].replace("니다", f"니다 {name}")
        made.append((name, f"2026-10-{int(name[1:]):02d}", text))
    return made


def test_copies_point_to_the_earliest(make, tmp_path):
    context = make()
    put(context, rows("a3 b2 a7 c1 b9 a5"), tmp_path)
    expected = {"a5": ("a3", date(2026, 10, 3)), "a7": ("a3", date(2026, 10, 3)), "b9": ("b2", date(2026, 10, 2))}
    assert groups(context) == expected
    assert context.mart.query("select min(similarity) as s from copies")["s"].iloc[0] >= 0.7


@pytest.mark.parametrize("seed", range(3))
def test_days_in_any_order_give_the_groups_of_one_import(make, tmp_path, seed):
    numbers = ["a1", "a2", "a9", "b3", "b4", "c5", "c6", "c7", "a12", "b13", "c14"]
    whole, daily = make(), make()
    put(whole, rows(" ".join(numbers)), tmp_path)
    random.Random(seed).shuffle(numbers)
    for start in range(0, len(numbers), 3):
        put(daily, rows(" ".join(numbers[start : start + 3])), tmp_path)
    columns = "select doc_id, canonical_id, similarity, since from copies order by doc_id"
    pd.testing.assert_frame_equal(daily.mart.query(columns), whole.mart.query(columns))


def test_a_changed_text_leaves_its_group_and_the_others_stay(make, tmp_path):
    context = make()
    put(context, rows("a1 a2 a3"), tmp_path)
    rewritten = "처음과 아주 다른 이야기로 고쳐 썼으니 이제 누구의 사본도 아닌 글입니다"
    put(context, [("a1", "2026-10-01", rewritten)], tmp_path, changed=2)
    assert groups(context) == {"a3": ("a2", date(2026, 10, 2))}


def test_an_erased_original_hands_its_place_on(make, tmp_path):
    context = make()
    put(context, rows("a1 a2 a3"), tmp_path)
    original = context.mart.query("select doc_id from documents where external_id = 'a1'")["doc_id"].iloc[0]
    context.mart.purge([original])
    update_copies(context)
    assert groups(context) == {"a3": ("a2", date(2026, 10, 2))}


def test_nothing_is_written_when_nothing_is_new(make, tmp_path):
    context = make()
    put(context, rows("a1 a2"), tmp_path)
    before = context.mart.versions()
    report = update_copies(context)
    assert (report.signed, report.written, report.removed) == (0, 0, 0)
    assert context.mart.versions() == before


def test_planted_copies_are_counted_once(make, tmp_path):
    context = make()
    sample = write_sample(tmp_path / "files", seed=5, documents=4000, years=1, end=date(2026, 10, 31))
    ingest_paths(context, [sample.complaints], kind="complaint")
    analyse(context)
    planted = pd.read_csv(tmp_path / "files" / "truth_copies.csv")
    found = groups(context)
    together = [
        found.get(copy, (copy,))[0] == found.get(original, (original,))[0]
        for copy, original in zip(planted["copy"], planted["original"], strict=True)
    ]
    assert len(together) > 50 and sum(together) >= 0.93 * len(together)  # a short text with two typos is another one
    assert json.loads(sample.truth.read_text(encoding="utf-8"))["documents"] == 4000
    counts = context.mart.query("select sum(posts) as posts, sum(\"distinct\") as once from term_daily")
    assert counts["once"].iloc[0] < counts["posts"].iloc[0]

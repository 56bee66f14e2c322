"""The order of files, batches and writes never decides which version of a document stands."""

from __future__ import annotations

import hashlib
from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.conftest import documents
from textmine.store.documents import DocumentBuffer, with_month
from textmine.store.mart import Mart

DAYS = (date(2026, 9, 30), date(2026, 10, 1), None)
Version = tuple[int, int | None, int]  # document, hour of updated_at, index of DAYS


def _frame(versions: list[Version]) -> pd.DataFrame:
    return documents(len(versions)).assign(
        doc_id=[f"d{doc}" for doc, _, _ in versions],
        updated_at=pd.to_datetime([None if hour is None else f"2026-10-01T{hour:02}:00Z" for _, hour, _ in versions],
                                  utc=True),
        civil_date=[DAYS[day] for _, _, day in versions],
        content_hash=[_hash(version) for version in versions],
    )


def _hash(version: Version) -> str:
    return hashlib.sha256(repr(version).encode()).hexdigest()


def _winners(versions: list[Version]) -> dict[str, str]:
    best = sorted(versions, key=lambda v: (-1 if v[1] is None else v[1], _hash(v)))
    return {f"d{version[0]}": _hash(version) for version in best}


versions = st.tuples(st.integers(0, 3), st.none() | st.integers(0, 2), st.integers(0, len(DAYS) - 1))


cuts = st.sampled_from(["same frame", "next frame", "next write"])


@given(st.lists(st.tuples(versions, cuts), min_size=1, max_size=12))
@settings(max_examples=15, deadline=None)
def test_the_best_version_stands_whatever_the_order_and_the_cuts(steps: list[tuple[Version, str]]) -> None:
    buffer = DocumentBuffer(with_month(documents(0)).select(["doc_id", "content_hash", "updated_at", "month"]), {})
    table: dict[str, str] = {}
    seen = 0
    frame: list[Version] = []
    for n, (version, cut) in enumerate(steps):
        frame.append(version)
        if cut == "same frame" and n + 1 < len(steps):
            continue
        result = buffer.add(with_month(_frame(frame)))
        assert result.new + result.changed + result.unchanged == len(frame)
        seen += result.new
        frame = []
        if cut == "next write" or n + 1 == len(steps):
            for doc_id in buffer.take_dropped()[0]:
                del table[doc_id]
            written = buffer.take_rows().to_pandas()
            assert not set(written["doc_id"]) & set(table)
            assert written["doc_id"].is_unique
            table |= dict(zip(written["doc_id"], written["content_hash"], strict=True))
    assert table == _winners([version for version, _ in steps])
    assert seen == len(table)


def test_months_of_a_result_are_those_a_document_left_and_entered(mart: Mart) -> None:
    with mart.write("x") as writer:
        assert writer.upsert_documents(_frame([(0, 0, 0), (1, 0, 1)])).months == {"2026-09", "2026-10"}
    with mart.write("x") as writer:
        assert writer.upsert_documents(_frame([(0, 1, 2), (1, 0, 1)])).months == {"2026-09", "undated"}
    found = mart.query("select doc_id, month from documents order by doc_id")
    assert list(found.itertuples(index=False, name=None)) == [("d0", "undated"), ("d1", "2026-10")]


def test_a_move_and_a_return_within_one_write_touch_both_months(mart: Mart) -> None:
    with mart.write("x") as writer:
        writer.upsert_documents(_frame([(0, 0, 0)]))
    with mart.write("x") as writer:
        first = writer.upsert_documents(_frame([(0, 1, 1)]))
        second = writer.upsert_documents(_frame([(0, 2, 0)]))
    assert first.months == second.months == {"2026-09", "2026-10"}
    assert list(mart.query("select month, content_hash from documents").itertuples(index=False, name=None)) == [
        ("2026-09", _hash((0, 2, 0)))
    ]


def test_an_empty_frame_is_welcome(mart: Mart) -> None:
    with mart.write("x") as writer:
        result = writer.upsert_documents(documents(0))
    assert (result.new, result.changed, result.unchanged, result.months) == (0, 0, 0, frozenset())


def test_twenty_thousand_documents_are_written_and_recognised_quickly(mart: Mart) -> None:
    base = documents(700)
    frame = pd.concat([base] * 29, ignore_index=True).iloc[:20_000]
    frame["doc_id"] = [f"{n:064x}" for n in range(len(frame))]
    with mart.write("x") as writer:
        new = [writer.upsert_documents(frame.iloc[n : n + 5000]).new for n in range(0, len(frame), 5000)]
    with mart.write("x") as writer:
        unchanged = [writer.upsert_documents(frame.iloc[n : n + 5000]).unchanged for n in range(0, len(frame), 5000)]
    assert sum(new) == sum(unchanged) == 20_000
    assert mart.query("select count(distinct doc_id) as n from documents")["n"].iloc[0] == 20_000

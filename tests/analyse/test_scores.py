"""Departments, sentiment, danger words, disclosure control."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.analyse import find_danger, guess_department, score_sentiment, suppress_small_cells
from textmine.lexicon.values import Department

DEPARTMENTS = (
    Department("도로과", duties=("포트홀", "도로 파손", "보도블록")),
    Department("교통과", duties=("불법주정차", "주차 단속", "신호등"), aliases=("교통행정과",)),
    Department("청소과", duties=("쓰레기", "무단투기")),
)
DANGER = {"화재": 3, "붕괴": 3, "붕괴 위험": 2, "감전": 3, "가스 냄새": 3}


def test_duties_point_to_the_department():
    assert guess_department(["포트홀", "차량"], DEPARTMENTS) == ("도로과", 1.0)
    assert guess_department(["도로", "파손"], DEPARTMENTS)[0] == "도로과"
    assert guess_department(["교통행정과", "쓰레기"], DEPARTMENTS)[0] == "교통과"


@pytest.mark.parametrize(("terms", "departments"), [([], DEPARTMENTS), (["공원"], DEPARTMENTS), (["포트홀"], ())])
def test_nothing_matches_gives_no_department(terms, departments):
    assert guess_department(terms, departments) == ("", 0.0)


def test_the_order_of_departments_does_not_matter():
    terms = ["쓰레기", "포트홀", "요청"]
    assert guess_department(terms, DEPARTMENTS) == guess_department(terms[::-1], DEPARTMENTS[::-1])


def test_sentiment_is_the_mean_grade():
    scores = score_sentiment([["감사", "친절"], ["불편", "도로"], []], {"감사": 2, "친절": 1, "불편": -2})
    assert scores.tolist() == [0.75, -1.0, 0.0]
    assert score_sentiment([["감사"]], {}).tolist() == [0.0]
    assert score_sentiment([], {"감사": 2}).tolist() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("가로등에서 감전 위험이 있는데 조치가 없습니다", ["감전"]),
        ("가스냄새가 심하게 나요", ["가스 냄새"]),
        ("건물 붕괴 위험 신고합니다", ["붕괴 위험"]),
        ("다행히 화재는 없었습니다", []),
        ("붕괴하지 않도록 점검해 주세요", []),
        ("화재보험과 화재 예방 교육 문의", []),
        ("화재 위험이 없다고 하지만 붕괴 조짐이 보입니다", ["붕괴"]),
        ("", []),
    ],
)
def test_danger_words_that_are_denied_or_practised_do_not_count(text, words):
    hits = find_danger(text, DANGER)
    assert [hit.word for hit in hits] == words
    assert all(hit.grade == DANGER[hit.word] for hit in hits)
    assert find_danger(text, {}) == ()


def test_a_small_cell_takes_a_second_one_with_it():
    table = pd.DataFrame({"동": ["가", "나", "다"], "건수": [3, 20, 8]})
    safe = suppress_small_cells(table)
    assert safe["동"].tolist() == ["가", "나", "다"]
    assert safe["건수"].isna().tolist() == [True, False, True]
    assert table["건수"].tolist() == [3, 20, 8]


def test_without_known_totals_only_small_cells_are_hidden():
    safe = suppress_small_cells(pd.DataFrame({"a": [3, 20], "b": [9, 0]}), totals_known=False)
    assert safe.isna().to_numpy().tolist() == [[True, False], [False, False]]


def test_a_table_without_small_cells_is_unchanged():
    table = pd.DataFrame({"a": [5, 20], "b": [9, 0]})
    assert (suppress_small_cells(table) == table).all(axis=None)
    assert suppress_small_cells(pd.DataFrame()).empty


def test_hidden_cells_do_not_add_up_to_a_small_sum():
    safe = suppress_small_cells(pd.DataFrame({"건수": [1, 2, 9, 30]}))
    assert safe["건수"].isna().tolist() == [True, True, True, False]


def test_wrong_tables_are_refused():
    with pytest.raises(ValueError, match="negative"):
        suppress_small_cells(pd.DataFrame({"a": [-1]}))
    with pytest.raises(ValueError, match="total_row"):
        suppress_small_cells(pd.DataFrame({"a": [1]}), total_row="합계")
    with pytest.raises(ValueError, match="total_column"):
        suppress_small_cells(pd.DataFrame({"a": [1]}), total_column="합계")


tables = st.integers(1, 5).flatmap(
    lambda rows: st.integers(1, 5).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 14), min_size=columns, max_size=columns), min_size=rows, max_size=rows
        )
    )
)


@given(tables, st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_hidden_cell_can_be_computed_from_what_is_published(cells, total_row, total_column):
    inner = pd.DataFrame(cells, dtype=np.int64)
    table = inner.copy()
    if total_column:
        table["합계"] = table.sum(axis=1)
    if total_row:
        table.loc["합계"] = table.sum()
    safe = suppress_small_cells(
        table, total_row="합계" if total_row else None, total_column="합계" if total_column else None
    )
    hidden = safe.isna().to_numpy()
    small = ((table > 0) & (table < 5)).to_numpy()
    assert (hidden | ~small).all()
    assert (safe.to_numpy()[~hidden] == table.to_numpy()[~hidden]).all()
    assert not computable(hidden, total_row, total_column)[hidden].any()


def computable(hidden: np.ndarray, total_row: bool, total_column: bool) -> np.ndarray:
    """Cells that the system of row and column sums determines, by its null space."""
    rows, columns = hidden.shape
    equations = []
    if total_column or columns > 1:
        for row in range(rows):
            equation = np.zeros(hidden.shape)
            equation[row] = 1
            equation[row, -1] = -1 if total_column else 1
            equations.append(equation[hidden])
    if total_row or rows > 1:
        for column in range(columns):
            equation = np.zeros(hidden.shape)
            equation[:, column] = 1
            equation[-1, column] = -1 if total_row else 1
            equations.append(equation[hidden])
    result = np.zeros(hidden.shape, dtype=bool)
    if hidden.any() and equations:
        _, sizes, basis = np.linalg.svd(np.array(equations))
        free = basis[int((sizes > 1e-9).sum()) :]
        result[hidden] = np.abs(free).sum(axis=0) < 1e-9
    return result

"""Panels, signals and particles."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.lexicon.values import Lexicon, Pack
from textmine.text.josa import josa
from textmine.trends import build_panel, build_signals, match_signals
from textmine.types import Signal

MONDAY = date(2026, 11, 2)


def coverage(states: list[str], start: date = MONDAY) -> pd.DataFrame:
    days = [start + timedelta(days=i) for i in range(len(states))]
    return pd.DataFrame({"civil_date": days, "state": states})


def rows(*triples: tuple[str, date, int]) -> pd.DataFrame:
    return pd.DataFrame(list(triples), columns=["series", "civil_date", "count"])


def test_complete_and_no_row_is_zero_otherwise_missing() -> None:
    panel = build_panel(
        rows(("term:a", MONDAY, 3), ("term:a", MONDAY + timedelta(days=1), 9)),
        coverage(["complete", "outage", "complete", "partial", "unknown"]),
        freq="D",
    )
    np.testing.assert_array_equal(panel["term:a"], [3, np.nan, 0, np.nan, np.nan])


def test_days_that_coverage_does_not_name_are_missing() -> None:
    panel = build_panel(
        rows(("total", MONDAY, 1)), coverage(["complete"]), freq="D", start=MONDAY - timedelta(days=1), end=MONDAY
    )
    np.testing.assert_array_equal(panel["total"], [np.nan, 1])


def test_a_week_counts_only_when_all_its_days_are_complete() -> None:
    counts = rows(*[("total", MONDAY + timedelta(days=i), 2) for i in range(21)])
    states = ["complete"] * 10 + ["outage"] + ["complete"] * 9
    panel = build_panel(counts, coverage(states), freq="W")
    assert list(panel.index.day_of_week) == [0, 0, 0]
    np.testing.assert_array_equal(panel["total"], [14, np.nan, np.nan])


def test_two_sources_must_both_be_complete() -> None:
    both = pd.concat([coverage(["complete", "complete"]), coverage(["complete", "partial"])])
    panel = build_panel(rows(("total", MONDAY, 1)), both, freq="D")
    np.testing.assert_array_equal(panel["total"], [1, np.nan])


def test_panels_refuse_nonsense_and_accept_nothing() -> None:
    with pytest.raises(ValueError, match="negative"):
        build_panel(rows(("a", MONDAY, -1)), coverage(["complete"]), freq="D")
    with pytest.raises(ValueError, match="lacks"):
        build_panel(pd.DataFrame(), coverage(["complete"]), freq="D")
    assert build_panel(rows(), coverage([]), freq="D").shape == (0, 0)
    assert build_panel(rows(), coverage(["complete"] * 7), freq="W").shape == (1, 0)


LEXICON = Lexicon(
    stopwords=frozenset({"민원"}),
    synonyms=MappingProxyType({"싱크홀": "땅꺼짐"}),
    compounds=MappingProxyType({("불법", "주정차"): "불법주정차"}),
    packs=(Pack("parking", "불법주정차", ("불법 주정차", "견인"), department="교통과", excluded_terms=("자전거",)),),
)


def test_signals_use_the_form_that_documents_carry() -> None:
    signals = build_signals(
        LEXICON,
        [(3, "도로 파임", ["포트홀", "싱크홀", "땅꺼짐", "민원", "도로", "파손"])],
        {"교통": ["버스", "정류장"]},
    )
    assert [signal.signal_id for signal in signals] == ["pack:parking", "topic:3", "category:교통"]
    assert signals[0].terms == ("불법주정차", "견인") and signals[0].department == "교통과"
    assert signals[1].terms == ("포트홀", "땅꺼짐", "도로", "파손") and signals[1].min_hits == 2
    assert signals[2].min_hits == 1


def test_signal_ids_stand_once() -> None:
    with pytest.raises(ValueError, match="topic:1"):
        build_signals(Lexicon(), [(1, "가", ["나"]), ("1", "다", ["라"])])


def test_membership_counts_different_terms_and_obeys_exclusion() -> None:
    signals = (Signal("pack:a", "a", ("가로등", "고장", "점검"), 2, ("신호등",)), Signal("pack:b", "b", ("고장",)))
    docs = [["고장", "고장"], {"가로등", "고장"}, ["가로등", "점검", "신호등"], []]
    expected = [[False, True], [True, True], [False, False], [False, False]]
    matrix = match_signals(docs, signals)
    assert matrix.dtype == bool
    np.testing.assert_array_equal(matrix.toarray(), expected)


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), max_size=8))
def test_membership_equals_the_rule_in_words(docs: list[list[str]]) -> None:
    signal = Signal("pack:x", "x", ("a", "b", "c"), 2, ("d",))
    expected = [len({"a", "b", "c"} & set(doc)) >= 2 and "d" not in doc for doc in docs]
    assert match_signals(docs, (signal,)).toarray()[:, 0].tolist() == expected


def test_matching_without_signals_or_documents() -> None:
    assert match_signals([["a"]], ()).shape == (1, 0)
    assert match_signals([], (Signal("pack:x", "x", ("a",)),)).shape == (0, 1)


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("포트홀", "이/가", "포트홀이"), ("버스", "이/가", "버스가"), ("서울", "으로/로", "서울로"),
        ("부산", "으로/로", "부산으로"), ("'화재'", "이/가", "'화재'가"), ("2호선(하행)", "을/를", "2호선(하행)을"),
        ("1", "이/가", "1이"), ("2", "과/와", "2와"), ("CCTV", "은/는", "CCTV는"), ("KTX-M", "은/는", "KTX-M은"),
        ("…", "이/가", "…이(가)"),
    ],
)
def test_josa(word: str, pair: str, expected: str) -> None:
    assert josa(word, pair) == expected


def test_josa_needs_two_forms() -> None:
    with pytest.raises(ValueError, match="pair"):
        josa("버스", "가")

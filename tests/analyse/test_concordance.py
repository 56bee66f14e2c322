"""A term in its context, in every spelling that counts as it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.analyse import find_contexts, resolve_term, term_variants
from textmine.lexicon import Lexicon, build_lexicon

LEXICON = build_lexicon(
    synonyms={"불법주차": "불법주정차", "전동퀵보드": "킥보드", "길막힘": "교통체증"},
    compounds={("불법", "주정차"): "불법주정차", ("길", "막힘"): "길막힘", ("이중", "주차"): "이중주차"},
)


SPELLINGS = ["불법주정차", "불법 주정차", "불법 주·정차", "불법주차", "불법 주차", "불법\u00a0주정차", "불법ㆍ주정차"]


@pytest.mark.parametrize("written", SPELLINGS)
def test_every_spelling_is_one_term(written: str) -> None:
    assert resolve_term(written, LEXICON) == "불법주정차"
    found = find_contexts([f"골목마다 {written}가 심해요"], "불법주정차", lexicon=LEXICON)
    assert (found.total, found.rows["keyword"].tolist()) == (1, [written])
    backwards = find_contexts(["골목마다 불법 주·정차가 심해요"], written, lexicon=LEXICON)
    assert backwards.total == 1


def test_a_synonym_of_a_compound_belongs_to_the_term() -> None:
    assert term_variants("길 막힘", LEXICON) == ("교통체증", "길막힘")
    assert find_contexts(["출근길 길 막힘", "교통체증"], "교통체증", lexicon=LEXICON).documents == 2
    assert term_variants("cctv", Lexicon()) == ("CCTV", "cctv")
    assert find_contexts(["Cctv 설치"], "CCTV").total == 1


@pytest.mark.parametrize("text", ["이 중 주차장이 넓은 곳", "불법\n주정차", "오솔길 막힘", "불 법 주 정 차"])
def test_other_words_that_look_alike_are_left_out(text: str) -> None:
    for term in ("이중주차", "불법주정차", "교통체증"):
        assert find_contexts([text], term, lexicon=LEXICON).total == 0


def test_places_inside_longer_words_are_told_and_wait_to_be_asked_for() -> None:
    texts = ["층간소음과 소음", "소음"]
    found = find_contexts(texts, "소음")
    assert (found.total, found.documents, found.inside_words) == (2, 2, 1)
    assert find_contexts(texts, "소음", inside_words=True).rows["start"].tolist() == [2, 6, 0]


def test_contexts_are_cut_between_words_and_say_so() -> None:
    text = "가나다라 마바사 아자차 포트홀이 카타파하 나나나나 다다"
    row = find_contexts([text], "포트홀", width=9).rows.iloc[0]
    assert (row.left, row.keyword, row.right) == ("…마바사 아자차 ", "포트홀", "이 카타파하…")
    whole = find_contexts([text], "포트홀", width=40).rows.iloc[0]
    assert whole.left + whole.keyword + whole.right == text
    unspaced = find_contexts(["가" * 50 + " 포트홀"], "포트홀", width=5).rows.iloc[0]
    assert unspaced.left == "…가가가가가 "


def test_a_limit_is_told_and_sorting_comes_before_it() -> None:
    texts = [f"{word} 포트홀 {word}" for word in ("다", "가", "나")]
    found = find_contexts(texts, "포트홀", order="right", limit=2)
    assert (found.rows["row"].tolist(), found.total, found.documents) == ([1, 2], 3, 3)
    assert find_contexts(texts, "포트홀", limit=2).rows["row"].tolist() == [0, 1]
    left = find_contexts(["나 가 포트홀", "가 나 포트홀"], "포트홀", order="left")
    assert left.rows["row"].tolist() == [0, 1]


def test_nothing_found_is_an_empty_table_and_bad_requests_are_refused() -> None:
    found = find_contexts([], "포트홀")
    assert found.rows.columns.tolist() == ["row", "left", "keyword", "right", "start"] and found.total == 0
    for bad in ({"width": 0}, {"limit": 0}):
        with pytest.raises(ValueError, match="1 or more"):
            find_contexts(["포트홀"], "포트홀", **bad)
    with pytest.raises(ValueError, match="letter"):
        find_contexts(["포트홀"], " · ")


@given(st.lists(st.text("가나 포트홀·.\n", max_size=40), max_size=5), st.integers(1, 12))
@settings(max_examples=80, deadline=None)
def test_start_points_at_the_keyword_and_sides_keep_their_width(texts: list[str], width: int) -> None:
    found = find_contexts(texts, "포트홀", width=width, inside_words=True)
    assert found.total == len(found.rows)
    for place in found.rows.itertuples():
        assert texts[place.row][place.start :].startswith(place.keyword)
        assert max(len(place.left.strip("… ")), len(place.right.strip("… "))) <= width
        around = "".join((place.left + place.keyword + place.right).replace("…", "").split())
        assert around in "".join(texts[place.row].split())

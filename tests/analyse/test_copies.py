"""Copies, similar texts, examples."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.analyse import SimilarIndex, choose_examples, group_duplicates
from textmine.analyse.copies import similarity
from textmine.types import Token

TEXT = "나래시 중앙로 12번지 앞 도로에 큰 구멍이 생겨서 차량 통행이 몹시 위험하니 빠른 보수를 부탁드립니다"


class SpaceTokenizer:
    name, version = "space", "1"

    def tokenize(self, texts: Iterable[str]) -> Iterator[list[Token]]:
        for text in texts:
            yield [Token(m.group(), "NNG", m.start(), len(m.group())) for m in re.finditer(r"\S+", text)]


def shingles(text: str) -> set[str]:
    key = re.sub(r"[\W_]+", "", text.casefold())
    return {key[i : i + 5] for i in range(max(1, len(key) - 4))} if key else set()


def linked_labels(texts: list[str], threshold: float) -> list[int]:
    labels = list(range(len(texts)))
    for i, left in enumerate(map(shingles, texts)):
        for j, right in enumerate(map(shingles, texts[:i])):
            if left and right and len(left & right) >= threshold * len(left | right) - 1e-9:
                low, high = sorted((labels[i], labels[j]))
                labels = [low if label == high else label for label in labels]
    return labels


@given(st.lists(st.text(alphabet="가나다 !", max_size=14), max_size=14), st.sampled_from([0.3, 0.5, 0.7, 0.9]))
@settings(max_examples=150, deadline=None)
def test_linked_texts_are_linked_in_a_comparison_of_all_pairs(texts, threshold):
    found, wanted = group_duplicates(texts, threshold), np.array(linked_labels(texts, threshold))
    for label in set(found):
        assert len(set(wanted[found == label])) == 1
        assert label == np.flatnonzero(found == label)[0]
    for label in set(linked_labels(texts, 0.9)):  # what is so alike is never missed
        assert len(set(found[np.array(linked_labels(texts, 0.9)) == label])) == 1


def test_a_long_text_stays_a_copy_when_every_tenth_word_is_edited_or_sentences_move():
    rng = random.Random(4)
    vocabulary = [f"{a}{b}{c}다" for a in "가나다라마바사" for b in "아자차카타파하" for c in "거너더러머버서"]
    words = [rng.choice(vocabulary) for _ in range(120)]
    edited = [rng.choice(vocabulary) if n % 10 == 3 else word for n, word in enumerate(words)]
    moved = words[60:] + words[:60]
    other = [rng.choice(vocabulary) for _ in range(120)]
    texts = [" ".join(text) for text in (words, other, edited, moved)]
    assert group_duplicates(texts).tolist() == [0, 1, 0, 0]
    assert similarity(texts[0], texts[2]) > 0.7 > similarity(texts[0], texts[1])


def test_exact_copies_ignore_spaces_case_and_punctuation():
    assert group_duplicates(["CCTV 설치 요청!!", "다른 글입니다", "cctv설치요청"]).tolist() == [0, 1, 0]


def test_a_small_edit_is_a_copy_and_another_complaint_is_not():
    edited = TEXT.replace("몹시", "매우")
    other = "중앙공원 가로등이 며칠째 꺼져 있어 밤길이 어둡고 무섭습니다 점검을 부탁드립니다"
    assert group_duplicates([other, TEXT, edited]).tolist() == [0, 1, 1]
    assert group_duplicates([other, TEXT, edited], threshold=1.0).tolist() == [0, 1, 2]


@pytest.mark.parametrize("texts", [[], [""], ["", " ", "!!"], ["가"], ["가", "가"]])
def test_odd_inputs_give_labels(texts):
    labels = group_duplicates(texts)
    assert labels.dtype == np.int64 and len(labels) == len(texts)
    if "가" not in texts:
        assert labels.tolist() == list(range(len(texts)))


def test_thresholds_out_of_range_are_refused():
    for threshold in (0.0, -1.0, 1.1):
        with pytest.raises(ValueError, match="threshold"):
            group_duplicates(["가"], threshold)


def test_the_most_similar_text_comes_first():
    index = SimilarIndex([TEXT, "공원 벤치 파손", "도로 구멍 보수 요청", ""], SpaceTokenizer())
    found = index.search("도로 구멍 보수", k=2)
    assert found[0][0] == 2 and len(found) == 2
    assert all(0 <= score <= 1 for _, score in found) and found[0][1] > found[1][1]
    assert index.search(TEXT, k=1)[0] == (0, pytest.approx(1.0, abs=1e-3))


@pytest.mark.parametrize("texts", [[], [""], [" "]])
def test_an_empty_index_finds_nothing(texts):
    assert SimilarIndex(texts, SpaceTokenizer()).search("도로") == []


def test_nothing_is_similar_to_an_unknown_query():
    index = SimilarIndex(["도로 구멍"], SpaceTokenizer())
    assert index.search("zzz") == [] and index.search("") == []


def test_examples_are_typical_and_differ():
    documents = [["포트홀", "도로", "보수"]] * 5 + [["포트홀", "도로", "차량"]] * 3 + [["벤치"], []]
    chosen = choose_examples(documents, count=2)
    assert chosen[0] == 0 and chosen[1] in (5, 8)
    assert len(choose_examples(documents, count=9)) == 3
    assert choose_examples([]) == [] and choose_examples([[]]) == []

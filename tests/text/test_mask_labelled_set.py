"""Masking on the labelled set of benchmarks/gold: what was reached is not lost again."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks._gold import negatives, positives
from textmine.ingest.dictionaries import load_lexicon, packaged_dictionaries
from textmine.text import mask


@pytest.fixture(scope="module")
def hidden() -> tuple[Counter[str], Counter[str]]:
    """How many stretches of each kind are touched by a mask, and how many there are."""
    public = load_lexicon(packaged_dictionaries()).public_names
    found, total = Counter[str](), Counter[str]()
    for marked in positives():
        spans = mask(marked.text, public_names=public).spans
        for start, end, kind in marked.spans:
            total[kind] += 1
            found[kind] += any(a < end and start < b for a, b, _ in spans)
    return found, total


def test_the_set_is_large_enough() -> None:
    assert len(positives()) >= 600 and len(negatives()) >= 600


def test_no_resident_number_is_missed(hidden: tuple[Counter[str], Counter[str]]) -> None:
    found, total = hidden
    assert found["resident_number"] == total["resident_number"] >= 90


def test_most_numbers_and_names_are_hidden(hidden: tuple[Counter[str], Counter[str]]) -> None:
    found, total = hidden
    numbers = [kind for kind in total if kind != "name"]
    assert sum(found[kind] for kind in numbers) >= 0.96 * sum(total[kind] for kind in numbers)
    assert found["name"] >= 0.85 * total["name"]


def test_few_look_alikes_are_hidden() -> None:
    public = load_lexicon(packaged_dictionaries()).public_names
    # Counted, not listed: half of them stay unread.
    hidden = sum(bool(mask(text, public_names=public).spans) for _, text in negatives())
    assert hidden <= 0.02 * len(negatives())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("우리 아들 김민준이 다쳤습니다", "우리 아들 [이름]이 다쳤습니다"),
        ("관리소장 박철수가 답이 없어요", "관리소장 [이름]가 답이 없어요"),
        ("담당 공무원 연금은 얼마인가요", "담당 공무원 연금은 얼마인가요"),
        ("본인이 이용하는 것만큼", "본인이 이용하는 것만큼"),
        ("여권번호 PM1029384", "여권번호 [여권]"),
        ("사업자번호 502.17.38471", "사업자번호 [사업자번호]"),
        ("관리번호 2610121029384", "관리번호 2610121029384"),
        ("파일명 report@2x.png", "파일명 report@2x.png"),
        ("새터안길 9 로 이사했어요", "[주소] 로 이사했어요"),
        ("앞으로 10년", "앞으로 10년"),
    ],
)
def test_what_stands_beside_a_number_or_a_name_decides(text: str, expected: str) -> None:
    assert mask(text).text == expected

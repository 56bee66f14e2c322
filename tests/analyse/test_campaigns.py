"""Campaigns: one demand in many people's words, told apart from copies and from what is always written."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from textmine.analyse.campaigns import find_campaigns

VOCABULARY = np.array([f"말{n}" for n in range(600)])


def usual(n: int, *, seed: int = 0, days: int = 120) -> tuple[list[list[str]], NDArray[np.int64]]:
    """Everyday texts of six random words each."""
    rng = np.random.default_rng(seed)
    texts = [list(rng.choice(VOCABULARY, 6)) for _ in range(n)]
    return texts, np.sort(rng.integers(0, days, n))


def demand(n: int, *, words: tuple[str, ...] = ("노선", "폐지", "반대", "통학"), seed: int = 1) -> list[list[str]]:
    """``n`` texts that share most of ``words`` and have words of their own."""
    rng = np.random.default_rng(seed)
    return [[*rng.choice(words, 3, replace=False), *rng.choice(VOCABULARY, 2), f"사람{k}"] for k in range(n)]


def test_a_demand_in_many_words_is_one_campaign() -> None:
    texts, days = usual(600)
    labels = find_campaigns([*texts, *demand(30)], np.concatenate([days, np.arange(30) // 4 + 90]))
    assert set(labels[600:]) == {0}
    assert (labels[:600] >= 0).sum() <= 2


def test_two_demands_at_the_same_time_are_two() -> None:
    texts, days = usual(600)
    other = demand(25, words=("수돗물", "흙탕물", "필터", "세탁"), seed=2)
    when = np.concatenate([days, np.full(25, 95), np.full(25, 96)])
    labels = find_campaigns([*texts, *demand(25), *other], when)
    assert set(labels[600:625]) == {0} and set(labels[625:]) == {1}


def test_what_is_always_demanded_is_no_campaign() -> None:
    texts, days = usual(600)
    labels = find_campaigns([*texts, *demand(60)], np.concatenate([days, np.arange(60) * 2]))
    assert (labels < 0).all()


def test_too_few_or_too_scattered_are_no_campaign() -> None:
    texts, days = usual(600)
    assert (find_campaigns([*texts, *demand(9)], np.concatenate([days, np.full(9, 90)])) < 0).all()
    scattered = np.concatenate([days, np.arange(12) * 10])
    assert (find_campaigns([*texts, *demand(12)], scattered) < 0).all()


def test_the_order_of_documents_does_not_matter() -> None:
    texts, days = usual(300)
    everything, when = [*texts, *demand(20)], np.concatenate([days, np.full(20, 100)])
    shuffled = np.random.default_rng(3).permutation(320)
    labels = find_campaigns([everything[n] for n in shuffled], when[shuffled])
    assert ((labels >= 0) == (find_campaigns(everything, when)[shuffled] >= 0)).all()


def test_nothing_and_empty_documents_are_no_campaign() -> None:
    assert find_campaigns([], np.empty(0, dtype=np.int64)).tolist() == []
    assert find_campaigns([[], ["가"], []], np.zeros(3, dtype=np.int64)).tolist() == [-1, -1, -1]

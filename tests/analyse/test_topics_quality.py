"""Whether topics can be trusted: method, number, words, unseen coherence, stability, junk, labels, trends."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest

from textmine.analyse import (
    assess_topics,
    find_hot_topics,
    fit_topics,
    follow_topics,
    from_arrays,
    label_topics,
    to_arrays,
)
from textmine.analyse.topic_labels import typical_rows
from textmine.analyse.topic_number import match_lists, sample_rows
from textmine.analyse.topic_terms import coherence, diversity, pair_lift


def test_the_length_of_documents_decides_the_method(planted):
    assert fit_topics(planted[0], n_topics=4).method == "nmf"
    assert fit_topics([document[:5] for document in planted[0]], n_topics=4).method == "lda"


def test_short_posts_are_sorted_into_their_themes(planted):
    documents, labels = planted
    model = fit_topics([document[:6] for document in documents], n_topics=4)
    main = model.doc_topics.argmax(axis=1)
    for theme in set(labels):
        numbers = main[np.array(labels) == theme]
        assert np.bincount(numbers).max() >= 50


def test_the_number_of_topics_comes_with_its_curve(planted):
    model = fit_topics(planted[0])
    chosen = [point for point in model.curve if point.is_chosen]
    assert len(chosen) == 1 and chosen[0].n_topics >= model.n_topics
    assert all(-1 <= point.npmi <= 1 and 0 <= point.stability <= 1 for point in model.curve)
    assert from_arrays(*to_arrays(model)).curve == model.curve
    assert fit_topics(planted[0], n_topics=4).curve == ()


def test_a_sample_never_holds_what_it_is_judged_on():
    fitted, unseen = sample_rows(100, 1, seed=3)
    assert len(fitted) == 80 and sorted(fitted + unseen) == list(range(100))
    assert sample_rows(100, 1, seed=3) == (fitted, unseen) != sample_rows(100, 2, seed=3)


def test_clear_topics_are_trusted(planted):
    documents, _ = planted
    model = fit_topics(documents, n_topics=4)
    found = assess_topics(model, documents)
    assert [one.topic_id for one in found] == [topic.topic_id for topic in model.topics]
    assert all(one.stability > 0.6 and one.lift > 2 and one.junk == 0 and not one.warning for one in found)
    turned = assess_topics(model, documents[::-1])
    assert turned == found


def test_noise_is_not_trusted():
    draw = random.Random(1)
    noise = [[f"낱말{draw.randrange(80)}" for _ in range(15)] for _ in range(300)]
    found = assess_topics(fit_topics(noise, n_topics=6), noise)
    assert found and all(one.warning.startswith("참고만 하세요: ") for one in found)
    assert any("다른 토픽이 됩니다" in one.warning for one in found)


def test_words_that_are_no_words_are_called_junk(planted):
    documents = [[*document, "ㅋㅋ", "12", "-"] if row % 4 else document for row, document in enumerate(planted[0])]
    found = assess_topics(fit_topics(documents, n_topics=5, max_df=0.9), documents)
    assert max(one.junk for one in found) > 0
    assert assess_topics(fit_topics([]), []) == ()


def test_coherence_lift_and_diversity_of_word_lists():
    documents = [["가로등", "고장"], ["가로등", "고장"], ["도로"], ["공원"]]
    assert coherence(documents, [["가로등", "고장"], ["도로", "공원"], ["도로"]]).tolist() == [1.0, -1.0, 0.0]
    assert pair_lift(documents, [["가로등", "고장"], ["도로", "공원"]]).tolist() == [2.0, 0.0]
    assert diversity([["가", "나"], ["나", "다"]]) == 0.75 and diversity([]) == 0.0
    assert match_lists([["가", "나"]], [["가", "나"], ["다", "라"]]) == 0.75 and match_lists([], []) == 0.0


def test_labels_are_a_few_words_in_reading_order(planted):
    documents, _ = planted
    model = fit_topics(documents, n_topics=4)
    number = next(n for n, topic in enumerate(model.topics) if "불법주정차" in dict(topic.terms))
    runs = {number: [[["불법주정차", "단속"], ["과태료"]]] * 20 + [[["인도"], ["견인"]]] * 3}
    labels = label_topics(model, runs)
    words = labels[number].split()
    assert 3 <= len(words) <= 5 and words.index("불법주정차") + 1 == words.index("단속")
    assert len(set(labels)) == 4


def test_typical_documents_are_those_of_the_topic():
    shares = np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5], [0.1, 0.0]])
    assert typical_rows(shares, 0) == [0, 2]


def shares_of(values: dict[str, list[float]]) -> pd.DataFrame:
    months = pd.date_range("2025-01-01", periods=12, freq="MS")
    return pd.DataFrame([
        {"period": month, "topic_id": name, "share": value}
        for name, row in values.items() for month, value in zip(months, row, strict=True)
    ])


def test_only_trends_beyond_chance_are_hot_or_cold():
    rng = np.random.default_rng(0)
    rising, falling = np.linspace(0.05, 0.15, 12), np.linspace(0.2, 0.1, 12)
    noise = {f"n{number}": (0.1 + 0.01 * rng.standard_normal(12)).tolist() for number in range(18)}
    found = find_hot_topics(shares_of({"up": rising.tolist(), "down": falling.tolist()} | noise)).set_index("topic_id")
    assert found["heat"]["up"] == "hot" and found["heat"]["down"] == "cold"
    assert (found.drop(["up", "down"])["heat"] == "").all()
    assert found["change"]["up"] == pytest.approx(1.0, abs=0.05)


def test_a_few_months_give_no_trend():
    found = find_hot_topics(shares_of({"a": list(np.linspace(0.1, 0.9, 12))}).groupby("topic_id").head(5))
    assert found["heat"].tolist() == [""] and found["q_value"].isna().all()


def test_shares_have_intervals_and_a_silent_month_is_zero():
    counts = pd.DataFrame({
        "period": ["2026-01-01", "2026-01-01", "2026-02-01"], "topic_id": ["a", "b", "a"],
        "weight": [20.0, 10.0, 50.0], "documents": [100, 100, 100],
    })
    found = follow_topics(counts)
    assert found[["topic_id", "share"]].values.tolist() == [["a", 0.2], ["b", 0.1], ["a", 0.5], ["b", 0.0]]
    assert ((found["lower"] <= found["share"]) & (found["share"] <= found["upper"])).all()
    assert follow_topics(counts.iloc[:0]).empty

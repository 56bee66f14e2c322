"""Topic models: found, stable, storable, matched."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest

from textmine.analyse import (
    fit_topics,
    from_arrays,
    keep_topic_ids,
    label_topic,
    match_topics,
    to_arrays,
    transform_topics,
)


@pytest.fixture(scope="module")
def model(planted):
    return fit_topics(planted[0], n_topics=4)


def test_planted_themes_become_topics(model, planted, themes):
    _, labels = planted
    assert model.n_topics == 4
    heaviest = model.doc_topics.argmax(axis=1)
    for number in range(4):
        theme, hits = Counter(np.array(labels)[heaviest == number]).most_common(1)[0]
        assert hits >= 55
        assert {term for term, _ in model.topics[number].terms[:6]} <= set(themes[theme])
    assert model.npmi.shape == (4,) and (model.npmi > 0).all() and model.diversity > 0.9


def test_shares_are_shares(model):
    assert model.doc_topics.shape == (240, 4)
    assert (model.doc_topics >= 0).all() and (model.doc_topics.sum(axis=1) <= 1 + 1e-9).all()
    assert model.doc_topics.max(axis=1).mean() > 0.6


def test_the_order_of_documents_does_not_matter(model, planted):
    documents, _ = planted
    ids = [f"{(row * 7919) % 240:04d}" for row in range(240)]
    order = np.random.default_rng(5).permutation(240)
    plain = fit_topics([documents[row] for row in order], n_topics=4)
    assert plain.topics == model.topics
    assert (plain.doc_topics == model.doc_topics[order]).all()
    with_ids = fit_topics(documents, doc_ids=ids, n_topics=4)
    shuffled = fit_topics([documents[row] for row in order], doc_ids=[ids[row] for row in order], n_topics=4)
    assert shuffled.topics == with_ids.topics
    assert (shuffled.doc_topics == with_ids.doc_topics[order]).all()


def test_the_seed_does_not_change_the_topics(model, planted):
    other = fit_topics(planted[0], n_topics=4, seed=9)
    assert other.topics == model.topics and (other.doc_topics == model.doc_topics).all()


def test_auto_chooses_a_number_of_topics(planted):
    model = fit_topics(planted[0])
    assert 2 <= model.n_topics <= 40


def test_short_posts_get_coherent_topics(planted, themes):
    posts = [document[:4] for document in planted[0]]
    model = fit_topics(posts, n_topics=4)
    for topic in model.topics:
        assert any({term for term, _ in topic.terms[:5]} <= set(words) for words in themes.values())


@pytest.mark.parametrize("corpus", [[], [[]], [["도로"]], [["도로", "공원"]] * 5, [[]] * 50])
def test_tiny_corpora_give_a_model_without_topics(corpus):
    model = fit_topics(corpus)
    assert model.topics == () and model.doc_topics.shape == (len(corpus), 0)
    assert model.npmi.shape == (0,) and model.diversity == 0.0
    assert transform_topics(model, [["도로"]]).shape == (1, 0)
    assert from_arrays(*to_arrays(model)).topics == ()


@pytest.mark.parametrize(
    "corpus", [[["도로", "공원"]] * 40, [["도로"], ["공원"], ["주차"]] * 20, [["가", "나"]] * 15 + [[]] * 9]
)
def test_corpora_without_variety_do_not_fail(corpus):
    model = fit_topics(corpus, n_topics=10)
    assert model.doc_topics.shape == (len(corpus), model.n_topics)
    assert (model.doc_topics.sum(axis=1) <= 1 + 1e-9).all()


def test_a_document_without_terms_is_all_others(planted):
    model = fit_topics([*planted[0], []], n_topics=4)
    assert model.doc_topics[-1].sum() == 0


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="doc_ids"):
        fit_topics([["가"]], doc_ids=[])
    with pytest.raises(ValueError, match="n_topics"):
        fit_topics([["가"]], n_topics=0)


def test_transform_agrees_with_the_fit_and_with_itself(model, planted):
    documents, _ = planted
    shares = transform_topics(model, documents)
    assert np.allclose(shares, model.doc_topics, atol=2e-6)
    alone = np.vstack([transform_topics(model, [document]) for document in documents[:5]])
    assert np.allclose(alone, shares[:5], atol=2e-6)
    assert transform_topics(model, [["처음보는말"]]).sum() == 0


def test_a_model_survives_storing(model, planted):
    arrays, manifest = to_arrays(model)
    assert all(array.dtype != object for array in arrays.values())
    loaded = from_arrays(arrays, json.loads(json.dumps(manifest, ensure_ascii=False)))
    assert loaded.topics == model.topics and loaded.diversity == model.diversity
    assert (transform_topics(loaded, planted[0]) == transform_topics(model, planted[0])).all()
    with pytest.raises(ValueError, match="topic model"):
        from_arrays(arrays, {"kind": "other"})


def test_labels_leave_out_words_inside_others():
    assert label_topic(["주차", "불법주차", "단속", "견인"]) == "불법주차·단속·견인"
    assert label_topic([]) == ""


def test_topic_ids_are_distinct_and_stable(model, planted):
    ids = [topic.topic_id for topic in model.topics]
    assert len(set(ids)) == 4 and all(len(topic_id) == 12 for topic_id in ids)
    assert [topic.topic_id for topic in fit_topics(planted[0], n_topics=4).topics] == ids


def test_a_refit_keeps_its_topics_and_reports_new_and_gone_ones(model, planted):
    documents, labels = planted
    without_park = [document for document, label in zip(documents, labels, strict=True) if label != "공원"]
    quake = ["지진", "대피", "진동", "건물", "균열", "여진"]
    fresh = [["지진", "대피", *quake[row % 3 :]] for row in range(60)]
    new = fit_topics(without_park + fresh, n_topics=4)
    matches = match_topics(model, new)
    assert Counter(matches.verdict) == {"same": 3, "new": 1, "gone": 1}
    kept = keep_topic_ids(new, matches)
    old_ids = {topic.topic_id for topic in model.topics}
    assert sum(topic.topic_id in old_ids for topic in kept.topics) == 3
    assert len({topic.topic_id for topic in kept.topics}) == 4


def test_matching_with_an_empty_model(model, planted):
    empty = fit_topics([])
    assert set(match_topics(empty, model).verdict) == {"new"}
    assert set(match_topics(model, empty).verdict) == {"gone"}
    assert len(match_topics(empty, empty)) == 0


def test_equal_sized_template_groups_do_not_depend_on_order():
    corpus = [[f"낱말{row % 60}", f"짝{row % 60}"] for row in range(1_200)]
    model, turned = fit_topics(corpus, n_topics=8), fit_topics(corpus[::-1], n_topics=8)
    assert model.topics == turned.topics
    assert (model.doc_topics == turned.doc_topics[::-1]).all()

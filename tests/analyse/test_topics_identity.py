"""Identity of topics: by words, by documents, from an older model's start; places on the map."""

from __future__ import annotations

import random

import numpy as np
import pytest

from textmine.analyse import fit_topics, match_topics, place_topics, rename_topics, transform_topics


def joined(left, right):
    return [one + other for one, other in zip(left, right, strict=True)]


@pytest.fixture(scope="module")
def parts():
    """Sixty documents of eighteen words on each of eight themes of ten words."""
    draw = random.Random(3)
    names = ("공원", "도로", "쓰레기", "주차", "버스", "도서관", "시장", "하천")
    return {name: [[f"{name}{draw.randrange(10)}" for _ in range(18)] for _ in range(60)] for name in names}


OTHERS = ("주차", "쓰레기", "버스", "도서관", "시장", "하천")


def compare(old, new, terms):
    shares = transform_topics(old, terms), transform_topics(new, terms)
    return match_topics(old, new, old_shares=shares[0], new_shares=shares[1])


def test_a_topic_written_about_apart_from_now_on_is_a_split(parts):
    others = [document for name in OTHERS for document in parts[name]]
    before, after = joined(parts["공원"], parts["도로"]) + others, parts["공원"] + parts["도로"] + others
    matches = compare(fit_topics(before, n_topics=7), fit_topics(after, n_topics=8), after)
    split = matches[matches.verdict == "split"].iloc[0]
    parent = matches[(matches.verdict == "same") & (matches.old == split.old)]
    assert sorted(matches.verdict) == ["same"] * 7 + ["split"] and len(parent) == 1
    assert split.document_overlap > 0.3 and split.shared_terms


def test_topics_written_about_together_from_now_on_are_merged(parts):
    others = [document for name in OTHERS for document in parts[name]]
    before, after = parts["공원"] + parts["도로"] + others, joined(parts["공원"], parts["도로"]) + others
    matches = compare(fit_topics(before, n_topics=8), fit_topics(after, n_topics=7), after)
    merged = matches[matches.verdict == "merged"].iloc[0]
    assert sorted(matches.verdict) == ["merged"] + ["same"] * 7
    assert merged.new in set(matches[matches.verdict == "same"].new)


def test_a_topic_of_new_documents_is_new_and_not_a_split(parts):
    after = parts["공원"] + parts["도로"] + parts["쓰레기"]
    matches = compare(fit_topics(parts["공원"] + parts["도로"], n_topics=2), fit_topics(after, n_topics=3), after)
    assert sorted(matches.verdict) == ["new", "same", "same"]
    assert matches[matches.verdict == "new"].iloc[0][["old", "similarity"]].tolist() == ["", 0.0]


def test_documents_keep_the_identity_when_every_word_is_renamed(planted):
    documents, _ = planted
    renamed = [[f"{word}말" for word in document] for document in documents]
    old, new = fit_topics(documents, n_topics=4), fit_topics(renamed, n_topics=4)
    assert set(match_topics(old, new).verdict) == {"new", "gone"}
    matches = match_topics(old, new, old_shares=old.doc_topics, new_shares=new.doc_topics)
    assert matches.verdict.tolist() == ["same"] * 4 and (matches.term_overlap == 0).all()


def test_shares_of_other_documents_are_refused(planted):
    model = fit_topics(planted[0], n_topics=4)
    with pytest.raises(ValueError, match="shares"):
        match_topics(model, model, old_shares=model.doc_topics)
    with pytest.raises(ValueError, match="documents"):
        match_topics(model, model, old_shares=model.doc_topics, new_shares=model.doc_topics[:3])


def test_a_model_begun_from_its_own_topics_keeps_them(planted):
    documents, _ = planted
    old = fit_topics(documents, n_topics=4)
    new = fit_topics(documents, n_topics=4, start=old)
    assert match_topics(old, new).verdict.tolist() == ["same"] * 4


def test_an_older_model_leaves_room_for_new_topics(parts):
    old = fit_topics(parts["공원"] + parts["도로"], n_topics=2)
    new = fit_topics(parts["공원"] + parts["도로"] + parts["쓰레기"], start=old)
    assert "new" in match_topics(old, new).verdict.tolist()
    assert sum(match_topics(old, new).verdict == "same") == 2


def test_an_older_model_of_other_words_is_no_start(planted):
    old = fit_topics([[f"{word}말" for word in document] for document in planted[0]], n_topics=4)
    assert fit_topics(planted[0], n_topics=4, start=old).topics == fit_topics(planted[0], n_topics=4).topics


def test_renamed_topics_never_share_an_id(planted):
    model = fit_topics(planted[0], n_topics=4)
    first, second = (topic.topic_id for topic in model.topics[:2])
    ids = [topic.topic_id for topic in rename_topics(model, {first: second}).topics]
    assert ids[0] == second and len(set(ids)) == 4


def test_topics_that_share_words_stand_near_each_other(parts):
    common = joined(parts["공원"], parts["도로"]) + parts["공원"] + parts["도로"]
    model = fit_topics(common + parts["주차"] + parts["쓰레기"], n_topics=4)
    places = place_topics(model)
    assert places.shape == (4, 2) and np.abs(places).max() <= 1
    assert (places == place_topics(model)).all()
    assert place_topics(fit_topics([])).shape == (0, 2)

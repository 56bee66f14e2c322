"""Matrices, keywords, phrases, networks, categories."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.analyse import (
    build_network,
    category_terms,
    compare_frequencies,
    count_terms,
    distinctive_terms,
    find_phrases,
    join_phrases,
    rank_keywords,
    weigh_tfidf,
)

corpora = st.lists(st.lists(st.sampled_from(["도로", "포트홀", "주차", "공원", "a"]), max_size=6), max_size=8)


@given(corpora)
@settings(max_examples=60, deadline=None)
def test_counts_equal_a_plain_counter(corpus):
    matrix = count_terms(corpus)
    assert matrix.vocabulary.tolist() == sorted({term for document in corpus for term in document})
    for row, document in enumerate(corpus):
        dense = matrix.counts[[row]].toarray().ravel()
        assert {t: int(c) for t, c in zip(matrix.vocabulary, dense, strict=True) if c} == dict(Counter(document))


@given(corpora)
@settings(max_examples=40, deadline=None)
def test_tfidf_rows_have_length_one_or_zero(corpus):
    weights = weigh_tfidf(count_terms(corpus))
    lengths = np.sqrt((weights.toarray() ** 2).sum(axis=1))
    assert all(math.isclose(v, 1.0) if document else v == 0 for v, document in zip(lengths, corpus, strict=True))


def test_rare_and_everyday_terms_leave_the_vocabulary():
    corpus = [["도로", "요청"], ["도로", "요청"], ["요청", "공원"], ["요청"]]
    assert count_terms(corpus, min_df=2, max_df=0.9).vocabulary.tolist() == ["도로"]


def test_a_given_vocabulary_drops_unknown_terms():
    assert count_terms([["도로", "미지"]], vocabulary=["공원", "도로"]).counts.toarray().tolist() == [[0, 1]]


@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_empty_corpora_give_empty_tables(corpus):
    assert rank_keywords(corpus).columns.tolist() == ["term", "count", "df", "doc_share", "tfidf"]
    columns = ["term", "target_df", "reference_df", "log_odds", "z"]
    assert distinctive_terms(corpus, corpus).columns.tolist() == columns
    assert find_phrases(corpus).columns.tolist() == ["phrase", "parts", "count", "npmi"]
    network = build_network(corpus)
    assert network.nodes.columns.tolist() == ["term", "df", "community"]
    assert network.edges.columns.tolist() == ["source", "target", "npmi", "count"]
    assert len(network.nodes) == len(network.edges) == 0


def test_keywords_count_terms_and_documents():
    first = rank_keywords([["포트홀", "포트홀", "도로"], ["포트홀"], []], top=1).iloc[0]
    assert (first.term, first["count"], first.df, first.doc_share) == ("포트홀", 3, 2, pytest.approx(2 / 3))


@given(corpora, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_keywords_do_not_depend_on_document_order(corpus, random):
    shuffled = list(corpus)
    random.shuffle(shuffled)
    assert rank_keywords(corpus).term.tolist() == rank_keywords(shuffled).term.tolist()


def test_a_new_word_is_more_distinctive_than_a_common_one():
    target = [["산불", "도로", "요청"]] * 30 + [["도로", "요청"]] * 30
    reference = [["도로", "요청", "공원"]] * 200
    table = distinctive_terms(target, reference)
    assert table.term[0] == "산불"
    assert table.z[0] > 3 and table.reference_df[0] == 0
    assert "공원" not in set(table.term)


def test_one_repetitive_document_does_not_make_a_term_distinctive():
    target = [["현수막"] * 500 + ["도로"]] + [["산불", "도로"]] * 20
    table = distinctive_terms(target, [["도로", "공원"]] * 100)
    assert table.term[0] == "산불"


def test_log_odds_agree_with_the_paper_by_hand():
    # y=8 of 10, r=2 of 30; prior 4 * 10/40 = 1 of alpha0 = 4.
    table = compare_frequencies({"가": 8, "나": 2}, pd.Series({"가": 2, "나": 28}), alpha0=4.0)
    row = table[table.term == "가"].iloc[0]
    expected = math.log(9 / (14 - 9)) - math.log(3 / (34 - 3))
    assert row.log_odds == pytest.approx(expected)
    assert row.z == pytest.approx(expected / math.sqrt(1 / 9 + 1 / 3))


def test_frequencies_of_a_few_terms_are_read_as_shares_of_documents():
    table = compare_frequencies({"포트홀": 40, "도로": 50}, {"포트홀": 10, "도로": 500}, n_target=100, n_reference=1000)
    assert table.term.tolist() == ["포트홀", "도로"]
    with pytest.raises(ValueError, match="both"):
        compare_frequencies({"가": 1}, {"가": 1}, n_target=3)


def test_a_term_in_every_document_stays_finite():
    table = compare_frequencies({"가": 5}, {"가": 9}, n_target=5, n_reference=9)
    assert np.isfinite(table.z).all() and np.isfinite(table.log_odds).all()


def test_phrases_are_found_and_joined():
    corpus = [["불법", "주정차", f"동네{n}", "신고"] for n in range(30)] + [["신고", f"동네{n}"] for n in range(30)]
    found = find_phrases(corpus)
    assert found.phrase.tolist() == ["불법주정차"]
    assert found.parts[0] == ("불법", "주정차") and found["count"][0] == 30 and found.npmi[0] > 0.6
    assert join_phrases(corpus[:1], found.parts) == [["불법주정차", "동네0", "신고"]]


def test_the_longest_phrase_wins():
    assert join_phrases([["가", "나", "다", "가", "나"]], [("가", "나"), ("가", "나", "다")]) == [["가나다", "가나"]]


def test_network_puts_themes_into_communities(planted, themes):
    documents, _ = planted
    network = build_network(documents, min_npmi=0.05)
    community = dict(zip(network.nodes.term, network.nodes.community, strict=True))
    for words in themes.values():
        assert len({community[word] for word in words}) == 1
    assert (network.edges.source < network.edges.target).all()
    again = build_network(documents[::-1], min_npmi=0.05)
    pd.testing.assert_frame_equal(network.nodes, again.nodes)
    pd.testing.assert_frame_equal(network.edges, again.edges)


def test_network_holds_its_limits(planted):
    network = build_network(planted[0], max_terms=10, max_edges=5)
    assert len(network.nodes) == 10 and len(network.edges) <= 5


def test_category_terms_belong_to_their_category(planted, themes):
    documents, labels = planted
    groups = category_terms(documents, labels, top=5)
    assert list(groups) == sorted(themes)
    for category, terms in groups.items():
        assert len(terms) == 5 and set(terms) <= set(themes[category])


def test_documents_without_a_category_take_no_part():
    assert category_terms([["도로"], ["공원"]], [None, ""]) == {}
    with pytest.raises(ValueError, match="categories"):
        category_terms([["도로"]], [])

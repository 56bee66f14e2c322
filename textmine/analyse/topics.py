"""Topics of a corpus: NMF on TF-IDF for documents of some length, LDA for short posts, the same on every run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textmine.analyse.matrix import TermMatrix, Terms, count_terms, inverse_df
from textmine.analyse.topic_lda import fit_lda
from textmine.analyse.topic_model import (
    CurvePoint,
    Floats,
    Method,
    Topic,
    TopicModel,
    label_topic,
    name_topic,
)
from textmine.analyse.topic_nmf import fit_nmf
from textmine.analyse.topic_number import choose_number, grid_of_numbers
from textmine.analyse.topic_shares import find_shares
from textmine.analyse.topic_terms import TOP_TERMS, choose_terms, diversity, matrix_coherence

_KEPT_TERMS: Final = 20
_MIN_DOCS: Final = 10
_MAX_TERMS: Final = 5_000
_MAX_FIT_DOCS: Final = 30_000
_MAX_TRIAL_DOCS: Final = 3_000
_TRIAL_STEPS: Final = 40
# Mean distinct terms of a document: petitions have 80, complaints 20, comments 5, reviews 4.
SHORT_TERMS: Final = 8.0
# Short posts hold few pairs of words, so that only words often seen together show what a topic is about.
_PULL: Final[dict[Method, float]] = {"nmf": 2.0, "lda": 5.0}
_FIT: Final[dict[Method, Callable[..., Floats]]] = {"nmf": fit_nmf, "lda": fit_lda}
_FRESH_TOPICS: Final = 2


class _Plan(NamedTuple):
    """How a corpus is fitted: ``curve`` is empty where the number of topics was given."""

    method: Method
    n_topics: int
    curve: tuple[CurvePoint, ...]
    start: Floats | None


def fit_topics(
    terms: Terms,
    *,
    doc_ids: Sequence[str] | None = None,
    n_topics: int | Literal["auto"] = "auto",
    seed: int = 0,
    min_df: int | None = None,
    max_df: float | None = None,
    start: TopicModel | None = None,
) -> TopicModel:
    """Topics of the documents.

    Documents are put in order of ``doc_ids`` (else of their terms) first, so the caller's order never matters.
    Documents of eight distinct terms or more on average are factorised (NMF on TF-IDF); shorter ones go to LDA with
    sparse priors: ``TopicModel.method`` says which. Above 30,000 documents a spread sample of so many is fitted.

    Parameters
    ----------
    terms : sequence of sequences of str
        Terms of each document; a document may be empty.
    doc_ids : sequence of str, optional
        One id a document.
    n_topics : int or "auto"
        "auto" tries 0.7, 1 and 1.4 times sqrt(documents) / 3 (2 to 40) and keeps the largest number whose coherence on
        documents not fitted on and stability between samples are not clearly below the best; the curve stays in the
        model. With ``start`` it keeps the number of that model and looks for up to two new topics.
    seed : int
        Of the samples that choose the number; the topics themselves need no random numbers.
    min_df : int, optional
        Fewest documents of a term; default documents / 200, between 2 and 10.
    max_df : float, optional
        Largest share of documents of a term; default 0.25, for fewer than 1,000 documents 0.5.
    start : TopicModel, optional
        An older model whose topics are where these begin.

    Returns
    -------
    TopicModel
        Fewer topics than asked for when the corpus carries no more; none for fewer than ten documents with terms.

    Raises
    ------
    ValueError
        When ``doc_ids`` has another length than ``terms``, or ``n_topics`` is below 1.

    Source: see `topic_nmf`, `topic_lda`, `topic_number`.
    """
    if doc_ids is not None and len(doc_ids) != len(terms):
        raise ValueError(f"doc_ids has {len(doc_ids)} entries, terms {len(terms)}")
    if n_topics != "auto" and n_topics < 1:
        raise ValueError(f"n_topics must be 1 or more, got {n_topics}")
    order = _canonical_order(terms, doc_ids)
    matrix = _count_vocabulary([terms[row] for row in order], n_topics, min_df, max_df)
    filled = np.flatnonzero(np.diff(matrix.counts.indptr) > 0)
    if len(filled) < _MIN_DOCS or len(matrix.vocabulary) < 2:
        return _empty_model(len(terms), seed)
    fitted = _rows(matrix, _spread(filled, _MAX_FIT_DOCS))
    plan = _plan(matrix, filled, fitted, n_topics, seed, start)
    components = _FIT[plan.method](fitted, plan.n_topics, start=plan.start)
    if not len(components):
        return _empty_model(len(terms), seed)
    idf = inverse_df(matrix.df, matrix.n_docs)
    shares = find_shares(matrix, components, idf, plan.method)
    model = _describe(fitted, components, shares, idf, plan, seed)
    doc_topics = np.zeros_like(model.doc_topics)
    doc_topics[order] = model.doc_topics
    return model.with_shares(doc_topics)


def transform_topics(model: TopicModel, terms: Terms) -> Floats:
    """Topic shares (n_docs, k) of documents under a fitted model; a document's row does not depend on the others.

    Each row sums to at most 1; the rest, and the whole of a document without a known term, is "others".
    """
    if not model.n_topics:
        return np.zeros((len(terms), 0))
    matrix = count_terms(terms, vocabulary=model.vocabulary)
    return find_shares(matrix, model.components, model.idf, model.method)


def _plan(
    matrix: TermMatrix, filled: NDArray[np.int64], fitted: TermMatrix, n_topics: int | Literal["auto"], seed: int,
    start: TopicModel | None,
) -> _Plan:
    mean_terms = fitted.counts.nnz / max(fitted.n_docs, 1)
    method: Method = "lda" if mean_terms < SHORT_TERMS else "nmf"
    begin = None if start is None else _aligned(start, matrix.vocabulary)
    if n_topics != "auto":
        return _Plan(method, n_topics, (), begin)
    grid = grid_of_numbers(len(filled))
    if begin is not None and len(begin):
        return _Plan(method, max(min(len(begin) + _FRESH_TOPICS, grid[-1]), len(begin)), _curve_of(start), begin)
    trial = _rows(matrix, _spread(filled, _MAX_TRIAL_DOCS))

    def fit(part: TermMatrix, number: int) -> list[list[str]]:
        return _term_lists(part, _FIT[method](part, number, steps=_TRIAL_STEPS), method)

    curve = choose_number(trial, grid, fit, seed=seed)
    return _Plan(method, next(point.n_topics for point in curve if point.is_chosen), curve, None)


def _curve_of(start: TopicModel | None) -> tuple[CurvePoint, ...]:
    return () if start is None else start.curve


def _term_lists(matrix: TermMatrix, components: Floats, method: Method) -> list[list[str]]:
    chosen = choose_terms(matrix, components, pull=_PULL[method], count=TOP_TERMS)
    return [[str(matrix.vocabulary[column]) for column in one.columns] for one in chosen]


def _aligned(start: TopicModel, vocabulary: NDArray[np.object_]) -> Floats:
    """Topics of an older model in the columns of a new vocabulary; those that share no word are left out."""
    column = {word: number for number, word in enumerate(start.vocabulary)}
    places = [column.get(word, -1) for word in vocabulary]
    moved = np.where(np.array(places) >= 0, start.components[:, places], 0.0)
    kept = moved[moved.sum(axis=1) > 0]
    return np.asarray(kept / kept.sum(axis=1, keepdims=True), dtype=np.float64)


def _canonical_order(terms: Terms, doc_ids: Sequence[str] | None) -> list[int]:
    if doc_ids is None:
        return sorted(range(len(terms)), key=lambda row: tuple(terms[row]))
    return sorted(range(len(terms)), key=lambda row: (doc_ids[row], tuple(terms[row])))


def _count_vocabulary(
    terms: Terms, n_topics: int | Literal["auto"], min_df: int | None, max_df: float | None
) -> TermMatrix:
    n_docs = sum(1 for document in terms if document)
    lowest = min_df if min_df is not None else int(np.clip(n_docs // 200, 2, 10))
    highest = max_df if max_df is not None else (0.25 if n_docs >= 1_000 else 0.5)
    if max_df is None and n_topics != "auto":
        # With few topics, each topic's own words may be in 1 / k of all documents.
        highest = max(highest, min(0.6, 1.5 / n_topics))
    matrix = count_terms(terms, min_df=lowest, max_df=highest * n_docs / max(len(terms), 1))
    if len(matrix.vocabulary) <= _MAX_TERMS:
        return matrix
    chosen = np.sort(np.argsort(-matrix.df, kind="stable")[:_MAX_TERMS])
    return TermMatrix(matrix.counts[:, chosen], matrix.vocabulary[chosen])


def _empty_model(n_docs: int, seed: int) -> TopicModel:
    no_terms = np.empty(0, dtype=object)
    return TopicModel((), np.zeros((n_docs, 0)), np.zeros(0), 0.0, no_terms, np.zeros((0, 0)), np.zeros(0), seed)


def _rows(matrix: TermMatrix, rows: NDArray[np.int64]) -> TermMatrix:
    return TermMatrix(matrix.counts[rows], matrix.vocabulary)


def _spread(rows: NDArray[np.int64], limit: int) -> NDArray[np.int64]:
    if len(rows) <= limit:
        return rows
    return rows[np.linspace(0, len(rows) - 1, limit).astype(np.int64)]


def _describe(
    fitted: TermMatrix, components: Floats, shares: Floats, idf: Floats, plan: _Plan, seed: int
) -> TopicModel:
    mean_share = shares.mean(axis=0).round(6)
    ranking = sorted(range(len(components)), key=lambda topic: (-mean_share[topic], topic))
    components, shares, mean_share = components[ranking], shares[:, ranking], mean_share[ranking]
    chosen = choose_terms(fitted, components, pull=_PULL[plan.method], count=_KEPT_TERMS)
    lists = [[str(fitted.vocabulary[column]) for column in one.columns] for one in chosen]
    npmi = matrix_coherence(fitted, [words[:TOP_TERMS] for words in lists])
    topics: list[Topic] = []
    for number, words in enumerate(lists):
        topic_id = name_topic(words)
        if any(topic.topic_id == topic_id for topic in topics):
            topic_id = name_topic([*words[:TOP_TERMS], str(number)][-TOP_TERMS:])
        weights = chosen[number].weights.round(6).tolist()
        topics.append(Topic(
            topic_id, label_topic(words), tuple(zip(words, weights, strict=True)), float(npmi[number]),
            float(mean_share[number]),
        ))  # fmt: skip
    spread = diversity([words[:TOP_TERMS] for words in lists])
    return TopicModel(
        tuple(topics), shares, npmi, spread, fitted.vocabulary, components, idf, seed, plan.method, plan.curve
    )

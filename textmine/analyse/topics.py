"""Topics of a corpus: NMF on TF-IDF, steadied by term co-occurrence, the same on every run."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from textmine.analyse.matrix import TermMatrix, Terms, count_terms, inverse_df, weigh_tfidf
from textmine.analyse.network import pair_npmi
from textmine.analyse.topic_model import Floats, Topic, TopicModel, label_topic, name_topic

TOP_TERMS = 10
_KEPT_TERMS = 20
_MIN_DOCS = 10
_MAX_TERMS = 5_000
_MAX_FIT_DOCS = 30_000
_MAX_TRIAL_DOCS = 3_000
# Weaker pairs add nothing to coherence but most of the cost (petitions: 1.6 M pairs at 0, 0.7 M at 0.15).
_MIN_PAIR_NPMI = 0.15
_MIN_PAIR_COUNT = 2
# Mean distinct terms a document: at 6 and below the term pairs count in full, from 15 on not at all.
_SHORT_TERMS, _LONG_TERMS = 6.0, 15.0
_MIN_LIFT = 2.0
_STEPS, _TRIAL_STEPS, _EM_STEPS = 120, 40, 20
# Stored values folded in at once: with 20 topics a chunk stays inside the cache.
_CHUNK_VALUES = 10_000


class _Corpus(NamedTuple):
    """What is factorised: TF-IDF rows (Frobenius norm 1) and, for short documents, weighted term x term rows."""

    matrix: TermMatrix
    stacked: csr_array


def fit_topics(
    terms: Terms,
    *,
    doc_ids: Sequence[str] | None = None,
    n_topics: int | Literal["auto"] = "auto",
    seed: int = 0,
    min_df: int | None = None,
    max_df: float | None = None,
) -> TopicModel:
    """Topics of the documents.

    Documents are put in order of ``doc_ids`` (else of their terms) first, so the caller's order never matters.
    Short documents (fewer than 15 terms on average) are factorised together with the NPMI matrix of term pairs: TF-IDF
    alone is too sparse there (news comments: NPMI 0.09 -> 0.32, diversity 0.63 -> 0.88). Longer documents do without:
    the pairs cost them stability between samples and gain nothing (petitions: NPMI 0.32, diversity 0.93).

    Parameters
    ----------
    terms : sequence of sequences of str
        Terms of each document; a document may be empty.
    doc_ids : sequence of str, optional
        One id a document.
    n_topics : int or "auto"
        "auto" tries 0.7, 1 and 1.4 times sqrt(documents) / 3 (2 to 40) and keeps the number with the largest
        mean NPMI + diversity, the smaller one on a tie.
    seed : int
        Kept with the model; the start is a converged SVD, so no seed changes the topics.
    min_df : int, optional
        Fewest documents of a term; default documents / 200, between 2 and 10.
    max_df : float, optional
        Largest share of documents of a term; default 0.25, for fewer than 1,000 documents 0.5.

    Returns
    -------
    TopicModel
        Fewer topics than asked for when the corpus carries no more; none for fewer than ten documents with terms.

    Raises
    ------
    ValueError
        When ``doc_ids`` has another length than ``terms``, or ``n_topics`` is below 1.

    Source: Lee & Seung 1999, Nature 401:788 (NMF); Boutsidis & Gallopoulos 2008 (NNDSVD start); joint factorisation
    after Shi et al. 2018, WWW, "Short-text topic modeling via NMF enriched with local word-context correlations".
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
    corpus = _pair_up(matrix, _spread(filled, _MAX_FIT_DOCS))
    k = _choose_n_topics(matrix, filled) if n_topics == "auto" else n_topics
    components = _factorise(corpus.stacked, k, _STEPS)
    if not len(components):
        return _empty_model(len(terms), seed)
    idf = inverse_df(matrix.df, matrix.n_docs)
    shares = _project(matrix, components, idf)
    return _describe(corpus.matrix, components, shares, order, idf, seed)


def transform_topics(model: TopicModel, terms: Terms) -> Floats:
    """Topic shares (n_docs, k) of documents under a fitted model; a document's row does not depend on the others.

    Each row sums to at most 1; the rest, and the whole of a document without a known term, is "others".
    """
    if not model.n_topics:
        return np.zeros((len(terms), 0))
    return _project(count_terms(terms, vocabulary=model.vocabulary), model.components, model.idf)


def measure_coherence(matrix: TermMatrix, components: Floats) -> tuple[Floats, float]:
    """Mean pairwise NPMI of the ten heaviest terms of each topic (k,), and their diversity (0..1).

    Source: Bouma 2009; Lau, Newman & Baldwin 2014 (document co-occurrence); Dieng et al. 2020 (diversity).
    """
    binary, n_top = matrix.binary, min(TOP_TERMS, components.shape[1])
    heaviest = _heaviest(components, n_top)
    left, right = np.triu_indices(n_top, 1)
    npmi = np.zeros(len(components))
    for number, chosen in enumerate(heaviest):
        part = binary[:, chosen]
        together = (part.T @ part).toarray()
        df = np.diag(together)
        npmi[number] = pair_npmi(together[left, right], df[left], df[right], matrix.n_docs).mean()
    return npmi.round(6), round(len(np.unique(heaviest)) / max(heaviest.size, 1), 6)


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


def _spread(rows: NDArray[np.int64], limit: int) -> NDArray[np.int64]:
    if len(rows) <= limit:
        return rows
    return rows[np.linspace(0, len(rows) - 1, limit).astype(np.int64)]


def _pair_up(matrix: TermMatrix, rows: NDArray[np.int64]) -> _Corpus:
    part = TermMatrix(matrix.counts[rows], matrix.vocabulary)
    tfidf = weigh_tfidf(part, idf=inverse_df(matrix.df, matrix.n_docs))
    mean_terms = part.counts.nnz / max(part.n_docs, 1)
    pair_weight = float(np.clip((_LONG_TERMS - mean_terms) / (_LONG_TERMS - _SHORT_TERMS), 0.0, 1.0))
    if pair_weight == 0.0:
        return _Corpus(part, _unit(tfidf))
    return _Corpus(part, vstack([_unit(tfidf), _unit(_npmi_matrix(part)) * pair_weight]).tocsr())


def _npmi_matrix(matrix: TermMatrix) -> csr_array:
    binary, df = matrix.binary, matrix.df.astype(np.float64)
    together = (binary.T @ binary).tocoo()
    wanted = (together.row != together.col) & (together.data >= _MIN_PAIR_COUNT)
    row, column, joint = together.row[wanted], together.col[wanted], together.data[wanted]
    npmi = pair_npmi(joint, df[row], df[column], matrix.n_docs)
    strong = npmi > _MIN_PAIR_NPMI
    return csr_array((npmi[strong], (row[strong], column[strong])), shape=together.shape)


def _unit(matrix: csr_array) -> csr_array:
    norm = float(np.sqrt(np.square(matrix.data).sum()))
    return matrix / norm if norm > 0 else matrix


def _choose_n_topics(matrix: TermMatrix, filled: NDArray[np.int64]) -> int:
    middle = float(np.clip(np.sqrt(len(filled)) / 3, 2, 30))
    candidates = sorted({int(np.clip(round(middle * factor), 2, 40)) for factor in (0.7, 1.0, 1.4)})
    corpus = _pair_up(matrix, _spread(filled, _MAX_TRIAL_DOCS))
    best, best_score = candidates[0], -np.inf
    for k in candidates:
        components = _factorise(corpus.stacked, k, _TRIAL_STEPS)
        if not len(components):
            continue
        npmi, diversity = measure_coherence(corpus.matrix, components)
        score = round(float(npmi.mean()) + diversity, 6)
        if score > best_score:
            best, best_score = k, score
    return best


def _factorise(stacked: csr_array, n_topics: int, steps: int) -> Floats:
    # One thread: sums split over threads differ in the last bit from machine to machine.
    # A perfect fit makes scikit-learn take the root of a residual just below 0.
    with threadpool_limits(limits=1), np.errstate(invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        loadings, start = _start(stacked, min(n_topics, *stacked.shape))
        if not len(start):
            return start
        model = NMF(n_components=len(start), init="custom", max_iter=steps, tol=1e-3)
        model.fit_transform(stacked, W=loadings, H=start)
    weights = np.asarray(model.components_, dtype=np.float64)
    weights = weights[weights.sum(axis=1) > 1e-9]
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float64)


def _start(stacked: csr_array, k: int) -> tuple[Floats, Floats]:
    """NNDSVD start W (n, k), H (k, m) from an SVD iterated until its subspace stands still."""
    # ARPACK is not repeatable where singular values are equal; this, with its own fixed seed, is.
    left, sizes, right = randomized_svd(
        stacked, k, n_oversamples=20, n_iter=10, power_iteration_normalizer="QR", random_state=0
    )
    strongest = np.argsort(-sizes, kind="stable")[:k]
    strongest = strongest[sizes[strongest] > 1e-7 * sizes.max()]
    loadings, start = np.zeros((stacked.shape[0], len(strongest))), np.zeros((len(strongest), stacked.shape[1]))
    for number, place in enumerate(strongest):
        u, v = left[:, place], right[place]
        sides = [(np.maximum(sign * u, 0.0), np.maximum(sign * v, 0.0)) for sign in (1.0, -1.0)]
        norms = [float(np.linalg.norm(x) * np.linalg.norm(y)) for x, y in sides]
        x, y = sides[int(norms[1] > norms[0])]
        if max(norms) > 0:
            scale = np.sqrt(sizes[place] * max(norms))
            loadings[:, number] = scale * x / np.linalg.norm(x)
            start[number] = scale * y / np.linalg.norm(y)
    return loadings, start


def _project(matrix: TermMatrix, components: Floats, idf: Floats) -> Floats:
    """Shares (n_docs, k): EM of a mixture of the topics and a background, which takes up what no topic explains.

    Source: Hofmann 1999, SIGIR (folding in); background after Zhai, Velivelli & Yu 2004, KDD.
    """
    words = components / idf
    words /= words.sum(axis=1, keepdims=True)
    # exp(-idf) is in proportion to the smoothed document frequency, so it needs no corpus at transform time.
    background = np.exp(-idf) / np.exp(-idf).sum()
    # A topic claims only terms that it makes clearly likelier; everyday words stay with the background.
    words[words < _MIN_LIFT * background] = 0.0
    words /= np.maximum(words.sum(axis=1, keepdims=True), 1e-12)
    mixture = np.ascontiguousarray(np.vstack([words, background]).T)
    shares = np.zeros((matrix.n_docs, len(components)))
    for first, last in _chunks(matrix.counts.indptr):
        shares[first:last] = _fold_in(matrix.counts[first:last], mixture)[:, :-1]
    # Rounded down so that no row passes 1; the hundredth keeps 1.0 and 0.9999999999 together.
    return np.asarray(np.floor(shares * 1e6 + 0.01) / 1e6, dtype=np.float64)


def _chunks(indptr: NDArray[np.integer]) -> list[tuple[int, int]]:
    cuts = np.searchsorted(indptr, np.arange(0, int(indptr[-1]), _CHUNK_VALUES)[1:])
    edges = np.unique(np.concatenate([[0], cuts, [len(indptr) - 1]])).tolist()
    return list(pairwise(edges))


def _fold_in(counts: csr_array, mixture: Floats) -> Floats:
    filled = np.flatnonzero(np.diff(counts.indptr) > 0)
    row_starts = counts.indptr[filled]
    rows = np.repeat(np.arange(len(filled)), np.diff(counts.indptr)[filled])
    weights = 1.0 + np.log(counts.data.astype(np.float64))
    likelihood = mixture[counts.indices]
    mass = np.add.reduceat(weights, row_starts)[:, None] if len(filled) else np.zeros((0, 1))
    shares = np.full((len(filled), mixture.shape[1]), 1.0 / mixture.shape[1])
    for _ in range(_EM_STEPS if len(filled) else 0):
        joint = shares[rows]
        joint *= likelihood
        joint *= (weights / np.einsum("ij->i", joint))[:, None]
        shares = np.add.reduceat(joint, row_starts, axis=0) / mass
    result = np.zeros((counts.shape[0], mixture.shape[1]))
    result[filled] = shares
    return result


def _heaviest(components: Floats, n_top: int) -> NDArray[np.int64]:
    return np.argsort(-components.round(12), axis=1, kind="stable")[:, :n_top]


def _describe(
    matrix: TermMatrix, components: Floats, shares: Floats, order: list[int], idf: Floats, seed: int
) -> TopicModel:
    mean_share = shares.mean(axis=0).round(6)
    ranking = sorted(range(len(components)), key=lambda topic: (-mean_share[topic], topic))
    components, shares, mean_share = components[ranking], shares[:, ranking], mean_share[ranking]
    npmi, diversity = measure_coherence(matrix, components)
    topics: list[Topic] = []
    for number, chosen in enumerate(_heaviest(components, _KEPT_TERMS)):
        kept = [column for column in chosen if components[number, column] > 0]
        words = [str(matrix.vocabulary[column]) for column in kept]
        weights = [round(float(components[number, column]), 6) for column in kept]
        topic_id = name_topic(words)
        if any(topic.topic_id == topic_id for topic in topics):
            topic_id = name_topic([*words[:TOP_TERMS], str(number)][-TOP_TERMS:])
        topics.append(
            Topic(
                topic_id,
                label_topic(words),
                tuple(zip(words, weights, strict=True)),
                float(npmi[number]),
                float(mean_share[number]),
            )
        )
    doc_topics = np.zeros_like(shares)
    doc_topics[order] = shares
    return TopicModel(tuple(topics), doc_topics, npmi, diversity, matrix.vocabulary, components, idf, seed)

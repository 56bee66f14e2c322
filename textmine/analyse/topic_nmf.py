"""Topics of long documents: NMF on TF-IDF, the same on every run, begun from an SVD or from an older model's topics."""

from __future__ import annotations

import warnings
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from textmine.analyse.matrix import TermMatrix, inverse_df, weigh_tfidf
from textmine.analyse.topic_model import Floats

STEPS: Final = 200
_TOLERANCE: Final = 1e-4


def fit_nmf(matrix: TermMatrix, n_topics: int, *, steps: int = STEPS, start: Floats | None = None) -> Floats:
    """Topics (k, n_terms), rows sum to 1; fewer than ``n_topics`` where the documents carry no more.

    Counts are weighed in full: with 1 + ln(count) topics are a little more coherent and much less alike between
    samples (petitions: 0.69 against 0.77).

    Parameters
    ----------
    matrix : TermMatrix
        Without empty documents.
    steps : int
        Most rounds of coordinate descent.
    start : array (<= n_topics, n_terms), optional
        Topics to begin from; the others begin from what these leave unexplained.

    Source: Lee & Seung 1999, Nature 401:788; Boutsidis & Gallopoulos 2008 (NNDSVD), by scikit-learn.
    """
    tfidf = weigh_tfidf(matrix, idf=inverse_df(matrix.df, matrix.n_docs), sublinear=False)
    # One thread: sums split over threads differ in the last bit from machine to machine.
    # A perfect fit makes scikit-learn take the root of a residual just below 0.
    with threadpool_limits(limits=1), np.errstate(invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        loadings, topics = _begin(tfidf, min(n_topics, *tfidf.shape), start)
        if not len(topics):
            return topics
        model = NMF(n_components=len(topics), init="custom", max_iter=steps, tol=_TOLERANCE)
        model.fit_transform(tfidf, W=loadings, H=topics)
    return to_shares(np.asarray(model.components_, dtype=np.float64))


def to_shares(topics: Floats) -> Floats:
    """Rows that sum to 1; rows without weight are left out."""
    kept = topics[topics.sum(axis=1) > 1e-9]
    return np.asarray(kept / kept.sum(axis=1, keepdims=True), dtype=np.float64)


def _begin(tfidf: csr_array, k: int, start: Floats | None) -> tuple[Floats, Floats]:
    if start is None or not len(start):
        return _nndsvd(tfidf, k)
    known = np.asarray(start[:k] / np.maximum(np.linalg.norm(start[:k], axis=1, keepdims=True), 1e-12))
    loadings = np.maximum(np.asarray(tfidf @ known.T), 0.0)
    if k == len(known):
        return loadings, known
    # What older topics explain well says little about new ones.
    unexplained = np.sqrt(np.maximum(1.0 - loadings.max(axis=1, initial=0.0) ** 2, 0.0)) ** 4
    rest = csr_array(tfidf.multiply(unexplained[:, None]))
    more, fresh = _nndsvd(rest, k - len(known))
    return np.hstack([loadings, more]), np.vstack([known, fresh])


def _nndsvd(tfidf: csr_array, k: int) -> tuple[Floats, Floats]:
    """Start W (n, k), H (k, m) from an SVD iterated until its subspace stands still."""
    # ARPACK is not repeatable where singular values are equal; this, with its own fixed seed, is.
    left, sizes, right = randomized_svd(
        tfidf, k, n_oversamples=10, n_iter=7, power_iteration_normalizer="QR", random_state=0
    )
    strongest = np.argsort(-sizes, kind="stable")[:k]
    strongest = strongest[sizes[strongest] > 1e-7 * sizes.max()]
    loadings, topics = np.zeros((tfidf.shape[0], len(strongest))), np.zeros((len(strongest), tfidf.shape[1]))
    for number, place in enumerate(strongest):
        u, v = left[:, place], right[place]
        sides = [(np.maximum(sign * u, 0.0), np.maximum(sign * v, 0.0)) for sign in (1.0, -1.0)]
        norms = [float(np.linalg.norm(x) * np.linalg.norm(y)) for x, y in sides]
        x, y = sides[int(norms[1] > norms[0])]
        if max(norms) > 0:
            scale = np.sqrt(sizes[place] * max(norms))
            loadings[:, number] = scale * x / np.linalg.norm(x)
            topics[number] = scale * y / np.linalg.norm(y)
    return loadings, topics

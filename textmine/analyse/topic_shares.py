"""Shares of topics in documents under fitted topics; a document's row does not depend on the others."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from textmine.analyse.matrix import TermMatrix
from textmine.analyse.topic_model import Floats, Method

_MIN_LIFT: Final = 2.0
_EM_STEPS: Final = 20
# Stored values folded in at once: with 20 topics a chunk stays inside the cache.
_CHUNK_VALUES: Final = 10_000


def find_shares(matrix: TermMatrix, components: Floats, idf: Floats, method: Method) -> Floats:
    """Shares (n_docs, k): EM of a mixture of the topics and a background, which takes up what no topic explains.


    Source: Hofmann 1999, SIGIR (folding in); background after Zhai, Velivelli & Yu 2004, KDD.
    """
    # NMF weighs terms by idf; LDA speaks of plain frequencies.
    words = components / idf if method == "nmf" else components.copy()
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

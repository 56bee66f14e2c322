"""Topics of short posts: LDA with sparse priors by collapsed variational Bayes, which needs no random numbers."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import csr_array

from textmine.analyse.matrix import TermMatrix
from textmine.analyse.topic_model import Floats
from textmine.analyse.topic_nmf import fit_nmf

STEPS: Final = 80
# A post of five terms is about one thing: NPMI on unseen comments -0.19 at alpha 0.1, -0.14 at 0.01.
_ALPHA, _ETA = 0.01, 0.01
_SMOOTHING: Final = 0.05
_BEGIN_STEPS: Final = 40


def fit_lda(matrix: TermMatrix, n_topics: int, *, steps: int = STEPS, start: Floats | None = None) -> Floats:
    """Topics (k, n_terms), rows sum to 1; begun from NMF, or from the topics of an older model.

    Parameters
    ----------
    matrix : TermMatrix
        Without empty documents.
    steps : int
        Rounds over all tokens.
    start : array (<= n_topics, n_terms), optional
        Topics to begin from.

    Source: Blei, Ng & Jordan 2003, JMLR 3 (LDA); Asuncion et al. 2009, UAI, section 2.4 (CVB0).
    """
    begin = fit_nmf(matrix, n_topics, steps=_BEGIN_STEPS, start=start)
    if not len(begin):
        return begin
    counts, n_terms = matrix.counts, len(matrix.vocabulary)
    rows = np.repeat(np.arange(matrix.n_docs), np.diff(counts.indptr))
    columns, starts = counts.indices, counts.indptr[:-1]
    copies = counts.data.astype(np.float64)[:, None]
    to_terms = csr_array((np.ones(len(columns)), (columns, np.arange(len(columns)))), shape=(n_terms, len(columns)))
    topic_of = np.ascontiguousarray((begin + _SMOOTHING / n_terms).T[columns])
    topic_of /= np.einsum("ij->i", topic_of)[:, None]
    for _ in range(steps):
        counted = copies * topic_of
        of_doc = np.add.reduceat(counted, starts, axis=0)
        of_term = to_terms @ counted
        # Every count without the token itself.
        weight = (of_term[columns] - topic_of + _ETA) * (of_doc[rows] - topic_of + _ALPHA)
        weight /= of_term.sum(axis=0) - topic_of + n_terms * _ETA
        topic_of = np.maximum(weight, 1e-300)
        topic_of /= np.einsum("ij->i", topic_of)[:, None]
    of_term = to_terms @ (copies * topic_of)
    return np.asarray(((of_term + _ETA) / (of_term.sum(axis=0) + n_terms * _ETA)).T, dtype=np.float64)

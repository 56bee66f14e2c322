"""A few documents that stand for a set."""

from __future__ import annotations

import numpy as np

from textmine.analyse.matrix import Terms, count_terms, weigh_tfidf

# Weight of likeness to the set against difference from those already chosen.
_RELEVANCE = 0.6
_COPY_COSINE = 0.9


def choose_examples(terms: Terms, *, count: int = 3) -> list[int]:
    """Rows of up to ``count`` documents that are typical of the set and differ from each other, best first.

    A document nearly equal to a chosen one (TF-IDF cosine above 0.9) or without terms is left out, so there may be
    fewer; the smaller row wins a tie.

    Source: Carbonell & Goldstein 1998, SIGIR (maximal marginal relevance).

    Examples
    --------
    >>> choose_examples([["포트홀", "도로"], ["포트홀", "도로"], ["포트홀", "차량"]], count=2)
    [0, 2]
    """
    matrix = count_terms(terms)
    weights = weigh_tfidf(matrix)
    if not matrix.counts.nnz or count < 1:
        return []
    centre = np.asarray(weights.sum(axis=0), dtype=np.float64)
    typical = weights @ (centre / np.linalg.norm(centre))
    usable = np.diff(matrix.counts.indptr) > 0
    nearest = np.zeros(matrix.n_docs)
    chosen: list[int] = []
    while len(chosen) < count and usable.any():
        score = np.where(usable, _RELEVANCE * typical - (1 - _RELEVANCE) * nearest, -np.inf).round(10)
        best = int(np.argmax(score))
        chosen.append(best)
        likeness = weights @ weights[[best]].toarray().ravel()
        nearest = np.maximum(nearest, likeness)
        usable &= likeness <= _COPY_COSINE
        usable[best] = False
    return chosen

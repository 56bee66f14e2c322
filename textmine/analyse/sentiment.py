"""Sentiment of documents by a word list."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from textmine.analyse.matrix import Terms, count_terms


def score_sentiment(terms: Terms, sentiment: Mapping[str, int]) -> NDArray[np.float64]:
    """Sentiment of each document (n_docs,), -1 (all words -2) to 1 (all words +2); 0 when no word is listed.

    The score is the mean grade of the listed words that occur, repeated words included, over 2.

    Examples
    --------
    >>> score_sentiment([["감사", "친절"], ["불편"], []], {"감사": 2, "친절": 1, "불편": -1}).tolist()
    [0.75, -0.5, 0.0]
    """
    words = sorted(sentiment)
    grades = np.array([sentiment[word] for word in words], dtype=np.float64)
    counts = count_terms(terms, vocabulary=words).counts
    hits = np.asarray(counts.sum(axis=1), dtype=np.float64)
    return np.asarray((counts @ grades) / np.where(hits > 0, hits, 1.0) / 2.0, dtype=np.float64)

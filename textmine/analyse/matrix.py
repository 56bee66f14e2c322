"""Term matrices: documents x terms in SciPy CSR, with a sorted vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

Terms = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, eq=False)
class TermMatrix:
    """Counts of terms in documents.

    ``counts`` is a CSR array (n_docs, n_terms) of int32 with sorted indices; ``vocabulary`` (n_terms,) holds the
    terms in code-point order, so column j of ``counts`` is ``vocabulary[j]``; ``n_docs`` also counts empty documents.
    """

    counts: csr_array
    vocabulary: NDArray[np.object_]

    @property
    def n_docs(self) -> int:
        return int(self.counts.shape[0])

    @property
    def df(self) -> NDArray[np.int64]:
        """Documents that hold each term, (n_terms,)."""
        return np.bincount(self.counts.indices, minlength=len(self.vocabulary)).astype(np.int64)

    @property
    def binary(self) -> csr_array:
        """The same matrix with 1 for every term that occurs, float64."""
        ones = np.ones(self.counts.nnz)
        return csr_array((ones, self.counts.indices, self.counts.indptr), shape=self.counts.shape)


def count_terms(
    terms: Terms, *, min_df: int = 1, max_df: float = 1.0, vocabulary: Sequence[str] | NDArray[np.object_] | None = None
) -> TermMatrix:
    """Term counts of every document.

    Parameters
    ----------
    terms : sequence of sequences of str
        The terms of each document; a document may be empty.
    min_df : int
        Keep terms of at least this many documents.
    max_df : float
        Keep terms of at most this share (0..1) of the documents.
    vocabulary : sequence of str, optional
        Sorted terms to count; then ``min_df`` and ``max_df`` are not used and other terms are dropped.

    Returns
    -------
    TermMatrix
        ``counts`` (n_docs, n_terms); no column when no term is kept.

    Examples
    --------
    >>> count_terms([["도로", "포트홀", "도로"], []]).counts.toarray().tolist()
    [[2, 1], [0, 0]]
    """
    lengths = np.fromiter((len(document) for document in terms), dtype=np.int64, count=len(terms))
    tokens = np.empty(int(lengths.sum()), dtype=object)
    tokens[:] = list(chain.from_iterable(terms))
    codes, uniques = pd.factorize(tokens)
    rows = np.repeat(np.arange(len(terms)), lengths)
    if vocabulary is None:
        words = np.sort(uniques)
        columns = np.argsort(np.argsort(uniques))
    else:
        words = np.asarray(vocabulary, dtype=object)
        columns = pd.Index(words, dtype=object).get_indexer(pd.Index(uniques, dtype=object))
    token_columns = columns[codes] if len(tokens) else codes
    known = token_columns >= 0
    counts = csr_array(
        (np.ones(int(known.sum()), dtype=np.int32), (rows[known], token_columns[known])),
        shape=(len(terms), len(words)),
    )
    counts.sum_duplicates()
    matrix = TermMatrix(counts, words)
    return matrix if vocabulary is not None else _limit_df(matrix, min_df, max_df)


def inverse_df(df: NDArray[np.int64], n_docs: int) -> NDArray[np.float64]:
    """Smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1, as scikit-learn defines it; (n_terms,)."""
    return np.asarray(np.log((1.0 + n_docs) / (1.0 + df)) + 1.0, dtype=np.float64)


def weigh_tfidf(
    matrix: TermMatrix, *, idf: NDArray[np.float64] | None = None, sublinear: bool = True
) -> csr_array:
    """TF-IDF matrix (n_docs, n_terms), float64, every non-empty row of length 1 (L2).

    Parameters
    ----------
    matrix : TermMatrix
    idf : array (n_terms,), optional
        Weights of an earlier corpus; by default those of this matrix.
    sublinear : bool
        Use 1 + ln(count), so that one long document does not rule.
    """
    weights = inverse_df(matrix.df, matrix.n_docs) if idf is None else idf
    counts = matrix.counts
    values = counts.data.astype(np.float64)
    if sublinear:
        values = 1.0 + np.log(values)
    values *= weights[counts.indices]
    lengths = np.sqrt(row_sums(values**2, counts.indptr))
    values /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(counts.indptr))
    return csr_array((values, counts.indices, counts.indptr), shape=counts.shape)


def row_sums(values: NDArray[np.float64], indptr: NDArray[np.integer]) -> NDArray[np.float64]:
    """Sums of the stored values of each CSR row, (n_rows,)."""
    rows = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    return np.bincount(rows, weights=values, minlength=len(indptr) - 1).astype(np.float64)


def _limit_df(matrix: TermMatrix, min_df: int, max_df: float) -> TermMatrix:
    df = matrix.df
    kept = (df >= min_df) & (df <= max_df * matrix.n_docs)
    if kept.all():
        return matrix
    return TermMatrix(matrix.counts[:, np.flatnonzero(kept)], matrix.vocabulary[kept])

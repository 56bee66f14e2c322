"""Campaigns: many people who ask for the same thing within days, each in their own words."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from textmine.analyse.matrix import Terms, count_terms, row_sums, weigh_tfidf

BEFORE_DAYS: Final = 56  # what is usual
WINDOW_DAYS: Final = 14
_SAME_CENTRE: Final = 0.5
_ROWS_AT_ONCE: Final = 2_000
# A term of every tenth document joins nothing and costs most; but a campaign may be a tenth of a small corpus.
_MAX_DF: Final = 0.1
_MAX_DF_DOCUMENTS: Final = 1_000


def find_campaigns(
    terms: Terms, days: NDArray[np.int64], *, similarity: float = 0.3, neighbours: int = 5, min_documents: int = 10,
    min_ratio: float = 5.0,
) -> NDArray[np.int64]:  # fmt: skip
    """The campaign of each document.

    Documents with at least ``neighbours`` others of similar terms within two weeks are the core; cores that are similar
    to each other are one campaign, and every document of its days that is similar to its centre belongs to it. It is a
    campaign only if such documents came ``min_ratio`` times as often as in the eight weeks before it.

    Parameters
    ----------
    terms : sequence of sequences of str
        Terms of each document; give one document for each group of copies.
    days : array (n_docs,)
        Day numbers, any origin.
    similarity : float
        Least cosine of TF-IDF vectors, 0..1.

    Returns
    -------
    array (n_docs,)
        -1 for none; otherwise a number that counts from 0 in the order of the campaigns' first days.

    Source: density-based clustering in space and time, after DBSCAN (Ester, Kriegel, Sander & Xu 1996, KDD).
    """
    labels = np.full(len(terms), -1, dtype=np.int64)
    order = np.lexsort((np.arange(len(terms)), days))
    when = np.asarray(days, dtype=np.int64)[order]
    max_df = min(1.0, max(_MAX_DF, _MAX_DF_DOCUMENTS / max(len(terms), 1)))
    vectors = weigh_tfidf(count_terms([terms[n] for n in order], min_df=2, max_df=max_df))
    first, second = _similar_pairs(vectors, when, similarity)
    degree = np.bincount(np.concatenate([first, second]), minlength=len(terms))
    is_core = degree >= neighbours
    both = is_core[first] & is_core[second]
    best = np.zeros(len(terms))
    count = 0
    for cores in _groups(vectors, when, np.flatnonzero(is_core), first[both], second[both]):
        close, is_within = _members(vectors, when, cores, similarity)
        if is_within.sum() < min_documents or _ratio(when, close, is_within) < min_ratio:
            continue
        nearer = is_within & (close > best)
        labels[order[nearer]] = count
        best[nearer] = close[nearer]
        count += 1
    return labels


def _groups(
    vectors: csr_array, days: NDArray[np.int64], cores: NDArray[np.int64], first: NDArray[np.int64],
    second: NDArray[np.int64],
) -> list[NDArray[np.int64]]:  # fmt: skip
    """Cores that are connected by pairs; groups of the same weeks whose centres are alike are one. By first day."""
    component = _components(len(days), first, second)
    groups = [cores[component[cores] == name] for name in dict.fromkeys(component[cores])]
    if len(groups) < 2:
        return groups
    owner = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    sums = csr_array((np.ones(len(owner)), (owner, np.concatenate(groups))), shape=(len(groups), len(days))) @ vectors
    centres = sums / np.sqrt(row_sums(sums.data**2, sums.indptr))[:, None]
    spans = np.array([(days[group[0]], days[group[-1]]) for group in groups])
    apart = np.maximum(spans[:, None, 0], spans[None, :, 0]) - np.minimum(spans[:, None, 1], spans[None, :, 1])
    alike = np.nonzero(((centres @ centres.T).toarray() >= _SAME_CENTRE) & (apart <= WINDOW_DAYS))
    merged = _components(len(groups), *alike)
    return [
        np.sort(np.concatenate([groups[n] for n in np.flatnonzero(merged == name)])) for name in dict.fromkeys(merged)
    ]


def _components(n: int, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int32]:
    graph = csr_array((np.ones(len(first)), (first, second)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1])


def _centre(vectors: csr_array, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    centre = np.asarray(vectors[rows].mean(axis=0)).ravel()
    return centre / np.linalg.norm(centre)  # type: ignore[no-any-return]


def _similar_pairs(
    vectors: csr_array, days: NDArray[np.int64], similarity: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of rows at most ``WINDOW_DAYS`` apart whose cosine is ``similarity`` or more; ``days`` ascend."""
    pairs = [np.empty((2, 0), dtype=np.int64)]
    for start in range(0, len(days), _ROWS_AT_ONCE):
        end = min(start + _ROWS_AT_ONCE, len(days))
        last = int(np.searchsorted(days, days[end - 1] + WINDOW_DAYS, side="right"))
        found = (vectors[start:end] @ vectors[start:last].T).tocoo()
        rows, columns = found.row.astype(np.int64) + start, found.col.astype(np.int64) + start
        keep = (found.data >= similarity) & (rows < columns) & (days[columns] - days[rows] <= WINDOW_DAYS)
        pairs.append(np.stack([rows[keep], columns[keep]]))
    first, second = np.concatenate(pairs, axis=1)
    return first, second


def _members(
    vectors: csr_array, days: NDArray[np.int64], cores: NDArray[np.int64], similarity: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Cosine of every document with the centre (0 below ``similarity``), and who is close on the campaign's days."""
    close = vectors @ _centre(vectors, cores)
    close[close < similarity] = 0.0
    return close, (close > 0) & (days >= days[cores[0]]) & (days <= days[cores[-1]])


def _ratio(days: NDArray[np.int64], close: NDArray[np.float64], is_within: NDArray[np.bool_]) -> float:
    """Close documents a day during the campaign, over those a day in the ``BEFORE_DAYS`` before it."""
    first, last = days[is_within].min(), days[is_within].max()
    before = (close > 0) & (days < first) & (days >= first - BEFORE_DAYS)
    return float(is_within.sum() / (last - first + 1) / ((before.sum() + 0.5) / BEFORE_DAYS))

"""Copies: texts that are the same or nearly the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from textmine.analyse.signatures import SLOTS, Signatures, comparable, shingles, sign

Ints = NDArray[np.int64]

COPY_THRESHOLD: Final = 0.7
# From so many words on, a text is also a copy when its words are: every tenth word of it may be edited.
_WORDS_COUNT_FROM: Final = 30
# Edits cost more runs of letters than words: words are looked at from this share of the threshold on, and the
# candidates are pairs whose estimate is at most two standard errors below that.
_RUNS_FROM: Final = 0.7
_ESTIMATED_FROM: Final = 0.6
_COMPARED_AT_ONCE: Final = 200_000
_TABLE_BITS: Final = 22
_CACHED: Final = 4_096


def group_duplicates(texts: Sequence[str], threshold: float = COPY_THRESHOLD) -> Ints:
    """Labels (n,) of copy groups: equal label = copies of each other, linked by pairs of at least ``threshold``.

    Letters and digits are compared, without case, spaces and punctuation, as runs of five characters. Candidates come
    from MinHash LSH and are verified exactly by :func:`similarity`, so no pair below the threshold is linked; a pair
    of Jaccard .8 is found with probability .9999999, .7 with .9998, .6 with .988. The groups do not depend on the
    order of the texts; a label is the smallest row of its group. A text without letters and digits is a copy of none.

    Parameters
    ----------
    texts : sequence of str
    threshold : float
        Above 0, at most 1.

    Raises
    ------
    ValueError
        When the threshold is out of range.

    Source: Broder 1997 (shingles, MinHash); Indyk & Motwani 1998 (LSH), 32 bands of four slots.

    Examples
    --------
    >>> group_duplicates(["도로에 구멍이 있어요", "도로에 구멍이 있어요!", "가로등이 꺼졌어요"]).tolist()
    [0, 0, 2]
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must be in (0, 1], got {threshold}")
    return group_signatures(sign(texts), lambda row: texts[row], threshold)


def group_signatures(
    signatures: Signatures,
    text_of: Callable[[int], str],
    threshold: float = COPY_THRESHOLD,
    *,
    known: Ints | None = None,
) -> Ints:
    """Labels (n,) as of :func:`group_duplicates`, from signatures that were made before.

    Parameters
    ----------
    signatures : Signatures
    text_of : callable
        The text of a row; asked for rows of :func:`find_candidates` only.
    threshold : float
    known : array (n,), optional
        Groups found before: rows of one non-negative number are copies of each other and rows of two are not, so
        neither are compared again; -1 marks what is new.
    """
    leader = np.arange(len(signatures.keys), dtype=np.int64)
    rows, number = _distinct(signatures.keys)
    if not len(rows):
        return leader
    groups = np.full(len(rows), -1, dtype=np.int64)
    if known is not None:
        np.maximum.at(groups, number[number >= 0], known[number >= 0])
    components = _link(signatures.slots[rows], lambda row: text_of(int(rows[row])), threshold, groups)
    _, first = np.unique(components, return_index=True)
    leader[number >= 0] = rows[first[components]][number[number >= 0]]
    return leader


def find_candidates(signatures: Signatures, *, new: NDArray[np.bool_] | None = None) -> Ints:
    """Rows, ascending, that may be copies of another row; with ``new`` (n,) of a new one, and the new ones all."""
    if new is None:
        new = np.ones(len(signatures.keys), dtype=np.bool_)
    found = np.zeros(len(signatures.keys), dtype=np.bool_)
    for band in (signatures.keys, *_bands(signatures.slots, COPY_THRESHOLD).T):
        found |= _shared(band, new)
    return np.flatnonzero(found | (new & ~new.all()))


def similarity(left: str, right: str) -> float:
    """Jaccard share (0..1) of the runs of five letters; of long texts that of their words, where it is larger.

    Words count from thirty on both sides, as often as they occur, so that a long text whose every tenth word was
    changed, or whose sentences were put into another order, is still as similar as it looks.
    """
    return max(_shared_runs(_runs(left), _runs(right)), _shared_words(_words(left), _words(right)))


def _distinct(keys: NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """The first row of each text with letters, ascending, and for every row which of these it equals (-1: none)."""
    with_letters = np.flatnonzero(keys)
    _, first, same = np.unique(keys[with_letters], return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    number = np.full(len(keys), -1, dtype=np.int64)
    number[with_letters] = rank[same]
    return with_letters[first[order]], number


def _shared(values: NDArray[np.unsignedinteger], new: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows (n,) whose value another row has too, one of them new."""
    if new.all():
        _, number, count = np.unique(values, return_inverse=True, return_counts=True)
        return np.asarray(count[number] > 1)
    # A table of the new values' low bits passes few of the old rows on to the exact test.
    table = np.zeros(1 << _TABLE_BITS, dtype=np.bool_)
    mask = values.dtype.type((1 << _TABLE_BITS) - 1)
    table[values[new] & mask] = True
    maybe = np.flatnonzero(table[values & mask])
    _, number, count = np.unique(values[maybe], return_inverse=True, return_counts=True)
    fresh = np.bincount(number, weights=new[maybe], minlength=len(count)) > 0
    shared = np.zeros(len(values), dtype=np.bool_)
    shared[maybe] = (fresh & (count > 1))[number]
    return shared


def _link(slots: NDArray[np.uint16], text_of: Callable[[int], str], threshold: float, known: Ints) -> Ints:
    """Component number (n,) of every text: linked are all pairs that share a band and reach ``threshold``."""
    n = len(slots)
    is_new = known < 0
    components = np.unique(np.where(is_new, known.max() + 1 + np.arange(n), known), return_inverse=True)[1]
    if threshold == 1.0:
        return components
    runs = lru_cache(maxsize=_CACHED)(lambda row: _runs(text_of(row)))
    words = lru_cache(maxsize=_CACHED)(lambda row: _words(text_of(row)))

    def is_copy(left: int, right: int) -> bool:
        shared = _shared_runs(runs(left), runs(right))
        if _RUNS_FROM * threshold <= shared < threshold:
            shared = max(shared, _shared_words(words(left), words(right)))
        return shared >= threshold - 1e-9

    rejected: set[tuple[int, int]] = set()
    for band in _bands(slots, threshold).T:
        order = np.argsort(band, kind="stable")
        bucket = np.concatenate([[0], np.cumsum(band[order][1:] != band[order][:-1])])
        active = _mixed(components[order], bucket)
        distance = 0
        while len(active):
            distance += 1
            active = active[active + distance < n]
            active = active[bucket[active] == bucket[active + distance]]
            pairs = np.sort(np.stack([order[active], order[active + distance]], axis=1), axis=1)
            apart = components[pairs[:, 0]] != components[pairs[:, 1]]
            pairs = pairs[apart & (is_new[pairs[:, 0]] | is_new[pairs[:, 1]])]
            pairs = pairs[_agreement(slots, pairs) >= _ESTIMATED_FROM * threshold]
            linked = []
            for left, right in map(tuple, pairs.tolist()):
                if (left, right) in rejected:
                    continue
                if is_copy(left, right):
                    linked.append((left, right))
                else:
                    rejected.add((left, right))
            if linked:
                components = _merge(components, np.array(linked))
                active = np.intersect1d(active, _mixed(components[order], bucket), assume_unique=True)
    return components


def _bands(slots: NDArray[np.uint16], threshold: float) -> NDArray[np.unsignedinteger]:
    """Four slots, of low thresholds two, read as one number: texts that agree in one band are candidates."""
    return np.ascontiguousarray(slots).view(np.uint64 if threshold >= 0.5 else np.uint32)


def _mixed(components: Ints, bucket: Ints) -> Ints:
    """Places of the buckets that hold more than one component."""
    starts = np.flatnonzero(np.diff(bucket, prepend=-1))
    low, high = np.minimum.reduceat(components, starts), np.maximum.reduceat(components, starts)
    return np.flatnonzero((low != high)[bucket])


def _agreement(slots: NDArray[np.uint16], pairs: Ints) -> NDArray[np.float64]:
    agreed = np.empty(len(pairs))
    for start in range(0, len(pairs), _COMPARED_AT_ONCE):
        left, right = pairs[start : start + _COMPARED_AT_ONCE].T
        agreed[start : start + len(left)] = (slots[left] == slots[right]).sum(axis=1)
    return agreed / SLOTS


def _merge(components: Ints, pairs: Ints) -> Ints:
    n = len(components)
    left, right = components[pairs].T
    _, merged = connected_components(coo_array((np.ones(len(left), np.int8), (left, right)), shape=(n, n)), False)
    return np.asarray(merged, dtype=np.int64)[components]


def _shared_runs(left: frozenset[str], right: frozenset[str]) -> float:
    common = len(left & right)
    return common / (len(left) + len(right) - common) if common else 0.0


def _runs(text: str) -> frozenset[str]:
    return shingles(comparable(text))


def _shared_words(left: Counter[str], right: Counter[str]) -> float:
    if min(left.total(), right.total()) < _WORDS_COUNT_FROM:
        return 0.0
    common = (left & right).total()
    return common / (left.total() + right.total() - common)


def _words(text: str) -> Counter[str]:
    return Counter(filter(None, map(comparable, text.split())))

"""Collocations: neighbouring terms that belong together, such as 불법 + 주정차."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from gensim.models.phrases import Phrases

from textmine.analyse.matrix import Terms

# A character that `clean` removes from every text, so no term can hold it.
_JOINT = "\x1f"


def find_phrases(terms: Terms, *, min_npmi: float = 0.6, min_count: int = 10) -> pd.DataFrame:
    """Pairs of neighbouring terms that occur together far more often than apart.

    Parameters
    ----------
    terms : sequence of sequences of str
        Terms of each document in reading order.
    min_npmi : float
        Smallest normalised pointwise mutual information, -1..1.
    min_count : int
        Fewest occurrences of the pair and of each part.

    Returns
    -------
    DataFrame[phrase, parts, count, npmi]
        ``phrase`` the parts joined without a space, ``parts`` a tuple of two terms, ``count`` occurrences of the pair.
        Largest npmi first, then count, then phrase.

    Source: Bouma 2009 (NPMI), by gensim's `Phrases`.

    Examples
    --------
    >>> find_phrases([["불법", "주정차", f"동네{i}"] for i in range(20)]).phrase.tolist()
    ['불법주정차']
    """
    model = Phrases(
        [list(document) for document in terms if len(document) > 1],
        min_count=min_count,
        threshold=min_npmi,
        scoring="npmi",
        delimiter=_JOINT,
    )
    found = [
        ("".join(parts), parts, int(model.vocab[key]), min(1.0, float(npmi)))
        for key, npmi in model.export_phrases().items()
        if (parts := tuple(key.split(_JOINT))) and model.vocab[key] >= min_count
    ]
    found.sort(key=lambda row: (-round(row[3], 10), -row[2], row[1]))
    return pd.DataFrame(
        {
            "phrase": pd.Series([row[0] for row in found], dtype=object),
            "parts": pd.Series([row[1] for row in found], dtype=object),
            "count": pd.Series([row[2] for row in found], dtype="int64"),
            "npmi": pd.Series([row[3] for row in found], dtype="float64"),
        }
    )


def join_phrases(terms: Terms, phrases: Iterable[Sequence[str]]) -> list[list[str]]:
    """Term lists in which every run of parts is replaced by the joined phrase, longest phrase first, left to right.

    ``phrases`` are the ``parts`` of `find_phrases` (or of any compound, two parts or more).

    Examples
    --------
    >>> join_phrases([["불법", "주정차", "신고"]], [("불법", "주정차")])
    [['불법주정차', '신고']]
    """
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for parts in sorted({tuple(parts) for parts in phrases if len(parts) > 1}, key=lambda p: (-len(p), p)):
        by_first.setdefault(parts[0], []).append(parts)
    return [_join_document(document, by_first) for document in terms]


def _join_document(document: Sequence[str], by_first: dict[str, list[tuple[str, ...]]]) -> list[str]:
    joined: list[str] = []
    position = 0
    while position < len(document):
        term = document[position]
        size = 1
        for parts in by_first.get(term, ()):
            if tuple(document[position : position + len(parts)]) == parts:
                term, size = "".join(parts), len(parts)
                break
        joined.append(term)
        position += size
    return joined

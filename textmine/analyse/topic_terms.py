"""The words that show a topic: heavy in it, rare in the others, and used together; and how well they hang together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textmine.analyse.matrix import TermMatrix, Terms, count_terms
from textmine.analyse.network import pair_npmi
from textmine.analyse.topic_model import Floats

TOP_TERMS: Final = 10
_CANDIDATES: Final = 60
_ROUNDS: Final = 3
# Pairs seen this often count half of their NPMI, the other half as never together: chance pairs fade.
_HALF_COUNT: Final = 3.0
_EXCLUSIVITY: Final = 0.5


class TopicTerms(NamedTuple):
    """Columns of the vocabulary, best first, and their weights, which sum to 1."""

    columns: NDArray[np.int64]
    weights: Floats


def choose_terms(matrix: TermMatrix, components: Floats, *, pull: float, count: int) -> list[TopicTerms]:
    """Up to ``count`` terms of each topic, best first.

    A term's weight is its share of the topic times the root of its share among all topics, times
    exp(2 ``pull`` c), where c is its mean NPMI with the best ten terms, discounted for rare pairs.

    Parameters
    ----------
    matrix : TermMatrix
        The documents of the fit.
    components : array (k, n_terms)
        Rows sum to 1.
    pull : float
        How much being used together counts, 0 (not at all) and up.

    Source: Bischof & Airoldi 2012, ICML (exclusivity); Bouma 2009 (NPMI).
    """
    binary, df = matrix.binary, matrix.df.astype(np.float64)
    among = components / np.maximum(components.sum(axis=0), 1e-12)
    claims = components * among**_EXCLUSIVITY
    chosen: list[TopicTerms] = []
    for number, row in enumerate(claims):
        columns = np.argsort(-row.round(12), kind="stable")[:_CANDIDATES]
        columns = columns[components[number, columns] > 0]
        part = binary[:, columns]
        joint = (part.T @ part).toarray()
        npmi = pair_npmi(joint, df[columns][:, None], df[columns][None, :], matrix.n_docs)
        trust = joint / (joint + _HALF_COUNT)
        ties = trust * npmi - (1 - trust)
        np.fill_diagonal(ties, 0.0)
        weights = _pull_together(row[columns], ties, pull)
        best = np.argsort(-weights.round(12), kind="stable")[:count]
        chosen.append(TopicTerms(columns[best], weights[best] / max(float(weights[best].sum()), 1e-300)))
    return chosen


def _pull_together(claims: Floats, ties: Floats, pull: float) -> Floats:
    weights = claims / max(float(claims.max(initial=0.0)), 1e-300)
    for _ in range(_ROUNDS):
        core = np.zeros(len(claims))
        best = np.argsort(-weights.round(12), kind="stable")[:TOP_TERMS]
        core[best] = np.sqrt(weights[best])
        together = ties @ core / np.maximum(core.sum() - core, 1e-12)
        weights = claims / max(float(claims.max(initial=0.0)), 1e-300) * np.exp(2 * pull * together)
    return weights


def coherence(terms: Terms, lists: Sequence[Sequence[str]]) -> Floats:
    """Mean pairwise NPMI of each list of terms (k,) by their documents in ``terms``, -1..1; 0 for a single term.

    Source: Bouma 2009; Lau, Newman & Baldwin 2014 (document co-occurrence).

    Examples
    --------
    >>> coherence([["도로", "포트홀"], ["도로", "포트홀"], ["공원"]], [["도로", "포트홀"]]).tolist()
    [1.0]
    """
    return matrix_coherence(count_terms(terms, vocabulary=sorted({term for one in lists for term in one})), lists)


def matrix_coherence(matrix: TermMatrix, lists: Sequence[Sequence[str]]) -> Floats:
    """The same by the documents of a matrix whose vocabulary holds all the terms."""
    column = {term: number for number, term in enumerate(matrix.vocabulary)}
    binary, values = matrix.binary, np.zeros(len(lists))
    for number, words in enumerate(lists):
        part = binary[:, [column[word] for word in words]]
        joint = (part.T @ part).toarray()
        df = np.diag(joint)
        left, right = np.triu_indices(len(words), 1)
        if len(left):
            values[number] = pair_npmi(joint[left, right], df[left], df[right], matrix.n_docs).mean()
    return values.round(6)


def pair_lift(terms: Terms, lists: Sequence[Sequence[str]]) -> Floats:
    """How much oftener the pairs of each list (k,) share a document than if words fell together by chance (1).

    Pairs are added up before they are compared, so that rare ones, seen or not, decide nothing alone.
    """
    matrix = count_terms(terms, vocabulary=sorted({term for one in lists for term in one}))
    column = {term: number for number, term in enumerate(matrix.vocabulary)}
    binary, values = matrix.binary, np.zeros(len(lists))
    for number, words in enumerate(lists):
        part = binary[:, [column[word] for word in words]]
        joint = (part.T @ part).toarray()
        df = np.diag(joint)
        left, right = np.triu_indices(len(words), 1)
        expected = float((df[left] * df[right]).sum()) / max(matrix.n_docs, 1)
        values[number] = joint[left, right].sum() / expected if expected > 0 else 0.0
    return values.round(6)


def diversity(lists: Sequence[Sequence[str]]) -> float:
    """Share of distinct words among all lists, 0..1. Source: Dieng, Ruiz & Blei 2020, TACL."""
    words = [word for one in lists for word in one]
    return round(len(set(words)) / max(len(words), 1), 6)


def likeness(left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> Floats:
    """Jaccard index of every list with every other (n_left, n_right)."""
    sets = [set(words) for words in right]
    rows = [[len(own & other) / max(len(own | other), 1) for other in sets] for own in map(set, left)]
    return np.array(rows, dtype=np.float64).reshape(len(left), len(right))

"""How many topics a corpus carries: coherence on unseen documents and stability between samples, with the curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

import numpy as np

from textmine.analyse.matrix import TermMatrix
from textmine.analyse.topic_model import CurvePoint
from textmine.analyse.topic_terms import diversity, likeness, matrix_coherence

FIT_SHARE: Final = 0.8
_SAMPLES: Final = 3
_FACTORS: Final = (0.7, 1.0, 1.4)

FitTerms = Callable[[TermMatrix, int], list[list[str]]]


def grid_of_numbers(n_docs: int) -> list[int]:
    """Numbers of topics worth a trial, ascending: around sqrt(documents) / 3, 2 to 40."""
    middle = float(np.clip(np.sqrt(n_docs) / 3, 2, 30))
    return sorted({int(np.clip(round(middle * factor), 2, 40)) for factor in _FACTORS})


def choose_number(
    matrix: TermMatrix, numbers: Sequence[int], fit: FitTerms, *, seed: int
) -> tuple[CurvePoint, ...]:
    """A point for each number, one of them chosen.

    Each number is fitted on three samples of 80 % of the documents. Its score is the mean NPMI of its words on the
    other 20 % plus the stability between the samples. The largest number within one standard error of the best score
    is chosen: as many topics as the corpus carries without loss.

    Parameters
    ----------
    matrix : TermMatrix
        Without empty documents.
    numbers : sequence of int
        Ascending.
    fit : callable
        From documents and a number to lists of terms.

    Source: Greene, O'Callaghan & Cunningham 2014, ECML (stability); Hastie, Tibshirani & Friedman 2009, section 7.10
    (one standard error).
    """
    points = [_try(matrix, number, fit, seed) for number in numbers]
    if not points:
        return ()
    best = max(points, key=lambda point: (point.score, -point.n_topics))
    chosen = max(point.n_topics for point in points if point.score >= best.score - best.standard_error)
    return tuple(replace(point, is_chosen=point.n_topics == chosen) for point in points)


def sample_rows(n_docs: int, number: int, seed: int) -> tuple[list[int], list[int]]:
    """Rows to fit on (80 %) and rows kept out, of sample ``number``; both sorted."""
    order = np.random.default_rng([seed, number]).permutation(n_docs)
    cut = int(FIT_SHARE * n_docs)
    return sorted(order[:cut].tolist()), sorted(order[cut:].tolist())


def match_lists(left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> float:
    """Mean Jaccard index of each list with its best match on the other side, 0..1, both ways."""
    values = likeness(left, right)
    if not values.size:
        return 0.0
    return float((values.max(axis=1).mean() + values.max(axis=0).mean()) / 2)


def _try(matrix: TermMatrix, number: int, fit: FitTerms, seed: int) -> CurvePoint:
    lists, unseen = [], []
    for sample in range(_SAMPLES):
        fitted, kept_out = sample_rows(matrix.n_docs, sample, seed)
        part = TermMatrix(matrix.counts[fitted], matrix.vocabulary)
        words = fit(part, number)
        rest = TermMatrix(matrix.counts[kept_out], matrix.vocabulary)
        lists.append(words)
        unseen.append(float(matrix_coherence(rest, words).mean()) if words else -1.0)
    stability = [match_lists(one, other) for one, other in combinations(lists, 2)]
    scores = np.array(unseen) + np.mean(stability)
    return CurvePoint(
        number, round(float(np.mean(unseen)), 6), round(float(np.mean(stability)), 6),
        round(float(np.mean([diversity(one) for one in lists])), 6), round(float(scores.mean()), 6),
        round(float(scores.std(ddof=1) / np.sqrt(_SAMPLES)), 6), False,
    )

"""Terms that tell the categories of complaints apart, for counting a category in every kind of text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from textmine.analyse.keywords import log_odds_z
from textmine.analyse.matrix import Terms, count_terms


def category_terms(
    terms: Terms, categories: Sequence[str | None], *, top: int = 20, min_df: int = 3, min_z: float = 1.96
) -> dict[str, tuple[str, ...]]:
    """The most distinctive terms of every category, strongest first: the term group of its `Signal` (min_hits 2).

    Parameters
    ----------
    terms : sequence of sequences of str
        Terms of each document.
    categories : sequence of str or None
        Category of each document; documents without one take no part.
    top : int
        Terms of a category at most.
    min_df : int
        Fewest documents of the category that hold the term.
    min_z : float
        Smallest z of the log-odds against all other categories.

    Returns
    -------
    dict
        Category -> terms, categories in order; one whose terms do not stand out has ``()``.

    Raises
    ------
    ValueError
        When ``categories`` has another length than ``terms``.

    Source: Monroe et al. 2008, as in `keywords.compare_frequencies`.
    """
    if len(categories) != len(terms):
        raise ValueError(f"categories has {len(categories)} entries, terms {len(terms)}")
    named = [row for row, category in enumerate(categories) if isinstance(category, str) and category]
    names = sorted({str(categories[row]) for row in named})
    if not names:
        return {}
    matrix = count_terms([terms[row] for row in named])
    number = pd.Index(names, dtype=object).get_indexer(pd.Index([categories[row] for row in named], dtype=object))
    ones = np.ones(len(named))
    membership = csr_array((ones, (number, np.arange(len(named)))), shape=(len(names), len(named)))
    df = (membership @ matrix.binary).toarray()
    everywhere = df.sum(axis=0)
    groups: dict[str, tuple[str, ...]] = {}
    for name, inside in zip(names, df, strict=True):
        rest = everywhere - inside
        _, z = log_odds_z(inside, rest, float(inside.sum()), float(rest.sum()))
        order = np.argsort(-z.round(10), kind="stable")
        chosen = [column for column in order if inside[column] >= min_df and z[column] >= min_z][:top]
        groups[name] = tuple(str(matrix.vocabulary[column]) for column in chosen)
    return groups

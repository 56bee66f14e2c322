"""Keywords of a set of documents, and terms that set one set apart from another."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.analyse.matrix import Terms, count_terms, weigh_tfidf

# Weight of the informative prior between two groups of equal standing (Monroe et al.).
ALPHA0 = 500.0


def rank_keywords(terms: Terms, *, top: int | None = 50) -> pd.DataFrame:
    """Terms of the documents, heaviest mean TF-IDF first (then count, then the term itself).

    Parameters
    ----------
    terms : sequence of sequences of str
        The terms of each document.
    top : int or None
        Rows to return at most; None for all.

    Returns
    -------
    DataFrame[term, count, df, doc_share, tfidf]
        ``count`` occurrences, ``df`` documents, ``doc_share`` df / all documents (0..1),
        ``tfidf`` mean over all documents of the L2-normalised weight (0..1).

    Examples
    --------
    >>> rank_keywords([["포트홀", "도로"], ["포트홀"]]).term.tolist()
    ['포트홀', '도로']
    """
    matrix = count_terms(terms)
    n_docs = max(matrix.n_docs, 1)
    n_terms = len(matrix.vocabulary)
    weighted = weigh_tfidf(matrix)
    frame = pd.DataFrame(
        {
            "term": pd.Series(matrix.vocabulary, dtype=object),
            "count": np.bincount(matrix.counts.indices, weights=matrix.counts.data, minlength=n_terms).astype(np.int64),
            "df": matrix.df,
            "doc_share": matrix.df / n_docs,
            "tfidf": np.bincount(weighted.indices, weights=weighted.data, minlength=n_terms) / n_docs,
        }
    )
    # Rounded before sorting so that sums that differ in the last bit do not change the order.
    order = frame.assign(tfidf=frame.tfidf.round(12)).sort_values(
        ["tfidf", "count", "term"], ascending=[False, False, True], kind="stable"
    )
    return order.head(top if top is not None else len(order)).reset_index(drop=True)


def distinctive_terms(
    target: Terms, reference: Terms, *, top: int | None = None, min_df: int = 1, alpha0: float | None = None
) -> pd.DataFrame:
    """Terms that set the target documents apart from the reference documents, most distinctive first.

    Document frequencies are compared, so one long or repetitive document weighs no more than another;
    see `compare_frequencies` for columns and method.

    Examples
    --------
    >>> distinctive_terms([["산불", "도로"]] * 5, [["도로"]] * 5).term[0]
    '산불'
    """
    wanted, rest = count_terms(target), count_terms(reference)
    return compare_frequencies(
        pd.Series(wanted.df, index=pd.Index(wanted.vocabulary, dtype=object)),
        pd.Series(rest.df, index=pd.Index(rest.vocabulary, dtype=object)),
        top=top,
        min_df=min_df,
        alpha0=alpha0,
    )


def compare_frequencies(
    target_df: Mapping[str, int] | pd.Series,
    reference_df: Mapping[str, int] | pd.Series,
    *,
    n_target: float | None = None,
    n_reference: float | None = None,
    top: int | None = None,
    min_df: int = 1,
    alpha0: float | None = None,
) -> pd.DataFrame:
    """Log-odds with an informative Dirichlet prior between two sets of document frequencies.

    Parameters
    ----------
    target_df, reference_df : mapping or Series, term -> documents
        The two sets must not overlap: the reference is "everything else".
    n_target, n_reference : float, optional
        The totals the frequencies are parts of. Default: the sums of the frequencies, as in the paper. Give the
        number of documents when the frequencies are those of a few terms only; give both or none.
    top : int or None
        Rows to return at most.
    min_df : int
        Leave out terms of fewer target documents.
    alpha0 : float, optional
        Weight of the prior, the pooled frequency of each term. Default: both totals together. With a light prior the
        variance of a term that is new (hardly in the reference) is so large that it ranks behind common words: of the
        real events in docs/benchmarks.md 500 names half, this nine in ten.

    Returns
    -------
    DataFrame[term, target_df, reference_df, log_odds, z]
        Terms of the target only, largest z first; z > 1.96 is distinctive at about 5 %.

    Raises
    ------
    ValueError
        When only one of the totals is given.

    Source: Monroe, Colaresi & Quinn 2008, Fightin' Words, Political Analysis 16:372-403, equations 15-22.
    """
    if (n_target is None) != (n_reference is None):
        raise ValueError("give both n_target and n_reference, or neither")
    wanted, rest = _as_series(target_df), _as_series(reference_df)
    words = pd.Index(np.sort(np.asarray(wanted.index.union(rest.index), dtype=object)), dtype=object)
    y = wanted.reindex(words, fill_value=0).to_numpy(dtype=np.float64)
    r = rest.reindex(words, fill_value=0).to_numpy(dtype=np.float64)
    totals = (float(y.sum()), float(r.sum())) if n_target is None or n_reference is None else (n_target, n_reference)
    log_odds, z = log_odds_z(y, r, totals[0], totals[1], sum(totals) if alpha0 is None else alpha0)
    frame = pd.DataFrame(
        {
            "term": pd.Series(words, dtype=object),
            "target_df": y.astype(np.int64),
            "reference_df": r.astype(np.int64),
            "log_odds": log_odds,
            "z": z,
        }
    )
    frame = frame[frame.target_df >= max(min_df, 1)]
    order = frame.assign(rank=frame.z.round(10)).sort_values(
        ["rank", "target_df", "term"], ascending=[False, False, True]
    )
    return order.drop(columns="rank").head(top if top is not None else len(order)).reset_index(drop=True)


def log_odds_z(
    y: NDArray[np.float64], r: NDArray[np.float64], n_y: float, n_r: float, alpha0: float = ALPHA0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Log-odds ratio and its z score, both (n_terms,), of frequencies ``y`` out of ``n_y`` and ``r`` out of ``n_r``."""
    pooled = (y + r) / max(n_y + n_r, 1.0)
    prior = alpha0 * pooled
    with_prior_y, with_prior_r = y + prior, r + prior
    # A term in every document leaves nothing on the other side of the odds; half a document keeps them finite.
    other_y = np.maximum(n_y + alpha0 - with_prior_y, 0.5)
    other_r = np.maximum(n_r + alpha0 - with_prior_r, 0.5)
    seen = with_prior_y > 0
    safe_y, safe_r = np.where(seen, with_prior_y, 1.0), np.where(seen, with_prior_r, 1.0)
    log_odds = np.where(seen, np.log(safe_y / other_y) - np.log(safe_r / other_r), 0.0)
    z = np.where(seen, log_odds / np.sqrt(1.0 / safe_y + 1.0 / safe_r), 0.0)
    return log_odds, z


def _as_series(frequencies: Mapping[str, int] | pd.Series) -> pd.Series:
    if isinstance(frequencies, pd.Series):
        return pd.Series(frequencies.to_numpy(), index=pd.Index(frequencies.index, dtype=object))
    return pd.Series(list(frequencies.values()), index=pd.Index(list(frequencies), dtype=object), dtype=np.float64)



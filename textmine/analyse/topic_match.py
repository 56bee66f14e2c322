"""Topics of a new model matched with those of an old one, so that a topic keeps its identity."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from textmine.analyse.topic_model import Floats, TopicModel

Verdict = Literal["same", "split", "merged", "new", "gone"]

_COMPARED_TERMS: Final = 20
# This share of a topic's documents must lie in one other topic before it is called a part of it. In 20 trials planted
# in the sample city the pieces of a topic had 0.47 of theirs in it and more, 16 of 17 new topics 0.43 and less in any.
PART_SHARE: Final = 0.45


@dataclass(frozen=True, slots=True, eq=False)
class _Likeness:
    """New x old topics: shared words, shared documents, and what of either topic's documents lies in the other."""

    terms: Floats
    documents: Floats
    of_new: Floats
    of_old: Floats
    whole: Floats


def match_topics(
    old: TopicModel, new: TopicModel, *, old_shares: Floats | None = None, new_shares: Floats | None = None,
    same: float = 0.25,
) -> pd.DataFrame:
    """What became of each topic.

    Parameters
    ----------
    old, new : TopicModel
    old_shares, new_shares : array (n_docs, k), optional
        Shares of the same documents under both models (`transform_topics`). With them a topic keeps its identity
        although its words were renamed; without, words alone decide.
    same : float
        Smallest likeness (0..1) of one topic.

    Returns
    -------
    DataFrame[new, old, similarity, verdict, term_overlap, document_overlap, shared_terms]
        New topics in their order, then old ones that have no successor of their own. ``similarity`` is the mean of
        ``term_overlap`` (weighted Jaccard of the best 20 terms) and ``document_overlap`` (geometric mean of what part
        of either topic's documents lies in the other; NaN without shares); ``shared_terms`` joins common terms.
        ``verdict``: "same" (best match), "split" (a new topic whose documents mostly were those of an ``old`` one that
        goes on elsewhere), "merged" (an old topic whose documents went to a ``new`` one that continues another),
        "new", "gone"; ids are ``""`` where there is none.

    Raises
    ------
    ValueError
        When only one of the shares is given, or they are of different documents.

    Source: Kuhn 1955 (assignment), by SciPy.
    """
    likeness = _compare(old, new, old_shares, new_shares)
    partner = _assign(likeness.whole, same)
    continued = {old_number: number for number, old_number in partner.items()}
    rows: list[tuple[int | None, int | None, Verdict]] = []
    for number in range(new.n_topics):
        parent = partner.get(number, _origin(likeness.of_new[number], same))
        verdict: Verdict = "same" if number in partner else "split" if parent is not None else "new"
        rows.append((number, parent, verdict))
    for number in range(old.n_topics):
        if number not in continued:
            child = _origin(likeness.of_old[:, number], same)
            rows.append((child, number, "gone" if child is None else "merged"))
    return pd.DataFrame([_row(old, new, likeness, *row) for row in rows], columns=_COLUMNS).astype(_TYPES)


_COLUMNS: Final = ["new", "old", "similarity", "verdict", "term_overlap", "document_overlap", "shared_terms"]
_TYPES: Final[dict[Hashable, Any]] = {
    "new": object, "old": object, "similarity": "float64", "verdict": object, "term_overlap": "float64",
    "document_overlap": "float64", "shared_terms": object,
}


def keep_topic_ids(new: TopicModel, matches: pd.DataFrame) -> TopicModel:
    """The new model with the ids of the old topics that it continues (verdict "same")."""
    continued = matches[matches.verdict == "same"]
    return rename_topics(new, dict(zip(continued.new, continued.old, strict=True)))


def rename_topics(model: TopicModel, ids: dict[str, str]) -> TopicModel:
    """The model with other ids for some topics; a topic that is not named never wears an id that another was given."""
    taken = set(ids.values())
    topics = []
    for topic in model.topics:
        topic_id = ids.get(topic.topic_id, topic.topic_id)
        while topic.topic_id not in ids and topic_id in taken:
            topic_id = topic_id[:12] + f"{int(topic_id[12:] or 0) + 1}"
        taken.add(topic_id)
        topics.append(replace(topic, topic_id=topic_id))
    return model.with_topics(tuple(topics))


def _compare(
    old: TopicModel, new: TopicModel, old_shares: Floats | None, new_shares: Floats | None
) -> _Likeness:
    column = {
        word: number
        for number, word in enumerate(sorted({w for model in (new, old) for t in model.topics for w, _ in t.terms}))
    }
    left, right = _weights(new, column), _weights(old, column)
    terms = _weighted_jaccard(left, right)
    if old_shares is None or new_shares is None:
        if old_shares is not new_shares:
            raise ValueError("give the shares of both models or of none")
        within = np.array([np.minimum(row, right).sum(axis=1) for row in left]).reshape(terms.shape)
        return _Likeness(terms, np.full(terms.shape, np.nan), within, within, terms)
    if len(old_shares) != len(new_shares):
        raise ValueError(f"shares of {len(old_shares)} and of {len(new_shares)} documents")
    together = np.array([np.minimum(share[:, None], old_shares).sum(axis=0) for share in new_shares.T])
    together = together.reshape(terms.shape)
    of_new = together / np.maximum(new_shares.sum(axis=0), 1e-12)[:, None]
    of_old = together / np.maximum(old_shares.sum(axis=0), 1e-12)[None, :]
    documents = np.sqrt(of_new * of_old).round(6)
    return _Likeness(terms, documents, of_new, of_old, ((terms + documents) / 2).round(6))


def _weights(model: TopicModel, column: dict[str, int]) -> Floats:
    weights = np.zeros((model.n_topics, len(column)))
    for number, topic in enumerate(model.topics):
        for term, weight in topic.terms[:_COMPARED_TERMS]:
            weights[number, column[term]] = weight
    sums = weights.sum(axis=1, keepdims=True)
    return weights / np.where(sums > 0, sums, 1.0)


def _weighted_jaccard(left: Floats, right: Floats) -> Floats:
    values = np.zeros((len(left), len(right)))
    for number, row in enumerate(left):
        shared = np.minimum(row, right).sum(axis=1)
        whole = np.maximum(row, right).sum(axis=1)
        values[number] = shared / np.where(whole > 0, whole, 1.0)
    return values.round(6)


def _assign(similarity: Floats, lowest: float) -> dict[int, int]:
    rows, columns = linear_sum_assignment(-similarity)
    return {
        int(row): int(column)
        for row, column in zip(rows, columns, strict=True)
        if similarity[row, column] >= lowest
    }


def _origin(parts: Floats, same: float) -> int | None:
    """The topic that holds most of another one, if it holds enough."""
    if not len(parts) or parts.max() < max(PART_SHARE, same):
        return None
    return int(np.argmax(parts))


def _row(
    old: TopicModel, new: TopicModel, likeness: _Likeness, number: int | None, parent: int | None, verdict: Verdict
) -> tuple[str, str, float, Verdict, float, float, str]:
    new_topic = None if number is None else new.topics[number]
    old_topic = None if parent is None else old.topics[parent]
    new_id, old_id = new_topic.topic_id if new_topic else "", old_topic.topic_id if old_topic else ""
    if new_topic is None or old_topic is None:
        return new_id, old_id, 0.0, verdict, 0.0, 0.0, ""
    here = {term for term, _ in old_topic.terms}
    shared = "·".join(term for term, _ in new_topic.terms if term in here)
    return (
        new_id, old_id, float(likeness.whole[number, parent]), verdict, float(likeness.terms[number, parent]),
        float(likeness.documents[number, parent]), shared,
    )

"""Topics of a new model matched with those of an old one, so that a topic keeps its identity."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from textmine.analyse.topic_model import Floats, TopicModel

_COMPARED_TERMS = 20


def match_topics(
    old: TopicModel, new: TopicModel, *, same: float = 0.5, drifted: float = 0.25
) -> pd.DataFrame:
    """The best one-to-one match of new with old topics.

    Parameters
    ----------
    old, new : TopicModel
    same, drifted : float
        Smallest similarity (0..1) for the verdicts.

    Returns
    -------
    DataFrame[new, old, similarity, verdict]
        Topic ids (``""`` where there is none), new topics in their order, then old topics that are gone.
        ``similarity`` is the shared weight of the heaviest 20 terms (weighted Jaccard, 0..1); for a topic without a
        partner it is that to its nearest topic. ``verdict``: "same", "drifted", "new", "gone", "split" (new, but like
        an old topic that another new one continues), "merged" (gone, but like a new topic that continues another).

    Source: Kuhn 1955 (assignment), by SciPy.
    """
    similarity = _similarity(new, old)
    partner = _assign(similarity, drifted)
    rows: list[tuple[str, str, float, str]] = []
    for number, topic in enumerate(new.topics):
        if number in partner:
            value = float(similarity[number, partner[number]])
            verdict = "same" if value >= same else "drifted"
            rows.append((topic.topic_id, old.topics[partner[number]].topic_id, value, verdict))
        else:
            nearest = float(similarity[number].max(initial=0.0))
            rows.append((topic.topic_id, "", nearest, "split" if nearest >= drifted else "new"))
    taken = set(partner.values())
    for number, topic in enumerate(old.topics):
        if number not in taken:
            nearest = float(similarity[:, number].max(initial=0.0))
            rows.append(("", topic.topic_id, nearest, "merged" if nearest >= drifted else "gone"))
    return pd.DataFrame(
        {
            "new": pd.Series([row[0] for row in rows], dtype=object),
            "old": pd.Series([row[1] for row in rows], dtype=object),
            "similarity": pd.Series([row[2] for row in rows], dtype="float64"),
            "verdict": pd.Series([row[3] for row in rows], dtype=object),
        }
    )


def keep_topic_ids(new: TopicModel, matches: pd.DataFrame) -> TopicModel:
    """The new model with the ids of the old topics that it continues (verdicts "same" and "drifted")."""
    continued = matches[matches.verdict.isin(["same", "drifted"])]
    old_ids = dict(zip(continued.new, continued.old, strict=True))
    # A fresh topic must not wear an id that a continued topic brings along.
    taken = set(old_ids.values())
    topics = []
    for topic in new.topics:
        topic_id = old_ids.get(topic.topic_id, topic.topic_id)
        while topic.topic_id not in old_ids and topic_id in taken:
            topic_id = topic_id[:12] + f"{int(topic_id[12:] or 0) + 1}"
        taken.add(topic_id)
        topics.append(replace(topic, topic_id=topic_id))
    return replace(new, topics=tuple(topics))


def _similarity(new: TopicModel, old: TopicModel) -> Floats:
    words = sorted({term for model in (new, old) for topic in model.topics for term, _ in topic.terms})
    column = {word: position for position, word in enumerate(words)}
    left, right = _weights(new, column), _weights(old, column)
    values = np.zeros((len(left), len(right)))
    for number, row in enumerate(left):
        shared = np.minimum(row, right).sum(axis=1)
        whole = np.maximum(row, right).sum(axis=1)
        values[number] = shared / np.where(whole > 0, whole, 1.0)
    return values.round(6)


def _weights(model: TopicModel, column: dict[str, int]) -> Floats:
    weights = np.zeros((model.n_topics, len(column)))
    for number, topic in enumerate(model.topics):
        for term, weight in topic.terms[:_COMPARED_TERMS]:
            weights[number, column[term]] = weight
    sums = weights.sum(axis=1, keepdims=True)
    return weights / np.where(sums > 0, sums, 1.0)


def _assign(similarity: Floats, lowest: float) -> dict[int, int]:
    rows, columns = linear_sum_assignment(-similarity)
    return {
        int(row): int(column)
        for row, column in zip(rows, columns, strict=True)
        if similarity[row, column] >= lowest
    }

"""Places of topics on a plane: topics that share words stand near each other."""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

from textmine.analyse.topic_model import Floats, TopicModel


def place_topics(model: TopicModel) -> Floats:
    """Coordinates (k, 2) in -1..1; near means many shared words.

    Each coordinate is the mean of its value and its rank, so that a few far ones do not press the others together.

    Source: Torgerson 1952, Psychometrika 17:401 (classical scaling) of the distances sqrt(1 - cosine) of the topics'
    term weights.
    """
    if model.n_topics < 2:
        return np.zeros((model.n_topics, 2))
    unit = model.components / np.maximum(np.linalg.norm(model.components, axis=1, keepdims=True), 1e-12)
    squared = np.maximum(1.0 - unit @ unit.T, 0.0)
    centring = np.eye(model.n_topics) - 1.0 / model.n_topics
    values, vectors = np.linalg.eigh(-0.5 * centring @ squared @ centring)
    places = vectors[:, [-1, -2]] * np.sqrt(np.maximum(values[[-1, -2]], 0.0))
    # The sign of an axis is arbitrary: the topic farthest out stands on the right, or on top.
    farthest = np.abs(places).round(9).argmax(axis=0)
    places *= np.where(places[farthest, [0, 1]] < 0, -1.0, 1.0)
    places = (places / max(float(np.abs(places).max()), 1e-12)).round(6)
    ranks = rankdata(places, axis=0) - 1
    return np.asarray(((places + 2 * ranks / (model.n_topics - 1) - 1) / 2).round(6))

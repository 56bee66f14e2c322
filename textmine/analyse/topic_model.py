"""A fitted topic model as a frozen value, its arrays for the store, and its labels."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ARRAYS_VERSION = 1
_ID_TERMS = 10
_LABEL_TERMS = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic.

    ``topic_id`` 12 hex digits, a hash of its ten heaviest terms (or the id it took over from an older model);
    ``terms`` ((term, weight), ...) heaviest first, weights are shares of the topic's whole weight (0..1);
    ``npmi`` coherence of its ten heaviest terms; ``doc_share`` mean share of the fitted documents (0..1).
    """

    topic_id: str
    label: str
    terms: tuple[tuple[str, float], ...]
    npmi: float
    doc_share: float


@dataclass(frozen=True, slots=True, eq=False)
class TopicModel:
    """Topics of a corpus, largest first.

    ``doc_topics`` (n_docs, k) shares in the caller's order, each row sums to at most 1 and the rest is "others";
    ``npmi`` (k,); ``diversity`` share of distinct words among the ten heaviest of all topics (0..1; never show
    coherence without it); ``vocabulary`` (n_terms,) sorted; ``components`` (k, n_terms), rows sum to 1;
    ``idf`` (n_terms,). A model without topics has k = 0.
    """

    topics: tuple[Topic, ...]
    doc_topics: Floats
    npmi: Floats
    diversity: float
    vocabulary: NDArray[np.object_]
    components: Floats
    idf: Floats
    seed: int = 0

    @property
    def n_topics(self) -> int:
        return len(self.topics)


def label_topic(terms: Sequence[str]) -> str:
    """Korean name of a topic from its terms, heaviest first: up to three that do not hold each other.

    Examples
    --------
    >>> label_topic(["주차", "불법주차", "단속", "견인"])
    '불법주차·단속·견인'
    """
    chosen: list[str] = []
    for term in terms[: 2 * _LABEL_TERMS]:
        if any(term in other for other in chosen):
            continue
        inside = [position for position, other in enumerate(chosen) if other in term]
        if inside:
            chosen[inside[0]] = term
        elif len(chosen) < _LABEL_TERMS:
            chosen.append(term)
    return "·".join(dict.fromkeys(chosen))


def name_topic(terms: Sequence[str]) -> str:
    """Stable id of a topic: 12 hex digits of SHA-256 over its ten heaviest terms in sorted order."""
    return hashlib.sha256("\n".join(sorted(terms[:_ID_TERMS])).encode()).hexdigest()[:12]


def to_arrays(model: TopicModel) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Arrays and a JSON-able manifest of a model, for `store.models`; document shares are left out.

    Returns
    -------
    (arrays, manifest)
        ``arrays``: components, idf, npmi (float64) and vocabulary (NumPy text); ``manifest``: topics, diversity, seed.
    """
    arrays: dict[str, NDArray[Any]] = {
        "components": model.components,
        "idf": model.idf,
        "npmi": model.npmi,
        "vocabulary": np.array(model.vocabulary.tolist(), dtype=np.str_),
    }
    topics = [
        {
            "topic_id": topic.topic_id,
            "label": topic.label,
            "terms": [[term, weight] for term, weight in topic.terms],
            "npmi": topic.npmi,
            "doc_share": topic.doc_share,
        }
        for topic in model.topics
    ]
    head = {"kind": "topics", "version": _ARRAYS_VERSION, "diversity": model.diversity, "seed": model.seed}
    return arrays, head | {"topics": topics}


def from_arrays(arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any]) -> TopicModel:
    """The model that `to_arrays` took apart, with ``doc_topics`` of no documents (0, k).

    Raises
    ------
    ValueError
        When the manifest is not of a topic model of this version.
    """
    if manifest.get("kind") != "topics" or manifest.get("version") != _ARRAYS_VERSION:
        raise ValueError(f"not a topic model of version {_ARRAYS_VERSION}: {manifest.get('kind')!r}")
    topics = tuple(
        Topic(
            topic["topic_id"],
            topic["label"],
            tuple((str(term), float(weight)) for term, weight in topic["terms"]),
            float(topic["npmi"]),
            float(topic["doc_share"]),
        )
        for topic in manifest["topics"]
    )
    return TopicModel(
        topics,
        np.zeros((0, len(topics))),
        np.asarray(arrays["npmi"], dtype=np.float64),
        float(manifest["diversity"]),
        np.array(arrays["vocabulary"].tolist(), dtype=object),
        np.asarray(arrays["components"], dtype=np.float64),
        np.asarray(arrays["idf"], dtype=np.float64),
        int(manifest["seed"]),
    )

"""A fitted topic model as a frozen value, its arrays for the store, and its labels."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Method = Literal["nmf", "lda"]

_ARRAYS_VERSION = 2
_ID_TERMS = 10
_LABEL_TERMS = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic.

    ``topic_id`` 12 hex digits, a hash of its ten best terms (or the id it took over from an older model);
    ``terms`` ((term, weight), ...) best first: how well a term shows the topic, the weights of all sum to 1;
    ``npmi`` coherence of its ten best terms in the fitted documents; ``doc_share`` mean share of the fitted
    documents (0..1).
    """

    topic_id: str
    label: str
    terms: tuple[tuple[str, float], ...]
    npmi: float
    doc_share: float


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """How a number of topics did on samples of the corpus.

    ``npmi`` on documents not fitted on; ``stability`` mean best match (Jaccard index of ten terms) between samples,
    0..1; ``score`` their sum, with its ``standard_error``.
    """

    n_topics: int
    npmi: float
    stability: float
    diversity: float
    score: float
    standard_error: float
    is_chosen: bool


@dataclass(frozen=True, slots=True, eq=False)
class TopicModel:
    """Topics of a corpus, largest first.

    ``doc_topics`` (n_docs, k) shares in the caller's order, each row sums to at most 1 and the rest is "others";
    ``npmi`` (k,); ``diversity`` share of distinct words among the ten best of all topics (0..1; never show
    coherence without it); ``vocabulary`` (n_terms,) sorted; ``components`` (k, n_terms), rows sum to 1;
    ``idf`` (n_terms,); ``method`` "nmf" (documents of some length) or "lda" (short posts); ``curve`` how numbers of
    topics did, empty where none was sought. A model without topics has k = 0.
    """

    topics: tuple[Topic, ...]
    doc_topics: Floats
    npmi: Floats
    diversity: float
    vocabulary: NDArray[np.object_]
    components: Floats
    idf: Floats
    seed: int = 0
    method: Method = "nmf"
    curve: tuple[CurvePoint, ...] = ()

    @property
    def n_topics(self) -> int:
        return len(self.topics)

    def with_shares(self, doc_topics: Floats) -> TopicModel:
        """The same topics with the shares of other documents, or of these in another order."""
        return replace(self, doc_topics=doc_topics)

    def with_topics(self, topics: tuple[Topic, ...]) -> TopicModel:
        """The same model whose topics have other ids or labels, in the same order."""
        return replace(self, topics=topics)


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
        ``arrays``: components, idf, npmi (float64) and vocabulary (NumPy text); ``manifest``: topics, diversity, seed,
        method, curve.
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
    how = {"method": model.method, "curve": [asdict(point) for point in model.curve]}
    return arrays, head | how | {"topics": topics}


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
        manifest["method"],
        tuple(CurvePoint(**point) for point in manifest["curve"]),
    )

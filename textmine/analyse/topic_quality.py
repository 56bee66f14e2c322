"""How far each topic can be trusted: coherence on unseen documents, stability between samples, and junk words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from textmine.analyse.matrix import Terms
from textmine.analyse.topic_model import TopicModel
from textmine.analyse.topic_number import sample_rows
from textmine.analyse.topic_terms import TOP_TERMS, coherence, likeness, pair_lift
from textmine.analyse.topics import fit_topics

_SAMPLES: Final = 3
_MAX_DOCS: Final = 6_000
# NPMI counts pairs that no unseen document holds as -1, which in small corpora most pairs are. Whether words belong
# together is judged by how much oftener all their pairs occur than by chance.
LOW_LIFT: Final = 2.0
LOW_STABILITY: Final = 0.3
HIGH_JUNK: Final = 0.3
LOW_SHARE: Final = 0.005
_OF_SEVERAL: Final = 3
_NO_WORD: Final = re.compile(r"[\d\W_]*|.|[ㄱ-ㅎㅏ-ㅣ]+")


@dataclass(frozen=True, slots=True)
class TopicQuality:
    """One topic: ``npmi`` of its words in documents that it was not fitted on, -1..1, and ``lift``, how much oftener
    their pairs occur there than by chance (1 = no more); ``stability`` 0..1, mean Jaccard
    index of its ten words with those of its best match in models of 80 % of the documents; ``junk`` share of words
    that say nothing; ``warning`` plain Korean, "" for a topic to be trusted."""

    topic_id: str
    npmi: float
    lift: float
    stability: float
    junk: float
    warning: str


def assess_topics(
    model: TopicModel, terms: Terms, *, doc_ids: Sequence[str] | None = None, seed: int = 0
) -> tuple[TopicQuality, ...]:
    """Quality of each topic of ``model``, in its order, by three models of 80 % of the documents.

    The words of a refitted topic are counted in the 20 % that it has not seen; a topic without a match in a sample
    counts there with stability 0 and its own words. At most 6,000 documents take part.

    Parameters
    ----------
    model : TopicModel
    terms : sequence of sequences of str
        The documents of the model.
    doc_ids : sequence of str, optional
        One id a document; they decide the order before samples are drawn.
    seed : int
        Of the samples.

    Source: Lau, Newman & Baldwin 2014; Greene, O'Callaghan & Cunningham 2014.
    """
    if not model.n_topics:
        return ()
    keys = [tuple(document) for document in terms] if doc_ids is None else list(doc_ids)
    order = sorted(range(len(terms)), key=keys.__getitem__)
    order = [order[row] for row in np.linspace(0, len(order) - 1, min(len(order), _MAX_DOCS)).astype(int)]
    own = top_lists(model)
    npmi, lift, stability = np.zeros((3, _SAMPLES, len(own)))
    for sample in range(_SAMPLES):
        fitted, unseen = sample_rows(len(order), sample, seed)
        refit = fit_topics(
            [terms[order[row]] for row in fitted], doc_ids=[f"{row:09d}" for row in fitted], n_topics=model.n_topics
        )
        words, stability[sample] = _partners(own, top_lists(refit))
        rest = [terms[order[row]] for row in unseen]
        npmi[sample], lift[sample] = coherence(rest, words), pair_lift(rest, words)
    junk = _junk_shares(own)
    return tuple(
        _judge(
            model, number, float(npmi[:, number].mean()), float(lift[:, number].mean()),
            float(stability[:, number].mean()), junk[number],
        )
        for number in range(model.n_topics)
    )


def top_lists(model: TopicModel) -> list[list[str]]:
    """The ten best terms of each topic."""
    return [[term for term, _ in topic.terms[:TOP_TERMS]] for topic in model.topics]


def _partners(own: list[list[str]], other: list[list[str]]) -> tuple[list[list[str]], list[float]]:
    """Words of the best one-to-one match of each topic (its own without any), and how alike the two are."""
    values = likeness(own, other)
    rows, columns = linear_sum_assignment(-values)
    words, alike = list(own), [0.0] * len(own)
    for row, column in zip(rows, columns, strict=True):
        if values[row, column] > 0:
            words[row], alike[row] = other[column], float(values[row, column])
    return words, alike


def _junk_shares(lists: list[list[str]]) -> list[float]:
    """Share of words that are no words, or stand among the ten of several topics."""
    used = Counter(word for words in lists for word in words)
    limit = max(_OF_SEVERAL, len(lists) // 4)
    return [
        sum(bool(_NO_WORD.fullmatch(word)) or used[word] >= limit for word in words) / max(len(words), 1)
        for words in lists
    ]


def _judge(model: TopicModel, number: int, npmi: float, lift: float, stability: float, junk: float) -> TopicQuality:
    reasons = []
    if lift < LOW_LIFT:
        reasons.append("낱말들이 같은 글에 함께 잘 나오지 않습니다")
    if stability < LOW_STABILITY:
        reasons.append("글을 조금만 바꿔도 다른 토픽이 됩니다")
    if junk >= HIGH_JUNK:
        reasons.append("뜻이 없거나 여러 토픽에 두루 쓰이는 낱말이 많습니다")
    if model.topics[number].doc_share < LOW_SHARE:
        reasons.append("글이 매우 적습니다")
    warning = f"참고만 하세요: {', '.join(reasons)}." if reasons else ""
    topic_id = model.topics[number].topic_id
    return TopicQuality(topic_id, round(npmi, 4), round(lift, 2), round(stability, 4), round(junk, 4), warning)

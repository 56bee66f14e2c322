"""Names of topics: three to five nouns in the order in which people write them, from phrases of the topic's texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from textmine.analyse.phrases import find_phrases
from textmine.analyse.topic_model import Floats, TopicModel, label_topic

Runs = Sequence[Sequence[str]]

WORDS: Final = (3, 5)
LEAST_SHARE: Final = 0.3
MAX_DOCUMENTS: Final = 300
_SHOWN_TERMS: Final = 12
_MIN_COUNT, _MIN_NPMI = 3, 0.2
_WINDOW: Final = 4
_SHORT_LABEL: Final = 8
# Words that touch say more about their order than words that only stand near each other.
_TOUCHING: Final = 5


def typical_rows(shares: Floats, topic: int) -> list[int]:
    """Rows of up to 300 documents of which the topic makes up 30 % or more, the most typical first."""
    of_topic = shares[:, topic]
    rows = np.argsort(-of_topic, kind="stable")[:MAX_DOCUMENTS]
    return [int(row) for row in rows if of_topic[row] >= LEAST_SHARE]


def label_topics(model: TopicModel, runs: Mapping[int, Sequence[Runs]]) -> list[str]:
    """Label of each topic; no two are equal.

    Parameters
    ----------
    model : TopicModel
    runs : mapping from topic number to documents
        Of each typical document (`typical_rows`) its runs of adjacent nouns as terms, in reading order. A topic without
        documents is named by its terms.

    Returns
    -------
    list of str
        Three to five words with a blank between them: the strongest phrase of the topic's texts (gensim's `Phrases`)
        among its best terms, then its best other terms, in the order in which they mostly follow each other.
    """
    labels: list[str] = []
    for number, topic in enumerate(model.topics):
        weights = dict(topic.terms[:_SHOWN_TERMS])
        words = _choose(weights, [run for document in runs.get(number, ()) for run in document])
        ordered = _in_reading_order(words, runs.get(number, ()))
        label = " ".join(ordered) or label_topic([term for term, _ in topic.terms])
        labels.append(_unlike(label, labels, [term for term, _ in topic.terms]))
    return labels


def _choose(weights: Mapping[str, float], runs: Runs) -> list[str]:
    """The words of the best phrase and the heaviest others, without words that stand inside others."""
    phrases = find_phrases(runs, min_npmi=_MIN_NPMI, min_count=_MIN_COUNT)
    ranked = sorted(
        (
            (-(weights[left] + weights[right]) * (1 + npmi), (left, right))
            for (left, right), npmi in zip(phrases["parts"], phrases["npmi"], strict=True)
            if left in weights and right in weights and left != right
        ),
    )
    chosen: list[str] = list(ranked[0][1]) if ranked else []
    for term in weights:
        if len(chosen) >= WORDS[0] and (len(chosen) > WORDS[0] or len("".join(chosen)) >= _SHORT_LABEL):
            break
        if not any(term in other or other in term for other in chosen):
            chosen.append(term)
    return chosen[: WORDS[1]]


def _in_reading_order(words: list[str], documents: Sequence[Runs]) -> list[str]:
    before: Counter[tuple[str, str]] = Counter()
    wanted = set(words)
    for document in documents:
        terms = [term for run in document for term in run]
        places = [place for place, term in enumerate(terms) if term in wanted]
        for number, place in enumerate(places):
            for other in places[number + 1 :]:
                if other - place >= _WINDOW:
                    break
                before[terms[place], terms[other]] += _TOUCHING if other == place + 1 else 1
    lead = {
        word: sum(_lead(before[word, other], before[other, word]) for other in words if other != word)
        for word in words
    }
    return sorted(words, key=lambda word: (-lead[word], words.index(word)))


def _lead(first: int, second: int) -> float:
    return (first - second) / (first + second) if first + second else 0.0


def _unlike(label: str, others: Sequence[str], terms: Sequence[str]) -> str:
    """The label, with further terms until no other topic has it."""
    for term in terms:
        if label not in others:
            break
        if term not in label:
            label = f"{label} {term}"
    return label

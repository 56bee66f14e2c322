"""Names of topics: three to five nouns in the order in which people write them, from phrases of the topic's texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from textmine.analyse.phrases import find_phrases
from textmine.analyse.topic_model import Floats, TopicModel, label_topic

Runs = Sequence[Sequence[str]]

WORDS: Final = (3, 4)
LEAST_SHARE: Final = 0.3
MAX_DOCUMENTS: Final = 300
_SHOWN_TERMS: Final = 10
# A phrase without one of the best three terms is about a part of the topic.
_LEADING: Final = 3
_MIN_COUNT, _MIN_NPMI = 3, 0.2
_WINDOW: Final = 4
_SHORT_LABEL: Final = 6
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
        Three or four words with a blank between them (more only to tell two topics apart): the strongest phrase of the
        topic's texts (gensim's `Phrases`) among its best terms, then its best other terms, in the order in which they
        mostly follow each other.
    """
    labels: list[str] = []
    for number, topic in enumerate(model.topics):
        weights = dict(topic.terms[:_SHOWN_TERMS])
        units = _choose(weights, [run for document in runs.get(number, ()) for run in document])
        ordered = _in_reading_order(units, runs.get(number, ()))
        label = " ".join(ordered) or label_topic([term for term, _ in topic.terms])
        labels.append(_unlike(label, labels, [term for term, _ in topic.terms]))
    return labels


def _choose(weights: Mapping[str, float], runs: Runs) -> list[tuple[str, ...]]:
    """The words of the best phrase and each of the heaviest others, without words that stand inside others."""
    leading = set(list(weights)[:_LEADING])
    phrases = find_phrases(runs, min_npmi=_MIN_NPMI, min_count=_MIN_COUNT)
    ranked = sorted(
        (-(weights[left] + weights[right]) * (1 + npmi), (left, right))
        for (left, right), npmi in zip(phrases["parts"], phrases["npmi"], strict=True)
        if {left, right} <= weights.keys() and {left, right} & leading and left not in right and right not in left
    )
    units: list[tuple[str, ...]] = [ranked[0][1]] if ranked else []
    words = [word for unit in units for word in unit]
    for term in weights:
        if len(words) >= WORDS[0] and (len(words) > WORDS[0] or len("".join(words)) >= _SHORT_LABEL):
            break
        if not any(term in other or other in term for other in words):
            units.append((term,))
            words.append(term)
    return units


def _in_reading_order(units: Sequence[tuple[str, ...]], documents: Sequence[Runs]) -> list[str]:
    unit_of = {word: number for number, unit in enumerate(units) for word in unit}
    before: Counter[tuple[int, int]] = Counter()
    for document in documents:
        terms = [term for run in document for term in run]
        places = [place for place, term in enumerate(terms) if term in unit_of]
        for number, place in enumerate(places):
            for other in places[number + 1 :]:
                if other - place >= _WINDOW:
                    break
                weight = _TOUCHING if other == place + 1 else 1
                before[unit_of[terms[place]], unit_of[terms[other]]] += weight
    numbers = range(len(units))
    lead = [sum(_lead(before[one, other], before[other, one]) for other in numbers) for one in numbers]
    return [word for number in sorted(numbers, key=lambda n: (-lead[n], n)) for word in units[number]]


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

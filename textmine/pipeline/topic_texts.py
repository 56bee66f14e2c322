"""Texts of topics as terms: what models are fitted on, and runs of adjacent nouns for their names."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from textmine.analyse import TopicModel, label_topics
from textmine.analyse.topic_labels import Runs, typical_rows
from textmine.analyse.topic_model import Floats
from textmine.lexicon import Lexicon
from textmine.text import terms_from_morphemes

# What may stand inside a noun phrase: nouns, foreign words, affixes, 의, and the mark of nouns without a blank.
_INSIDE = ("NNG", "NNP", "SL", "XPN", "XSN", "JKG", "SP")


def to_terms(rows: pd.DataFrame, lexicon: Lexicon) -> list[list[str]]:
    """Terms of each row of ``morphemes``."""
    return [terms_from_morphemes(list(morphemes), lexicon) for morphemes in rows["morphemes"]]


def noun_runs(morphemes: Sequence[str], lexicon: Lexicon) -> list[list[str]]:
    """Terms of each run of adjacent nouns of a document, in reading order."""
    runs: list[list[str]] = [[]]
    for morpheme in morphemes:
        if morpheme.rpartition("/")[2] in _INSIDE:
            runs[-1].append(morpheme)
        elif runs[-1]:
            runs.append([])
    return [terms for run in runs if (terms := terms_from_morphemes(run, lexicon))]


def name_topics(model: TopicModel, shares: Floats, rows: pd.DataFrame, lexicon: Lexicon) -> list[str]:
    """Label of each topic from its typical documents; ``shares`` are those of ``rows``."""
    morphemes = rows["morphemes"].to_numpy()
    runs: dict[int, list[Runs]] = {}
    for topic in range(model.n_topics):
        runs[topic] = [noun_runs(list(morphemes[row]), lexicon) for row in typical_rows(shares, topic)]
    return label_topics(model, runs)

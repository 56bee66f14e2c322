"""Text mining on term lists: matrices, keywords, phrases, networks, topics, copies, similarity, disclosure control.

Names load on first use, so that importing the package does not import scikit-learn and gensim.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textmine.analyse.categories import category_terms
    from textmine.analyse.copies import group_duplicates
    from textmine.analyse.danger import DangerHit, find_danger
    from textmine.analyse.departments import guess_department
    from textmine.analyse.disclosure import suppress_small_cells
    from textmine.analyse.examples import choose_examples
    from textmine.analyse.keywords import compare_frequencies, distinctive_terms, rank_keywords
    from textmine.analyse.matrix import TermMatrix, count_terms, weigh_tfidf
    from textmine.analyse.network import Network, build_network
    from textmine.analyse.phrases import find_phrases, join_phrases
    from textmine.analyse.sentiment import score_sentiment
    from textmine.analyse.similar import SimilarIndex
    from textmine.analyse.topic_match import keep_topic_ids, match_topics
    from textmine.analyse.topic_model import Topic, TopicModel, from_arrays, label_topic, to_arrays
    from textmine.analyse.topics import fit_topics, transform_topics

__all__ = [
    "DangerHit", "Network", "SimilarIndex", "TermMatrix", "Topic", "TopicModel", "build_network", "category_terms",
    "choose_examples", "compare_frequencies", "count_terms", "distinctive_terms", "find_danger", "find_phrases",
    "fit_topics", "from_arrays", "group_duplicates", "guess_department", "join_phrases", "keep_topic_ids",
    "label_topic", "match_topics", "rank_keywords", "score_sentiment", "suppress_small_cells", "to_arrays",
    "transform_topics", "weigh_tfidf",
]

_MODULE_OF = {
    "DangerHit": "danger", "Network": "network", "SimilarIndex": "similar", "TermMatrix": "matrix",
    "Topic": "topic_model", "TopicModel": "topic_model", "build_network": "network", "category_terms": "categories",
    "choose_examples": "examples", "compare_frequencies": "keywords", "count_terms": "matrix",
    "distinctive_terms": "keywords", "find_danger": "danger", "find_phrases": "phrases", "fit_topics": "topics",
    "from_arrays": "topic_model", "group_duplicates": "copies", "guess_department": "departments",
    "join_phrases": "phrases", "keep_topic_ids": "topic_match", "label_topic": "topic_model",
    "match_topics": "topic_match", "rank_keywords": "keywords", "score_sentiment": "sentiment",
    "suppress_small_cells": "disclosure", "to_arrays": "topic_model", "transform_topics": "topics",
    "weigh_tfidf": "matrix",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)

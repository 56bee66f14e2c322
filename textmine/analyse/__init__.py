"""Text mining on term lists: matrices, keywords, phrases, networks, topics, copies, similarity, disclosure control.

Names load on first use, so that importing the package does not import scikit-learn and gensim.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textmine.analyse.categories import category_terms
    from textmine.analyse.concordance import Contexts, find_contexts
    from textmine.analyse.copies import group_duplicates
    from textmine.analyse.danger import DangerHit, find_danger
    from textmine.analyse.departments import guess_department
    from textmine.analyse.disclosure import suppress_small_cells
    from textmine.analyse.examples import choose_examples
    from textmine.analyse.form_letters import find_form_sentences
    from textmine.analyse.keywords import compare_frequencies, distinctive_terms, rank_keywords
    from textmine.analyse.matrix import TermMatrix, count_terms, weigh_tfidf
    from textmine.analyse.network import Network, build_network
    from textmine.analyse.phrases import find_phrases, join_phrases
    from textmine.analyse.related import RelatedTerms, fit_related
    from textmine.analyse.sentiment import score_sentiment
    from textmine.analyse.similar import SimilarIndex
    from textmine.analyse.term_trend import follow_term
    from textmine.analyse.topic_labels import label_topics
    from textmine.analyse.topic_map import place_topics
    from textmine.analyse.topic_match import keep_topic_ids, match_topics, rename_topics
    from textmine.analyse.topic_model import Topic, TopicModel, from_arrays, label_topic, to_arrays
    from textmine.analyse.topic_quality import TopicQuality, assess_topics
    from textmine.analyse.topic_trend import find_hot_topics, follow_topics
    from textmine.analyse.topics import fit_topics, transform_topics
    from textmine.analyse.variants import resolve_term, term_variants

__all__ = [
    "Contexts", "DangerHit", "Network", "RelatedTerms", "SimilarIndex", "TermMatrix", "Topic", "TopicModel",
    "TopicQuality", "assess_topics", "build_network", "category_terms", "choose_examples", "compare_frequencies",
    "count_terms", "distinctive_terms", "find_contexts", "find_danger", "find_form_sentences", "find_hot_topics",
    "find_phrases", "fit_related", "fit_topics", "follow_term", "follow_topics", "from_arrays", "group_duplicates",
    "guess_department", "join_phrases", "keep_topic_ids", "label_topic", "label_topics", "match_topics", "place_topics",
    "rank_keywords", "rename_topics", "resolve_term", "score_sentiment", "suppress_small_cells", "term_variants",
    "to_arrays", "transform_topics", "weigh_tfidf",
]

_MODULE_OF = {
    "Contexts": "concordance", "DangerHit": "danger", "Network": "network", "RelatedTerms": "related",
    "SimilarIndex": "similar", "TermMatrix": "matrix", "Topic": "topic_model", "TopicModel": "topic_model",
    "TopicQuality": "topic_quality", "assess_topics": "topic_quality", "build_network": "network",
    "category_terms": "categories", "choose_examples": "examples", "compare_frequencies": "keywords",
    "count_terms": "matrix", "distinctive_terms": "keywords", "find_contexts": "concordance",
    "find_danger": "danger", "find_form_sentences": "form_letters", "find_hot_topics": "topic_trend",
    "find_phrases": "phrases", "fit_related": "related", "fit_topics": "topics", "follow_term": "term_trend",
    "follow_topics": "topic_trend", "from_arrays": "topic_model", "group_duplicates": "copies",
    "guess_department": "departments", "join_phrases": "phrases", "keep_topic_ids": "topic_match",
    "label_topic": "topic_model", "label_topics": "topic_labels", "match_topics": "topic_match",
    "place_topics": "topic_map",
    "rank_keywords": "keywords", "rename_topics": "topic_match", "resolve_term": "variants",
    "score_sentiment": "sentiment", "suppress_small_cells": "disclosure", "term_variants": "variants",
    "to_arrays": "topic_model", "transform_topics": "topics", "weigh_tfidf": "matrix",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)

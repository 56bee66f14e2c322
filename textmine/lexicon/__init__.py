"""Dictionaries as frozen values, and the pure parsers that make them from the lines of a file.

Reading the files is ``textmine.ingest.dictionaries``.
"""

from __future__ import annotations

from textmine.lexicon.build import LexiconParts, build_lexicon, overlay
from textmine.lexicon.parse_places import parse_departments, parse_pack, parse_public_names, parse_regions
from textmine.lexicon.parse_words import (
    Stopwords,
    parse_compounds,
    parse_danger_words,
    parse_sentiment,
    parse_stopwords,
    parse_synonyms,
    parse_user_words,
)
from textmine.lexicon.values import Department, Lexicon, Pack, Receiver, Region, UserWord

__all__ = [
    "Department",
    "Lexicon",
    "LexiconParts",
    "Pack",
    "Receiver",
    "Region",
    "Stopwords",
    "UserWord",
    "build_lexicon",
    "overlay",
    "parse_compounds",
    "parse_danger_words",
    "parse_departments",
    "parse_pack",
    "parse_public_names",
    "parse_regions",
    "parse_sentiment",
    "parse_stopwords",
    "parse_synonyms",
    "parse_user_words",
]

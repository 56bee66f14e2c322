"""Dictionaries as frozen values, and the pure parsers that make them from the lines of a file.

Reading the files is ``textmine.ingest.dictionaries``.
"""

from __future__ import annotations

from textmine.lexicon.build import LexiconParts, build_lexicon, overlay
from textmine.lexicon.entries import (
    ENTRY_KIND_NAMES,
    HOW_TO_WRITE,
    Entry,
    EntryKind,
    apply_entries,
    describe_entry,
    find_entry,
    list_entries,
    parse_entry,
)
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
    "ENTRY_KIND_NAMES",
    "HOW_TO_WRITE",
    "Department",
    "Entry",
    "EntryKind",
    "Lexicon",
    "LexiconParts",
    "Pack",
    "Receiver",
    "Region",
    "Stopwords",
    "UserWord",
    "apply_entries",
    "build_lexicon",
    "describe_entry",
    "find_entry",
    "list_entries",
    "overlay",
    "parse_compounds",
    "parse_danger_words",
    "parse_departments",
    "parse_entry",
    "parse_pack",
    "parse_public_names",
    "parse_regions",
    "parse_sentiment",
    "parse_stopwords",
    "parse_synonyms",
    "parse_user_words",
]

"""Which column is what: Korean and English header names → fields of a document."""

from __future__ import annotations

from textmine.ingest.headers.aliases import ALIASES, FIELD_NAMES, PERSONAL_FIELDS, REQUIRED_FIELDS, TEXT_FIELDS
from textmine.ingest.headers.find import find_header, no_text_column
from textmine.ingest.headers.known import count_known, field_of, is_likely_slip, is_position, known_as
from textmine.ingest.headers.mapping import HeaderMapping, map_headers
from textmine.ingest.headers.spelling import header_text, plain_name, squeeze

__all__ = [
    "ALIASES",
    "FIELD_NAMES",
    "PERSONAL_FIELDS",
    "REQUIRED_FIELDS",
    "TEXT_FIELDS",
    "HeaderMapping",
    "count_known",
    "field_of",
    "find_header",
    "header_text",
    "is_likely_slip",
    "is_position",
    "known_as",
    "map_headers",
    "no_text_column",
    "plain_name",
    "squeeze",
]

"""Pure text work: cleaning, masking of personal data, the analyser protocol, terms."""

from __future__ import annotations

from textmine.text.clean import Cleaned, clean
from textmine.text.pii import Masked, mask
from textmine.text.placeholders import PLACEHOLDERS, find_placeholders
from textmine.text.terms import extract_terms, strip_form_letters, terms_from_morphemes, to_morphemes
from textmine.text.tokenizer import CONTENT_TAGS, NOUN_TAGS, Tokenizer

__all__ = [
    "CONTENT_TAGS",
    "NOUN_TAGS",
    "PLACEHOLDERS",
    "Cleaned",
    "Masked",
    "Tokenizer",
    "clean",
    "extract_terms",
    "find_placeholders",
    "mask",
    "strip_form_letters",
    "terms_from_morphemes",
    "to_morphemes",
]

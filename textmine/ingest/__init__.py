"""Edge: files and dictionaries → documents and lexicon."""

from __future__ import annotations

from textmine.ingest.dictionaries import load_lexicon, packaged_dictionaries
from textmine.ingest.documents import Batch, ReadOptions, TablePreview, preview_headers, read_documents
from textmine.ingest.files import READABLE_SUFFIXES
from textmine.ingest.identity import file_digest

__all__ = [
    "READABLE_SUFFIXES",
    "Batch",
    "ReadOptions",
    "TablePreview",
    "file_digest",
    "load_lexicon",
    "packaged_dictionaries",
    "preview_headers",
    "read_documents",
]

"""What the engines share: documents cut into safe pieces before analysis and put together afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from textmine.lexicon import UserWord
from textmine.text import clean
from textmine.text.tokenizer import chunks, hide_placeholders, restore_placeholders
from textmine.types import Token


class Chunk(NamedTuple):
    """A stretch of a document that an analyser reads at once, and where it starts."""

    start: int
    text: str


class Document(NamedTuple):
    """A cleaned document and the chunks to analyse; a blank document has none."""

    text: str
    chunks: tuple[Chunk, ...]


def prepare(text: str) -> Document:
    """``text`` cleaned, its placeholders hidden, in chunks of at most 10,000 characters."""
    cleaned = clean(text).text
    hidden = hide_placeholders(cleaned)
    return Document(cleaned, tuple(Chunk(*chunk) for chunk in chunks(hidden) if chunk[1].strip()))


def merge_chunks(document: Document, found: Iterable[list[Token]]) -> list[Token]:
    """Tokens of a whole document from those of its chunks, placeholders restored."""
    tokens: list[Token] = []
    for chunk, part in zip(document.chunks, found, strict=True):
        if chunk.start:
            part = [token._replace(start=token.start + chunk.start) for token in part]
        tokens.extend(part)
    return restore_placeholders(document.text, tokens)


def user_words_hash(words: Iterable[UserWord]) -> str:
    """Eight hex digits that change when a user word changes; order does not matter."""
    content = "\n".join(sorted(f"{word.form}\t{word.tag}\t{word.score}" for word in words))
    return hashlib.sha256(content.encode()).hexdigest()[:8]

"""What the engines share: documents cut into safe pieces before analysis and put together afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textmine.lexicon import UserWord
from textmine.text import clean, find_placeholders
from textmine.text.find_words import WordFinder
from textmine.text.tokenizer import MAX_CHUNK, chunks, hide_placeholders, restore_placeholders
from textmine.types import Token


class Chunk(NamedTuple):
    """A stretch of a document that an analyser reads at once, and where it starts."""

    start: int
    text: str


class Document(NamedTuple):
    """A cleaned document, the chunks to analyse (at least one, perhaps blank) and the spans of its placeholders."""

    text: str
    chunks: tuple[Chunk, ...]
    placeholders: Sequence[tuple[int, int]]


def prepare(text: str, limit: int = MAX_CHUNK) -> Document:
    """``text`` cleaned, its placeholders hidden, in chunks of at most ``limit`` characters."""
    cleaned = clean(text).text
    spans = find_placeholders(cleaned)
    hidden = hide_placeholders(cleaned, spans) if spans else cleaned
    if len(hidden) <= limit:
        return Document(cleaned, (Chunk(0, hidden),), spans)
    return Document(cleaned, tuple(Chunk(*chunk) for chunk in chunks(hidden, limit)), spans)


def merge_chunks(document: Document, found: Sequence[list[Token]]) -> list[Token]:
    """Tokens of a whole document from those of its chunks, placeholders restored."""
    tokens = found[0]
    if len(found) > 1:
        tokens = [
            token if not chunk.start else token._replace(start=token.start + chunk.start)
            for chunk, part in zip(document.chunks, found, strict=True)
            for token in part
        ]
    return restore_placeholders(document.text, tokens, document.placeholders) if document.placeholders else tokens


def user_words_hash(words: Iterable[UserWord]) -> str:
    """Eight hex digits that change when a user word changes; order does not matter."""
    content = "\n".join(sorted(f"{word.form}\t{word.tag}\t{word.score}" for word in words))
    return hashlib.sha256(content.encode()).hexdigest()[:8]


class UserWords:
    """Joins the tokens that together spell a user word, the longest first.

    A word begins and ends where a surface does: a contracted surface ('했' = 하+았) is never torn. Particles and
    endings alone are no word ('하지도' is no 지도), nor is a verb by itself ('견주다' is no 견주).
    """

    def __init__(self, words: Iterable[UserWord]) -> None:
        self._tags = {word.form: word.tag for word in words}
        self._longest = max(map(len, self._tags), default=0)
        self._finder = WordFinder(self._tags)

    def join(self, text: str, tokens: list[Token]) -> list[Token]:
        """``tokens`` of ``text`` with every user word whole, under its own form and tag."""
        if not self._finder.occurs_in(text):
            return tokens
        beginnings, syllables = self._finder.beginnings, self._finder.syllables
        hits = [
            index
            for index, (form, _, start, _) in enumerate(tokens)
            if text[start : start + 2] in beginnings or form in syllables
        ]
        joined: list[Token] = []
        done = 0
        for index in hits:
            word = self._word_at(text, tokens, index) if index >= done else None
            if word is not None:
                joined += tokens[done:index]
                token, done = word
                joined.append(token)
        return joined + tokens[done:] if done else tokens

    def _word_at(self, text: str, tokens: list[Token], first: int) -> tuple[Token, int] | None:
        start = tokens[first].start
        if first and _end(tokens[first - 1]) > start:
            return None
        best = None
        for index in range(first, len(tokens)):
            end = _end(tokens[index])
            if end - start > self._longest:
                break
            tag = self._tags.get(text[start:end])
            is_last_of_surface = index + 1 == len(tokens) or tokens[index + 1].start >= end
            if tag is not None and is_last_of_surface and _is_word(tokens[first : index + 1]):
                best = Token(text[start:end], tag, start, end - start), index + 1
        return best


def _end(token: Token) -> int:
    return token.start + token.length


def _is_word(tokens: Sequence[Token]) -> bool:
    if tokens[-1].start == tokens[0].start:  # one surface
        return not tokens[0].tag.startswith(("J", "E", "V"))
    return not all(token.tag.startswith(("J", "E")) for token in tokens)

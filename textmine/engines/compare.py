"""The analysers side by side on the same texts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textmine.engines import ENGINES, load_tokenizer
from textmine.engines.java import JavaTokenizer
from textmine.lexicon import Lexicon
from textmine.text import Tokenizer
from textmine.text.tokenizer import Unread, nouns_of

# Too slow and too fragile for a mart: a comparison is all they serve for.
_ONLY_COMPARED: Final = ("hannanum", "kkma")
COMPARED: Final = (*ENGINES, *_ONLY_COMPARED)


@dataclass(frozen=True, slots=True)
class AnalyserRow:
    """One analyser's nouns of each text, its speed without loading, and how many texts it could not read."""

    name: str
    nouns: tuple[tuple[str, ...], ...]
    documents_per_second: float
    unread: int


def compare_analysers(
    texts: Sequence[str], names: Sequence[str] = COMPARED, *, lexicon: Lexicon | None = None
) -> list[AnalyserRow]:
    """A row for each analyser of ``names``, in their order.

    Raises
    ------
    EngineError
        A name is unknown, or an analyser cannot be loaded.
    """
    return [_row(name, texts, lexicon) for name in names]


def _row(name: str, texts: Sequence[str], lexicon: Lexicon | None) -> AnalyserRow:
    tok: Tokenizer = JavaTokenizer(name, lexicon) if name in _ONLY_COMPARED else load_tokenizer(name, lexicon)
    list(tok.tokenize(texts[:1]))  # what is loaded at the first text does not count
    began = time.perf_counter()
    found = list(tok.tokenize(texts))
    seconds = time.perf_counter() - began
    return AnalyserRow(
        name=name,
        nouns=tuple(tuple(nouns_of(tokens)) for tokens in found),
        documents_per_second=len(texts) / seconds if texts else 0.0,
        unread=sum(isinstance(tokens, Unread) for tokens in found),
    )

"""Kiwi: the analyser of profile ``quality``."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any

from textmine.engines.shared import Document, merge_chunks, prepare, user_words_hash
from textmine.lexicon import Lexicon
from textmine.text.tokenizer import nouns_of
from textmine.types import Token

# Documents that are in work at once: enough to keep every worker busy, few enough to bound memory.
_BATCH = 512
_BATCH_CHARACTERS = 1_000_000


class KiwiTokenizer:
    """Kiwi with its worker threads; one instance may serve several threads.

    Parameters
    ----------
    lexicon : Lexicon or None
        Its user words are loaded.
    workers : int or None
        Worker threads; None means all cores.
    """

    name = "kiwi"

    def __init__(self, lexicon: Lexicon | None = None, *, workers: int | None = None) -> None:
        from kiwipiepy import Kiwi, Match

        words = lexicon.user_words if lexicon else ()
        self._kiwi = Kiwi(num_workers=workers if workers is not None else -1)
        for word in words:
            self._kiwi.add_user_word(word.form, word.tag, word.score)
        # A hashtag is read as words, not kept as one sign.
        self._match = Match.ALL & ~Match.HASHTAG
        self._lock = threading.Lock()
        self.version = f"kiwi-{version('kiwipiepy')}-{user_words_hash(words)}"

    def tokenize(self, texts: Iterable[str]) -> Iterator[list[Token]]:
        """Tokens of each text, lazily and in order; offsets count characters of ``clean(text).text``."""
        for batch in _batches(prepare(text) for text in texts):
            chunks = [chunk for document in batch for chunk in document.chunks]
            results = iter(self._analyse([chunk.text for chunk in chunks]))
            for document in batch:
                yield merge_chunks(document, [next(results) for _ in document.chunks])

    def nouns(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Common and proper nouns of each text, not merged."""
        return map(nouns_of, self.tokenize(texts))

    def _analyse(self, texts: list[str]) -> list[list[Token]]:
        if not texts:
            return []
        with self._lock:
            found: Any = self._kiwi.tokenize(texts, match_options=self._match, normalize_coda=True)
            return [[Token(token.form, _plain(token.tag), token.start, token.len) for token in one] for one in found]


# Kiwi's own tags beside the Sejong set: irregular stems carry '-I' or '-R'.
_PLAIN = {
    "W_URL": "SW", "W_EMAIL": "SW", "W_MENTION": "SW", "W_HASHTAG": "SW", "W_EMOJI": "SW", "W_SERIAL": "SN",
    "Z_CODA": "SW", "Z_SIOT": "SW", "UN": "UNK", "SB": "SN",
}  # fmt: skip


def _plain(tag: str) -> str:
    return _PLAIN.get(tag) or (tag if "-" not in tag else tag.split("-", 1)[0])


def _batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    waiting: list[Document] = []
    characters = 0
    for document in documents:
        waiting.append(document)
        characters += len(document.text)
        if len(waiting) >= _BATCH or characters >= _BATCH_CHARACTERS:
            yield waiting
            waiting, characters = [], 0
    if waiting:
        yield waiting

"""Kiwi: the analyser of profile ``quality``."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from itertools import tee
from typing import Any

from textmine.engines.grain import merge_nouns
from textmine.engines.mecab import MecabTokenizer
from textmine.engines.shared import Document, UserWords, merge_chunks, prepare, user_words_hash
from textmine.lexicon import Lexicon
from textmine.types import Token


def kiwi_version(lexicon: Lexicon | None = None, *, normalise_sns: bool = True, correct_typos: bool = False) -> str:
    """What a ``KiwiTokenizer`` of this lexicon and these options would call its version."""
    options = ("sns" if normalise_sns else "plain") + ("+typos" if correct_typos else "")
    words = lexicon.kept_words() if lexicon else ()
    return f"kiwi-{version('kiwipiepy')}-{version('kiwipiepy_model')}-{options}-{user_words_hash(words)}"


class KiwiTokenizer:
    """Kiwi with its worker threads; one instance may serve several threads.

    Parameters
    ----------
    lexicon : Lexicon or None
        Its user words are loaded.
    workers : int or None
        Worker threads; None means all cores.
    normalise_sns : bool
        Read '그랰ㅋㅋ' as '그래ㅋㅋ'.
    correct_typos : bool
        Correct common misspellings, at half the speed.
    """

    name = "kiwi"

    def __init__(
        self,
        lexicon: Lexicon | None = None,
        *,
        workers: int | None = None,
        normalise_sns: bool = True,
        correct_typos: bool = False,
    ) -> None:
        from kiwipiepy import Kiwi, Match

        words = lexicon.kept_words() if lexicon else ()
        self._lexicon = lexicon
        self._second: MecabTokenizer | None = None
        self._kiwi = Kiwi(num_workers=workers if workers is not None else -1)
        for word in words:
            self._kiwi.add_user_word(word.form, word.tag, word.score)
        # Kiwi gives a user word no more than a score: inside a longer compound, and wherever a corrected reading
        # scores better, it takes the word apart. Here its pieces come together again.
        self._words = UserWords(words)
        self._options: dict[str, Any] = {
            # A hashtag is read as words, not kept as one sign.
            "match_options": Match.ALL & ~Match.HASHTAG,
            "normalize_coda": normalise_sns,
            "typos": "basic_with_continual" if correct_typos else None,
        }
        self.version = kiwi_version(lexicon, normalise_sns=normalise_sns, correct_typos=correct_typos)

    def tokenize(self, texts: Iterable[str]) -> Iterator[list[Token]]:
        """Tokens of each text, lazily and in order; offsets count characters of ``clean(text).text``."""
        waiting: deque[Document] = deque()

        def read() -> Iterator[str]:
            for text in texts:
                document = prepare(text)
                waiting.append(document)
                for chunk in document.chunks:
                    yield chunk.text

        # Kiwi reads some 16 chunks a worker ahead, so the workers stay busy while this thread prepares and builds.
        found = map(_tokens, self._kiwi.tokenize(read(), **self._options))
        for part in found:
            document = waiting.popleft()
            tokens = merge_chunks(document, [part, *(next(found) for _ in document.chunks[1:])])
            yield self._words.join(document.text, tokens)

    def nouns(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Common and proper nouns of each text in the grain of dictionaries (``grain.merge_nouns``), not merged.

        Mecab reads the texts too, at a tenth of the cost: see docs/decisions/0006.
        """
        if self._second is None:
            self._second = MecabTokenizer(self._lexicon)
        ours, theirs = tee(texts)
        return map(merge_nouns, self.tokenize(ours), self._second.tokenize(theirs))


class _SejongTags(dict[str, str]):
    """Kiwi's tag to the Sejong tag; irregular stems carry '-I' or '-R'."""

    def __missing__(self, tag: str) -> str:
        self[tag] = plain = tag.split("-", 1)[0]
        return plain


_SEJONG = _SejongTags({
    "W_URL": "SW", "W_EMAIL": "SW", "W_MENTION": "SW", "W_HASHTAG": "SW", "W_EMOJI": "SW", "W_SERIAL": "SN",
    "Z_CODA": "SW", "Z_SIOT": "SW", "SB": "SN",
})  # fmt: skip


def _tokens(found: Iterable[Any]) -> list[Token]:
    # tuple.__new__ skips the Python-level constructor of a named tuple: a third of the time, for every token.
    new, tags = tuple.__new__, _SEJONG
    return [new(Token, (token.form, tags[token.tag], token.start, token.len)) for token in found]

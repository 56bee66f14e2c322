"""The seam between text and analysers: the Tokenizer protocol, the Sejong tags, and what is common to all analysers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol, runtime_checkable

from textmine.text.placeholders import find_placeholders
from textmine.types import Token

NOUN_TAGS: Final = frozenset({"NNG", "NNP"})
# Tags of words with a meaning of their own: what similarity and sentiment read.
CONTENT_TAGS: Final = NOUN_TAGS | {"VV", "VA", "XR", "MAG", "SL"}

MAX_CHUNK: Final = 10_000
# Read as a foreign word, so that a particle behind a placeholder is read as one ([전화]로).
_FILLER: Final = "X"


class Unread(list[Token]):
    """The tokens, none, of a text on which the analyser hung or failed; ``reason`` says so in Korean."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


@runtime_checkable
class Tokenizer(Protocol):
    """A morphological analyser with Sejong tags.

    ``name`` is kiwi, mecab, okt or komoran; ``version`` names analyser version, options and user words, so that equal
    versions give equal tokens. Both methods keep the order of ``texts``, read them lazily and give ``[]`` for a blank
    text. A text that the analyser cannot read stops nobody: its tokens are an ``Unread``.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def tokenize(self, texts: Iterable[str]) -> Iterator[list[Token]]:
        """Tokens of each text; ``start`` and ``length`` count characters of ``clean(text).text``."""
        ...

    def nouns(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Common and proper nouns of each text in order, not merged."""
        ...


def hide_placeholders(text: str, spans: Sequence[tuple[int, int]] | None = None) -> str:
    """A text of the same length whose placeholders are blocks of one letter: no analyser reads their words.

    ``spans`` are those of ``find_placeholders(text)`` where the caller has them already.
    """
    pieces: list[str] = []
    done = 0
    for start, end in find_placeholders(text) if spans is None else spans:
        pieces += [text[done:start], _FILLER * (end - start)]
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def restore_placeholders(
    text: str, tokens: list[Token], spans: Sequence[tuple[int, int]] | None = None
) -> list[Token]:
    """Tokens of ``hide_placeholders(text)`` with one ``SW`` token for each placeholder of ``text``.

    ``tokens`` come in the order of the text.
    """
    spans = find_placeholders(text) if spans is None else spans
    if not spans:
        return tokens
    kept: list[Token] = []
    waiting = iter(spans)
    start, end = next(waiting)
    for token in tokens:
        while end <= token.start:
            kept.append(Token(text[start:end], "SW", start, end - start))
            start, end = next(waiting, (len(text) + 1, len(text) + 1))
        if token.start + max(token.length, 1) <= start:
            kept.append(token)
    rest = [(start, end), *waiting] if end <= len(text) else []
    return kept + [Token(text[start:end], "SW", start, end - start) for start, end in rest]


def chunks(text: str, limit: int = MAX_CHUNK) -> list[tuple[int, str]]:
    """Stretches of at most ``limit`` characters with their start, cut at a line end or a space where there is one."""
    found: list[tuple[int, str]] = []
    start = 0
    while len(text) - start > limit:
        cut = max(text.rfind("\n", start + limit // 2, start + limit), -1)
        if cut < 0:
            cut = text.rfind(" ", start + 1, start + limit)
        cut = start + limit if cut < 0 else cut + 1
        found.append((start, text[start:cut]))
        start = cut
    found.append((start, text[start:]))
    return found


def nouns_of(tokens: Iterable[Token]) -> list[str]:
    """Forms of the common and proper nouns among ``tokens``."""
    return [token.form for token in tokens if token.tag in NOUN_TAGS]

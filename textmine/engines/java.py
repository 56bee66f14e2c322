"""KoNLPy's Java analysers (Okt, Komoran; Hannanum and Kkma for comparisons), each in a process that can be killed."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any, Final

from textmine.engines.java_tags import sejong_tag
from textmine.engines.shared import Document, UserWords, merge_chunks, prepare, user_words_hash
from textmine.engines.worker_process import WorkerDiedError, WorkerProcess, WorkerTimeoutError
from textmine.errors import EngineError
from textmine.lexicon import Lexicon
from textmine.text.tokenizer import Unread, nouns_of
from textmine.types import Token

# Okt and Komoran take more than linear time for a long text.
_MAX_CHUNK: Final = 1_000
# Okt reads unspaced syllables at some 400 a second, the slowest thing that can be in a text.
_SECONDS_PER_CHARACTER: Final = 0.005

# One sign stands for each character that an analyser does not survive: characters that Java holds as two shift its
# offsets, and Komoran reads loose letters into the syllable before them (영화ㅋㅋ as 영홬ㅋ).
_SIGN: Final = "■"
_WIDE: Final = re.compile("[\U00010000-\U0010ffff]")
_WIDE_OR_LETTER: Final = re.compile("[\U00010000-\U0010ffff\u1100-\u11ff\u3131-\u318e]")


class JavaTokenizer:
    """One of KoNLPy's Java analysers in a worker process; threads take turns.

    A text that the analyser does not finish in time, or on which it fails, gives ``Unread``: the worker is replaced
    and the rest goes on. A worker that dies is given the text once more, because something else may have killed it.

    Parameters
    ----------
    name : str
        okt, komoran, hannanum or kkma.
    lexicon : Lexicon or None
        Its user words are joined from the analyser's tokens, the longest first.
    timeout_s : float
        Seconds for a short text; a long one gets five more for every thousand characters.
    """

    def __init__(self, name: str, lexicon: Lexicon | None = None, *, timeout_s: float = 20.0) -> None:
        words = lexicon.kept_words() if lexicon else ()
        self.name = name
        self.version = f"{name}-{version('konlpy')}-{user_words_hash(words)}"
        self._words = UserWords(words)
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._worker = self._start()

    def tokenize(self, texts: Iterable[str]) -> Iterator[list[Token]]:
        """Tokens of each text, lazily and in order; offsets count characters of ``clean(text).text``."""
        for text in texts:
            document = prepare(text, _MAX_CHUNK)
            try:
                with self._lock:
                    found = self._read(document)
            except _UnreadError as failure:
                yield Unread(f"형태소 분석기 '{self.name}'가 {failure} 글을 나누거나 다른 분석기를 쓰세요.")
            else:
                yield self._words.join(document.text, merge_chunks(document, found))

    def nouns(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Common and proper nouns of each text, not merged."""
        return map(nouns_of, self.tokenize(texts))

    def close(self) -> None:
        """End the worker process; the garbage collector does so too."""
        self._worker.stop()

    def _start(self) -> WorkerProcess:
        worker = WorkerProcess(["textmine.engines.java_worker", self.name])
        try:
            reason = worker.hello().get("failed")
        except (WorkerDiedError, WorkerTimeoutError) as error:
            reason = type(error).__name__
        if reason:
            worker.stop()
            raise EngineError(
                f"형태소 분석기 '{self.name}'에 필요한 Java를 시작하지 못했습니다({reason}). "
                "pip install 'textmine[java]'로 JDK를 설치하고, JAVA_HOME을 정했다면 그 폴더가 맞는지 확인하세요."
            )
        return worker

    def _read(self, document: Document) -> list[list[Token]]:
        try:
            return self._read_once(document)
        except WorkerDiedError:
            self._worker = self._start()
        try:
            return self._read_once(document)
        except WorkerDiedError:
            self._worker = self._start()
            raise _UnreadError("이 글을 읽다가 두 번 죽었습니다.") from None

    def _read_once(self, document: Document) -> list[list[Token]]:
        allowed = self._timeout_s + _SECONDS_PER_CHARACTER * len(document.text)
        deadline = time.monotonic() + allowed
        try:
            return [self._analyse(chunk.text, deadline) for chunk in document.chunks]
        except WorkerTimeoutError:
            self._worker = self._start()
            raise _UnreadError(f"이 글을 {allowed:.0f}초 안에 다 읽지 못했습니다.") from None

    def _analyse(self, text: str, deadline: float) -> list[Token]:
        # Okt would keep '#불법주차' as one tag.
        readable = (
            _WIDE.sub(_SIGN, text).replace("#", " ") if self.name == "okt" else _WIDE_OR_LETTER.sub(_SIGN, text)
        ).replace("\n", " ")
        if not readable.strip():
            return []
        reply: dict[str, Any] = self._worker.ask(readable, deadline - time.monotonic())
        if "error" in reply:
            raise _UnreadError(f"이 글에서 오류를 냈습니다({reply['error']}).")
        if not reply["tokens"]:
            raise _UnreadError("이 글에서 아무것도 읽지 못했습니다.")
        tokens: list[Token] = []
        for form, tag, start, length in reply["tokens"]:
            if _SIGN not in form:
                tokens.append(Token(form, sejong_tag(self.name, tag, form), start, length))
                continue
            # Signs that stand together are one token, as Kiwi reads them.
            if tokens and tokens[-1].tag == "SW" and tokens[-1].start + tokens[-1].length == start:
                length += tokens[-1].length
                start = tokens.pop().start
            tokens.append(Token(text[start : start + length], "SW", start, length))
        return tokens


class _UnreadError(Exception):
    """A text that the analyser could not read; the message continues a Korean sentence."""

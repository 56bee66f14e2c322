"""Morphological analysers behind one protocol: ``load_tokenizer``."""

from __future__ import annotations

from typing import Final

from textmine.engines.java import JavaTokenizer
from textmine.engines.kiwi import KiwiTokenizer, kiwi_version
from textmine.engines.mecab import MecabTokenizer, mecab_version
from textmine.errors import EngineError
from textmine.lexicon import Lexicon
from textmine.text import Tokenizer

ENGINES: Final = ("kiwi", "mecab", "okt", "komoran")

__all__ = ["ENGINES", "kiwi_version", "load_tokenizer", "mecab_version"]


def load_tokenizer(
    name: str,
    lexicon: Lexicon | None = None,
    workers: int | None = None,
    *,
    normalise_sns: bool = True,
    correct_typos: bool = False,
    timeout_s: float = 20.0,
) -> Tokenizer:
    """A Tokenizer with the user words of ``lexicon``.

    Parameters
    ----------
    name : str
        ``kiwi`` (most accurate), ``mecab`` (ten times as fast; KoNLPy), ``okt`` or ``komoran`` (KoNLPy with Java,
        extra ``java``; for compatibility).
    lexicon : Lexicon or None
        Its user words are kept whole.
    workers : int or None
        Worker threads of Kiwi, None means all cores; Mecab works in the calling thread, Java in one process.
    normalise_sns, correct_typos : bool
        Kiwi alone: read '그랰ㅋㅋ' as '그래ㅋㅋ'; correct common misspellings, at half the speed.
    timeout_s : float
        Java alone: seconds for a short text before it is given up as ``Unread``.

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
            return KiwiTokenizer(lexicon, workers=workers, normalise_sns=normalise_sns, correct_typos=correct_typos)
        if name == "mecab":
            return MecabTokenizer(lexicon)
        if name in ENGINES:
            return JavaTokenizer(name, lexicon, timeout_s=timeout_s)
    except (ImportError, OSError, RuntimeError) as error:
        raise EngineError(
            f"형태소 분석기 '{name}'를 불러오지 못했습니다({error}). 'textmine doctor'로 설치를 확인하세요."
        ) from error
    raise EngineError(f"형태소 분석기 '{name}'를 알 수 없습니다. {', '.join(ENGINES)} 가운데 하나를 쓰세요.")

"""Nouns of two syllables and more against the gold of UD Korean (development halves), and plain analysers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.engines import load_tokenizer
from textmine.ingest.dictionaries import load_lexicon, packaged_dictionaries


def run(data: Path) -> dict[str, Any]:
    """F1 (%) of the multiset of nouns per sentence."""
    lexicon = load_lexicon(packaged_dictionaries())
    gold = pd.read_parquet(data / "ud_korean_gold_nouns.parquet")
    analysers: dict[str, Callable[[list[str]], Iterable[list[str]]]] = {
        "quality": load_tokenizer("kiwi").nouns, "quality with dictionaries": load_tokenizer("kiwi", lexicon).nouns,
        "peer, plain Kiwi": _plain_kiwi, "bulk": load_tokenizer("mecab").nouns,
        "bulk with dictionaries": load_tokenizer("mecab", lexicon).nouns, "peer, plain KoNLPy Mecab": _plain_mecab,
    }  # fmt: skip
    return {
        corpus: {name: _f1(part["nouns"], nouns(part["text"].tolist())) for name, nouns in analysers.items()}
        for corpus, part in gold.groupby("corpus")
    }


def _plain_kiwi(texts: list[str]) -> list[list[str]]:
    from kiwipiepy import Kiwi

    return [[token.form for token in one if token.tag in ("NNG", "NNP")] for one in Kiwi().tokenize(texts)]


def _plain_mecab(texts: list[str]) -> list[list[str]]:
    from textmine.engines.mecab import _load_tagger

    nouns = []
    for text in texts:
        lines = (line.split("\t") for line in _load_tagger().parse(text).splitlines() if "\t" in line)
        nouns.append([surface for surface, feature in lines if feature.split(",")[0] in ("NNG", "NNP")])
    return nouns


def _f1(gold: Iterable[Iterable[str]], found: Iterable[list[str]]) -> float:
    right = wrong = missed = 0
    for wanted, given in zip(gold, found, strict=True):
        left = Counter(word for word in wanted if len(word) > 1)
        other = Counter(word for word in given if len(word) > 1)
        both = (left & other).total()
        right, wrong, missed = right + both, wrong + other.total() - both, missed + left.total() - both
    return round(200 * right / (2 * right + wrong + missed), 2)

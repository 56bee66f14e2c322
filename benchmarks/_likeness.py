"""Statistics in which made-up text differs from real text, each on the same number of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from textmine.analyse import group_duplicates

WORDS = 20_000  # figures of vocabulary depend on the number of words, so every text is cut to the same
TITLE_WORDS = 4_000  # all that the real titles have
NEAR_SAMPLE = 1_500
ZIPF_RANKS = 1_000


@dataclass(frozen=True)
class Likeness:
    """Figures of a collection of texts.

    ``vocabulary``: distinct words (between spaces); ``once``: share of them that occur once; ``zipf``: slope of log
    frequency on log rank; ``bigrams``: distinct word pairs per pair; ``lengths``: characters at the 5th, 25th, 50th,
    75th and 95th percentile; ``spread``: standard deviation of log length; ``near``: share of texts that are nearly
    (Jaccard 0.7 of 5-character shingles) another one.
    """

    vocabulary: int
    once: float
    zipf: float
    bigrams: float
    lengths: tuple[int, ...]
    spread: float
    near: float


def measure(texts: Sequence[str], *, limit: int = WORDS, seed: int = 0) -> Likeness:
    """The figures of texts in random order, cut to ``limit`` words."""
    texts = [text for text in texts if text and text.strip()]
    order = np.random.default_rng(seed).permutation(len(texts))
    words: list[str] = []
    for place in order:
        words += texts[place].split()
        if len(words) >= limit:
            break
    words = words[:limit]
    counts = np.array(sorted(Counter(words).values(), reverse=True))
    ranks = min(len(counts), ZIPF_RANKS)
    lengths = np.array([len(text) for text in texts])
    pairs = list(pairwise(words))
    groups = Counter(group_duplicates([texts[place] for place in order[:NEAR_SAMPLE]]).tolist())
    return Likeness(
        vocabulary=len(counts), once=float((counts == 1).mean()),
        zipf=float(np.polyfit(np.log(np.arange(1, ranks + 1)), np.log(counts[:ranks]), 1)[0]),
        bigrams=len(set(pairs)) / len(pairs),
        lengths=tuple(int(length) for length in np.quantile(lengths, (0.05, 0.25, 0.5, 0.75, 0.95))),
        spread=float(np.log(lengths).std()),
        near=sum(size for size in groups.values() if size > 1) / groups.total(),
    )

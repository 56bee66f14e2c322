"""Sentences of many texts as 64-bit hashes of their letters: cheap enough to count every one of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from textmine.text.placeholders import PLACEHOLDER

BATCH_CHARACTERS: Final = 1 << 20  # of text in memory at once: some 60 MB of arrays

_DOCUMENT, _SENTENCE, _SLOT = "\0", "\n", "[]"  # `clean` removes the first from every text
# Korean is often written without full stops: the endings of polite sentences end them as well. The blank stands first
# in the pattern, so that only blanks are looked at.
_END: Final = re.compile(
    r" (?:(?<=[.!?…~] )|(?<=니다 |세요 |어요 |아요 |해요 |네요 |까요 |려요 )|(?<=십시오 ))"
)
_NEXT_NUMBER: Final = re.compile(r"(?<=[.!?])\s*\d{1,2}[.)]?\s*$")  # 바랍니다.2. 다음은
_NOISE, _LETTER, _DIGIT, _BORDER = range(4)
_ZERO: Final = ord("0")


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of one batch of ``size`` texts: each once a text, with the ``rows`` of the texts and ``hashes``."""

    size: int
    rows: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    _places: NDArray[np.int64]
    _split: str

    def written(self, which: NDArray[np.int64]) -> list[str]:
        """Those sentences as they are written, blanks between words made one, without the number of the next."""
        pieces = self._split.replace(_DOCUMENT, _SENTENCE).split(_SENTENCE) if which.size else []
        return [" ".join(_NEXT_NUMBER.sub("", pieces[place]).split()) for place in self._places[which]]


def read_sentences(
    texts: Iterable[str], *, min_length: int = 8, names: Collection[str] = ()
) -> Iterator[Sentences]:
    """Sentences of ``min_length`` letters or more, batch by batch.

    Blanks, signs and the values of numbers are no letters; placeholders and ``names`` stand for each other.

    Raises
    ------
    ValueError
        A text that was not cleaned holds the sign that texts are joined by (NUL).
    """
    slot = re.compile("|".join([PLACEHOLDER.pattern, *map(re.escape, sorted(names, key=lambda n: (-len(n), n)))]))
    first = 0
    for batch in _batches(texts):
        joined = _DOCUMENT.join(batch)
        if joined.count(_DOCUMENT) != len(batch) - 1:
            raise ValueError(f"clean the texts first: one of rows {first} to {first + len(batch) - 1} holds a NUL")
        split = _END.sub(_SENTENCE, joined)
        hashes, lengths, rows = _hash(slot.sub(_SLOT, split))
        long = np.flatnonzero(lengths >= min_length)
        once = long[_first_of_each(rows[long], hashes[long])]
        yield Sentences(len(batch), rows[once] + first, hashes[once], once, split)
        first += len(batch)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _hash(text: str) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Hash, number of letters and row of every sentence of a joined batch."""
    codes = np.frombuffer((text + _SENTENCE).encode("utf-32-le"), dtype=np.uint32)
    kinds = _kinds()[codes]
    kept = np.flatnonzero(kinds != _NOISE)
    codes, kinds = codes[kept], kinds[kept]
    # A number is one letter, and none at the end of a sentence.
    is_digit = kinds == _DIGIT
    kept = np.flatnonzero(~(is_digit & np.concatenate([[False], is_digit[:-1]])))
    codes, kinds = codes[kept], kinds[kept]
    kept = np.flatnonzero((kinds != _DIGIT) | np.concatenate([kinds[1:] != _BORDER, [True]]))
    codes, kinds = np.where(kinds == _DIGIT, np.uint32(_ZERO), codes)[kept], kinds[kept]
    ends = np.flatnonzero(kinds == _BORDER)
    starts = np.concatenate([[0], ends[:-1] + 1])
    place = np.arange(len(codes)) - np.repeat(starts, ends - starts + 1)
    # Zobrist 1970: the sum of a random number for every letter at every place.
    values = _scatter(codes.astype(np.uint64) | (place.astype(np.uint64) << np.uint64(32)))
    values[ends] = 0
    is_last = codes[ends] == ord(_DOCUMENT)
    return np.add.reduceat(values, starts), ends - starts, np.cumsum(is_last) - is_last


def _scatter(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A well mixed 64-bit number for each (SplitMix64; Steele, Lea & Flood 2014)."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


@lru_cache(maxsize=1)
def _kinds() -> NDArray[np.uint8]:
    """What each character is, by its code."""
    kinds = np.full(0x110000, _NOISE, dtype=np.uint8)
    for first, last in ("가힣", "AZ", "az", "[[", "]]"):
        kinds[ord(first) : ord(last) + 1] = _LETTER
    kinds[ord("0") : ord("9") + 1] = _DIGIT
    kinds[[ord(_DOCUMENT), ord(_SENTENCE)]] = _BORDER
    return kinds


def _first_of_each(rows: NDArray[np.int64], hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Places of the first sentence of each pair of row and hash, in order."""
    order = np.lexsort((hashes, rows))
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = (rows[order][1:] != rows[order][:-1]) | (hashes[order][1:] != hashes[order][:-1])
    return np.sort(order[is_new])

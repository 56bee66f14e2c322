"""What stands for a text when copies are sought: a hash of its letters and a MinHash signature of its shingles."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

SHINGLE_CHARS: Final = 5
SLOTS: Final = 128  # of the signature; standard error of an estimated similarity at most .044

_IGNORED = re.compile(r"[\W_]+")
_SEED: Final = 20_261_123
_TEXTS_AT_ONCE: Final = 2_048  # bounds memory: about 30 MB of hashes for complaints of 1,400 characters
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)


class Signatures(NamedTuple):
    """Of n texts: ``keys`` (n,), equal for texts of the same letters, 0 without any; ``slots`` (n, SLOTS).

    The share of equal slots of two rows estimates the Jaccard similarity of the shingles of their texts.
    """

    keys: NDArray[np.uint64]
    slots: NDArray[np.uint16]


def sign(texts: Iterable[str]) -> Signatures:
    """Signatures of ``texts``, read lazily in chunks; equal texts have equal rows on every machine.

    Source: Broder 1997 (shingles, MinHash); slots filled as in Dahlgaard, Knudsen & Thorup 2017, FOCS, "Fast
    similarity sketching", by the library rensa; their low 16 bits are kept.
    """
    keys: list[NDArray[np.uint64]] = []
    slots: list[NDArray[np.uint16]] = []
    rest = iter(texts)
    while letters := [comparable(text) for text in islice(rest, _TEXTS_AT_ONCE)]:
        keys.append(np.array([_key(text) for text in letters], dtype=np.uint64))
        slots.append(_slots(letters))
    if not keys:
        return Signatures(np.empty(0, dtype=np.uint64), np.empty((0, SLOTS), dtype=np.uint16))
    return Signatures(np.concatenate(keys), np.concatenate(slots))


def comparable(text: str) -> str:
    """The letters and digits of a text, without case."""
    return _IGNORED.sub("", unicodedata.normalize("NFC", text).casefold())


def shingles(letters: str) -> frozenset[str]:
    """Runs of five characters; a shorter text is one run, an empty one has none."""
    if len(letters) <= SHINGLE_CHARS:
        return frozenset([letters] if letters else [])
    return frozenset(letters[start : start + SHINGLE_CHARS] for start in range(len(letters) - SHINGLE_CHARS + 1))


def _key(letters: str) -> int:
    if not letters:
        return 0
    return int.from_bytes(hashlib.blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _slots(letters: Sequence[str]) -> NDArray[np.uint16]:
    lengths = np.fromiter(map(len, letters), dtype=np.int64, count=len(letters))
    codes = np.frombuffer("".join(letters).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(letters)), lengths)
    ends = np.repeat(np.cumsum(lengths), lengths)
    position = np.arange(len(codes))
    padded = np.concatenate([codes, np.zeros(SHINGLE_CHARS - 1, dtype=np.uint64)])
    values = np.zeros(len(codes), dtype=np.uint64)
    for step in range(SHINGLE_CHARS):
        # Texts shorter than a shingle are one shingle: what lies behind their end counts as 0.
        values = values * _ODD + np.where(position + step < ends, padded[step : step + len(codes)], np.uint64(0))
    values = (values ^ (values >> np.uint64(29))) * _ODD
    starts = ends - np.repeat(lengths, lengths)
    whole = (position + SHINGLE_CHARS <= ends) | (position == starts)
    offsets = np.concatenate([[0], np.cumsum(np.bincount(owner[whole], minlength=len(letters)))]).astype(np.uint64)
    digests = RMinHash.digest_matrix_from_flat_token_hashes(values[whole], offsets, SLOTS, _SEED)
    return np.array(digests.to_rows(), dtype=np.uint32).astype(np.uint16)

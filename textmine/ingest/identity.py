"""Names that documents keep for ever: ids, content hashes, ordinals among equals."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

_SEPARATOR: Final = "\x1f"
_CHUNK_BYTES: Final = 1 << 20


def file_digest(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def digest_of(*parts: str) -> str:
    """Hex SHA-256 of the parts in order."""
    return hashlib.sha256(_SEPARATOR.join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class Ordinals:
    """How often an equal document came before in the same file.

    Copied posts without an id get different ids by this number, the same in every overlapping file that lists
    them all. Memory: 8 bytes a row (sorted runs that are merged as they grow), more only for rows that repeat.
    """

    def __init__(self) -> None:
        self._runs: list[NDArray[np.uint64]] = []
        self._repeated: dict[int, int] = {}

    def number(self, digests: Sequence[str]) -> list[int]:
        """0 for the first of its kind in the file, 1 for the second, and so on; remembers them."""
        keys = [int(digest[:16], 16) for digest in digests]
        batch = np.unique(np.array(keys, dtype=np.uint64))
        known = {int(key) for key in batch[self._contains(batch)]}
        counts: Counter[int] = Counter({key: self._repeated.get(key, 1) for key in known})
        numbers = []
        for key in keys:
            numbers.append(counts[key])
            counts[key] += 1
        self._repeated.update({key: count for key, count in counts.items() if count > 1})
        self._remember(np.array([key for key in batch if int(key) not in known], dtype=np.uint64))
        return numbers

    def _contains(self, batch: NDArray[np.uint64]) -> NDArray[np.bool_]:
        found = np.zeros(len(batch), dtype=np.bool_)
        for run in self._runs:
            places = np.minimum(np.searchsorted(run, batch), len(run) - 1)
            found |= run[places] == batch
        return found

    def _remember(self, fresh: NDArray[np.uint64]) -> None:
        if not len(fresh):
            return
        while self._runs and len(self._runs[-1]) <= 2 * len(fresh):
            fresh = np.sort(np.concatenate((self._runs.pop(), fresh)))
        self._runs.append(fresh)

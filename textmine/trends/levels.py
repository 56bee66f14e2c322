"""Sudden lasting changes of the total volume: a new rule, a new channel, a closed board."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from textmine.types import Freq

Floats = NDArray[np.float64]

# A rule that cut petitions by 30 is the case to catch; seasons of complaints never triple within one week and stay
# there.
LEVEL_FACTOR: Final = 3.0
LEAST_VOLUME: Final = 20.0
# A board that is silent for four weeks or longer was closed; its opening again is no new level.
_SILENCE: Final[dict[Freq, int]] = {"W": 4, "D": 28}
_BLOCKS: Final[dict[Freq, tuple[int, int]]] = {"W": (1, 8), "D": (7, 4)}


def find_level_changes(total: Floats, freq: Freq) -> list[tuple[int, int]]:
    """Return (first period of the new level, first period at which this is known), oldest first.

    The level changes at s when every block of the eight weeks (daily: four) from s on lies beyond ``LEVEL_FACTOR``
    times every block before s, in one direction, and the higher side has at least ``LEAST_VOLUME`` documents a week.
    Among neighbours the sharpest split is taken. Silences of four weeks or longer are passed over: the level before one
    is compared with the level after it. ``total`` is (n,), NaN = missing.
    """
    spoken = np.flatnonzero(~_silent(total, _SILENCE[freq]))
    total = total[spoken]
    length, blocks = _BLOCKS[freq]
    reach = length * blocks
    contrast = np.zeros(len(total))
    for split in range(reach, len(total) - reach + 1):
        contrast[split] = _contrast(total[split - reach : split + reach], length, blocks)
    changes: list[tuple[int, int]] = []
    candidates = np.flatnonzero(contrast >= LEVEL_FACTOR)
    for group in np.split(candidates, np.flatnonzero(np.diff(candidates) > reach) + 1):
        if len(group):
            split = int(group[np.argmax(contrast[group])])
            known = spoken[split + reach] if split + reach < len(spoken) else spoken[-1] + 1
            changes.append((int(spoken[split]), int(known)))
    return changes


def _silent(total: Floats, least: int) -> NDArray[np.bool_]:
    """Periods within a run of at least ``least`` periods without a document."""
    empty = np.concatenate([[False], total == 0, [False]])
    edges = np.flatnonzero(np.diff(empty.astype(np.int8)))
    silent = np.zeros(len(total), dtype=np.bool_)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        silent[start:end] = end - start >= least
    return silent


def _contrast(window: Floats, length: int, blocks: int) -> float:
    if not np.isfinite(window).any():
        return 0.0
    days = window.reshape(2 * blocks, length)
    seen = np.isfinite(days)
    if (2 * seen.sum(axis=1) < length).any():
        return 0.0
    weekly = np.where(seen, days, 0.0).sum(axis=1) / seen.sum(axis=1) * length
    before, after = weekly[:blocks], weekly[blocks:]
    rise = after.min() / max(before.max(), 0.5)
    fall = before.min() / max(after.max(), 0.5)
    high = after.min() if rise > fall else before.min()
    return float(max(rise, fall)) if high >= LEAST_VOLUME else 0.0

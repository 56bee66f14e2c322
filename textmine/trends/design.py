"""Regression columns for a span of periods, and which of them a history can carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.trends.calendar import KoreanCalendar
from textmine.types import Freq

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HARMONICS: Final = 2


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far back a frequency looks, in periods.

    ``history`` periods end ``gap`` periods before the tested one; a series needs ``least`` usable periods to be judged,
    ``weekday``/``trend``/``season`` periods of span to get those columns, and ``restart`` periods after a level change
    before its past is dropped. ``year`` is the length of a year.
    """

    year: float
    history: int
    gap: int
    least: int
    weekday: int
    trend: int
    season: int
    restart: int


# Weekly: Noufaily et al. 2013 (five years and three weeks, gap 4). Daily: three years, the same columns in days.
HORIZONS: Final[dict[Freq, Horizon]] = {
    "W": Horizon(52.0, 263, 4, 8, 0, 26, 78, 8),
    "D": Horizon(365.25, 1096, 4, 8, 21, 120, 548, 28),
}

TIER_NONE: Final = 0
# About five documents for each coefficient that a tier adds up to.
LEAST_DOCUMENTS: Final = {1: 0.0, 2: 20.0, 3: 20.0, 4: 40.0}


def build_design(index: pd.DatetimeIndex, freq: Freq, calendar: KoreanCalendar | None) -> tuple[Floats, Ints]:
    """Return all columns (n, p) of the periods and the tier (p,) from which on each is used.

    Tier 1 has the intercept, 2 adds weekdays (daily), 3 the trend and holidays, 4 the harmonics of the year.
    """
    horizon = HORIZONS[freq]
    steps = np.arange(len(index), dtype=np.float64)
    columns, tiers = [np.ones(len(index))], [1]
    if freq == "D":
        weekday = np.asarray(index.day_of_week)
        columns += [(weekday == day).astype(np.float64) for day in range(1, 7)]
        tiers += [2] * 6
    columns.append(steps / (2.5 * horizon.year))
    tiers.append(3)
    if calendar is not None:
        columns.append(calendar.holiday_flags(index) if freq == "D" else calendar.holiday_share(index))
        tiers.append(3)
    for order in range(1, HARMONICS + 1):
        angle = 2.0 * np.pi * order * steps / horizon.year
        columns += [np.cos(angle), np.sin(angle)]
        tiers += [4, 4]
    return np.column_stack(columns), np.array(tiers, dtype=np.int64)


def choose_tiers(usable: Ints, span: Ints, documents: Floats, freq: Freq) -> Ints:
    """Return the tier (S,) of each series from its ``usable`` periods, the ``span`` since its first one and its
    documents.

    A column is only earned when at least half of the span it asks for was really seen and when there are documents
    enough to estimate it; tier 0 = too short to judge.
    """
    horizon = HORIZONS[freq]
    tier = np.zeros(len(usable), dtype=np.int64)
    for value, needed in ((1, horizon.least), (2, horizon.weekday), (3, horizon.trend), (4, horizon.season)):
        earned = (span >= needed) & (2 * usable >= needed) & (usable >= horizon.least)
        tier[earned & (documents >= LEAST_DOCUMENTS[value])] = value
    return tier

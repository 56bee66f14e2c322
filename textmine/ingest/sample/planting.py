"""Which surges a seed plants: what, when, where, how big, and whether posts come first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from textmine.ingest.sample.city import City, Story

SHAPES: Final = ("spike", "regional", "growth", "plateau", "step")
SIZE_SD: Final = (3.0, 8.0)  # weekly standard deviations of the category
LEAD_SHARE, LEAD_DAYS = 0.45, (1, 7)
_DAYS: Final = {"spike": (5, 10), "regional": (6, 10), "growth": (28, 42), "plateau": (14, 21), "step": (42, 63)}
# Weeks' worth of size_sd that a shape adds, and its smallest number of documents, so that small samples can be found.
_SIZES: Final = {"spike": (1.4, 8), "regional": (1.3, 8), "growth": (2.0, 14), "plateau": (2.0, 14), "step": (3.0, 18)}
_HISTORY_DAYS: Final = 110  # nothing can be called unusual before there is a usual
_RECENT: Final = ((3, 13), (3, 13), (3, 13), (3, 13), (15, 58), (15, 58), (15, 58))  # days before the end
_PER_YEAR, _FALSE_LEADS_PER_YEAR = 12, 3
_GAP_DAYS: Final = 45  # between two surges of one category
_TRIES: Final = 200


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted surge: ``story`` is its number in the city, ``start`` the day's number, ``regions`` numbers of 동."""

    story: int
    id: str
    shape: str
    start: int
    days: int
    size_sd: float
    lead_days: int
    regions: tuple[int, ...]


def plan_surges(city: City, days: Sequence[date], rng: np.random.Generator) -> tuple[Planted, ...]:
    """Return the surges, then the bursts that lead nowhere, each part in order of time.

    Four begin in the last two weeks and three in the eight weeks before, so that a demonstration has something to
    show; the others lie anywhere after the first months. The first of these is a campaign, so that every city has
    one. A story returns only when all have been told.
    """
    years = len(days) / 365
    windows = [(max(len(days) - 1 - b, 0), len(days) - 1 - a) for a, b in _RECENT]
    windows += [(_HISTORY_DAYS, len(days) - 62)] * max(round(_PER_YEAR * years) - len(_RECENT), 0)
    surges = _draw(city, days, windows, rng, sns_only=False)
    windows = [(_HISTORY_DAYS, len(days) - 8)] * round(_FALSE_LEADS_PER_YEAR * years)
    return (*surges, *_draw(city, days, windows, rng, sns_only=True))


def surge_shape(planted: Planted) -> NDArray[np.float64]:
    """Relative size of every day of the surge, all above zero."""
    t = np.arange(planted.days, dtype=np.float64) + 0.5
    if planted.shape in ("spike", "regional"):
        return np.asarray(t * np.exp(-t / (0.28 * planted.days)))
    if planted.shape == "growth":
        return np.asarray(t**1.4)
    return np.minimum(1.0, 0.5 + t / 4)


def surge_size(planted: Planted, week: NDArray[np.float64], alpha: float) -> int:
    """Number of complaints of the whole surge, from the category's expected complaints of the seven days around."""
    deviation = float(np.sqrt(week.sum() + alpha * (week**2).sum()))
    weeks, least = _SIZES[planted.shape]
    return max(round(planted.size_sd * deviation * weeks), least)


def _draw(
    city: City, days: Sequence[date], windows: Sequence[tuple[int, int]], rng: np.random.Generator, *, sns_only: bool
) -> list[Planted]:
    left: list[int] = []
    drawn: list[Planted] = []
    for turn, window in enumerate(windows):
        left = left or [number for number, story in enumerate(city.stories) if story.sns_only == sns_only]
        campaigns = [number for number in left if city.stories[number].campaign]
        wanted = campaigns if turn == len(_RECENT) and campaigns else left
        for _ in range(_TRIES):
            number = wanted[int(rng.integers(len(wanted)))]
            planted = _one(city, number, window, days, rng)
            if planted and all(_apart(city, planted, other) for other in drawn):
                left.remove(number)
                told = sum(other.story == number for other in drawn)
                drawn.append(replace(planted, id=f"{planted.id}-{told + 1}" if told else planted.id))
                break
    return sorted(drawn, key=lambda planted: (planted.start, planted.id))


def _one(
    city: City, number: int, window: tuple[int, int], days: Sequence[date], rng: np.random.Generator
) -> Planted | None:
    story = city.stories[number]
    start = int(rng.integers(window[0], window[1] + 1))
    shape = story.shapes[int(rng.integers(len(story.shapes)))]
    length = int(rng.integers(_DAYS[shape][0], _DAYS[shape][1] + 1))
    is_told = len(days) - start >= length / 2  # at least half of it, or it could hardly be seen
    if not is_told or (story.months and days[start].month not in story.months):
        return None
    lead = int(rng.integers(LEAD_DAYS[0], LEAD_DAYS[1] + 1)) if story.sns and rng.random() < LEAD_SHARE else 0
    size_sd = round(float(rng.uniform(*SIZE_SD)), 1)
    regions = _regions(city, story, shape, rng)
    return Planted(number, story.id, shape, start, length, size_sd, 0 if story.sns_only else lead, regions)


def _regions(city: City, story: Story, shape: str, rng: np.random.Generator) -> tuple[int, ...]:
    named = [number for number, place in enumerate(city.places) if place.dong in story.regions]
    if named:
        return tuple(named[:1] if shape == "regional" else named)
    if shape == "regional":
        return (int(rng.integers(len(city.places))),)
    if rng.random() < 0.6:
        return ()
    first = int(rng.integers(len(city.places)))
    around = [n for n, place in enumerate(city.places) if place.gu == city.places[first].gu and n != first]
    return tuple(sorted((first, *rng.choice(around, int(rng.integers(1, 3)), replace=False).tolist())))


def _apart(city: City, one: Planted, other: Planted) -> bool:
    if city.stories[one.story].category != city.stories[other.story].category:
        return True
    first, second = sorted((one, other), key=lambda planted: planted.start)
    return second.start - (first.start + first.days) >= _GAP_DAYS

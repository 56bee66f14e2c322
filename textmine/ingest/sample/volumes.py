"""How many complaints and posts each day and category has: seasons, weekdays, holidays, over-dispersion, surges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np
from numpy.typing import NDArray

from textmine.ingest.sample.vocabulary import Category, Surge, Vocabulary

# Monday to Sunday: offices get complaints on working days, posts are even with a small weekend rise.
COMPLAINT_WEEKDAYS = (1.35, 1.2, 1.15, 1.1, 1.0, 0.5, 0.42)
SNS_WEEKDAYS = (1.0, 0.97, 0.97, 0.98, 1.03, 1.12, 1.08)
COMPLAINT_HOLIDAY, AFTER_HOLIDAY, SNS_HOLIDAY = 0.38, 1.25, 1.12
COMPLAINT_ALPHA, SNS_ALPHA = 0.15, 0.35  # negative binomial: variance = mean + alpha * mean²
YEARLY_GROWTH = 0.06
COMPLAINT_SHARE, COPY_SHARE = 0.625, 0.012
OUTAGE_OFFSETS = (215, 214, 213)  # days before the end without an export
_LINK_SD, _LINK_MEMORY = 0.45, 0.85
_MIN_HISTORY_DAYS = 60
# Weeks' worth of size_sd that a shape adds, and its smallest number of documents, so that small samples can be found.
_SHAPE_SIZES = {"spike": (1.4, 8), "regional": (1.3, 8), "growth": (2.0, 14), "plateau": (2.0, 14), "step": (3.0, 18)}
_COMPLAINT_HOURS = (8, 4, 3, 2, 2, 4, 12, 30, 62, 95, 100, 84, 62, 80, 88, 82, 74, 62, 48, 44, 46, 44, 34, 18)
_SNS_HOURS = (34, 20, 12, 8, 6, 10, 24, 56, 70, 58, 54, 58, 76, 68, 56, 56, 60, 76, 92, 96, 98, 100, 86, 58)


@dataclass(frozen=True, slots=True)
class Events:
    """Documents to write, in order of time; the arrays have one entry a document.

    ``surge`` is an index of ``planted`` or -1, ``is_copy`` marks an exact copy of an earlier complaint.
    """

    day: NDArray[np.int64]
    minute: NDArray[np.int64]
    category: NDArray[np.int64]
    surge: NDArray[np.int64]
    is_copy: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole sample before any text: ``days`` from first to last, planted surges, outage days, both event lists."""

    days: tuple[date, ...]
    planted: tuple[Surge, ...]
    outage: tuple[date, ...]
    complaints: Events
    sns: Events


def plan_volumes(vocabulary: Vocabulary, *, seed: int, documents: int, years: int, end: date) -> Plan:
    """Return the plan of exactly ``documents`` documents over ``years`` times 365 days that end on ``end``."""
    rng = np.random.default_rng(seed)
    days = tuple(end - timedelta(days=back) for back in range(365 * years - 1, -1, -1))
    planted = tuple(s for s in vocabulary.surges if s.start + s.lead_days < len(days) - _MIN_HISTORY_DAYS)
    outage = np.array([len(days) - 1 - back for back in OUTAGE_OFFSETS])
    complaint_rate, sns_rate = _rates(vocabulary.categories, days, rng)
    complaint_rate[outage] = 0.0
    n_complaints = round(documents * COMPLAINT_SHARE)
    complaint_extra, sns_extra = _plant(planted, vocabulary.categories, complaint_rate * n_complaints, days, rng)
    complaints = _draw(n_complaints, complaint_rate, COMPLAINT_ALPHA, complaint_extra, _COMPLAINT_HOURS, rng)
    sns = _draw(documents - n_complaints, sns_rate, SNS_ALPHA, sns_extra, _SNS_HOURS, rng)
    return Plan(days, planted, tuple(days[i] for i in outage), complaints, sns)


def _rates(
    categories: Sequence[Category], days: Sequence[date], rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return expected shares (days, categories) of complaints and posts; each sums to 1."""
    shape = np.column_stack([_season(category, days) for category in categories])
    complaints = shape * np.array([category.weight for category in categories])
    sns = (0.5 + 0.5 * shape) * np.array([category.sns for category in categories])
    for column, category in enumerate(categories):
        if category.lead_days:
            link = _slow_movement(len(days) + category.lead_days, rng)
            sns[:, column] *= link[category.lead_days :]
            complaints[:, column] *= link[: len(days)]
    complaint_day, sns_day = _day_factors(days)
    complaints *= complaint_day[:, None]
    sns *= sns_day[:, None]
    return complaints / complaints.sum(), sns / sns.sum()


def _season(category: Category, days: Sequence[date]) -> NDArray[np.float64]:
    middles = np.arange(-1, 13) * 365.25 / 12 + 15.2
    monthly = np.array([category.season[-1], *category.season, category.season[0]])
    day_of_year = np.array([day.timetuple().tm_yday for day in days], dtype=np.float64)
    return np.asarray(np.interp(day_of_year, middles, monthly), dtype=np.float64)


def _slow_movement(length: int, rng: np.random.Generator) -> NDArray[np.float64]:
    steps = rng.normal(0.0, _LINK_SD * np.sqrt(1 - _LINK_MEMORY**2), length)
    level = np.empty(length)
    level[0] = rng.normal(0.0, _LINK_SD)
    for i in range(1, length):
        level[i] = _LINK_MEMORY * level[i - 1] + steps[i]
    return np.asarray(np.exp(level))


def _day_factors(days: Sequence[date]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    closed = holidays.country_holidays("KR", years=range(days[0].year - 1, days[-1].year + 1))
    complaints, sns = np.ones(len(days)), np.ones(len(days))
    for i, day in enumerate(days):
        growth = (1 + YEARLY_GROWTH) ** (i / 365)
        weekday = day.weekday()
        complaints[i] = COMPLAINT_WEEKDAYS[weekday] * growth
        sns[i] = SNS_WEEKDAYS[weekday] * growth
        if day in closed:
            complaints[i] = min(complaints[i], COMPLAINT_HOLIDAY * growth)
            sns[i] *= SNS_HOLIDAY
        elif day - timedelta(days=1) in closed and weekday < 5:
            complaints[i] *= AFTER_HOLIDAY
    return complaints, sns


def _plant(
    planted: Sequence[Surge], categories: Sequence[Category], expected: NDArray[np.float64], days: Sequence[date],
    rng: np.random.Generator,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows (day, category, surge) of the extra complaints and of the extra posts."""
    column = {category.name: i for i, category in enumerate(categories)}
    weekday = np.sqrt([COMPLAINT_WEEKDAYS[day.weekday()] for day in days])
    complaints, sns = [np.empty((0, 3), np.int64)], [np.empty((0, 3), np.int64)]
    for index, surge in enumerate(planted):
        first = len(days) - 1 - surge.start
        shape = _shape(surge)
        last = min(len(days), first + len(shape))
        size = _size(surge, expected[first - 7 : first + 7, column[surge.category]] / 2)
        if not surge.sns_only:
            weights = shape[: last - first] * weekday[first:last]
            complaints.append(_spread(size, weights, first, (column[surge.category], index), rng))
        posts = max(round(size * surge.sns), 6)
        sns.append(_spread(posts, shape[: last - first], first - surge.lead_days, (column[surge.category], index), rng))
    return np.concatenate(complaints), np.concatenate(sns)


def _shape(surge: Surge) -> NDArray[np.float64]:
    t = np.arange(surge.days, dtype=np.float64) + 0.5
    if surge.shape in ("spike", "regional"):
        return np.asarray(t * np.exp(-t / (0.28 * surge.days)))
    if surge.shape == "growth":
        return np.asarray(t**1.4)
    return np.minimum(1.0, 0.5 + t / 4)


def _size(surge: Surge, week: NDArray[np.float64]) -> int:
    deviation = float(np.sqrt(week.sum() + COMPLAINT_ALPHA * (week**2).sum()))
    weeks, least = _SHAPE_SIZES[surge.shape]
    return max(round(surge.size_sd * deviation * weeks), least)


def _spread(
    size: int, weights: NDArray[np.float64], first: int, labels: tuple[int, int], rng: np.random.Generator
) -> NDArray[np.int64]:
    counts = rng.multinomial(size, weights / weights.sum())
    day = np.repeat(np.arange(first, first + len(weights)), counts)
    return np.column_stack([day, np.full(size, labels[0]), np.full(size, labels[1])])


def _draw(
    total: int, rate: NDArray[np.float64], alpha: float, extra: NDArray[np.int64], hours: Sequence[int],
    rng: np.random.Generator,
) -> Events:
    """Return ``total`` events: the planted ones and negative binomial background counts given their sum.

    A Poisson count with a gamma mean is negative binomial; given the total, the Poisson counts are multinomial.
    """
    noisy = rate * rng.gamma(1 / alpha, alpha, rate.shape)
    background = rng.multinomial(max(total - len(extra), 0), (noisy / noisy.sum()).ravel())
    cells = np.repeat(np.arange(rate.size), background)
    day = np.concatenate([cells // rate.shape[1], extra[:, 0]])
    category = np.concatenate([cells % rate.shape[1], extra[:, 1]])
    surge = np.concatenate([np.full(len(cells), -1), extra[:, 2]])
    clock = np.array(hours, dtype=float)
    minute = rng.choice(24, len(day), p=clock / clock.sum()) * 60 + rng.integers(0, 60, len(day))
    is_copy = (surge < 0) & (rng.random(len(day)) < COPY_SHARE)
    order = np.lexsort((surge, category, minute, day))
    return Events(day[order], minute[order], category[order], surge[order], is_copy[order])

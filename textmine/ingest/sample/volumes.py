"""How many complaints and posts each day and category has: seasons, weekdays, holidays, over-dispersion, surges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import holidays
import numpy as np
from numpy.typing import NDArray

from textmine.ingest.sample.city import Category, City
from textmine.ingest.sample.planting import Planted, plan_surges, surge_shape, surge_size

Ints = NDArray[np.int64]

# Monday to Sunday: offices get complaints on working days, posts are even with a small weekend rise.
COMPLAINT_WEEKDAYS: Final = (1.35, 1.2, 1.15, 1.1, 1.0, 0.5, 0.42)
SNS_WEEKDAYS: Final = (1.0, 0.97, 0.97, 0.98, 1.03, 1.12, 1.08)
COMPLAINT_HOLIDAY, AFTER_HOLIDAY, SNS_HOLIDAY = 0.38, 1.25, 1.12
COMPLAINT_ALPHA, SNS_ALPHA = 0.15, 0.35  # negative binomial: variance = mean + alpha * mean²
YEARLY_GROWTH: Final = 0.06
SHARES: Final = {"complaint": 0.61, "sns": 0.36, "news": 0.02, "idea": 0.01}
OUTAGE_DAYS: Final = 3
_LINK_SD, _LINK_MEMORY = 0.45, 0.85
_LEAST_POSTS: Final = 6
_COMPLAINT_HOURS: Final = (8, 4, 3, 2, 2, 4, 12, 30, 62, 95, 100, 84, 62, 80, 88, 82, 74, 62, 48, 44, 46, 44, 34, 18)
_SNS_HOURS: Final = (34, 20, 12, 8, 6, 10, 24, 56, 70, 58, 54, 58, 76, 68, 56, 56, 60, 76, 92, 96, 98, 100, 86, 58)


@dataclass(frozen=True, slots=True)
class Volumes:
    """Counts of one kind of text: ``background`` (days, categories) and ``planted`` (days, surges)."""

    background: NDArray[np.int32]
    planted: NDArray[np.int32]
    hours: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole sample before any text: ``days`` from first to last, planted surges, outage days, counts by kind."""

    seed: int
    days: tuple[date, ...]
    planted: tuple[Planted, ...]
    outage: tuple[int, ...]
    rules: tuple[int, ...]
    volumes: dict[str, Volumes]


@dataclass(frozen=True, slots=True)
class Events:
    """Documents of a run of days in order of time, an entry a document; ``surge`` is a number of ``planted`` or -1."""

    first: int
    day: Ints
    minute: Ints
    category: Ints
    surge: Ints


def plan_volumes(city: City, *, seed: int, documents: int, years: int, end: date) -> Plan:
    """Return the plan of exactly ``documents`` documents over ``years`` times 365 days that end on ``end``."""
    rng = np.random.default_rng(seed)
    days = tuple(end - timedelta(days=back) for back in range(365 * years - 1, -1, -1))
    planted = plan_surges(city, days, rng)
    first_out = len(days) - int(rng.integers(150, 300))
    outage = tuple(range(first_out, first_out + OUTAGE_DAYS))
    rules = tuple(len(days) - 1 - rule.days_back for rule in city.rules)
    complaint_rate, sns_rate = _rates(city, days, rules, rng)
    complaint_rate[list(outage)] = 0.0
    totals = {kind: round(documents * share) for kind, share in SHARES.items() if kind != "complaint"}
    totals["complaint"] = documents - sum(totals.values())
    complaints, posts = _planted_counts(city, planted, complaint_rate * totals["complaint"], days, outage, rng)
    nothing = np.zeros_like(posts)
    flat = np.full_like(complaint_rate, 1 / complaint_rate.size)
    volumes = {
        "complaint": _draw(totals["complaint"], complaint_rate, COMPLAINT_ALPHA, complaints, _COMPLAINT_HOURS, rng),
        "sns": _draw(totals["sns"], sns_rate, SNS_ALPHA, posts, _SNS_HOURS, rng),
        "news": _draw(
            totals["news"], (complaint_rate + flat) / 2, 0.1, _news(complaints, totals["news"]), _SNS_HOURS, rng
        ),
        "idea": _draw(totals["idea"], flat, 0.3, nothing, _COMPLAINT_HOURS, rng),
    }
    return Plan(seed, days, planted, outage, rules, volumes)


def walk(plan: Plan, kind: str, least: int) -> Iterator[Events]:
    """Yield the documents of a kind in runs of whole days, each of at least ``least`` documents but the last."""
    volumes = plan.volumes[kind]
    per_day = volumes.background.sum(axis=1, dtype=np.int64) + volumes.planted.sum(axis=1, dtype=np.int64)
    first_day = first = 0
    for day in range(len(plan.days)):
        so_far = int(per_day[first_day : day + 1].sum())
        if so_far and (so_far >= least or day == len(plan.days) - 1):
            rng = np.random.default_rng([plan.seed, tuple(SHARES).index(kind), first_day])
            yield _events(volumes, first_day, day + 1, first, rng)
            first_day, first = day + 1, first + so_far


def _events(volumes: Volumes, start: int, end: int, first: int, rng: np.random.Generator) -> Events:
    background, planted = volumes.background[start:end], volumes.planted[start:end]
    n_categories = background.shape[1]
    cells = np.repeat(np.arange(background.size), background.ravel())
    extra = np.repeat(np.arange(planted.size), planted.ravel())
    day = np.concatenate([cells // n_categories, extra // planted.shape[1]])
    category = np.concatenate([cells % n_categories, np.full(len(extra), -1)])
    surge = np.concatenate([np.full(len(cells), -1), extra % planted.shape[1]])
    clock = np.array(volumes.hours, dtype=float)
    minute = np.searchsorted(np.cumsum(clock / clock.sum()), rng.random(len(day)), side="right").clip(max=23) * 60
    minute += rng.integers(0, 60, len(day))
    order = np.argsort((day * 1440 + minute) * 2 + (surge >= 0), kind="stable")
    return Events(first, day[order] + start, minute[order], category[order], surge[order])


def _rates(
    city: City, days: Sequence[date], rules: Sequence[int], rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return expected shares (days, categories) of complaints and posts; each sums to 1."""
    shape = np.column_stack([_season(category, days) for category in city.categories])
    complaints = shape * np.array([category.weight for category in city.categories])
    sns = (0.5 + 0.5 * shape) * np.array([category.sns for category in city.categories])
    for column, category in enumerate(city.categories):
        if category.lead_days:
            link = _slow_movement(len(days) + category.lead_days, rng)
            complaints[:, column] *= link[: len(days)]
            sns[:, column] *= link[category.lead_days :]
        for rule, day in zip(city.rules, rules, strict=True):
            if rule.category == category.name and day >= 0:
                complaints[day:, column] *= rule.factor
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


def _planted_counts(
    city: City,
    planted: Sequence[Planted],
    expected: NDArray[np.float64],
    days: Sequence[date],
    outage: Sequence[int],
    rng: np.random.Generator,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return counts (days, surges) of the extra complaints and of the extra posts."""
    column = {category.name: number for number, category in enumerate(city.categories)}
    weekday = np.sqrt([COMPLAINT_WEEKDAYS[day.weekday()] for day in days])
    weekday[list(outage)] = 0.0
    complaints = np.zeros((len(days), len(planted)), np.int32)
    posts = np.zeros_like(complaints)
    for number, surge in enumerate(planted):
        story = city.stories[surge.story]
        shape = surge_shape(surge)
        last = min(len(days), surge.start + surge.days)
        seen = shape[: last - surge.start]
        around = expected[max(surge.start - 7, 0) : surge.start + 7, column[story.category]]
        whole = surge_size(surge, around * 7 / len(around), COMPLAINT_ALPHA)
        size = max(round(whole * seen.sum() / shape.sum()), 1)
        if not story.sns_only:
            complaints[surge.start : last, number] = _spread(size, seen * weekday[surge.start : last], rng)
        first = surge.start - surge.lead_days
        posts[first : first + len(seen), number] = _spread(max(round(size * story.sns), _LEAST_POSTS), seen, rng)
    return complaints, posts


def _spread(size: int, weights: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    return rng.multinomial(size, weights / weights.sum())


def _news(complaints: NDArray[np.int32], total: int) -> NDArray[np.int32]:
    """News about surges: a report for every dozen complaints, a day late, at most a third of all news."""
    late = np.vstack([np.zeros((1, complaints.shape[1]), np.int32), complaints[:-1]])
    wanted = np.diff(late.cumsum(axis=0) // 12, axis=0, prepend=0)
    room = np.cumsum(wanted.sum(axis=1)) <= total // 3
    return np.asarray(wanted * room[:, None], dtype=np.int32)


def _draw(
    total: int,
    rate: NDArray[np.float64],
    alpha: float,
    planted: NDArray[np.int32],
    hours: tuple[int, ...],
    rng: np.random.Generator,
) -> Volumes:
    """Return ``total`` documents: the planted ones and negative binomial background counts given their sum.

    A Poisson count with a gamma mean is negative binomial; given the total, the Poisson counts are multinomial.
    """
    noisy = rate * rng.gamma(1 / alpha, alpha, rate.shape)
    background = rng.multinomial(max(total - int(planted.sum()), 0), (noisy / noisy.sum()).ravel())
    return Volumes(background.reshape(rate.shape).astype(np.int32), planted, hours)

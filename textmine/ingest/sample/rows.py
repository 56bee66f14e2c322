"""The documents of a run of days as columns: a complaint export, posts, news, ideas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.ingest.sample import shapes
from textmine.ingest.sample.city import PLACE_KINDS
from textmine.ingest.sample.compose import CLIPPED, FORMAL, POLITE, SPOKEN, Ints, Style
from textmine.ingest.sample.language import Language
from textmine.ingest.sample.slots import SEPARATORS, SLOT, SLOTS
from textmine.ingest.sample.volumes import Events, Plan


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of each document before its text: numbers of its scene (the matter), category and 동.

    ``salt`` ties the texts of one document to each other (``compose.choose_sentences``).
    """

    scene: Ints
    category: Ints
    dong: Ints
    salt: int


def choose_facts(language: Language, plan: Plan, events: Events, rng: np.random.Generator) -> Facts:
    """Matter, category and place of every document."""
    city = language.city
    column = {category.name: number for number, category in enumerate(city.categories)}
    story = np.array([planted.story for planted in plan.planted], np.int64)
    home = np.array([column[one.category] for one in city.stories], np.int64)
    planted = events.surge >= 0
    category = events.category.copy()
    category[planted] = home[story[events.surge[planted]]]
    turn = (language.scene_share[category] <= rng.random(len(category))[:, None]).sum(axis=1)
    scene = language.scene_first[category] + np.minimum(turn, _scene_counts(language)[category] - 1)
    scene[planted] = language.first_story + story[events.surge[planted]]
    return Facts(scene, category, _choose_dong(language, plan, events, rng), int(rng.integers(2**31)))


def _scene_counts(language: Language) -> Ints:
    return np.array([len(category.scenes) for category in language.city.categories])


def _choose_dong(language: Language, plan: Plan, events: Events, rng: np.random.Generator) -> Ints:
    population = np.cumsum([place.population for place in language.city.places])
    dong = np.searchsorted(population / population[-1], rng.random(len(events.day)), side="right")
    for number, planted in enumerate(plan.planted):
        if planted.regions:
            stays = 1.0 if planted.shape == "regional" else 0.9
            there = np.flatnonzero((events.surge == number) & (rng.random(len(dong)) < stays))
            dong[there] = rng.choice(planted.regions, len(there))
    return np.minimum(dong, len(population) - 1)


def fill_slots(language: Language, facts: Facts, month: Ints, separator: Ints, rng: np.random.Generator) -> Ints:
    """Value numbers of the slots of every document: (documents, slots)."""
    ranges, city = language.ranges, language.city
    slots = np.zeros((len(facts.scene), len(SLOTS)), np.int64)

    def draw(pairs: NDArray[Any]) -> Ints:
        return np.asarray(pairs[:, 0] + (rng.random(len(pairs)) * pairs[:, 1]).astype(np.int64))

    for name in ("gu", "dong", "road", "apt", "school", "park"):
        slots[:, SLOT[name]] = draw(ranges.by_slot[name][facts.dong])
    kinds = [[PLACE_KINDS.index(kind) for kind in category.places] for category in city.categories]
    table = np.array([row + [0] * (len(PLACE_KINDS) - len(row)) for row in kinds])
    sizes = np.array([len(row) for row in kinds])[facts.category]
    kind = table[facts.category, (rng.random(len(sizes)) * sizes).astype(np.int64)]
    slots[:, SLOT["place"]] = draw(ranges.place[facts.dong, kind])
    slots[:, SLOT["bus"]] = draw(ranges.by_slot["bus"][np.zeros(len(slots), np.int64)])
    slots[:, SLOT["weather"]] = draw(ranges.by_slot["weather"][month - 1])
    slots[:, SLOT["separator"]] = ranges.by_slot["separator"][separator, 0]
    slots[:, SLOT["topic"]] = ranges.by_slot["topic"][facts.scene, 0]
    slots[:, SLOT["dept"]] = ranges.by_slot["dept"][_department_numbers(language)[facts.category], 0]
    slots[:, SLOT["at"]] = slots[:, SLOT["place"]]
    story = facts.scene - language.first_story
    told = np.flatnonzero((story >= 0) & (story < len(city.stories)))
    at = ranges.by_slot["at"][story[told]]
    named = at[:, 1] > 0
    slots[told[named], SLOT["at"]] = draw(at[named])
    return slots


def _department_numbers(language: Language) -> Ints:
    names = list(dict.fromkeys(category.department for category in language.city.categories))
    return np.array([names.index(category.department) for category in language.city.categories])


def choose_shapes(options: shapes.Shapes, n: int, rng: np.random.Generator) -> Ints:
    """Numbers of ``n`` shapes by their weights."""
    weights = np.cumsum([weight for weight, _ in options])
    return np.searchsorted(weights / weights[-1], rng.random(n), side="right").clip(max=len(options) - 1)


def writing_style(n: int, rng: np.random.Generator) -> tuple[Style, Ints]:
    """How citizens write, and what stands between their sentences: number of ``SEPARATORS``."""
    register = rng.choice((FORMAL, POLITE, SPOKEN, CLIPPED), n, p=(0.42, 0.32, 0.17, 0.09))
    typos = rng.choice((0.0, 0.03, 0.15), n, p=(0.55, 0.32, 0.13))
    squeeze = rng.choice((0.0, 0.06, 0.4), n, p=(0.6, 0.26, 0.14))
    return Style(register, typos, squeeze), rng.choice(len(SEPARATORS), n, p=(0.7, 0.14, 0.06, 0.1))

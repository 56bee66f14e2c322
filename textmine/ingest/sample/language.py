"""The city's language compiled to arrays: pools of sentences by role and matter, slot values, ways of writing."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow as pa

from textmine.ingest.sample import registers
from textmine.ingest.sample.city import City, load_city
from textmine.ingest.sample.phrases import Bank, BankBuilder, Ints
from textmine.ingest.sample.slots import SLOTS, Ranges, slot_values
from textmine.ingest.sample.templates import PARTICLES, Part, Slot, Template, expand_all, with_particle

REGISTERS: Final = ("formal", "polite", "spoken", "clipped")
TYPO_FORMS: Final = 3

_SCENE_ROLES: Final = {
    "title": "titles",
    "fact": "facts",
    "detail": "details",
    "demand": "demands",
    "story": "stories",
    "answer": "answers",
    "post": "posts",
    "copy": "copies",
    "idea_title": "titles",
    "problem": "problem",
    "proposal": "proposal",
    "effect": "effect",
}
_SPEECH_ROLES: Final = (
    "greet",
    "blunt",
    "self",
    "self_outdoor",
    "life",
    "tried",
    "angry",
    "close",
    "ps",
    "also",
    "link",
    "tails",
    "prefixes",
    "answer_open",
    "gist",
    "finding",
    "answer_close",
    "transfer",
    "sns_open",
    "sns_close",
    "sns_tail",
    "sns_good",
    "sarcasm",
    "emoji",
    "emoji_good",
    "surge_demand",
    "campaign_demand",
)
_NEWS_ROLES: Final = ("headline", "lead", "news_facts", "quote", "news_close")
ROLES: Final = (*_SCENE_ROLES, *_SPEECH_ROLES, *_NEWS_ROLES, "form")
ROLE: Final = {name: number for number, name in enumerate(ROLES)}

@dataclass(frozen=True, slots=True)
class Language:
    """The compiled language.

    ``pool_first`` and ``pool_size`` are (roles, scenes): templates of a role for a scene. Scenes are the categories'
    (``scene_first`` and ``scene_share`` by category), then the stories', then the ideas'. ``forms`` is (particles,
    values): piece of a slot's value. ``written`` is (registers, pieces), ``mistyped`` (3, pieces), ``squeezed``
    (pieces,): the piece as it is written in another way.
    """

    city: City
    bank: Bank
    pieces: pa.StringArray
    pool_first: Ints
    pool_size: Ints
    scene_first: Ints
    scene_share: np.ndarray
    first_story: int
    first_idea: int
    reports: tuple[tuple[int | str, ...], ...]
    forms: Ints
    ranges: Ranges
    written: Ints
    mistyped: Ints
    squeezed: Ints


@lru_cache(maxsize=1)
def load_language() -> Language:
    """The packaged city's language; about two seconds."""
    return compile_language(load_city())


def compile_language(city: City) -> Language:
    """The language of a city.

    Raises
    ------
    ValueError
        A template names an unknown slot.
    """
    lists = {
        name: [t for template in templates for t in expand_all(template)] for name, templates in city.lists.items()
    }
    builder = BankBuilder({**lists, "phone4": [str(n) for n in range(2100, 2990, 7)]}, SLOTS)
    scenes = [scene for category in city.categories for scene in category.scenes]
    texts = [scene.texts for scene in scenes]
    texts += [story.texts for story in city.stories] + [idea.texts for idea in city.ideas]
    pool_first = np.zeros((len(ROLES), len(texts)), np.int32)
    pool_size = np.zeros_like(pool_first)
    for number, roles in enumerate(texts):
        for role, key in _SCENE_ROLES.items():
            if key in roles:
                pool_first[ROLE[role], number], pool_size[ROLE[role], number] = builder.pool(roles[key])
    speech = _speech_pools(city, builder)
    for role, (first, size) in speech.items():
        pool_first[ROLE[role]], pool_size[ROLE[role]] = first, size
    scene_first, scene_share = _scene_shares(city)
    first_story = len(scenes)
    first_answer, answers = builder.pool(city.answers)
    for story in range(first_story, first_story + len(city.stories)):
        if not pool_size[ROLE["answer"], story]:
            pool_first[ROLE["answer"], story], pool_size[ROLE["answer"], story] = first_answer, answers
    _borrow(city, pool_first, pool_size, scene_first, first_story)
    lines, reports = _forms_of_report(city)
    pool_first[ROLE["form"]], pool_size[ROLE["form"]] = builder.pool(lines)
    values, ranges = slot_values(city, lists)
    sentences = builder.build()
    forms = _forms(builder, values, sentences)
    bank = builder.build()
    written, mistyped, squeezed, pieces = _ways_of_writing(bank.pieces, len(sentences.pieces))
    return Language(
        city,
        bank,
        pa.array(pieces),
        pool_first,
        pool_size,
        scene_first,
        scene_share,
        first_story,
        first_story + len(city.stories),
        reports,
        forms,
        ranges,
        written,
        mistyped,
        squeezed,
    )


def _speech_pools(city: City, builder: BankBuilder) -> dict[str, tuple[int, int]]:
    pools = {role: builder.pool(city.speech[role]) for role in _SPEECH_ROLES}
    for role in _NEWS_ROLES:
        pools[role] = builder.pool(city.news[role.removeprefix("news_")])
    return pools


def _scene_shares(city: City) -> tuple[Ints, np.ndarray]:
    """First scene by category, and the cumulative share of its scenes (categories, most scenes)."""
    counts = [len(category.scenes) for category in city.categories]
    share = np.ones((len(counts), max(counts)))
    for row, category in enumerate(city.categories):
        weights = np.array([scene.weight for scene in category.scenes])
        share[row, : len(weights)] = np.cumsum(weights / weights.sum())
        share[row, len(weights) - 1 :] = 1.0
    return np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int32), share


def _borrow(city: City, first: Ints, size: Ints, scene_first: Ints, first_story: int) -> None:
    """Where a matter has no sentences of a role, another's: a surge's demands, indoor matters' lines about streets."""
    number = {category.name: n for n, category in enumerate(city.categories)}
    for n, category in enumerate(city.categories):
        span = slice(scene_first[n], scene_first[n] + len(category.scenes))
        if category.indoor:
            first[ROLE["self_outdoor"], span], size[ROLE["self_outdoor"], span] = (
                first[ROLE["self"], span],
                size[ROLE["self"], span],
            )
        if category.praise:
            for role in ("blunt", "angry", "tried", "self_outdoor", "sarcasm", "also", "link", "life", "self"):
                size[ROLE[role], span] = 0
            first[ROLE["sns_close"], span], size[ROLE["sns_close"], span] = (
                first[ROLE["sns_good"], span],
                size[ROLE["sns_good"], span],
            )
    for n, story in enumerate(city.stories, first_story):
        demand = ROLE["campaign_demand" if story.campaign else "surge_demand"]
        if not size[ROLE["demand"], n]:
            first[ROLE["demand"], n], size[ROLE["demand"], n] = first[demand, n], size[demand, n]
        home = scene_first[number[story.category]]
        if city.categories[number[story.category]].indoor:
            first[ROLE["self_outdoor"], n], size[ROLE["self_outdoor"], n] = (
                first[ROLE["self"], home],
                size[ROLE["self"], home],
            )
        if story.sns_only:
            size[ROLE["sarcasm"], n] = 0
            first[ROLE["sns_close"], n], size[ROLE["sns_close"], n] = (
                first[ROLE["sns_good"], n],
                size[ROLE["sns_good"], n],
            )


def _forms_of_report(city: City) -> tuple[list[Template], tuple[tuple[int | str, ...], ...]]:
    """The forms' own lines as templates, and every form as a run of their numbers and of roles."""
    own: list[Template] = []
    runs: list[tuple[int | str, ...]] = []
    for template in city.speech["report"]:
        run: list[int | str] = []
        lines: list[Part] = []
        for part in (*template, Slot("fact")):
            if isinstance(part, Slot) and part.name in ("fact", "detail", "demand"):
                if lines:
                    run.append(len(own))
                    own.append(tuple(lines))
                run.append(part.name)
                lines = []
            else:
                lines.append(part)
        runs.append(tuple(run[:-1]))
    return own, tuple(runs)


def _forms(builder: BankBuilder, values: Sequence[str], bank: Bank) -> Ints:
    """Pieces of the values with every particle that the templates use: (particles, values)."""
    used = set((bank.part_slot[bank.part_slot >= 0] % len(PARTICLES)).tolist()) | {0}
    forms = np.zeros((len(PARTICLES), len(values)), np.int32)
    for number in sorted(used):
        forms[number] = [builder.piece(with_particle(value, PARTICLES[number])) for value in values]
    return forms


def _ways_of_writing(pieces: Sequence[str], n_sentences: int) -> tuple[Ints, Ints, Ints, list[str]]:
    """Tables from a piece to its other registers, its mistypings and itself without spaces; all the pieces there are.

    Pieces after the first ``n_sentences`` are names of places: they are written as they are.
    """
    rng = random.Random(0)
    ids = {piece: number for number, piece in enumerate(pieces)}
    written = np.tile(np.arange(len(pieces), dtype=np.int32), (len(REGISTERS), 1))
    for number, piece in enumerate(pieces[:n_sentences]):
        if "니다" in piece:
            said = (piece, registers.polite(piece), registers.spoken(piece, rng), registers.clipped(piece))
            written[:, number] = [ids.setdefault(text, len(ids)) for text in said]
    known = list(ids)
    mistyped = np.tile(np.arange(len(known), dtype=np.int32), (TYPO_FORMS, 1))
    squeezed = np.arange(len(known), dtype=np.int32)
    for number in (*range(n_sentences), *range(len(pieces), len(known))):
        wrong = [registers.mistyped(known[number], rng) for _ in range(TYPO_FORMS)]
        mistyped[:, number] = [ids.setdefault(text, len(ids)) for text in wrong]
        squeezed[number] = ids.setdefault(registers.squeezed(known[number], rng), len(ids))
    return written, mistyped, squeezed, list(ids)

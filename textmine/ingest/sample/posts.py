"""Posts, news and ideas as columns."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from textmine.ingest.sample import shapes
from textmine.ingest.sample.compose import (
    CLIPPED,
    FORMAL,
    POLITE,
    SPOKEN,
    Ints,
    Line,
    Style,
    choose_sentences,
    plain_style,
    say,
)
from textmine.ingest.sample.language import Language
from textmine.ingest.sample.rows import Facts, choose_facts, choose_shapes, fill_slots, writing_style
from textmine.ingest.sample.slots import SEPARATORS
from textmine.ingest.sample.truth import Truth
from textmine.ingest.sample.volumes import Events, Plan

_HASHTAG_SHARE: Final = 0.28
_MOST_TAGS: Final = 3


def write_posts(language: Language, plan: Plan, events: Events, truth: Truth) -> pa.Table:
    """Posts: id, created_at, text, url, likes, hashtags; those about surges are added to ``truth``."""
    rng = np.random.default_rng([plan.seed, 21, events.first])
    facts = choose_facts(language, plan, events, rng)
    n = len(events.day)
    style = Style(
        rng.choice((FORMAL, POLITE, SPOKEN, CLIPPED), n, p=(0.12, 0.2, 0.18, 0.5)),
        rng.choice((0.0, 0.06, 0.2), n, p=(0.5, 0.32, 0.18)),
        rng.choice((0.0, 0.15, 0.6), n, p=(0.5, 0.28, 0.22)),
    )
    slots = _slots(language, plan, events, facts, rng.choice(len(SEPARATORS), n, p=(0.88, 0.05, 0.0, 0.07)), rng)
    groups = (shapes.POSTS, shapes.SURGE_POSTS, shapes.GOOD_POSTS)
    group = np.where(events.surge >= 0, 1, 0)
    is_good = np.array([category.praise for category in language.city.categories])[facts.category]
    sns_only = np.array([story.sns_only for story in language.city.stories])
    planted = events.surge >= 0
    is_good[planted] |= sns_only[facts.scene[planted] - language.first_story]
    group[is_good] = 2
    texts = _grouped(language, groups, group, facts, slots, style, rng)
    tags, hashtags = _hashtags(language, facts, slots, rng)
    ids = _post_ids(plan, events)
    truth.add_surge_posts(ids, events, "sns")
    likes = np.where(planted, rng.exponential(18, n), rng.exponential(5, n)).astype(np.int64)
    return pa.table(
        {
            "id": ids,
            "created_at": _times(plan, events, rng),
            "text": pc.binary_join_element_wise(texts, tags, ""),
            "url": pc.binary_join_element_wise("https://sns.example/p/", ids, ""),
            "likes": pa.array(likes),
            "hashtags": hashtags,
        }
    )


def write_news(language: Language, plan: Plan, events: Events, truth: Truth) -> pa.Table:
    """News: 기사번호, 게시일시, 제목, 본문, 언론사."""
    rng = np.random.default_rng([plan.seed, 31, events.first])
    facts = choose_facts(language, plan, events, rng)
    n = len(events.day)
    slots = _slots(language, plan, events, facts, np.full(n, SEPARATORS.index("\n")), rng)
    nothing = np.zeros(n, np.int64)
    titles = _grouped(language, (shapes.NEWS_TITLES,), nothing, facts, slots, plain_style(n), rng)
    bodies = _grouped(language, (shapes.NEWS,), nothing, facts, slots, plain_style(n), rng)
    ids = _numbered("N", events)
    truth.add_surge_posts(ids, events, "news")
    press = pa.array(language.city.press).take(pa.array(rng.integers(0, len(language.city.press), n)))
    return pa.table(
        dict(
            zip(
                ("기사번호", "게시일시", "제목", "본문", "언론사"),
                (ids, _minutes(plan, events), titles, bodies, press),
                strict=True,
            )
        )
    )


def write_ideas(language: Language, plan: Plan, events: Events) -> pa.Table:
    """Citizens' ideas: 제안번호, 작성일자, 제안제목, 제안내용, 분야, 공감수."""
    rng = np.random.default_rng([plan.seed, 41, events.first])
    facts = choose_facts(language, plan, events, rng)
    n = len(events.day)
    scene = language.first_idea + rng.integers(0, len(language.city.ideas), n)
    facts = Facts(scene, facts.category, facts.dong, facts.salt)
    style, separator = writing_style(n, rng)
    slots = _slots(language, plan, events, facts, separator, rng)
    nothing = np.zeros(n, np.int64)
    titles = _grouped(language, (shapes.IDEA_TITLES,), nothing, facts, slots, plain_style(n), rng)
    bodies = _grouped(language, (shapes.IDEAS,), nothing, facts, slots, style, rng)
    fields = pa.array([idea.category for idea in language.city.ideas]).take(pa.array(scene - language.first_idea))
    votes = pa.array(rng.exponential(14, n).astype(np.int64))
    return pa.table(
        dict(
            zip(
                ("제안번호", "작성일자", "제안제목", "제안내용", "분야", "공감수"),
                (_numbered("I", events), _minutes(plan, events), titles, bodies, fields, votes),
                strict=True,
            )
        )
    )


def _slots(
    language: Language, plan: Plan, events: Events, facts: Facts, separator: Ints, rng: np.random.Generator
) -> Ints:
    month = np.array([day.month for day in plan.days])[events.day]
    return fill_slots(language, facts, month, separator, rng)


def _grouped(
    language: Language,
    groups: tuple[shapes.Shapes, ...],
    group: Ints,
    facts: Facts,
    slots: Ints,
    style: Style,
    rng: np.random.Generator,
) -> pa.StringArray:
    """Texts of documents whose shapes are those of their group."""
    lines: list[tuple[Line, ...]] = []
    shape = np.zeros(len(group), np.int64)
    for number, options in enumerate(groups):
        rows = np.flatnonzero(group == number)
        shape[rows] = len(lines) + choose_shapes(options, len(rows), rng)
        lines += [tuple(run) for _, run in options]
    return say(language, rng, choose_sentences(language, rng, lines, shape, facts.scene, facts.salt), slots, style)


def _hashtags(
    language: Language, facts: Facts, slots: Ints, rng: np.random.Generator
) -> tuple[pa.StringArray, pa.ListArray]:
    """What is put behind the text (`` #민원 #나래시``), and the tags themselves."""
    n = len(slots)
    names = [category.name for category in language.city.categories]
    common = language.city.hashtags
    table = pa.array([*names, *(place.dong for place in language.city.places), *common])
    kind = rng.random((n, _MOST_TAGS))
    number = np.where(kind < 0.3, facts.category[:, None], len(names) + facts.dong[:, None])
    number = np.where(kind > 0.55, len(table) - 1 - rng.integers(0, len(common), (n, _MOST_TAGS)), number)
    number.sort(axis=1)
    count = np.where(rng.random(n) < _HASHTAG_SHARE, rng.integers(1, _MOST_TAGS + 1, n), 0)
    is_used = np.arange(_MOST_TAGS) < count[:, None]
    is_used[:, 1:] &= number[:, 1:] != number[:, :-1]
    offsets = pa.array(np.concatenate([[0], np.cumsum(is_used.sum(axis=1))]).astype(np.int32))
    tags = table.take(pa.array(number[is_used]))
    return pc.binary_join(pa.ListArray.from_arrays(offsets, _prefixed(tags)), ""), pa.ListArray.from_arrays(
        offsets, tags
    )


def _prefixed(tags: pa.StringArray) -> pa.StringArray:
    return pc.binary_join_element_wise(" #", tags, "")


def _post_ids(plan: Plan, events: Events) -> pa.StringArray:
    days = pa.array([f"{day:%y%m%d}" for day in plan.days]).take(pa.array(events.day))
    return pc.binary_join_element_wise(days, _padded(events), "")


def _numbered(letter: str, events: Events) -> pa.StringArray:
    return pc.binary_join_element_wise(letter, _padded(events), "")


def _padded(events: Events) -> pa.StringArray:
    numbers = np.arange(events.first + 1, events.first + 1 + len(events.day))
    return pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), 8, "0")


def _times(plan: Plan, events: Events, rng: np.random.Generator) -> pa.StringArray:
    seconds = pa.array([f":{second:02d}+09:00" for second in range(60)])
    parts = _minutes(plan, events, "T"), seconds.take(pa.array(rng.integers(0, 60, len(events.day))))
    return pc.binary_join_element_wise(*parts, "")


def _minutes(plan: Plan, events: Events, between: str = " ") -> pa.StringArray:
    dates = pa.array([day.isoformat() for day in plan.days]).take(pa.array(events.day))
    clock = pa.array([f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(1440)])
    return pc.binary_join_element_wise(dates, clock.take(pa.array(events.minute)), between)

"""Templates of the sample: choices, slots and Korean particles."""

from __future__ import annotations

import random

import pytest

from textmine.ingest.sample.grammar import clip_formal_endings, expand, parse_template


def say(template: str, **context: str) -> str:
    return expand(parse_template(template), context, {}, random.Random(1))


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{x}<을> 본다", {"길": "길을 본다", "나무": "나무를 본다"}),
        ("{x}<으로> 간다", {"길": "길로 간다", "공원": "공원으로 간다", "나무": "나무로 간다"}),
        ("{x}<이> 왔다", {"8": "8이 왔다", "5": "5가 왔다"}),
        ("{x}<와> 함께", {"봄": "봄과 함께", "비": "비와 함께"}),
    ],
)
def test_particle_follows_the_last_syllable(template: str, said: dict[str, str]) -> None:
    for word, expected in said.items():
        assert say(template, x=word) == expected


def test_choices_nest_and_every_option_is_reached() -> None:
    template, rng = parse_template("[가|나[다|라]]"), random.Random(0)
    assert {expand(template, {}, {}, rng) for _ in range(60)} == {"가", "나다", "나라"}


def test_slot_falls_back_to_a_rule() -> None:
    rules = {"x": (parse_template("{y}번"),)}
    assert expand(parse_template("{x}"), {"y": "3"}, rules, random.Random(0)) == "3번"


@pytest.mark.parametrize("broken", ["[가|나", "가]나["])
def test_unbalanced_brackets_are_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="unbalanced"):
        parse_template(broken)


@pytest.mark.parametrize(
    ("formal", "clipped"),
    [("불이 났습니다", "불이 났음"), ("막힙니다", "막힘"), ("안 된답니다", "안 된대"), ("비가 왔네요", "비가 왔네요")],
)
def test_formal_endings_are_clipped_for_posts(formal: str, clipped: str) -> None:
    assert clip_formal_endings(formal) == clipped

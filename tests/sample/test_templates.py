"""Templates of the sample: choices, slots, Korean particles, and the ways of writing one sentence."""

from __future__ import annotations

import random

import pytest

from textmine.ingest.sample.phrases import BankBuilder
from textmine.ingest.sample.registers import clipped, mistyped, polite, spoken, squeezed
from textmine.ingest.sample.templates import expand_all, parse_template, with_particle


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("을", {"길": "길을", "나무": "나무를"}),
        ("으로", {"길": "길로", "공원": "공원으로", "나무": "나무로"}),
        ("이", {"8": "8이", "5": "5가"}),
        ("와", {"봄": "봄과", "비": "비와"}),
        ("", {"봄": "봄"}),
    ],
)
def test_particle_follows_the_last_syllable(form: str, said: dict[str, str]) -> None:
    assert {word: with_particle(word, form) for word in said} == said


def test_choices_nest_and_every_option_is_reached() -> None:
    assert set(expand_all(parse_template("[가|나[다|라]]<을>"))) == {"가를", "나다를", "나라를"}


@pytest.mark.parametrize("broken", ["[가|나", "가]나["])
def test_unbalanced_brackets_are_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="unbalanced"):
        parse_template(broken)


def test_unknown_slots_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown slot"):
        BankBuilder({}, ()).pool([parse_template("{어디}에서")])


def test_a_choice_that_holds_a_slot_becomes_programs_of_its_own() -> None:
    builder = BankBuilder({"food": ["국수", "김밥"]}, ("dong",))
    builder.pool([parse_template("[{dong}에서|여기서] {food}<을> 먹음")])
    bank = builder.build()
    assert bank.template_programs.tolist() == [2]
    assert {"국수를", "김밥을"} <= set(bank.pieces)


@pytest.mark.parametrize(
    ("formal", "said"),
    [
        ("막힙니다.", "막혀요."),
        ("어렵습니다.", "어려워요."),
        ("좋습니다.", "좋아요."),
        ("있습니다!", "있어요!"),
        ("갔습니다.", "갔어요."),
        ("모릅니다.", "몰라요."),
        ("아픕니다.", "아파요."),
        ("씁니다.", "써요."),
        ("집입니다.", "집이에요."),
        ("길이 보입니다.", "길이 보여요."),
        ("힘듭니다.", "힘들어요."),
        ("아닙니다.", "아니에요."),
        ("된답니다.", "된답니다."),
    ],
)
def test_formal_endings_become_polite(formal: str, said: str) -> None:
    assert polite(formal) == said


@pytest.mark.parametrize(
    ("formal", "said"),
    [
        ("불이 났습니다", "불이 났음"),
        ("막힙니다", "막힘"),
        ("안 된답니다", "안 된대"),
        ("힘듭니다", "힘듦"), ("무섭습니다", "무서움"), ("바랍니다", "바람"),
        ("비가 왔네요", "비가 왔네요"),
    ],
)
def test_formal_endings_are_clipped_for_posts(formal: str, said: str) -> None:
    assert clipped(formal) == said


def test_spoken_endings_keep_the_stem() -> None:
    assert {spoken("막힙니다.", random.Random(n))[:2] for n in range(20)} == {"막히"}


def test_mistakes_change_little() -> None:
    text = "며칠째 쓰레기 냄새 때문에 창문을 못 엽니다."
    for seed in range(50):
        assert abs(len(mistyped(text, random.Random(seed))) - len(text)) <= 4
        assert squeezed(text, random.Random(seed)).replace(" ", "") == text.replace(" ", "")

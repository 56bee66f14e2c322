"""User words stay whole, with typo correction as without, and nothing else is joined."""

from __future__ import annotations

from typing import Any

import pytest

from textmine.engines import load_tokenizer
from textmine.engines.shared import UserWords
from textmine.lexicon import UserWord, build_lexicon
from textmine.text import Tokenizer, extract_terms
from textmine.types import Token

WORDS = (
    "함박 스테이크", "불법주정차", "재개발", "포트홀", "러브버그", "킥라니", "나래시", "견주", "지도", "댕댕이",
    "곱배기",
)  # fmt: skip
FRAMES = ("{}", "{} 신고합니다", "어제 {}에서 사고가 났어요", "{}가 안되잇어요", "우리동네{}때문에")
LEXICON = build_lexicon(
    user_words=tuple(UserWord(word, "NNG") for word in WORDS), compounds={("미세", "먼지"): "미세먼지"}
)


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "typos"])
def tok(request: pytest.FixtureRequest) -> Tokenizer:
    return load_tokenizer("kiwi", LEXICON, workers=1, correct_typos=request.param)


def forms(tok: Tokenizer, text: str) -> list[str]:
    (tokens,) = tok.tokenize([text])
    return [token.form for token in tokens if token.tag == "NNG"]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("frame", FRAMES)
def test_every_user_word_is_whole_in_every_frame(tok: Tokenizer, word: str, frame: str) -> None:
    text = frame.format(word)
    (tokens,) = tok.tokenize([text])
    whole = [token for token in tokens if token.start == text.find(word) and token.length == len(word)]
    assert [(token.form, token.tag) for token in whole] == [(word, "NNG")]


def test_words_are_whole_inside_longer_compounds(tok: Tokenizer) -> None:
    assert "불법주정차" in forms(tok, "불법주정차단속카메라설치요청")
    assert "재개발" in forms(tok, "구도심재개발구역해제")


def test_a_verb_or_particles_that_spell_a_word_stay(tok: Tokenizer) -> None:
    assert "지도" not in forms(tok, "연락을 하지도 않고 끊었다")
    assert "견주" not in forms(tok, "다른 구와 견주어 보면 늦다")


def test_compounds_and_misspelt_user_words_are_found_with_typo_correction() -> None:
    corrected = load_tokenizer("kiwi", LEXICON, workers=1, correct_typos=True)
    text = "함박 스태이크 먹고 미새먼지가 심하구 불법 주정챠도 만아요"
    (tokens,) = corrected.tokenize([text])
    assert Token("함박 스테이크", "NNG", 0, 7) in tokens
    (terms,) = extract_terms([text], corrected, LEXICON)
    assert "미세먼지" in terms


def test_sns_normalisation_is_an_option() -> None:
    text = "그랰ㅋㅋ 진짴ㅋㅋ"
    on, off = (load_tokenizer("kiwi", normalise_sns=value, workers=1) for value in (True, False))
    assert "진짜" in [token.form for token in next(on.tokenize([text]))]
    assert "진짜" not in [token.form for token in next(off.tokenize([text]))]


def test_options_are_part_of_the_version() -> None:
    options: list[dict[str, Any]] = [{}, {"normalise_sns": False}, {"correct_typos": True}]
    assert len({load_tokenizer("kiwi", workers=1, **option).version for option in options}) == 3


def test_the_longest_word_is_joined_and_no_surface_is_torn() -> None:
    words = UserWords([UserWord(form, "NNG") for form in ("가로", "가로등", "했", "등")])
    tokens = [
        Token("가", "NNG", 0, 1), Token("로", "JKB", 1, 1), Token("등", "NNB", 2, 1), Token("하", "VV", 3, 1),
        Token("았", "EP", 3, 1), Token("가", "VV", 5, 1), Token("로", "EC", 6, 1),
    ]  # fmt: skip
    joined = words.join("가로등했 가로", tokens)
    assert joined == [Token("가로등", "NNG", 0, 3), *tokens[3:5], Token("가로", "NNG", 5, 2)]


def test_texts_without_user_words_are_not_copied() -> None:
    tokens = [Token("도로", "NNG", 0, 2)]
    assert UserWords([]).join("도로", tokens) is tokens
    assert UserWords([UserWord("도민", "NNG")]).join("도로", tokens) is tokens

"""clean(): what every analyser can rely on."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.text import clean

MESSY = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(list("가각힣ㅋㅠ \n\t\r<>&;@:/.aw1-[]\u200b\ud800\x00\u1112\u1161\u11ab\u3164\u0301")),
    ),
    max_size=60,
)


def squeeze(text: str) -> str:
    """Hangul syllables with neighbours that are equal made one."""
    found = [character for character in text if "가" <= character <= "힣"]
    return "".join(c for i, c in enumerate(found) if i == 0 or found[i - 1] != c)


@given(MESSY)
@settings(max_examples=300, deadline=None)
def test_clean_is_idempotent_and_offsets_fit(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned.text).text == cleaned.text
    assert len(cleaned.offsets) == len(cleaned.text) + 1
    assert list(cleaned.offsets) == sorted(cleaned.offsets)
    assert cleaned.offsets[-1] == len(text)


@given(st.text(alphabet=st.sampled_from(list("가나다라마 힣뷁ㅋ\u200b\ud800\x00😀.,!?@a1")), max_size=80))
@settings(max_examples=300, deadline=None)
def test_clean_keeps_every_hangul_syllable_and_their_order(text: str) -> None:
    assert squeeze(clean(text).text) == squeeze(unicodedata.normalize("NFC", text))


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_clean_text_can_be_encoded_and_holds_no_control_characters(text: str) -> None:
    cleaned = clean(text).text
    cleaned.encode("utf-8")
    assert all(character == "\n" or unicodedata.category(character) != "Cc" for character in cleaned)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("도로가\u200b 파였어요ㅋㅋㅋㅋㅋ", "도로가 파였어요ㅋㅋㅋ"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
        ("가\ud800나\x00다", "가나 다"),
        ("첫째\r\n둘째\r셋째", "첫째\n둘째\n셋째"),
        ("<p>가&nbsp;나</p><style>p{x:1}</style>다", " 가 나  다"),
        ("100000원 ------", "100000원 ---"),
        ("https://a.example/b?c=1에서 @narae_city 님 a@narae.example로", "[URL]에서 [USER] 님 [EMAIL]로"),
        ("값이 3<5 이고 A&B", "값이 3<5 이고 A&B"),
        ("", ""),
    ],
)
def test_clean_gives(text: str, expected: str) -> None:
    assert clean(text).text == expected


def test_span_of_a_token_leads_back_to_the_original() -> None:
    original = "<b>안녕</b>\u200b 포트홀ㅋㅋㅋㅋㅋㅋ 신고"
    cleaned = clean(original)
    for word in ("포트홀", "신고"):
        start, end = cleaned.original_span(cleaned.text.index(word), len(word))
        assert original[start:end] == word


def test_unspaced_runs_are_split_and_nothing_is_lost() -> None:
    text = "가나다라마" * 1_000
    cleaned = clean(text).text
    assert max(map(len, cleaned.split())) <= 200
    assert cleaned.replace(" ", "") == text


@pytest.mark.parametrize(
    "unit", ["<style>", "<!--", "<p ", "a.@", "www.", "&#1", "ㅋ", "@", "e\u0301", "가나", "</style><style>"]
)
def test_clean_is_linear(unit: str) -> None:
    def cost(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        clean(text)
        return time.process_time() - start

    cost(1_000)
    assert cost(100_000) < max(40 * cost(10_000), 1.5)

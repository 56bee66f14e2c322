"""Markup goes, text stays."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.ingest.markup import _without_office, plain_text

MSO = (
    "<style>p.MsoNormal {mso-style-name: 표준; font-family: 바탕}</style>"
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>보기</w:View></w:WordDocument></xml><![endif]-->"
    "<p class=MsoNormal style='mso-pagination: none; font-family: \"굴림\"'>"
    '<span lang=EN-US style="font-family: "Noto Sans KR", serif">가로등이&nbsp;꺼졌습니다<o:p></o:p></span></p>'
    "<p>고쳐&middot;주세요</p>"
)


def test_office_markup_vanishes() -> None:
    assert plain_text(MSO) == "가로등이 꺼졌습니다\n\n고쳐·주세요"


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("줄1<br>줄2<br/>줄3", "줄1\n줄2\n줄3"),
        ("<table><tr><td>가</td><td>나</td></tr></table>", "가 나"),
        ("<script>alert('민원')</script>도로 파손", "도로 파손"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("&lt;p&gt;두 번 감쌈&lt;/p&gt;", "두 번 감쌈"),
        ("p.p1 {margin: 0.0px; font: 12.0px Helvetica}\nspan.s1 {color: #dca10d}\n보건소 문의", "보건소 문의"),
        ("1,000원 < 2,000원 > 500원 <3", "1,000원 < 2,000원 > 500원 <3"),
        ("<마감> <현행 > <YouTube> 영상", "<마감> <현행 > <YouTube> 영상"),
        ("집합 {가, 나} 표기", "집합 {가, 나} 표기"),
        ("R&D 예산 AT&T", "R&D 예산 AT&T"),
        ("(SPP-1807-123456) 가로등 고장", "가로등 고장"),
        ("[생활불편] 불법주차", "불법주차"),
        ("[광고] 그대로", "[광고] 그대로"),
        ("[이첩사유] 소관 [민원내용] 소음", "소관\n소음"),
        (unicodedata.normalize("NFD", "민원"), "민원"),
        ("가\x00나\u200b다\ud800", "가 나다"),
        ("  앞뒤\t 공백  \r\n\r\n\r\n끝 ", "앞뒤 공백\n\n끝"),
    ],
)
def test_plain_text(raw: str, plain: str) -> None:
    assert plain_text(raw) == plain


@given(
    st.text(
        alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3) | st.sampled_from("<>&;{}[]()/!-= \n"),
        max_size=80,
    )
)
def test_every_hangul_syllable_outside_known_markup_stays(text: str) -> None:
    kept = [c for c in plain_text(text) if "가" <= c <= "힣"]
    lost = {"<!", "<!-"}
    if not any(mark in text for mark in lost):
        assert kept == [c for c in text if "가" <= c <= "힣"]


@given(st.text(max_size=200))
def test_output_is_nfc_and_has_no_control_characters(text: str) -> None:
    plain = plain_text(text)
    assert unicodedata.is_normalized("NFC", plain)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in plain if c != "\n")


MARKS = st.sampled_from(["<!--", "-->", "<![", "<?xml", ">", "<", "-", "if]", "가", "\n"])


@given(st.lists(MARKS, max_size=14).map("".join))
def test_comments_and_office_marks_go_as_one_pattern_says(text: str) -> None:
    pattern = re.compile(r"<!--.*?(?:-->|\Z)|<!\[[^>]*>|<\?xml[^>]*>", re.DOTALL)  # quadratic, but plain to read
    assert _without_office(text) == pattern.sub(" ", text)


def test_hostile_braces_finish_quickly() -> None:
    assert plain_text("a{" * 20_000).startswith("a{")
    assert plain_text("p." * 20_000 + "{") != ""

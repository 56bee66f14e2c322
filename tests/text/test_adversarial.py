"""Hostile texts: no pattern of textmine.text is slow on them, nothing crashes, nothing is cut."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
import unicodedata
from collections.abc import Iterator

import pytest

import textmine.text
from textmine.text import PLACEHOLDERS, clean, mask

_SIZE = 100_000
# Every pattern takes less than 0.1 s on a plain machine; five times that leaves room for a busy one.
_LIMIT_S = 0.5

UNITS = [
    "1", "12 ", "1-", "-", " ", "가", "김이", "a", "a@", "@", "010-", "([", "1*", "공일공 ", "김민준, ", "시군구",
    "길1 ", "동 1-", "국민 1", "여권 M1", "이름: 김 ", "<a ",
]  # fmt: skip
# What whole documents of it are made of.
DOCUMENTS = [
    *UNITS, "\x00", "\ud800", unicodedata.normalize("NFD", "각막 김민준 "),
    "\u200b", "\u200e\u202e김", "😀", "👨\u200d👩\u200d👧", "\n", "\t \r\n",
    "<!--", "<style>", "<b>", "&lt;", "&#1;", "http://a.b/", "백십일",
    "[전화]", "[이름] ", "１", "\u0660", "님 ", "저는 ", "드림\n", "M1", "12가", "서울 가나 ",
]  # fmt: skip


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern that a module of textmine.text holds, also those in its tuples and dictionaries."""
    seen = set()
    for found in pkgutil.iter_modules(textmine.text.__path__):
        module = importlib.import_module(f"textmine.text.{found.name}")
        for name, value in vars(module).items():
            for pattern in _patterns_in(value):
                if id(pattern) not in seen:
                    seen.add(id(pattern))
                    yield f"{found.name}.{name}", pattern


def _patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | frozenset | set):
        for member in value:
            yield from _patterns_in(member)
    elif isinstance(value, dict):
        for member in (*value.keys(), *value.values()):
            yield from _patterns_in(member)


PATTERNS = dict(_patterns())


def _hostile(unit: str) -> str:
    return unit * (_SIZE // len(unit))


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 60
    assert any(name.startswith("clean.") for name in PATTERNS)


@pytest.mark.parametrize("unit", UNITS)
def test_no_pattern_is_slow_on_a_hostile_text(unit: str) -> None:
    text = _hostile(unit)
    slow = {}
    for name, pattern in PATTERNS.items():
        started = time.process_time()
        for _ in pattern.finditer(text):
            pass
        spent = time.process_time() - started
        if spent > _LIMIT_S:
            slow[name] = round(spent, 2)
    assert not slow


@pytest.mark.parametrize("unit", DOCUMENTS)
def test_a_hostile_document_is_cleaned_and_masked(unit: str) -> None:
    text = (unit * (_SIZE // len(unit)))[:_SIZE] + "\n전화 010-1234-5678"
    masked = mask(text)
    cleaned = clean(masked.text)
    assert masked.text.endswith("[전화]")
    assert cleaned.text.endswith("[전화]") or unit in ("<!--", "<style>")
    assert mask(masked.text).text == masked.text
    assert clean(cleaned.text).text == cleaned.text


@pytest.mark.parametrize("unit", DOCUMENTS)
def test_nothing_is_cut_that_is_not_masked(unit: str) -> None:
    text = (unit * 2_000)[:5_000] + " 도로가 파였어요"
    masked = mask(text)
    rest, done = [], 0
    for start, end, kind in masked.spans:
        rest += [text[done:start], PLACEHOLDERS[kind]]
        done = end
    assert "".join([*rest, text[done:]]) == masked.text


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\u3000" * 50, "\u200b" * 50, "\x00", "\ud800\udfff"])
def test_a_text_without_words_stays_without(text: str) -> None:
    assert mask(text).text == text
    assert clean(text).text.strip() == ""


def test_five_thousand_syllables_without_a_blank_are_all_kept() -> None:
    text = "가나다라마바사아자차" * 500
    assert mask(text).text == text
    assert clean(text).text.replace(" ", "") == text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("전화 010\u200b-1234\u200b-5678", "1234"),
        ("\u202e저는 김민준입니다\u202c", "김민준"),
        ("😀010-1234-5678😀", "1234"),
        ("<b>010-1234-5678</b>", "1234"),
        ("\x00900101-1234567\x00", "1234567"),
    ],
)
def test_odd_characters_hide_nothing_from_the_masks(text: str, hidden: str) -> None:
    assert hidden not in mask(text).text

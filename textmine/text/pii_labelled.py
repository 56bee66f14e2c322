"""Finders of numbers that a word beside them names: spaced, starred, oddly separated, still what the word says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

Span = tuple[int, int]

# Digits of any script, the signs that stand for hidden ones, and what stands between them.
_SIGN = r"[\d*＊●○•◦×xX]"
_BETWEEN = r"[\s\-\u2010-\u2015\u2212\u30fc\uff0d~·ㆍ・.．_/ㅡ]"
_VALUE = (
    rf"(?P<value>{{letters}}{_SIGN}(?:{_BETWEEN}{{{{0,3}}}}{_SIGN}){{{{{{low}},{{high}}}}}})"
    r"(?![\d*●○]|\s?원|[A-Za-z]\d)"
)
_NEAR = r"[^\d\n*●]{0,14}?"


class _Kind(NamedTuple):
    """How the numbers of one kind look beside their label: letters in front, how many digits or signs for them.

    ``signs`` are words of which one is in every label: found faster than a pattern fails.
    """

    kind: str
    signs: tuple[str, ...]
    label: str
    letters: str
    least: int
    most: int
    is_before: bool = False


_BANKS = (
    "은행", "계좌", "입금", "송금", "이체", "통장", "농협", "수협", "축협", "신협", "새마을금고", "우체국", "뱅크",
    "카뱅", "KB", "IBK", "NH",
)  # fmt: skip
_KINDS = (
    _Kind(
        "resident_number", ("주민", "민번", "외등", "외국인", "거소"),
        r"주민\s?(?:등록)?\s?번호|민번|외등번호|(?:외국인\s?등록|거소\s?신고)\s?번호", "", 13, 13,
    ),
    _Kind("passport", ("여권",), "여권", r"[A-Za-zＡ-Ｚａ-ｚ\u0410-\u042f]{1,2}[\s-]?\d{0,3}[A-Za-z]?\s?", 4, 9),
    _Kind("licence", ("면허",), r"면허(?:증|번호)?", r"(?:[가-힣]{2}[\s-]?)?", 10, 12),
    _Kind("business_number", ("사업자", "고유"), r"사업자|고유\s?번호", "", 10, 10, is_before=True),
    _Kind("card", ("카드",), "카드", "", 14, 16),
    _Kind("account", _BANKS, "|".join(_BANKS), "", 10, 16, is_before=True),
)  # fmt: skip
_ANY_SIGN = re.compile("|".join(sign for kind in _KINDS for sign in kind.signs))
_NONE = re.compile(r"[0\D]*\Z")  # nothing but zeros: an example
_DATE = re.compile(r"(?:19|20)\d\d\s?[-./년]\s?(?:0?[1-9]|1[0-2])\s?[-./월]\s?(?:0?[1-9]|[12]\d|3[01])(?!\d)")


def _pattern(kind: _Kind) -> re.Pattern[str]:
    value = _VALUE.format(letters=kind.letters, low=kind.least - 1, high=kind.most - 1)
    start = r"(?<![\d*A-Za-z])"
    behind = rf"(?:{kind.label}){_NEAR}{start}{value}"
    return re.compile(behind)


def _pattern_before(kind: _Kind) -> re.Pattern[str]:
    value = _VALUE.format(letters=kind.letters, low=kind.least - 1, high=kind.most - 1)
    return re.compile(rf"(?<![\d*A-Za-z-]){value}\s?(?:{kind.label})")


_PATTERNS = {
    kind: (_pattern(kind), _pattern_before(kind)) if kind.is_before else (_pattern(kind),) for kind in _KINDS
}


def find_labelled(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of numbers beside 주민번호, 여권, 면허, 사업자, 카드, 계좌 or a bank's name."""
    if not _ANY_SIGN.search(text):
        return
    for kind in _KINDS:
        if not any(sign in text for sign in kind.signs):
            continue
        for pattern in _PATTERNS[kind]:
            for found in pattern.finditer(text):
                value = found["value"]
                if not _NONE.match(value) and not _DATE.match(value) and _is_plausible(kind.kind, value):
                    yield *found.span("value"), kind.kind


def _is_plausible(kind: str, value: str) -> bool:
    digits = sum(map(str.isdecimal, value))
    if kind == "business_number":
        return digits >= 5 and value[0] not in "0０"
    if kind == "account":
        return digits >= 6 and not value.startswith(("01", "02-", "1588", "1544"))
    return digits >= (3 if kind == "passport" else 4)

"""Finders of personal numbers. Every finder yields ``(start, end)``; every pattern is linear in the text.

``\\d`` matches full-width digits too; values are compared after ``digits_of``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

Span = tuple[int, int]

# What people put between digits: blanks and zero-width characters, hyphens of every kind, dots, ㅡ.
GAP = r"[\s\u200b-\u200d\u2060\ufeff\xad]"
HYPHEN = r"[-\u2010-\u2015\u2212\u30fc\uff0d\uff5e~·ㆍ・.．_/ㅡ]"
SEP = rf"(?:{GAP}{{0,2}}{HYPHEN}{GAP}{{0,2}}|{GAP}{{1,2}})"
MAYBE = rf"{SEP}?"


def digit_run(low: int, high: int | None = None) -> str:
    """A pattern of ``low`` to ``high`` digits, each perhaps after one gap."""
    return rf"\d(?:{GAP}?\d){{{low - 1},{(high or low) - 1}}}"


START, END = r"(?<!\d)", r"(?!\d)"
# The same start with its digit, and a start on 0: a pattern that begins with a character is found much faster.
FIRST, ZERO = r"\d(?<!\d\d)", r"0(?<!\d0)"

# Digits and all that may stand between the digits of one number.
_RUN = re.compile(rf"\d[{HYPHEN[1:-1]}{GAP[1:-1]}\d()（）+＋*＊●○]*+")


def longest_run(text: str) -> int:
    """How many digits the longest run of digits holds, gaps, hyphens, brackets and stars between them allowed."""
    most = 0
    for run in _RUN.findall(text):
        if len(run) > most:
            most = max(most, sum(map(str.isdecimal, run)))
    return most


_RESIDENT = re.compile(
    rf"({FIRST}{GAP}?\d{MAYBE}\d{GAP}?\d{MAYBE}\d{GAP}?\d)"
    rf"(?:{GAP}{{0,3}}(?:{HYPHEN}{GAP}{{0,3}}){{0,3}}[(（]?{GAP}?({digit_run(7)}){END}"
    rf"|{GAP}{{0,3}}(?:{HYPHEN}{GAP}{{0,3}}(\d)(?:{GAP}?[*＊xX●○•◦×]){{1,7}}|(?<=\s)[1-8][*＊●○]{{6}}))"
)
# Birth date and sex alone.
_RESIDENT_FRONT = re.compile(r"(\d(?<![\d.-]\d)\d{5})\s?[-\u2010-\u2015\u2212\uff0d]\s?[1-8](?![\dA-Za-z.-])")
_RESIDENT_PARTS = re.compile(
    r"앞\s?(?:자리|번호)[^\d\n]{0,6}(\d{6})[^\d\n]{0,12}뒷?\s?(?:자리|번호)[^\d\n]{0,6}(\d{7})(?!\d)"
)
# Birth date and the rest with words or odd signs between them, spelled in Hangul, or with its front hidden.
_SPELLED_SIGNS = frozenset("공영빵일이삼사오육륙칠팔구 -")
_SPELLED_SIGN = "[공영빵일이삼사오육륙칠팔구]"
_RESIDENT_LOOSE = re.compile(
    r"\d(?<!\d\d)\d{5}(?:[^\d\n가-힣]{1,4}|[^\d\n]{0,4}(?:뒷\s?자리|뒷\s?번호|뒤|다시|대시|하이픈|빼기|짝대기)[^\d\n]{0,6}|\s*\n\s*)"
    r"[1-8]\d{6}(?!\d)"
)
_RESIDENT_SPELLED = re.compile(rf"{_SPELLED_SIGN}{{6}}\s?(?:다시|대시|-|에)?\s?{_SPELLED_SIGN}{{7}}(?!{_SPELLED_SIGN})")
_RESIDENT_BACK = re.compile(r"[*●○xX]{6}\s?[-\u2010-\u2015\u2212\uff0d]\s?[1-8]\d{6}(?!\d)")
# Words before a bare number that say what else it is.
_OTHER = re.compile(
    r"(?:관리|상품|제품|제조|일련|고객|주문|운송장|송장|접수|신청|승인|발급|문서|법인등록|시리얼|바코드|코드|모델|품목|부품|규격|사건|예약|조회)\s?"
    r"(?:번호|코드|넘버|명|no\.?)?\s?[:：]?\s?\Z",
    re.IGNORECASE,
)
_RESIDENT_NAMED = re.compile(
    rf"(?:주민|외국인)\s?(?:등록)?\s?(?:번호)?[^\d\n]{{0,12}}({digit_run(6)}{GAP}{{0,3}}{HYPHEN}?{GAP}{{0,3}}{digit_run(7)}){END}"
)


def find_resident_numbers(text: str) -> Iterator[Span]:
    """Resident and foreigner numbers: a plausible birth date and seven digits (the check digit need not hold)."""
    found = _RESIDENT.search(text)
    while found:
        # After a false start the next search begins one character later, so that no real number hides behind it.
        is_number = _is_birth_date(digits_of(found.group(1)))
        if is_number and not is_named_otherwise(text, found):
            yield found.span()
        found = _RESIDENT.search(text, found.end() if is_number else found.start() + 1)
    for found in _RESIDENT_FRONT.finditer(text):
        if _is_birth_date(digits_of(found.group(1))):
            yield found.span()
    for found in _RESIDENT_NAMED.finditer(text):
        yield found.span(1)
    for found in _RESIDENT_LOOSE.finditer(text):
        if _is_birth_date(digits_of(found.group())):
            yield found.span()
    if "*-" in text or "●-" in text or "X-" in text or "x-" in text:
        for found in _RESIDENT_BACK.finditer(text):
            yield found.span()
    if "앞" in text:
        for found in _RESIDENT_PARTS.finditer(text):
            yield found.span(1)
            yield found.span(2)


def find_spelled_residents(text: str) -> Iterator[Span]:
    """Resident numbers with every digit spelled in Hangul."""
    for found in _RESIDENT_SPELLED.finditer(text):
        yield found.span()


def has_spelled(text: str) -> bool:
    """Whether three digits spelled in Hangul stand in a row; a birth date has one of those that are looked for."""
    for sign in "공영빵육륙칠팔":
        place = text.find(sign)
        while place >= 0:
            if text[place + 1 : place + 2] in _SPELLED_SIGNS and text[place + 2 : place + 3] in _SPELLED_SIGNS:
                return True
            place = text.find(sign, place + 1)
    return False


def is_named_otherwise(text: str, found: re.Match[str]) -> bool:
    """Whether a number without separators stands behind a word such as 관리번호 or 상품코드."""
    return found.group().isdecimal() and follows_other_name(text, found.start())


def follows_other_name(text: str, place: int) -> bool:
    """Whether a word such as 관리번호 or 모델명 stands before ``place``."""
    return _OTHER.search(text[max(0, place - 16) : place]) is not None


def _is_birth_date(digits: str) -> bool:
    month, day = int(digits[2:4]), int(digits[4:6])
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def digits_of(text: str) -> str:
    """The decimal digits of ``text`` in ASCII."""
    return "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())

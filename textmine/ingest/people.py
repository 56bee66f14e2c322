"""What may be kept about a person: a keyed fingerprint, a ten-year age band and a sex. Nothing else."""

from __future__ import annotations

import hmac
import re
from datetime import date
from functools import lru_cache
from typing import Final

from textmine.text.placeholders import PLACEHOLDERS

_MASKED_NAME: Final = re.compile(r"[*○●◯□xXoOㅇ#?]")
_HONORIFIC: Final = re.compile(r"(?<=[가-힣]{2})(?:\s*님|\s*씨)$")
_NO_NAMES: Final = frozenset({"익명", "비공개", "비실명", "무명", "없음", "미상", "anonymous", "unknown", "-"})
_REAL_NAME: Final = re.compile(r"[가-힣]{3,4}")
_MALE: Final = frozenset({"남", "남자", "남성", "m", "male", "man"})
_FEMALE: Final = frozenset({"여", "여자", "여성", "f", "female", "woman"})
_OLDEST: Final = 120


def person_key(secret: bytes, name: str, phone: str, email: str) -> str:
    """HMAC-SHA256 of who wrote, 32 hex digits, or '' when nothing identifies the writer.

    The name is compared without spaces, case and 님; the phone by its digits (+82 = 0). A name that the sender
    already masked (김*수) identifies nobody and does not count.
    """
    who = _plain_name(name)
    number = _digits(phone)
    address = email.strip().lower() if "@" in email and "*" not in email else ""
    if not (who or number or address):
        return ""
    message = "\x1f".join((who, number, address)).encode("utf-8", "replace")
    return hmac.digest(secret, message, "sha256").hex()[:32]


def real_name(text: str) -> str:
    """The cell as a Korean name of three or four syllables, or '': shorter ones are often words."""
    name = _HONORIFIC.sub("", text.strip())
    return name if _REAL_NAME.fullmatch(name) else ""


def hide_own_name(text: str, name: str) -> tuple[str, int]:
    """``text`` with the writer's own name masked where a word begins with it, and how often it was."""
    return re.subn(rf"(?<![가-힣]){re.escape(name)}", PLACEHOLDERS["name"], text)


@lru_cache(maxsize=4096)
def age_band(age: str, birth: str, reference_year: int) -> str:
    """'30대' from an age, a band or a birth year or date; '' when it says nothing usable.

    Korean forms: 37, 37세, 30대, 30~39세, 1985, 1985-03-02, 850302, 850302-1. A birth year counts by calendar years.
    """
    return _band_of(age, reference_year) or _birth_band(birth or age, reference_year)


@lru_cache(maxsize=256)
def sex(value: str) -> str:
    """'남', '여' or ''."""
    text = value.strip().lower()
    return "남" if text in _MALE else "여" if text in _FEMALE else ""


def _plain_name(name: str) -> str:
    text = "".join(_HONORIFIC.sub("", name.strip()).split()).lower()
    if text in _NO_NAMES:
        return ""
    korean = re.search(r"[가-힣]", text) is not None
    return "" if "*" in text or (korean and _MASKED_NAME.search(text)) else text


def _digits(phone: str) -> str:
    if "*" in phone:
        return ""
    digits = re.sub(r"\D", "", phone)
    if digits.startswith("82") and len(digits) >= 11:
        digits = "0" + digits[2:].removeprefix("0")
    return digits if len(digits) >= 8 else ""


def _band_of(text: str, reference_year: int) -> str:
    match = re.match(r"\s*만?\s*(\d{1,3})(?:\.0)?\s*(세|살|대|[-~]|$)", text)
    if match is None:
        return "10세 미만" if "미만" in text and text.strip().startswith("10") else ""
    years = int(match[1])
    if "미만" in text and years == 10:
        return "10세 미만"
    return _name_band(years)


def _birth_band(text: str, reference_year: int) -> str:
    match = re.match(r"\s*((?:19|20)\d{2})(?:\D|\d{4}\b|$)", text)
    if match:
        return _name_band(reference_year - int(match[1]))
    match = re.match(r"\s*(\d{2})(0[1-9]|1[0-2])([0-3]\d)(?:-?([0-9])\S*)?\s*$", text)
    if match is None:
        return ""
    short = int(match[1])
    century = 2000 if match[4] in ("3", "4", "7", "8") else 1900 if match[4] else 2000 * (short <= reference_year % 100)
    return _name_band(reference_year - (short + (century or 1900)))


def _name_band(years: int) -> str:
    if not 0 <= years <= _OLDEST:
        return ""
    return "10세 미만" if years < 10 else f"{years // 10 * 10}대"


def civil_year(day: date | None, fallback: date) -> int:
    """The year that an age is counted in."""
    return (day or fallback).year

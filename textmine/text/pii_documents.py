"""Finders of numbers of documents and vehicles: passport, driving licence, business registration, plate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from textmine.text.pii_numbers import END, FIRST, SEP, START, digit_run, follows_other_name

_LETTERS = "MSRODGmsrodgＭＳＲＯＤＧｍｓｒｏｄｇ"
_PASSPORT = re.compile(
    rf"(?<![A-Za-z0-9])[{_LETTERS}][\s.-]?(?:\d{{8}}|\d{{3}}[-.]?[A-Za-zＡ-Ｚａ-ｚ][-.]?\d{{4}})(?![A-Za-z0-9])"
)
# Any country's, and oddly written ones, before the word for it or close behind it.
_PASSPORT_BEFORE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-zＡ-Ｚａ-ｚ]{1,2}[\s.-]?\d(?:[\s.-]?\d){2}[\s.-]?[A-Za-z]?(?:[\s.-]?\d){4,6})\s?[(]?\s?여권"
)
_PASSPORT_AFTER = re.compile(
    r"여권[^\d\n]{0,16}?((?<!\d)(?:[A-Za-zＡ-Ｚ]{1,2}[\s.-]{0,2}|엠\s?|에스\s?)\d(?:[\s.-]?\d){7,8}|(?<!\d)\d(?:\s?\d){8}|[A-Za-z]\s?\d{3}\s?[A-Za-z]\s?\d{4}|[A-Za-z]{1,2}\d{3,8}[A-Za-z]\d{0,4}|[A-Za-z]{1,2}\d{2,7}[*●○]{2,6}\d?)"
    r"(?![\d*])(?!\s?[년월원])"
)
_MOBILE_START = re.compile(r"\A[0０][1１]|\A(?:19|20)\d\d")
_REGIONS = "서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주"
_LICENCE = re.compile(
    rf"{START}(?:(?:{_REGIONS})(?:\s?[-\u2010-\u2015\u2212\uff0d])?\s?\d{{2}}|(?:[1１][1-9１-９]|[2２][0-8０-８]){SEP}[\d*]{{2}})"
    rf"{SEP}\d{{6}}{SEP}[\d*]{{2}}(?![\d*])"
)
_LICENCE_CORE = re.compile(r"\d{6}")
_LICENCE_NAMED = re.compile(rf"면허[^\d\n]{{0,10}}({digit_run(12)}){END}")
_DASH = r"\s?[-\u2010-\u2015\u2212\uff0d]\s?"
_BUSINESS = re.compile(rf"{FIRST}\d\d{_DASH}\d{{2}}{_DASH}(?:\d{{5}}|(?=[\d*]{{5}}(?![\d*]))\d{{0,4}}\*+){END}")
_BUSINESS_NAMED = re.compile(rf"사업자[^\d\n]{{0,12}}({digit_run(10)}){END}")


def find_passports(text: str) -> Iterator[tuple[int, int]]:
    """Passport numbers, old (M12345678) and new (M123A4567), and other forms beside the word 여권."""
    for found in _PASSPORT.finditer(text):
        if not follows_other_name(text, found.start()) and found.group().strip(_LETTERS + " 0.-"):
            yield found.span()
    if "여권" in text:
        for found in _PASSPORT_BEFORE.finditer(text):
            yield found.span(1)
        for found in _PASSPORT_AFTER.finditer(text):
            if not _MOBILE_START.match(found.group(1)) and found.group(1).strip(_LETTERS + " 0.-"):
                yield found.span(1)


def find_licences(text: str) -> Iterator[tuple[int, int]]:
    """Driving licence numbers (11-22-333333-44, 서울 12-345678-90), bare digits only behind 면허."""
    if _LICENCE_CORE.search(text):
        for found in _LICENCE.finditer(text):
            if not follows_other_name(text, found.start()):
                yield found.span()
    for found in _LICENCE_NAMED.finditer(text):
        yield found.span(1)


def find_business_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Business registration numbers (123-45-67890), bare digits only behind 사업자."""
    for found in _BUSINESS.finditer(text):
        yield found.span()
    for found in _BUSINESS_NAMED.finditer(text):
        yield found.span(1)


_SYLLABLE = "[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자배하허호국합육해공]"
# What stands before the last four digits of a plate: its syllable, 임, or an odd sign; and before diplomatic ones.
BEFORE_PLATE_DIGITS: Final = frozenset(_SYLLABLE[1:-1] + "임._-'\"’)）·")
BEFORE_DIPLOMATIC_DIGITS: Final = frozenset("교사외영기정표")
_ODD = r"[\s._\-'\"’()（）·]{0,2}"
_PLATE_CORE = re.compile(rf"{_SYLLABLE}{_ODD}\d\s?\d\s?\d\s?\d")
_UNIT = r"\s?(?:년|원|명|개|건|세대|호|동|가구|만|천|억|조|[.,]\d|%|m|k|㎡|㎞|번(?!\s?(?:차|버스|택시)))"
_PLATE = re.compile(
    rf"{START}(?:(?:{_REGIONS}|세종)\s?\d{{1,2}}|\d{{2,3}})(?P<odd>{_ODD}){_SYLLABLE}(?P<gap>{_ODD})\d\s?\d\s?\d\s?\d(?!\d)(?!(?P<unit>{_UNIT}))"
)
# As one word, or with the region before it, it is a plate even if a counter follows.
_PLATE_GLUED = re.compile(
    rf"{START}(?:(?:{_REGIONS}|세종)\s?\d{{2}}\s?{_SYLLABLE}\s?\d{{4}}(?=\s?[번호])|\d{{2,3}}(?![로도])"
    rf"{_SYLLABLE}\d{{4}}(?=번|\s?호\s?차))(?!\d)"
)
_PLATE_ODD = re.compile(
    rf"(?:외교|영사|준외|준영|국기|협정|대표)\s?\d{{3}}\s?-\s?\d{{3}}(?!\d)"
    rf"|(?<![가-힣])(?:{_REGIONS}|세종)(?:\s(?:[가-힣]{{1,3}}\s)?{_SYLLABLE}|\s?[임바사아자배])\s?\d{{4}}(?!\d)(?!{_UNIT})"
)
_PLATE_CITY = re.compile(rf"(?:{_REGIONS}|세종)[가-힣]{{2,4}}\s?{_SYLLABLE}\s?(?!19|20)\d{{4}}(?!\d)(?!{_UNIT})")
_PLATE_ODD_CORE = re.compile(rf"[교사외영기정표]\s?\d{{3}}\s?-|(?:{_SYLLABLE}|임)\s?\d{{4}}")
_PLATE_LABELLED = re.compile(r"차(?:량)?\s?번호(?:판)?[은는이가]?\s?[:：]?\s?((?:\d{2,3}\s?-\s?)?\d{4})(?!\d|\s?년)")
_VEHICLE = re.compile(r"차|번호판|택시|오토바이|이륜|바이크|트럭|버스|주차|과태료|견인|배달|소유자")
_PLATE_STARRED = re.compile(
    rf"(?<![\d*])(?=[\d*●○]{{2,3}}\s?{_SYLLABLE}\s?[\d*●○]{{4}}(?![\d*]))(?:\d{{2,3}}\s?{_SYLLABLE}\s?(?:\*{{4}}|(?=[*●○]*\d|\d)\d{{0,3}}[*●○]+\d{{0,3}})"
    rf"|[*●○]{{2,3}}\s?{_SYLLABLE}\s?\d{{4}})(?![\d*])"
)


def find_plates(text: str) -> Iterator[tuple[int, int]]:
    """Car plates; not a law article (제12조 2019…) and not a number with a unit behind it."""
    if _PLATE_ODD_CORE.search(text):
        for found in _PLATE_ODD.finditer(text):
            yield found.span()
        if _VEHICLE.search(text):
            for found in _PLATE_CITY.finditer(text):
                yield found.span()
    if not _PLATE_CORE.search(text):
        return
    for found in _PLATE_GLUED.finditer(text):
        yield found.span()
    for found in _PLATE.finditer(text):
        if text[max(0, found.start() - 3) : found.start()].rstrip().endswith("제"):
            continue
        # 12로 3456, 90도 2000: a particle or a degree, unless a vehicle is near.
        is_particle = found["gap"].isspace() and not found["odd"] and text[found.start("gap") - 1] in "로도주"
        if not is_particle or _VEHICLE.search(text[max(0, found.start() - 12) : found.end() + 12].replace("버스", "")):
            yield found.span()


def find_labelled_plates(text: str) -> Iterator[tuple[int, int]]:
    """The digits of a plate behind 차량번호."""
    if "번호" in text:
        for found in _PLATE_LABELLED.finditer(text):
            yield found.span(1)


def find_starred_plates(text: str) -> Iterator[tuple[int, int]]:
    """Plates of which the writer hid a part."""
    for found in _PLATE_STARRED.finditer(text):
        yield found.span()

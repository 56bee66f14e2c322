"""Finders of phone numbers: mobile numbers in every spelling, and those of a home where the text says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textmine.text.pii_numbers import (
    END,
    GAP,
    MAYBE,
    SEP,
    START,
    ZERO,
    digit_run,
    follows_other_name,
    is_named_otherwise,
)

_MOBILE = re.compile(
    rf"{START}[(（]?(?:(?:[+＋]|00)?\s?82{MAYBE}[(]?[0０]?[)]?{GAP}?[1１]|[0０]{GAP}?[1１]){GAP}?[0136789０１３６７８９]"
    rf"(?:[)）]|{SEP}){{0,2}}{digit_run(3, 4)}{MAYBE}{digit_run(4)}(?:[~,]\d(?!\d)|/\d{{4}}(?!\d))?{END}"
)
_MOBILE_CORE = re.compile(rf"[1１]{GAP}?[0136789０１３６７８９]")
_SAFE = re.compile(rf"{ZERO}(?:50\d?|70){MAYBE}\d{{3,4}}{MAYBE}\d{{4}}(?:-\d)?{END}")
_WITHOUT_ZERO = re.compile(r"(?<![\d-])10[- ]\d{4}[- ]\d{4}(?![\d-])")
# Digits spelled in Hangul or with letters that look like them, odd signs or words between them.
_KEYCAP = "[\ufe0f\u20e3]{0,2}"
_LIKE = "[0-9０-９공영빵일이삼사오육륙칠팔구oOlIＯ八一二三四五六七九〇]"
_WORD = r"(?:에|의|다시|대시|하이픈|국에?|그리고|바|짝대기|빼기)"
_ODD = rf"\s{{0,2}}(?:[-–—−ㅡ―‐~·ㆍ・.,:;/*…_|()\]=+^]{{1,3}}|{_WORD})?\s{{0,2}}"
_LOOSE = re.compile(
    rf"(?<![0-9A-Za-z공영빵])[\[(（]?(?:0[.-]1[.-]|[0０공영빵oOＯ]{_KEYCAP}\s?[1１일lI]{_KEYCAP}\s?)[0０공영빵oO1316789１６-９일육륙칠팔구]{_KEYCAP}{_ODD}"
    rf"{_LIKE}(?:\s?{_LIKE}){{2,3}}{_ODD}{_LIKE}(?:\s?{_LIKE}){{3}}(?!{_LIKE})"
)
_LOOSE_CORE = re.compile(rf"[0０공영빵oOＯ]{_KEYCAP}[\s.-]?[1１일lI]{_KEYCAP}[\s.-]?[0０공영빵oO]")
_EXAMPLE = re.compile(r"(?:0\W*){8}\Z")
# Grouped in any way.
_REGROUPED = re.compile(rf"{ZERO}10(?:[-.\s]?\d){{8}}(?![-.]?\d)")
# The rest of a number behind a word: 010이고 1234-5678.
_SPLIT = re.compile(r"(?<!\d)01[016789][가-힣]{1,3}\s?(\d{3,4}[-\s]?\d{4})(?!\d)")
_STARRED = re.compile(
    rf"{ZERO}1[016789](?:{SEP}|[)）])(?=[\d -]{{0,8}}[*＊●○xX])(?=[\d*＊●○xX -]{{0,9}}\d)"
    rf"[\d*＊●○xX]{{3,4}}{SEP}[\d*＊●○xX]{{4}}(?![\d*＊●○])"
)
_LANDLINE = re.compile(
    rf"{START}[(（]?0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4])(?:[)）]|{SEP}){{0,2}}\d{{3,4}}{MAYBE}\d{{4}}{END}"
)
_SHARED = re.compile(rf"{START}1[568]\d\d{SEP}?\d{{4}}{END}|{START}080{SEP}\d{{3,4}}{SEP}\d{{4}}{END}")
# A number without its area code.
_LOCAL = re.compile(r"(?<![\d-])(?!1[568]\d\d)[2-9]\d{2,3}[-–ㅡ]\d{4}(?![\d-])")
_PERSONAL = re.compile(
    r"연락처|연락\s?주|연락\s?바|연락\s?[:：]|자택|집\s?전화|집\s?번호|(?:저희|우리|시골|제|본)\s?집|집(?:은|에는|으로|\s?[:：])|[가-힣]{2}\s?댁"
    r"|휴대|핸드폰|제\s?(?:전화|번호)|본인|전번|폰\s?번호|회신|받을\s?(?:번호|전화|곳)|집\s?\Z|가정|뒷\s?번호|휴대\s?전화|(?:어머니|아버지|엄마|아빠|남편|아내)"
)
_HOME_BEHIND = re.compile(r"\s?[(（]?\s?(?:자택|집(?!중|계|행|단|회|합|수|진|필|결)|댁|본가|시골집|부모님)")
_HOME_BEFORE = re.compile(r"자택|집\s?전화|집\s?번호|뒷\s?번호|휴대|핸드폰|폰\s?번호|연락\s?[:：]|연락처")
_OFFICE = re.compile(
    r"담당|문의|고객\s?센터|구청|시청|주민\s?센터|사무소|콜\s?센터|부서|복지관|[과팀](?=\W)|대표\s?번호|안내"
)


def find_personal_phones(text: str) -> Iterator[tuple[int, int]]:
    """Mobile, 050 and 070 numbers, and area-code numbers that a text gives as somebody's own."""
    if _MOBILE_CORE.search(text):
        for found in _MOBILE.finditer(text):
            if not is_named_otherwise(text, found) and not _EXAMPLE.search(found.group()):
                yield found.span()
        for found in _SPLIT.finditer(text):
            yield found.span(1)
        for pattern in (_STARRED, _WITHOUT_ZERO, _REGROUPED):
            for found in pattern.finditer(text):
                if not is_named_otherwise(text, found) and not _EXAMPLE.search(found.group()):
                    yield found.span()
    for found in _SAFE.finditer(text):
        yield found.span()
    for found in _LANDLINE.finditer(text):
        near = text[max(0, found.start() - 18) : found.start()]
        is_own = _PERSONAL.search(near) and not _OFFICE.search(near)
        if is_own or _HOME_BEHIND.match(text, found.end()):
            yield found.span()
    for found in _LOCAL.finditer(text):
        near = text[max(0, found.start() - 12) : found.start()]
        if _HOME_BEFORE.search(near) and not _OFFICE.search(near):
            yield found.span()


def find_spelled_phones(text: str) -> Iterator[tuple[int, int]]:
    """Mobile numbers with digits spelled in Hangul (공일공 일이삼사 …), look-alike letters or odd signs."""
    if _LOOSE_CORE.search(text):
        for found in _LOOSE.finditer(text):
            if not follows_other_name(text, found.start()) and not _EXAMPLE.search(found.group()):
                yield found.span()


def find_office_phones(text: str) -> Iterator[tuple[int, int]]:
    """Numbers with an area code, 15xx, 16xx, 18xx and 080 numbers."""
    for pattern in (_LANDLINE, _SHARED):
        for found in pattern.finditer(text):
            yield found.span()

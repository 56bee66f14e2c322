"""Finder of persons' names where the context says that a name stands there.

A name is a Korean surname and one or two more syllables (two surnames of two syllables likewise). Names
without such a context are left alone: guessing them from the text costs more readable words than it hides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from textmine.text.name_shape import FREQUENT, LONG, SURNAMES, is_name

Span = tuple[int, int]

_NAME = rf"(?:(?:{LONG})[가-힣]{{1,2}}|[{SURNAMES}][가-힣]{{1,2}})"
_SPACED = rf"(?:(?:{LONG})\s?[가-힣]\s?[가-힣]?|[{SURNAMES}]\s?[가-힣]\s?[가-힣])"
_LABELLED = re.compile(
    r"(?:이\s?름|성\s?명|성함|민원인|신고인|신고자|신청인|신청자|제보자|작성자|예금주|고소인|피고소인"
    r"|진정인|보호자|대리인|대표자|세대주|소유자|차주|글쓴이|담당자)"
    rf"\s{{0,3}}[:：=]\s{{0,3}}({_SPACED}|{_NAME})(?![가-힣])"
)
_LABELLED_CLOSE = re.compile(
    rf"(?:이름|성명|성함|민원인|신고인|신고자|신청인|신청자|제보자|작성자|예금주|진정인|세대주)\s?(?:은|는|이|가)?\s({_NAME})"
    r"(?=(?:은|는|이|가|을|를|의|과|와|님|씨|에게|께서|입니다|이고|이며|이라고|라고)?(?![가-힣]))"
)
_CALLED = re.compile(rf"(?<![가-힣])({_NAME})\s?(?:님|씨|귀하)(?![가-힣]*(?:앗|름|족|방))")
_SIGNED = re.compile(rf"(?<![가-힣])({_NAME})\s?(?:드림|올림|배상|拜上)(?![가-힣])")
_SELF = re.compile(
    rf"(?:저는|나는|제\s?이름은|본인은|저\s)\s{{0,2}}(?:[가-힣]{{1,10}}(?:에|에서)?\s?(?:사는|거주하는)\s)?"
    rf"([{FREQUENT}][가-힣]{{2}}|(?:{LONG})[가-힣]{{1,2}})(?=\s?이?(?:라고|입니다|이라|이고|예요|이에요))"
)
_TITLED = re.compile(
    rf"(?<![가-힣])({_NAME})\s(?:주무관|민원인|신고인|신청인|제보자|어르신|할머니|할아버지|군\b|양\b)"
)
# Pattern, whether the name must look like one to the syllable, the signs that the pattern needs, and what every match
# holds besides: found in a text at once, or the text has no such name.
_CONTEXTS: tuple[tuple[re.Pattern[str], bool, tuple[str, ...], re.Pattern[str]], ...] = (
    (_LABELLED, False, (":", "：", "="), re.compile(r"[름명함인자주이]\s{0,3}[:：=]\s{0,3}[가-힣]")),
    (
        _LABELLED_CLOSE, True, ("이름", "성명", "성함", "인", "자", "예금주", "세대주"),
        re.compile(r"(?:이름|성[명함]|민원인|신[고청][인자]|제보자|작성자|예금주|진정인|세대주)\s?[은는이가]?\s[가-힣]"),
    ),
    (_CALLED, True, ("님", "씨", "귀하"), re.compile("님|씨|귀하")),
    (_SIGNED, True, ("드림", "올림", "배상", "拜上"), re.compile("드림|올림|배상|拜上")),
    (_SELF, True, ("저는", "나는", "이름은", "본인은", "저 "), _SELF),
    (
        _TITLED, True,
        ("주무관", "민원인", "신고인", "신청인", "제보자", "어르신", "할머니", "할아버지", " 군", " 양"),
        re.compile(r"\s(?:주무관|민원인|신고인|신청인|제보자|어르신|할머니|할아버지|군|양)"),
    ),
)  # fmt: skip
# How far before and behind a sign a match can reach.
_BEFORE, _BEHIND = 12, 34


def find_names(text: str, public_names: Collection[str]) -> Iterator[Span]:
    """Names behind 이름:, 성명:, 민원인, before 님, 씨, 드림 and in 저는 …입니다; not those in ``public_names``."""
    for pattern, is_weak, signs, core in _CONTEXTS:
        if not core.search(text):
            continue
        for start, end in _windows(text, signs):
            for found in pattern.finditer(text, start, end):
                name = "".join(found.group(1).split())
                if name not in public_names and is_name(name, is_weak=is_weak):
                    yield found.span(1)


def _windows(text: str, signs: tuple[str, ...]) -> Iterator[Span]:
    """Stretches around the signs, those that overlap made one."""
    places = sorted(place for sign in signs if sign in text for place in _places(text, sign))
    if not places:
        return
    start, end = max(0, places[0] - _BEFORE), places[0] + _BEHIND
    for place in places[1:]:
        if place - _BEFORE > end:
            yield start, end
            start = place - _BEFORE
        end = place + _BEHIND
    yield start, end


def _places(text: str, sign: str) -> Iterator[int]:
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, place + len(sign))

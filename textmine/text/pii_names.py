"""Finder of persons' names where the context says that a name stands there.

A name is a Korean surname and one or two more syllables (two surnames of two syllables likewise). Names
without such a context are left alone: guessing them from the text costs more readable words than it hides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from textmine.text.not_names import NOT_NAMES

Span = tuple[int, int]

_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현"
    "함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예봉경사부가복태목형피두감음빈동온"
    "호범좌팽승간상시갈"
)
_LONG = "남궁|황보|제갈|선우|독고|사공|서문"
_FREQUENT = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현"
    "함변염여추도소석선설마길연표명기반라왕금옥"
)
# Syllables of given names (frequent ones); needed where the context is weak.
_GIVEN = frozenset(
    "가강건검경계고관광교구국권규균근금기길나남노다단달담대덕도동두란람래려련령로록룡루류률리린림마만말명"
    "모목무문미민바배백범벽별병보복본봉부빈사산삼상새서석선설섭성세소솔송수숙순승시신실심아안애양언엄여연"
    "열영예오옥온완왕요용우욱운웅원월위유윤율으은을음응의이익인일임자장재전정제조종주준중지진찬창채천철청"
    "초춘충치태택하학한해향헌혁현협형혜호홍화환황효후훈휘희흔"
)

_NAME = rf"(?:(?:{_LONG})[가-힣]{{1,2}}|[{_SURNAMES}][가-힣]{{1,2}})"
_SPACED = rf"(?:(?:{_LONG})\s?[가-힣]\s?[가-힣]?|[{_SURNAMES}]\s?[가-힣]\s?[가-힣])"
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
    rf"([{_FREQUENT}][가-힣]{{2}}|(?:{_LONG})[가-힣]{{1,2}})(?=\s?이?(?:라고|입니다|이라|이고|예요|이에요))"
)
_TITLED = re.compile(
    rf"(?<![가-힣])({_NAME})\s(?:주무관|민원인|신고인|신청인|제보자|어르신|할머니|할아버지|군\b|양\b)"
)
_TITLES = (
    "시장", "교수", "의원", "과장", "팀장", "국장", "부장", "차장", "청장", "대통령", "선생", "사장", "회장", "기사",
    "변호사", "판사", "검사", "장관", "총리", "의장", "대표", "부모",
    "계장", "실장", "이사", "반장", "관사", "사관", "민원을", "여사",
)  # fmt: skip
# Particles and endings that a word before the context may end in (민원인이 기관을, 소음으로 인하여 귀하).
_ENDINGS = tuple("여의을를에는만")

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
                if name not in public_names and _is_name(name, is_weak=is_weak):
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


def _is_name(name: str, *, is_weak: bool) -> bool:
    if name in NOT_NAMES or name[1:] in _TITLES or (is_weak and name.endswith(_ENDINGS)):
        return False
    given = name[2:] if name[:2] in _LONG.split("|") and len(name) > 2 else name[1:]
    if len(name) == 2:
        return not is_weak and name[0] in _FREQUENT and given in _GIVEN
    return all(syllable in _GIVEN for syllable in given) or (not is_weak and name[0] in _FREQUENT[:40])

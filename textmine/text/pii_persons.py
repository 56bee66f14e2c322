"""Finder of names beside words for persons: family, neighbours, parties of a case, those in charge.

Every word that has the shape of a name is looked at once; what stands before and behind it decides. That is ten times
as fast as looking for each word for a person.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from textmine.text.name_shape import FREQUENT, GIVEN, LONG, is_name

Span = tuple[int, int]

# What a name may follow, with a blank, a colon or a bracket between.
_PERSON_WORDS: Final = """
아들 딸아이 막내 손녀 손자 아내 남편 아버지 어머니 아버님 어머님 할머니 할아버지 할매 할배 동생 언니
오빠 누나 조카 친구 이모 삼촌 며느리 사위 장모 장인 배우자 자녀 큰딸 작은딸 손주 부인 전처 이웃 지인
동료 이장 통장 반장 동대표 회장 소장 담당 담당자 공무원 미화원 기사 간호사 원장 교장 담임 교사 대표
사장 점주 차주 소유자 명의자 계약자 예약자 가입자 입금자 참가자 참석자 피해자 가해자 사망자 당사자 고소인
진정인 임차인 임대인 집주인 세입자 세대주 세대원 보호자 대리인 신청인 신청자 신고인 신고자 접수자 처리자
작성자 제보자 예금주 운전자 경비원 경비 상담사 상담원 직원 실장 총무 조합장 위원장 센터장 건물주 땅주인
상속인 채무자 채권자 매수인 매도인 수령인 수취인 대표자 책임자 사람 주민 구민 시민 학생 어린이 환자
우리반 옆집 윗집 앞집 뒷집 아랫집 민원인 본인 명의 성명 이름 성함 예금주명 보호자명 신청자명 [이름]
[전화] [계좌] [카드] [이메일]
"""
_PERSONS: Final = (
    *_PERSON_WORDS.split(), "우리 반", "개명 전", "개명 후", " 처", " 딸", " 형", " 저", " 나",
)  # fmt: skip
_SUBJECTS: Final = (
    " 저는", " 나는", " 제가", " 내가", "본인은", "이름은", "이름이", "성함은", "성함이", "성함이요?", "여보세요",
    "아니라", "담당자는",
)  # fmt: skip
_LONG_SURNAMES: Final = frozenset(LONG.split("|"))
_SENTENCE_ENDS: Final = ".!?\n"
_BETWEEN: Final = " \t\n:：(,·及"

_LIKE_GIVEN = f"[{''.join(sorted(GIVEN))}]"
_NAME = rf"((?:{LONG})[가-힣]{{1,2}}|[{FREQUENT}](?:{_LIKE_GIVEN}[가-힣]|[가-힣]{_LIKE_GIVEN}))"
_LAST = "".join(sorted({word[-1] for word in _PERSONS} - {"]"}))
# The first character class skips most of a text; whether it ends a word for a person is looked at afterwards.
_BEHIND_PERSON = re.compile(
    rf"[{_LAST}\]][\s:：(,·]{{1,3}}{_NAME}"
    r"(?=(?:이?(?:가|는|은|를|을|의|와|과|도|랑|네|에게|한테|에서|로|고|며|임)|이|으로|께서?|님|씨|명의)?(?![가-힣])"
    r"|이?(?:입니다|인데|이에요|에요|예요|라고|라는|라네))"
)
_SAID: Final = re.compile("입니다|인데|에요|예요|라고|라는|라네|란 |올시다|임돠|여서|이고|이며")
_TITLES: Final = re.compile("과장|팀장|계장|주사님|주무관|여사|선생님|교수님|아줌마|아저씨|어르신|할머니|할아버지")
_BEFORE_TITLE = re.compile(rf"(?:\A|[^가-힣]){_NAME}\s?\Z")
_BEFORE_NUMBER = re.compile(rf"(?:\A|[^가-힣]){_NAME}\s?[,(:]?\s?(?:운전면허\s|여권\s|차량\s|명의\s)?\Z")
_NUMBER = re.compile(r"\[(?:전화|계좌|주민번호|차량번호|이메일|면허|여권|주소)\]")
_AGE = re.compile(r"\((?:만\s?)?(?:남|여|\d{1,2}\s?세)|외\s\d{1,3}\s?[인명]")
_FOREIGN = re.compile(
    r"(?:성\s?명|이름|성함|영문)\s?[:：]?\s?"
    r"([A-Z][A-Za-z]+(?:[ -][A-Za-z][A-Za-z-]*){1,3}|[\u4e00-\u9fff]{2,4})(?![A-Za-z\u4e00-\u9fff])"
)
_LIST_END = re.compile(r",\s?[가-힣]{3}\s(?:세|네|두|등|\d{1,2})\s?\d?\s?[명인]")
_LIST = re.compile(
    rf"(?<![가-힣])([{FREQUENT}][가-힣]{{2}})"
    r"(?=(?:\s?,\s?[가-힣]{3}){1,9}\s?(?:세|네|두|\d{1,2}|등)\s?\d?\s?[명인])"
)


def find_persons(text: str, public_names: Collection[str]) -> Iterator[Span]:
    """Names behind 아들, 이장, 피해자 …, before 과장님, before a masked number, and in …입니다; not the public ones."""
    for start, end in (*_behind_persons(text), *_said(text), *_marked(text)):
        if text[start:end] not in public_names and is_name(text[start:end], is_weak=True):
            yield start, end
    if "이름" in text or "성" in text or "영문" in text:
        for found in _FOREIGN.finditer(text):
            yield found.span(1)


def _behind_persons(text: str) -> Iterator[Span]:
    padded = f" {text}"  # the text's first word has a blank before it too
    found = _BEHIND_PERSON.search(padded)
    while found:
        before = padded[max(0, found.start() - 12) : found.start(1)].rstrip(_BETWEEN)
        if before.endswith(_PERSONS):
            yield found.start(1) - 1, found.end(1) - 1
        found = _BEHIND_PERSON.search(padded, found.start() + 1)


def _said(text: str) -> Iterator[Span]:
    """Names before 입니다, 라고 and the like, behind a subject or at the start of a sentence."""
    for found in _SAID.finditer(text):
        start, end = _word_before(text, found.start())
        if start >= 0 and _introduces(f" {text[max(0, start - 16) : start]}".rstrip(_BETWEEN)):
            yield start, end


def _word_before(text: str, place: int) -> Span:
    """Start and end of the word of a name's length that ends at ``place``, with or without 이; -1 where none does."""
    end = place - 1 if text[place - 1 : place] == "이" and not _begins_word(text, place - 3) else place
    start = end - 4 if text[end - 4 : end - 2] in _LONG_SURNAMES else end - 3
    if start >= 0 and text[start] in FREQUENT and _begins_word(text, start):
        return start, end
    return -1, -1


def _begins_word(text: str, place: int) -> bool:
    return place == 0 or (place > 0 and not "가" <= text[place - 1] <= "힣")


def _introduces(before: str) -> bool:
    is_subject = before.endswith(_SUBJECTS) or (before[-1:] in "은는이가" and before[:-1].endswith(_PERSONS))
    return is_subject or not before or before[-1] in _SENTENCE_ENDS


def _marked(text: str) -> Iterator[Span]:
    """Names beside a title, a masked number or an age, and names in a row that are counted."""
    yield from _before(_BEFORE_TITLE, text, (found.start() for found in _TITLES.finditer(text)))
    if "[" in text:
        yield from _before(_BEFORE_NUMBER, text, (found.start() for found in _NUMBER.finditer(text)))
    if "(" in text or "외 " in text:
        yield from _before(_BEFORE_TITLE, text, (found.start() for found in _AGE.finditer(text)))
    if "," in text and _LIST_END.search(text):
        for found in _LIST.finditer(text):
            yield found.span(1)


def _before(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[Span]:
    for place in places:
        left = max(0, place - 16)
        found = pattern.search(text[left:place])
        if found:
            yield left + found.start(1), left + found.end(1)

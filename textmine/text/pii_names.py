"""Finder of persons' names where the context says that a name stands there.

A name is a Korean surname and one or two more syllables (two surnames of two syllables likewise). Names
without such a context are left alone: guessing them from the text costs more readable words than it hides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from textmine.text.name_shape import FREQUENT, LIKELY, LONG, POSSIBLE, PROBABLE, SURE, SURNAMES, is_foreign, name_shape
from textmine.text.pii_contexts import PERSONS
from textmine.text.pii_persons import find_persons
from textmine.text.pii_signs import places

Span = tuple[int, int]

_NAME = rf"(?:(?:{LONG})[가-힣]{{1,2}}|[{SURNAMES}][가-힣]{{1,2}})"
_SPACED = rf"(?:(?:{LONG})\s?[가-힣]\s?[가-힣]?|[{SURNAMES}]\s?[가-힣]\s?[가-힣])"
# What stands behind a label, and the labels: those that name a person for certain, and those that may.
_LABELLED = re.compile(rf"[:：=]\s{{0,3}}({_SPACED}|{_NAME}|[{SURNAMES}]\s[가-힣])(?![가-힣])")
_LABEL = re.compile(
    r"(?:(?P<sure>이\s?름|성\s?명|성함|민원인|신고인|신고자|신청인|신청자|제보자|작성자|예금주|고소인|진정인|보호자|대리인|대표자|세대주"
    r"|소유자|차주|글쓴이|담당자|배우자|자녀|환자|고객|학생)[명님]?"
    r"|(?:받는|받으실|보내는|보낸)\s?(?:분|이|사람)|[가-힣]{1,6}(?:[명인자주생부모장원]|담당|대표|참석|수신|발신)|[부모자녀처]|담당|대표|수신|발신|참석)"
    r"\s{0,2}(?:[(（/][^()（）\n:]{1,8}[)）]?)?\s{0,3}\Z"
)
# A label and its rarest character, which is found faster.
_LABELS = (
    ("명", "성명"), ("명", "성 명"), ("름", "이름"), ("함", "성함"), ("영", "영문"),
    ("예", "예금주"), ("청", "신청인"), ("청", "신청자"), ("민", "민원인"),
    ("담", "담당자"), ("참", "참가자"), ("m", "ame"), ("M", "AME"),
)  # fmt: skip
# What stands behind a label without a colon: a name that touches it, one with blanks in it, one of two syllables.
_BEHIND_LABEL = (
    re.compile(rf"([{FREQUENT}][가-힣]{{2}})(?=연락처|전화|주소|주민|생년|나이|이고|입니다|이며|[^가-힣]|\Z)"),
    re.compile(rf"\s{{1,3}}([{FREQUENT}]\s[가-힣]\s[가-힣])(?![가-힣])"),
    re.compile(rf"[은이]?\s([{FREQUENT[:12]}윤곽엄류홍황권허백][가-힣])(?=[이가를의와]?\s?(?:[^가-힣]|\Z)|입니다|이에요|예요|이고|인데|이라고)"),
)
_WRITTEN = frozenset(("성명", "성 명", "이름", "성함", "영문", "ame", "AME"))
_FOREIGN = re.compile(
    r"\s?[:：]?\s?([A-Z][A-Za-z]+(?:[ -][A-Za-z][A-Za-z-]*){1,3}|[\u4e00-\u9fff]{2,4})(?![A-Za-z\u4e00-\u9fff])"
)
_ALIEN = r"[가-힣]{2,7}?(?:\s[가-힣]{1,6}){0,2}"
_ALIEN_BEHIND = re.compile(
    rf"[은이]?\s?(?P<colon>[:：]\s?|\s)(?P<name>{_ALIEN}?)(?=\s?(?:이?라고|입니다|[^가-힣 ]|\Z))"
)
_ALIEN_BEFORE = re.compile(rf"(?:\A|[^가-힣 ]\s?|저는 )(?P<name>{_ALIEN}?)이?[\s(]{{0,2}}\Z")
_ALIEN_SIGNS = ("드림", "올림", "배상", "라고 ", "외국인", "여권")
_CALLS = ("님", "씨", "귀하", "드림", "올림", "배상", "拜上")
_NO_CALL = frozenset("앗름족방픽")
# 솜씨, 글씨, 날씨, 말씨 …
_TASTE = frozenset("솜글날말맵불맘")
_BEFORE_CALL = re.compile(rf"(?<![가-힣])({_NAME})\s?\Z")
_ALIEN_WORD = re.compile(r"(?<![가-힣])([가-힣]{3,6})\s?\Z")
_SELF = re.compile(rf"는?\s{{1,2}}([{FREQUENT}][가-힣])(?=\s?이?(?:라고|입니다|이라|예요|이에요)|인데요)")


def find_names(text: str, public_names: Collection[str]) -> Iterator[Span]:
    """Names behind 이름:, 성명:, 민원인, before 님, 씨, 드림, in 저는 …입니다; not those in ``public_names``."""
    for start, end in _names(text):
        if "".join(text[start:end].split()) not in public_names:
            yield start, end


def _names(text: str) -> Iterator[Span]:
    if ":" in text or "：" in text or "=" in text:
        yield from _labelled(text)
    for label in [label for rare, label in _LABELS if rare in text and label in text]:
        for place in places(text, (label,)):
            yield from _behind(text, place + len(label), label in _WRITTEN)
    if "저" in text:
        for place in places(text, "저"):
            found = _SELF.match(text, place + 1)
            if found and name_shape(found.group(1)) >= LIKELY:
                yield found.span(1)
    calls = [call for call in _CALLS if call in text]
    if calls:
        yield from _called(text, calls)
    for place in places(text, [sign for sign in _ALIEN_SIGNS if sign in text]):
        left = max(0, place - 24)
        found = _ALIEN_BEFORE.search(text[left:place])
        if found and is_foreign(found["name"], is_labelled=False):
            yield left + found.start("name"), left + found.end("name")
    yield from find_persons(text)


def _labelled(text: str) -> Iterator[Span]:
    for found in _LABELLED.finditer(text):
        label = _LABEL.search(text[max(0, found.start() - 24) : found.start()])
        if label:
            name = "".join(found.group(1).split())
            is_person = label["sure"] or label.group().split("(")[0].strip() in PERSONS
            if name_shape(name) >= (POSSIBLE if label["sure"] else LIKELY if is_person and len(name) > 2 else SURE):
                yield found.span(1)


def _behind(text: str, place: int, is_written: bool) -> Iterator[Span]:
    """Names that begin where a label ends; foreign ones only where it says 성명, 이름 or has a colon."""
    for pattern in _BEHIND_LABEL:
        found = pattern.match(text, place)
        if found and name_shape("".join(found.group(1).split())) >= LIKELY:
            yield found.span(1)
    if is_written:
        found = _FOREIGN.match(text, place)
        if found:
            yield found.span(1)
    found = _ALIEN_BEHIND.match(text, place)
    if found:
        has_colon = not found["colon"].isspace()
        if (is_written or has_colon) and is_foreign(found["name"], is_labelled=has_colon):
            yield found.span("name")


def _called(text: str, calls: list[str]) -> Iterator[Span]:
    """Names before 님, 씨, 귀하, 드림, 올림, 배상."""
    for call in calls:
        for place in places(text, (call,)):
            if text[place + len(call) : place + len(call) + 1] in _NO_CALL or text[place - 1 : place] in _TASTE:
                continue
            left = max(0, place - 8)
            found = _BEFORE_CALL.search(text[left:place])
            if found and name_shape(found.group(1)) >= (LIKELY if call == "님" else PROBABLE):
                yield left + found.start(1), left + found.end(1)
                continue
            found = _ALIEN_WORD.search(text[left:place])
            if found and is_foreign(found.group(1), is_labelled=False):
                yield left + found.start(1), left + found.end(1)

"""Finders of addresses that lead to a home: apartment and room, road address, lot number."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_ROOM = re.compile(
    r"(?<![\d가-힣A-Za-z])(?:제\s?)?(?:\d{1,4}|[가나다라마바사A-Za-z])\s?동\s{0,2}(?:제\s?)?(?:지하\s?|[Bb])?\d{1,4}\s?호(?![선기])"
    r"|(?<=[가-힣])(?:\d{1,4}|[A-Z])동\s{0,2}(?:제\s?)?\d{1,4}\s?호(?![선기])"
    r"|(?<![\d제-])(?<!사서함 )(?!(?:19|20)\d\d)\d{2,4}\s?[-/]\s?\d{3,4}\s?호(?![선기])"
    r"|\d(?:\s\d){1,3}\s?동\s?\d(?:\s\d){1,3}\s?호"
)
# A room where the word beside it says that somebody lives there, with or without the building.
_HOME = re.compile(
    r"[가-힣]{1,8}(?:빌라?|연립|맨션|원룸|고시원|고시텔|오피스텔|아파트|타운|하이츠|프라자|빌딩|주택|상가|옥탑|하우스)\s?"
    r"(?:\d{1,3}\s?동\s?)?(?:지하|지층|\d{1,2}\s?층)?\s?[Bb]?\d{1,4}\s?호(?![선기])"
    r"|옥탑\s?\d{1,4}\s?호|\d{3,4}\s?호(?=\s?(?:에\s?)?(?:사는|살고|살아|삽니다|거주|세대주|세입자|입주민|우리\s?집))"
    r"|(?<=[옆윗앞뒷]집 )\d{3,4}\s?호|(?<=아랫집 )\d{3,4}\s?호"
    r"|(?<![\d가-힣])\d{1,4}\s?동\s\d{3,4}(?=\s?(?:층간|거주|사는|살고|세대|입니다|주민))"
)
_PART_OF_ADDRESS = r"(?:,?\s?(?:\d{1,4}\s?동\s?)?(?:지하\s?)?\d{1,4}\s?(?:호(?![선기])|층(?:\s?\d{1,4}\s?호)?(?!간)))?"
# The number of a road address, and what must not follow it: units, so that '전화로 3번' and '앞으로 2018년' stay.
_UNIT = (
    r"(?:\s?(?:차로|차선|개|분|초|일|월|년|시간|시|번|길|명|인|가(?![-\s]?\d)|층|호선|m|M|미터|km|KM|㎞|%|퍼센트"
    r"|만|천|백|원|회|배|대|건|차|주(?!택)"
    r"|평|살|세|종|위|점|km|리터|킬로|키로|도|달"
    r"|단계|급|학년|반(?!지하)|팀|인분|여|억|조|번째|등|가지|군데|쪽|페이지|[.,:]\d|[~∼]))"
)
_ROAD = re.compile(
    r"(?:대로|로|길)(?P<branch>\s?\d{1,4}\s?번?\s?(?:가|나|다|라)?\s?길)?\s?(?:지하\s?)?(?P<number>\d{1,4}(?:\s?-\s?\d{1,4})?)"
    rf"(?![\d-]|\[주소)(?!{_UNIT}){_PART_OF_ADDRESS}"
)
# A road and a number where what follows says that it is an address.
_ROAD_SAID = re.compile(
    rf"(?<![가-힣])[가-힣]{{2,6}}(?:대로|로|길)\s?\d{{1,3}}(?:-\d{{1,3}})?{_PART_OF_ADDRESS}"
    r"(?=\s?(?:에\s?(?:살|사는|거주)|(?:으)?로\s?(?:이사|보내|와서|와\s?주|오세)|\([가-힣]{2,5}동\)|,\s?\d{1,4}\s?호))"
)
_ROAD_LEFT = re.compile(
    r"(?:[가-힣]{1,7}(?:특별시|광역시|특별자치시|도|시|군|구|읍|면)\s?){0,4}[가-힣][가-힣0-9·]{0,11}\Z"
)
_ADMIN_BEFORE = re.compile(r"[가-힣](?:시|군|구|읍|면|동)\s?[가-힣0-9·]{1,12}\Z")
# Words that end like a road: particles, adverbs and nouns of everyday complaints.
_NOT_ROAD = re.compile(
    r"(?:^|[\s가-힣])(?:으|바|별|서|따|새|스스|홀|절|저절|함부|제멋대|마음대|그대|이대|반대|순서대|뜻대|차례|추가|실제|도|선|경|진|통|차|철|수|항"
    r"|활주|산책|보|회|기|피|미|난|전화|번호|문자|카드|현금|버스|택시|지하철|자|별도|최대|최소|총|평균|하루|매일|주|때|예|대체|정말"
    r"|무료|유료|공식|정식|임시|단계|종류|홈페이지|이메일|메일|팩스|등기|우편|사이|뒤|앞|옆|위|아래|거리|곳|쪽|방향|밖|안)?\Z"
)
_LOT = re.compile(
    rf"(?:산\s?)?(?<![\d-])\d{{1,4}}(?:\s?[-의]\s?\d{{1,4}})?\s?번지(?:\s?\d{{1,3}}\s?호)?{_PART_OF_ADDRESS}"
    rf"|(?<=[가-힣][동리])\s(?:산\s?)?\d{{1,4}}-\d{{1,4}}(?![\d-]|\s?번지){_PART_OF_ADDRESS}"
    r"|(?<=\d가)\s\d{1,3}-\d{1,3}(?![\d-])|(?<=[가-힣]리)\s(?:산\s?)?\d{1,4}(?:-\d{1,4})?(?=에|\s|$)(?!\s?(?:번|명|개|건))"
)
# What every match of the three holds; found faster than they fail.
_BUILDING = re.compile(r"\d\s?동\s\d{3}")
_ROOM_END = re.compile(r"\d\s?호")
_ROAD_NUMBER = re.compile(r"[로길]\s?(?:지하\s?)?\d")
_LOT_NUMBER = re.compile(r"(?:[동가]\s(?:산\s?)?\d{1,4}-|리\s(?:산\s?)?)\d")
_VILLAGE = re.compile(r"[읍면]\s[가-힣]{1,4}리\Z")
_LOT_LEFT = re.compile(r"(?:[가-힣]{1,7}(?:시|군|구|읍|면)\s){0,3}[가-힣0-9]{1,8}[동리가]\s?\Z")


def find_addresses(text: str) -> Iterator[Span]:
    """Apartment and room (101동 1203호), road address with a house number, lot number (번지 or 동 12-3)."""
    if ("호" in text and _ROOM_END.search(text)) or ("동" in text and _BUILDING.search(text)):
        for found in _ROOM.finditer(text):
            yield found.span()
        for found in _HOME.finditer(text):
            yield found.span()
    if _ROAD_NUMBER.search(text):
        for found in _ROAD.finditer(text):
            start = _road_start(text, found)
            if start is not None:
                yield start, found.end()
        for found in _ROAD_SAID.finditer(text):
            yield found.span()
    if "번지" not in text and not _LOT_NUMBER.search(text):
        return
    for found in _LOT.finditer(text):
        left_from = max(0, found.start() - 40)
        before = text[left_from : found.start()]
        left = _LOT_LEFT.search(before)
        number = found.group()
        if number[0].isspace() and "-" not in number and not _VILLAGE.search(before):
            continue
        if left or number[0].isspace() or number.endswith("호"):
            yield left_from + left.start() if left else found.start(), found.end()


def _road_start(text: str, found: re.Match[str]) -> int | None:
    left_from = max(0, found.start() - 40)
    before = text[left_from : found.start()]
    left = _ROAD_LEFT.search(before)
    if left is None:
        return None
    suffix = found.group()[:2]
    named = before[left.start() :]
    is_sure = found["branch"] is not None or _ADMIN_BEFORE.search(before) is not None
    if not is_sure and (_NOT_ROAD.search(named) or (suffix[0] == "길" and len(named.split()[-1]) < 2)):
        return None
    if named.endswith("으") and suffix[0] == "로":
        return None
    return left_from + left.start()

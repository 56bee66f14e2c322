"""Finders of addresses that lead to a home: apartment and room, road address, lot number."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HOMES = (
    "빌딩|빌라트|빌리지|빌라|빌|연립|맨션|맨숀|원룸|투룸|고시원|고시텔|오피스텔|아파트|[aA][pP][tT]|타운|타워|하이츠|프라자|플라자|주택|상가|옥탑|하우스|모텔|여관|요양원|캐슬|파크|팰리스"
    "|힐스|스테이트|자이|푸르지오|래미안|더샵|위브|시티|센트럴|레지던스|생활관|기숙사|편한세상|마을|단지|차"
)
_HO = r"호(?![선기차])"
_BUILDING_PART = r"(?:제\s?)?(?:\d{1,4}|[가나다라마바사A-Za-z]|에이|비|씨|디)\s?동"
_FLOOR = r"(?:(?:제\s?)?\d{1,2}\s?층\s{0,2})?"
_ROOM_PART = rf"(?:제\s?)?(?:반?지하\s?|지층\s?|[BbA-D]-?)?\d{{1,4}}\s?{_HO}"
# What stands before the building and belongs to it: 가온마을 7단지 702동 1101호.
_COMPLEX = re.compile(r"[가-힣A-Za-z]{1,10}\s?\d{1,2}\s?(?:단지|차)\s?\Z|[가-힣A-Za-z]{1,8}\Z")
_COUNT = "[일이삼사오육칠팔구십백천]"
_ROOM = re.compile(
    rf"(?<![\d가-힣A-Za-z]){_BUILDING_PART}(?:\s{{0,2}}|[,/의-]\s?){_FLOOR}{_ROOM_PART}"
    rf"|(?<=[가-힣])(?:\d{{1,4}}|[A-Z])\s?동\s{{0,2}}{_FLOOR}{_ROOM_PART}"
    rf"|(?<![\d제-])(?<!사서함 )(?!(?:19|20)\d\d)\d{{2,4}}\s?[-/]\s?\d{{3,4}}\s?{_HO}"
    r"|\d(?:\s\d){1,3}\s?동\s?\d(?:\s\d){1,3}\s?호"
    rf"|(?<![\dOo])(?=\d?[Oo\d]{{1,3}}동)\d[\dOo]{{1,3}}\s?동\s?\d[\dOo]{{1,3}}\s?{_HO}"
    r"|(?<!\d)\d{3,4}\s?동\s?(?!(?:19|20)\d\d)\d{3,4}(?![\d-]|,\d|\s?(?:세대|가구|명|원|년|개|건|만|m|㎡|번|대|동|층|평|호))"
)
# A room where the word beside it says that somebody lives there, with or without the building.
_LIVES = (
    r"\s?(?:에\s?|에서\s?)?(?:사는|살고|살아|살며|삽니다|거주|세대주|세입자|입주|주민|우리\s?집|아저씨|아줌마|아주머니|할머니|할아버지|어르신|이웃|집(?!회)"
    r"|인데|현관|문\s?앞|베란다|천장|피아노|뛰|시끄|떠들|층간|담배|발소리|발망치|누수|쿵|개\s|강아지|애들|아이들|소음)"
)
_HOME = re.compile(
    rf"(?:{_HOMES})\s?\)?(?:\d{{1,2}}\s?(?:단지|차)\s?)?(?:\d{{1,4}}\s?동\s?)?{_FLOOR}(?:지하|지층)?\s?[A-Da-d]?-?\d{{1,4}}\s?{_HO}"
    r"|(?:아파트|[aA][pP][tT]|편한세상|자이|캐슬|래미안|푸르지오|마을|단지|빌라|맨션)\s?(?:\d{1,2}\s?(?:단지|차)\s?)?\d{2,4}\s?[-/]\s?\d{3,4}(?!\d)"
    r"|(?:빌라|연립|다세대|맨션|원룸|주택)\s?(?:\d{1,3}\s?동\s?)?(?:지하\s?)?\d{1,2}\s?층(?!짜리|간|\s?(?:짜리|건물|이상|이하))"
    rf"|(?:옥탑|반지하|지층)\s?\d{{1,4}}\s?{_HO}|(?<![가-힣])(?:지하|[Bb])\s?\d{{1,3}}\s?{_HO}(?!\s?(?:강의|회의|강좌|교육|주차))"
    rf"|(?<![\d-])\d{{3,4}}\s?호(?={_LIVES})|(?:[옆윗앞뒷]|아랫)집\s\d{{3,4}}\s?호|(?<![가-힣])(?:위|아래|옆|앞)층?\s\d{{3,4}}\s?호"
    r"|(?<![\d-])\d{2,4}-\d{3,4}(?=\s?(?:에\s?)?(?:사는|살고|살아|거주))"
    r"|(?:(?<=집\s)|(?<=집[은이]\s)|(?<=사는\s)|(?<=하는\s)|(?<=호실\s))\d{3,4}\s?호(?![선기차]|\s?(?:회의|강의|교육))|(?<=집[은이]\s)\d{1,4}\s?동\s?\d{1,2}\s?층"
    r"|(?<![\d가-힣])\d{1,4}\s?동\s\d{3,4}(?=\s?(?:층간|거주|사는|살고|세대|입니다|주민))"
)
_AREA = r"\([가-힣0-9, ]{2,20}\)"
_PART_OF_ADDRESS = (
    rf"(?:[,\s]{{0,2}}{_AREA})?(?:,?\s?[가-힣A-Za-z]{{1,10}}(?:{_HOMES}))?(?:[,\s]{{0,2}}(?:{_BUILDING_PART}\s{{0,2}})?{_FLOOR}{_ROOM_PART}"
    r"|[,\s]{0,2}(?:지하\s?)?\d{1,2}\s?층(?!간)(?:\s?\d{1,4}\s?호(?![선기]))?|[,\s]{0,2}(?:반지하|지층|옥탑))?"
)
# The number of a road address, and what must not follow it: units, so that '전화로 3번' and '앞으로 2018년' stay.
_UNIT = (
    r"(?:\s?(?:차로|차선|개|분|초|일|월|년|시간|시|번(?!지)|길|명|인|가(?![-\s]?\d)|층|호선|m|M|미터|km|KM|㎞|%|퍼센트"
    r"|만|천|백|원|회|배|대|건|차|주(?!택)"
    r"|평|살|세|종|위|점|km|리터|킬로|키로|도|달"
    r"|단계|급|학년|반(?!지하)|팀|인분|여|억|조|번째|등|가지|군데|쪽|페이지|[.,:]\d|[~∼]))"
)
_SUB = r"\d{1,4}(?:\s?[-－–]\s?\d{1,4})?"
_ROAD = re.compile(
    rf"(?:대로|로|길)(?P<branch>\s?\d{{1,4}}\s?번?\s?(?:가|나|다|라)?\s?길)?\s?(?:지하\s?)?(?P<number>{_SUB})"
    rf"(?![\d-]|\[주소)(?!{_UNIT})(?:\s?번지)?{_PART_OF_ADDRESS}"
)
# What stands behind or before a road and its number when it is where somebody lives.
_SAID_BEHIND = re.compile(
    r"\s?(?:(?:이?에\s?)?(?:살|사는|거주|있는|위치)|(?:으)?로\s?(?:이사|보내|와서|와\s?주|오세|발송|배송|우편|등기|부쳐|고지)|에서"
    r"|집|앞집|옆집|뒷집|윗집|단독|다세대|빌라|주택|상가|건물(?!이\s?많)|반지하|지층|번지|1층|지하|앞|옆|뒤|맞은편|건너편|인근|부근|이?(?:예요|에요|입니다|이에요|이고|인데|임)(?![가-힣]))"
)
_SAID_BEFORE = re.compile(
    r"(?:주소|주소지|거주지|거주|소재지|본적|배송지|수령지|현주소|받을\s?곳|받는\s?곳|보낼\s?곳|보내실\s?곳|사는\s?곳|살던\s?곳|집|저희\s?집|우리\s?집|가게|점포|사무실"
    r"|우편물?|등기|고지서|택배|우편번호|위치|이사\s?온|이사\s?간|\[이름\]|\[전화\])[은는이가을를도]?\s?[:：,/(]?\s?(?:\d{5}\s?)?\Z"
)
# The last word before a number that belongs to its address, and the words for regions before that.
_ROAD_NAME = re.compile(r"[가-힣][가-힣0-9·]{0,11}\Z")
_REGION = re.compile(
    r"(?:[가-힣]{1,7}(?:시|도|군|구|읍|면)|(?<![가-힣])(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주))\s?\Z"
)
_MOST_REGIONS = 4
_NUMBERED = re.compile(r"[가-힣]{2}\d{1,3}\Z")
_ADMIN_BEFORE = re.compile(r"[가-힣](?:시|군|구|읍|면|동)\s?[가-힣0-9·]{1,12}\Z")
# Words that end like a road: particles, adverbs and nouns of everyday complaints.
_NOT_ROAD = re.compile(
    r"(?:(?:\A|\s)(?:으|바|별|서|따|새|홀|절|경|진|수|항|보|회|기|피|미|난|자|주|때|예|뒤|앞|옆|위|곳|쪽|밖|안|뒷|샛|흙|눈|꽃|산|물|논|밭)"
    r"|도|선|통|차|철|스스|저절|함부|제멋대|마음대|그대|이대|반대|순서대|뜻대|차례|추가|실제|활주|산책|전화|번호|문자|카드|현금|버스|택시|지하철"
    r"|별도|최대|최소|총|평균|하루|매일|대체|정말|무료|유료|공식|정식|임시|단계|종류|홈페이지|이메일|메일|팩스|등기|우편|사이|아래|거리|방향"
    r"|출근|퇴근|등교|하교|하굣|등굣|오는|가는|골목|오솔|갈림|지름|비탈|언덕|자갈|빙판)\Z"
)
_LOT_END = (
    r"(?![\d-]|\s?번지"
    r"|\s?(?:차|세대|단지|호선|구역|반|통|명|개|번|동|층|일|월|시|주|km|m|원|건|회|조|형|급|학년|대))"
)
_NUMBERED_LOT = re.compile(
    rf"(?:산\s?)?(?<![\d-])\d{{1,4}}(?:\s?[-의–－]\s?\d{{1,4}})?\s?번지(?:\s?\d{{1,3}}\s?호)?{_PART_OF_ADDRESS}"
)
_LOT = re.compile(
    rf"(?:(?<=[가-힣][동리읍면])|(?<=[가-힣]\d리))\s?(?:산\s?)?\d{{1,4}}(?:[-–－]|다시|의)\d{{1,4}}{_LOT_END}{_PART_OF_ADDRESS}"
    rf"|(?<=\d가)\s\d{{1,3}}-\d{{1,3}}(?![\d-])"
    r"|(?<=[가-힣]리)\s(?:산\s?)?\d{1,4}(?:-\d{1,4})?(?=에|\s|$)(?!\s?(?:번|명|개|건))"
)
# Words that end like a village or a quarter.
_NOT_PLACE = re.compile(
    r"(?:거|처|관|정|수|머|자|소|논|심|유|요|다|허|분|물|승|권|금|비|오|도|마|서|우|의|원|윤|대|편|영|격|조|무|줄|뿌|꼬|빨|멀"
    r"|[상하좌])리\s?\Z"
    r"|(?<![가-힣])(?:[활운행이노변자충진감전출공아작연구합]동|가동)\s?\Z"
)
# What every match of the three holds; found faster than they fail.
_BUILDING = re.compile(r"[\dOo]\s?동\s{0,2}(?:제\s?)?[\dOo]")
_ROOM_END = re.compile(r"[\d십백천일이삼사오육칠팔구]\s?호")
_ROAD_NUMBER = re.compile(r"[로길]\s?(?:지하\s?)?\d")
_LOT_NUMBER = re.compile(r"[동가읍면리]\s?(?:산\s?)?\d{1,4}(?:[-–－다의에\s]|\Z)")
_FLOOR_END = re.compile(
    r"\d-\d{3,4}\s?(?:에\s?)?[사살거]|(?:빌라|연립|다세대|맨션|원룸|주택)\s?(?:\d{1,3}\s?동\s?)?(?:지하\s?)?\d{1,2}\s?층|[가-힣tT]\s?(?:\d{1,2}\s?(?:단지|차)\s?)?\d{2,4}\s?[-/]\s?\d{3,4}(?!\d|\s?-)"
)
_VILLAGE = re.compile(r"[읍면]\s[가-힣]{1,4}리\Z")
_HAMLET = re.compile(r"[가-힣]{2}리\Z")
_LIVING = re.compile(r"\s?에\s?(?:살|사는|거주)")
_LOT_NAME = re.compile(r"[가-힣0-9]{1,8}[동리가읍면]\s?\Z")
_POSTCODE = re.compile(r"(?:우편번호\s?)?(?:[(（]\s?우\s?[)）]\s?|[(（]\s?|우\s?[)）]\s?)?\d{5}\s?[)）]?\s?[,/]?\s?\Z")
_SPELLED_ROAD = re.compile(
    rf"[가-힣]{{2,6}}(?:로|길)\s?{_COUNT}{{1,5}}\s?번?길\s?{_COUNT}{{1,5}}(?:\s?번지)?(?![가-힣])"
)
_SPELLED_CORE = re.compile(rf"[백십]{_COUNT}{{0,3}}\s?(?:번?길|동)|[백천]{_COUNT}{{0,4}}\s?호")
_SPELLED_ROOM = re.compile(
    rf"(?<![가-힣]){_COUNT}{{1,6}}동\s?(?={_COUNT}{{0,6}}[백천]){_COUNT}{{1,7}}호"
)


def find_rooms(text: str) -> Iterator[tuple[int, int]]:
    """Apartment and room (101동 1203호), and rooms where somebody lives."""
    is_room = "호" in text and _ROOM_END.search(text)
    if is_room or ("동" in text and _BUILDING.search(text)) or _FLOOR_END.search(text):
        for pattern in (_ROOM, _HOME):
            for found in pattern.finditer(text):
                left = max(0, found.start() - 18)
                name = _COMPLEX.search(text[left : found.start()])
                yield left + name.start() if name else found.start(), found.end()


def find_roads(text: str) -> Iterator[tuple[int, int]]:
    """Road addresses with a house number."""
    if _ROAD_NUMBER.search(text):
        for found in _ROAD.finditer(text):
            start = _road_start(text, found)
            if start is not None:
                yield _with_postcode(text, start), found.end()


def find_lots(text: str) -> Iterator[tuple[int, int]]:
    """Lot numbers (번지 or 동 12-3)."""
    patterns = []
    if "번지" in text:
        patterns.append(_NUMBERED_LOT)
    if _LOT_NUMBER.search(text):
        patterns.append(_LOT)
    for pattern in patterns:
        for found in pattern.finditer(text):
            start = _lot_start(text, found)
            if start is not None:
                yield _with_postcode(text, start), found.end()


def find_spelled_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Addresses with their numbers spelled in Hangul (나래로 십이길 삼십사, 백일동 천일호)."""
    if ("십" in text or "백" in text) and _SPELLED_CORE.search(text):
        for pattern in (_SPELLED_ROAD, _SPELLED_ROOM):
            for found in pattern.finditer(text):
                yield found.span()


def _with_postcode(text: str, start: int) -> int:
    left = max(0, start - 16)
    found = _POSTCODE.search(text[left:start])
    return left + found.start() if found else start


def _from_region(before: str, start: int) -> int:
    """Where the regions begin that stand before ``start``: 경기도 나래시 가람구."""
    for _ in range(_MOST_REGIONS):
        region = _REGION.search(before[:start])
        if region is None:
            break
        start = region.start()
    return start


def _lot_start(text: str, found: re.Match[str]) -> int | None:
    left_from = max(0, found.start() - 40)
    before = text[left_from : found.start()]
    left = _LOT_NAME.search(before)
    number = found.group()
    is_marked = "번지" in number
    if not is_marked:
        if not left or (_NOT_PLACE.search(before) and not _ADMIN_BEFORE.search(before)):
            return None
        is_pair = any(sign in number for sign in "-–－의다")
        is_village = _VILLAGE.search(before) or (_HAMLET.search(before) and _LIVING.match(text, found.end()))
        if not is_pair and not is_village:
            return None
    if left:
        return left_from + _from_region(before, left.start())
    return found.start() if number.endswith("호") else None


def _road_start(text: str, found: re.Match[str]) -> int | None:
    left_from = max(0, found.start() - 40)
    before = text[left_from : found.start()]
    left = _ROAD_NAME.search(before)
    if left is None:
        return None
    suffix = found.group()[:2]
    named = before[left.start() :]
    if named.endswith("으") and suffix[0] == "로":
        return None
    place = left_from + _from_region(before, left.start())
    if found["branch"] is not None or _NUMBERED.search(named) or _ADMIN_BEFORE.search(before) is not None:
        return place
    if _NOT_ROAD.search(named) or len(named.split()[-1]) < 2:
        return None
    place = left_from + left.start()
    is_said = not found["number"].isdecimal() or found.end() > found.end("number") + 1 or "지하" in found.group()
    if is_said or _SAID_BEHIND.match(text, found.end()) or _SAID_BEFORE.search(text[max(0, place - 16) : place]):
        return place
    return None

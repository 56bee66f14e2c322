"""What a Korean name looks like: surnames, syllables of given names, and what only looks like one."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from textmine.text.not_names import NOT_NAMES

SURNAMES: Final = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현"
    "함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예봉경사부가복태목형피두감음빈동온"
    "호범좌팽승간상시갈계독리"
)
LONG: Final = "남궁|황보|제갈|선우|독고|사공|서문"
# Second syllables of the long surnames: their first ones are surnames too.
LONG_SECOND: Final = "궁보갈우고공문"
FREQUENT: Final = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현"
    "함변염여추도소석선설마길연표명기라왕금옥탁국계봉탈편용예제갈위"
)
# Syllables of given names (frequent ones); needed where the context is weak.
GIVEN: Final = frozenset(
    "가강건검경계고관광교구국권규균근금기길나남노다단달담대덕도동두란람래려련령로록룡루류률리린림마만말명모목무문"
    "미민바배백범벽별병보복본봉부빈사산삼상새서석선설섭성세소솔송수숙순승시신실심아안애양언엄여연열영예오옥온완왕"
    "요용우욱운웅원월위유윤율으은을음응의이익인일임자장재전정제조종주준중지진찬창채천철청초춘충치태택하학한해향헌"
    "혁현협형혜호홍화환황효후훈휘흔희표팔출례샛끝년극름늘봄빛결판돌득맹막점난녀벼잎롬꽃겨레누비식솜몽갑렬평칠필훤"
    "혼섬슬분라랑샘랜걸간겸곤군량매묵샤엘윌"
)
# The syllables that most given names begin and end with.
_FIRST: Final = frozenset(
    "가건경광국규금기나남다대덕도동두라리말명무문미민범병보복봉분상새서석선설성세소솔송수숙순슬승시아애언여연영예"
    "오옥완용우운원유윤은을의이인일자재점정종주준지진찬창채철춘충태하학한해향현형혜호홍화환효희판끝갑"
)
_LAST: Final = frozenset(
    "담건겸경곤구국권규균근금기길나남녀년늘덕돌동득란람랑래례록룡린림만명미민배범별병복봄봉분빈빛서석선섭성솔수숙순"
    "슬승식심아안애연열엽영예옥용우욱운웅원월윤율은의이익인일임자재정주준지진찬창채천철출태택팔필하학한향헌혁현형"
    "혜호홍화환훈휘희라온샘오표걸회벽리비실"
)
# Given names that many people bear.
_POPULAR_TEXT = """
민준 서준 도윤 예준 시우 하준 지호 주원 지후 준우 준서 도현 건우 현우 지훈 우진 선우 서진 유준 연우 은우 민재 현준 시윤
정우 이준 승우 지우 승현 준혁 지환 서연 서윤 서현 하은 하윤 민서 지유 윤서 채원 수아 지민 지아 지윤 다은 서은 예은 수빈
소율 예린 지은 수민 유진 혜진 지영 은지 은주 미영 영희 순자 정숙 영숙 영자 명숙 경숙 미숙 현숙 정희 경희 영호 영수 영철
상철 성호 정호 정훈 성훈 성민 재현 동현 민수 민호 진우 진호 현수 상현 상훈 준호 준영 지현 수진 수정 현정 은정 미정 은경
미경 혜경 선희 선영 은영 은희 경미 보라 나영 나라 하나 아름 슬기 지원 소영 소연 정은 정아 정미 정민 정현 정환 용수 종수
종호 종민 태호 태현 태영 광수 광호 기호 기영 기훈 기준 대호 대현 인수 인호 인영 재호 재훈 재영 형준 형진 동훈 동욱 동수
병철 병호 영진 영민 영미 영란 영주 원석 원영 윤정 윤희 은혜 은미 은숙 은진 은하 자영 주영 주연 주희 진희 진영 진아 창수
창호 창민 철수 춘자 태희 한나 한별 해인 현아 현주 현지 혜원 혜영 혜정 혜미 효진 효정 희경 희정 희진 가은 가영 고은 세영
세진 소희 승희 승민 승호 시은 아영 여진 연희 예지 예진 유미 유리 유나 수연 수현 수영 수지 미라 미나 민지 민정 민아 경민
민경 민주 경수 경호 상민 상우 상호 성수 성진 성현 순희 순옥 옥순 말순 복순 금순 승아 하늘 소라 가람 다솜 아라 새롬 은별
한솔 솔비 영식 만수 만복 복남 복자 명자 옥자 정자 화자 숙자 경자 춘희 연숙 인숙 애자 병수 병훈 석진 석호 용호 용준 우성
원호 종철 종현 주호 주현 준형 진수 진석 창욱 충호 한결 형석 호준 효민 규리 나연 다현 보람 빛나 세아 세은 시아 아린 은서
이안 로운 라희 도영 도훈 채은 소은 나은 라은 영은 주은 혜은 희은 수은 효은 승은 재은 경은 보은 새은 태은 현은 예나 소이
하라 세라 유라 보나 은비 신하 준하 명하 태하 윤지 연지 수이 은도 승지 선이 순이 복이 금이 옥이 현도 종만 영만 동만 재만
병만 성만 길로 은아 동민 명수 문수 상수 성은 세훈
"""
_POPULAR: Final = frozenset(_POPULAR_TEXT.split())
# Given names of one syllable.
_ALONE: Final = frozenset(
    "훈율건솔준민혁찬현진빈별설봄산강란철석웅호윤선정희영경아은원규균담결한리린령슬온봉승신완욱환열"
)
# Syllables of foreign names that Korean words and names hardly have, and those that loanwords have as well.
_ALIEN: Final = frozenset(
    "응옌쩐팜샤쉬쯔웬쑤쑨쉐웨뤄뤼찐쯩롄톈셰쉔엉띠밍칭훙린츠쿠튼흥쥬쟝쨩텐"
)
_LOAN: Final = frozenset(
    "빈린엘벨앤우르크스트프브토코카타파페포피푸케키쇼턴디티칼롭존클마베니데로리아안드즈그후산란미나사무야라하바요"
)
_LONG_SURNAMES: Final = frozenset(LONG.split("|"))
# Surnames that few other words begin with.
_SURE: Final = frozenset("김박최윤곽엄류홍황권허백탁옥봉")

_TITLES: Final = (
    "시장", "교수", "의원", "과장", "팀장", "국장", "부장", "차장", "청장", "대통령", "선생", "사장", "회장", "기사",
    "변호사", "판사", "검사", "장관", "총리", "의장", "대표", "부모",
    "계장", "실장", "이사", "반장", "관사", "사관", "민원을", "여사", "주사", "원장", "소장", "서방", "기자", "감독",
)  # fmt: skip
# Particles and endings that a word before the context may end in (민원인이 기관을, 소음으로 인하여 귀하).
_ENDINGS: Final = tuple("여의을를에는만")
_AFTER_NOUN: Final = frozenset(
    "시상후때용이가은는을를의에도로과와만라하한함할해했되된될으마나대지적들인중간별권건등고며면쪽측"
)
# Last syllables that are particles or endings more often than parts of names.
LOOSE: Final = frozenset("은이가로도나고하지만라")

# How much a word looks like a name: not at all, possibly, probably, hardly like anything else.
NO, POSSIBLE, PROBABLE, LIKELY, SURE, KNOWN = range(6)


@lru_cache(maxsize=1 << 16)
def name_shape(name: str) -> int:
    """How much ``name``, surname first, looks like one: ``NO`` to ``KNOWN``."""
    if name in NOT_NAMES or name[1:] in _TITLES or name[:1] not in SURNAMES:
        return NO
    given = name[2:] if len(name) > 2 and name[:2] in _LONG_SURNAMES else name[1:]
    if len(given) == 1:
        if len(name) == 3:
            return SURE if given in GIVEN else LIKELY
        return LIKELY if name[0] in FREQUENT and given in _ALONE else POSSIBLE if given in GIVEN else NO
    if len(given) != 2:
        return NO
    if len(name) == 4:
        return SURE if GIVEN.issuperset(given) else LIKELY
    if given in _POPULAR and name[0] in FREQUENT:
        return KNOWN
    if name[:2] in NOT_NAMES and name[2:] in _AFTER_NOUN:
        return NO
    is_ending = name.endswith(_ENDINGS) and name[0] not in _SURE
    known = len(GIVEN.intersection(given))
    if known == len(set(given)):
        if is_ending or given[1] in LOOSE:
            return POSSIBLE if is_ending else LIKELY
        return SURE if given[0] in _FIRST and given[1] in _LAST else LIKELY
    if name[0] in FREQUENT[:40] and known and not is_ending and name[0] in _SURE:
        return LIKELY
    if name[0] not in FREQUENT[:40] or (is_ending and not known):
        return NO
    return PROBABLE if name[0] in _SURE and name[2] not in LOOSE else POSSIBLE


def is_foreign(name: str, *, is_labelled: bool) -> bool:
    """Whether the words of ``name`` look like a foreign name written in Hangul (응우옌 티 란, 마리아 산토스)."""
    words = name.split()
    alien = sum(letter in _ALIEN for letter in name)
    loan = sum(letter in _LOAN for letter in name)
    if len(name) < 3 or 2 * (alien + loan) < len(name) or any(word in NOT_NAMES for word in words):
        return False
    return 2 * alien + loan >= 3 and (alien > 0 or (len(words) == 2 and (is_labelled or alien + loan > 4)))

"""What a column is by the words of its name: '신청내용_본문' is a body, '담당자 전화번호' is nobody's business.

A name is cut into known words; one word that is not known, or words that contradict each other, decide nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from textmine.ingest.headers.spelling import distance, letters, parts, squeeze

# Class → words. A word may belong to several classes (신청 is said of the text and of its day).
_CLASSES: Final[dict[str, str]] = {
    "ask": """민원 신청 신고 제안 청원 상담 질의 질문 건의 문의 게시 게시글 게시물 글 진정 제보 접수 유입 관리 고객
        시민 국민 주민 complaint complaints petition request reqst post minwon civil civilcomplaint application cvpl""",
    "created": """신청 등록 작성 게시 제출 신고 제안 입력 create created creation write written regist register
        registered reg apply applied request requested reqst posted submit submitted""",
    "received": "접수 수신 받은 인수 received receive receipt rcept rcpt accept accepted",
    "act": """처리 답변 회신 조치 결과 검토 완료 종결 해결 처리결과 답변결과 answer answered reply response process
        processed processing handling handled complete completed close closed resolved result action""",
    "done": """처리 답변 회신 완료 종결 처리완료 답변완료 answer answered process processed complete completed closed
        resolved""",
    "wish": "요청 희망 바라는 요구 hope wish",
    "updated": "수정 변경 갱신 update updated modify modified upd",
    "text": """내용 본문 원문 상세 상세내용 전문 요지 요약 텍스트 사항 글 text body content contents detail details
        description cn""",
    "title": "제목 건명 title subject sj ttl",
    "date": "일자 일시 일 날짜 날자 시간 시각 연월일 년월일 date datetime time dt de day ymd at on timestamp",
    "number": "번호 no number id num key",
    "department": "부서 부서명 과 과명 기관 기관명 department dept agency division organization org",
    "in_charge": "담당 처리 소관 주관 주무 답변 배정 관할 수행 assigned responsible charge handling",
    "person": """민원인 신청인 신청자 제안자 작성자 신고인 신고자 게시자 진정인 청구인 의뢰인 글쓴이 고객 민원신청인
        민원신청자 applicant complainant petitioner requester requestor citizen customer applcnt author writer""",
    "name": "명 성명 이름 name nm",
    "officer": """담당자 처리자 답변자 접수자 검토자 결재자 공무원 주무관 담당관 팀장 과장 국장 부서장 기관장 상담원
        상담사 처리담당자 조사관 접수담당자 담당공무원 officer staff manager assignee handler charger official
        employee worker operator""",
    "phone": """전화 전화번호 휴대폰 휴대폰번호 휴대전화 휴대전화번호 핸드폰 핸드폰번호 연락처 연락전화 연락번호
        유선전화 자택전화 phone phonenumber mobile mobilephone tel telno telephone cell cellphone contact mbtlnum hp""",
    "email": "이메일 메일 전자우편 전자메일 email mail emailaddress",
    "address": "주소 거주지 주소지 상세주소 도로명주소 지번주소 address addr adres",
    "birth": "생년월일 생년 출생년도 주민번호 주민등록번호 birth birthday birthdate brthdy rrn dob",
    "age": "나이 연령 연령대 age",
    "sex": "성별 sex gender sexdstn",
    "due": "기한 처리기한 만료 예정 마감 due deadline limit tmlmt",
    "duty": "법정 내부 최종 민원 처리 답변",
    "status": "상태 단계 진행상태 진행단계 처리상태 상황 현황 status state sttus stage",
    "progress": "진행 처리 민원 현재 process processing progress current",
    "channel": "경로 채널 매체 신청경로 접수경로 channel route path",
    "method": "방법 method",
    "category": "분야 유형 분류 종류 카테고리 업무분야 category type class kind field",
    "subject_of": "민원 업무 소관 행정 complaint minwon work task",
    "region": "지역 지역명 동 동명 행정동 법정동 읍면동 시군구 자치구 행정구역 region district dong",
    "spot": "발생 발생지 현장 위치 신고위치 발생위치 사고 occurrence site spot",
    "place": "위치 장소 발생위치 발생장소 location place",
    "satisfaction": "만족도 satisfaction",
    "other": """여부 유무 횟수 건수 수 코드 비율 율 률 기간 일수 소요 순번 사유 첨부 첨부파일 파일 법령 비고 메모 의견
        점수 링크 ip 비밀번호 결재 연장 이송 이첩 이관 취하 재신청 지정 배부 통계 공개 조회 추출 출력 다운로드 좌표
        우편번호 협조 경유 상급 이전 직급 직위 직책 관련 병합 원 원글 상위 대표 회원 중간 열람 삭제 통보 예약 시작
        구분 반려 보완 통지 평가 국적 count flag yn code reason file attach attachment parent zip zipcode duration
        elapsed days note memo transfer extension extended level rank start cancelled deleted""",
    "neutral": """및 정보 최종 최초 현재 전체 항목 값 필수 선택 자 1차 2차 3차 4차 raw full the of info value main
        first last""",
}
_WORDS: Final[dict[str, frozenset[str]]] = {
    word: frozenset(name for name, words in _CLASSES.items() if word in words.split())
    for words in _CLASSES.values()
    for word in words.split()
}
_COMPOUNDS: Final = (
    ("민원 신청 민원신청 신고 접수 민원접수 글 제안 상담",
     "제목 건명 내용 상세내용 본문 번호 관리번호 일 일자 일시 날짜 경로 상태 현황"),
    ("민원인 신청인 신청자 신고인 신고자 고객 작성자",
     "성명 명 이름 전화번호 연락처 휴대전화 휴대폰 휴대폰번호 핸드폰 주소 이메일 생년월일"),
    ("담당자 처리자 답변자 접수자 담당공무원 처리담당자", "명 성명 전화번호 연락처 이메일 직급"),
    ("처리 답변 회신 민원처리 민원답변 조치",
     "내용 결과 결과내용 일 일자 일시 완료일 완료일자 상태 단계 기한 예정일 기간 일수 여부"),
    ("담당 처리 소관 주관 주무 답변 민원처리", "부서 부서명 과"),
    ("접수 협조 이송 배부 신청 등록 관련", "부서 부서명"),
    ("민원 업무 행정", "분야 유형 분류 종류"), ("발생 민원발생 신고", "지역 위치 장소"),
    ("관할 발생 민원발생", "행정동 동"),
)
_LONGEST: Final = max(map(len, _WORDS))
# One- and two-letter Latin words are words only where the name itself sets them apart (PROCESS_DT, not PROCESSED).
_SHORT_LATIN: Final = 3
_SHORTEST_ALONE: Final = 4  # syllables of a name that may be one word with a slip; shorter ones may be any other word
_PERSONAL: Final = ("birth", "age", "sex", "email", "phone", "address")


@lru_cache(maxsize=8192)
def read_words(header: str) -> str | None:
    """The field that the words of a name spell, '' for a column that is surely none, None when they do not say."""
    words = _cut(header)
    if words is None:
        return None
    classes = [_WORDS[word] for word in words]
    has = frozenset().union(*classes)
    if has & {"other", "officer"} or not has - {"neutral", "ask"}:
        return "" if has & {"other", "officer"} else None
    found = _personal(has) if has & {*_PERSONAL, "person"} else _about_the_text(words, classes, has)
    return found


def compounds() -> tuple[str, ...]:
    """Names that exports commonly put together from words, so that a slip in one of them can be seen."""
    return tuple(
        first + second for firsts, seconds in _COMPOUNDS for first in firsts.split() for second in seconds.split()
    )


@lru_cache(maxsize=8192)
def read_with_slip(header: str) -> tuple[str, str] | None:
    """Field and corrected name where one letter (jamo) of one word is wrong, None where more readings are possible."""
    key = squeeze(header)
    readings = {corrected: field for corrected in _corrected(key) if (field := read_words(corrected)) is not None}
    if len(set(readings.values())) != 1:
        return None
    corrected, field = min(readings.items())
    return field, corrected


def _corrected(key: str) -> set[str]:
    """Keys in which one known word of two syllables or more replaces a piece that differs by one letter of one."""
    found = set()
    for word in _WORDS:
        if len(word) < 2 or word.isascii() or len(word) + (len(key) < _SHORTEST_ALONE) > len(key):
            continue
        for start in range(len(key) - len(word) + 1):
            piece = key[start : start + len(word)]
            if sum(a != b for a, b in zip(piece, word, strict=True)) == 1 and distance(
                letters(piece), letters(word), 1
            ) == 1:
                found.add(key[:start] + word + key[start + len(word) :])
    return found


@lru_cache(maxsize=8192)
def names_an_officer(header: str) -> bool:
    """Whether the name speaks of somebody who works on the complaint and not of who wrote it."""
    key = squeeze(header)
    return any(word in key for word in _CLASSES["officer"].split() if len(word) > _SHORT_LATIN or not word.isascii())


def _personal(has: frozenset[str]) -> str | None:
    """Fields about who wrote: only with the writer's name or none beside it."""
    works = has & {"department", "in_charge", "act", "ask"} and not has & {"person"}
    for field in _PERSONAL:
        if field in has:
            if field == "address" and has & {"spot", "place"}:
                return "place"
            return "" if works else field
    if has <= {"person", "name", "neutral", "ask", "created", "number", "duty", "progress", "subject_of"}:
        return "person"
    return "" if has & {"category", "region", "channel", "status", "department"} else None


def _about_the_text(words: list[str], classes: list[frozenset[str]], has: frozenset[str]) -> str | None:
    last = next((found for found in reversed(classes) if found - {"neutral", "name"}), classes[-1])
    acts = bool(has & {"act"})
    if has & {"due"}:
        return "due_on" if has <= {"due", "duty", "date", "ask", "act", "done", "in_charge", "progress", "neutral",
                                   "created", "subject_of"} and "신청" not in words else ""
    if "title" in last:
        return "" if acts or has & {"channel", "department", "category", "region"} else "title"
    if "satisfaction" in last:
        return "satisfaction"
    if "department" in last:
        return "department" if has & {"in_charge"} or has <= {"department", "name", "neutral"} else ""
    if "status" in last:
        return "status" if has <= {"status", "name", "progress", "ask", "act", "done", "duty", "in_charge", "neutral",
                                   "subject_of"} else ""
    if "channel" in last or ("method" in last and "received" in has):
        return "" if acts else "channel"
    if "category" in last:
        is_plain = has <= {"category", "name", "neutral"}
        return "category" if is_plain or (has & {"subject_of"} and not acts and "created" not in has) else ""
    if "region" in last:
        return "region" if has <= {"region", "spot", "ask", "subject_of", "neutral", "in_charge", "duty",
                                   "progress"} else None
    if "place" in last:
        return "place"
    if "number" in last:
        return "external_id" if has <= {"number", "ask", "received", "created", "duty", "progress",
                                        "subject_of"} and has & {"ask", "received"} else ""
    if "text" in last:
        return "title" if "title" in has and not acts else _text_field(has)
    if "date" in last:
        return _date_field(has)
    if acts and not has & {"title", "date", "number"} and words[-1].endswith(("결과", "답변", "회신")):
        return "answer"
    return None


def _text_field(has: frozenset[str]) -> str | None:
    if "wish" in has:
        return None  # 조치요청사항 may be the wish of the citizen or an order of the office
    if has & {"updated", "spot"}:
        return None
    return "answer" if "act" in has else "body"


def _date_field(has: frozenset[str]) -> str | None:
    if "wish" in has or "text" in has:
        return None
    if has & {"updated"}:
        return "updated_at" if not has & {"act", "received"} else ""
    if has & {"act", "done"}:
        return "answered_at" if "done" in has and "received" not in has else None
    if "received" in has:
        return "received_at"
    return "created_at" if has & {"created"} else None


def _cut(header: str) -> list[str] | None:
    """Known words that make up the whole name, as few as possible, or None."""
    whole: list[str] = []
    for part in parts(header):
        if part.isdigit():
            continue
        found = [part] if part in _WORDS else _cut_part(part)
        if found is None:
            return _cut_part(squeeze(header))
        whole += found
    return whole or None


@lru_cache(maxsize=8192)
def _cut_part(text: str) -> list[str] | None:
    best: list[list[str] | None] = [[], *[None] * len(text)]
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - _LONGEST), end):
            head, word = best[start], text[start:end]
            is_word = word in _WORDS and not (word.isascii() and len(word) < _SHORT_LATIN)
            if head is None or not (is_word or word.isdigit()):
                continue
            candidate = head if word.isdigit() else [*head, word]
            known = best[end]
            if known is None or len(candidate) < len(known):
                best[end] = candidate
    return best[len(text)] or None

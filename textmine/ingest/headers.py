"""Which column is what: Korean and English header names → fields of a document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from textmine.errors import IngestError
from textmine.ingest.markup import one_line

# Field → header names, best first: where a file has several, the first that is not blank in a row wins.
# 접수번호 comes before 신청번호 because one application may become several receipts.
_ALIAS_WORDS: Final[dict[str, str]] = {
    "external_id": """
        민원접수번호 접수번호 민원번호 신청번호 민원신청번호 관리번호 문서번호 글번호 게시글번호 게시물번호
        제안번호 청원번호 댓글번호 식별번호 id docid documentid externalid postid tweetid statusid articleid
        commentid reviewid petitionid complaintid messageid receiptno uuid guid
    """,
    "created_at": """
        신청일자 신청일시 신청일 민원신청일 등록일자 등록일시 등록일 등록시간 작성일자 작성일시 작성일 작성시간
        게시일자 게시일시 게시일 게시시간 발생일자 발생일시 날짜 일자 일시 입력일 createdat createddate
        createdtime created datetime timestamp date postedat postdate publishedat pubdate publisheddate writtenat
        regdate time
    """,
    "received_at": """
        접수일자 접수일시 접수일 민원접수일 민원접수일자 받은일자 수신일자 수신일 수신일시 receivedat receiveddate
        received
    """,
    "updated_at": "수정일자 수정일시 수정일 변경일시 최종수정일 갱신일시 updatedat modifiedat updated",
    "title": """
        민원제목 제목 글제목 게시글제목 게시물제목 제안제목 제안명 민원명 건명 안건명 청원제목 기사제목 title
        subject headline
    """,
    "body": """
        민원내용 민원신청내용 신청내용 내용 본문 민원본문 글내용 게시글 게시물 게시글내용 게시물내용 게시내용
        제안내용 청원내용 신고내용 접수내용 상담내용 질의내용 질문내용 건의내용 문의내용 원문 텍스트 댓글 댓글내용
        트윗 메시지 후기 리뷰 글 민원요지 요지 민원요약 text body content contents fulltext message post posttext
        tweet tweettext comment commenttext caption review description document summary
    """,
    "answer": """
        답변내용 답변 처리결과 처리결과내용 처리내용 회신내용 답변결과 조치내용 조치결과 검토의견 부서의견 answer
        reply response departmentopinion
    """,
    "department": """
        담당부서 처리부서 소관부서 담당부서명 처리부서명 부서 부서명 주관부서 접수부서 답변부서 담당부서1
        담당부서2 담당부서3 담당부서4 담당과 department dept departmentname departmentraw 처리기관 소관기관
        담당기관 agency
    """,
    "category": """
        민원분야 업무분야 분야 민원유형 분류 민원분류 유형 카테고리 대분류 중분류 소분류 구분 민원종류 주제
        category type topic class section
    """,
    "region": """
        지역 지역명 행정동 법정동 읍면동 동 동명 시군구 자치구 구 발생지역 민원발생지역 발생동 관할동 행정구역
        관할구역 region regionname district area dong
    """,
    "place": """
        민원발생위치 발생위치 민원발생장소 발생장소 위치 장소 민원위치 신고위치 발생주소 location place
    """,
    "channel": """
        민원신청경로 신청경로 접수경로 신청구분 접수방법 접수채널 채널 매체 매체명 출처 사이트 플랫폼 언론사
        channel platform media press site
    """,
    "status": "진행상태 처리상태 처리단계 상태 민원상태 처리상황 진행단계 status state",
    "due_on": """
        처리기한 법정처리기한 내부처리기한 법정내부처리기한 법정/내부처리기한 기한 처리예정일 마감일 종료일 dueon
        duedate due deadline end enddate
    """,
    "answered_at": """
        처리일자 처리일시 처리일 답변일자 답변일시 답변일 회신일 완료일 처리완료일 처리완료일시 answeredat
        closedat completedat resolvedat
    """,
    "satisfaction": "만족도 민원만족도 1차만족도 2차만족도 3차만족도 4차만족도 만족도점수 만족도평가 satisfaction",
    "engagement": """
        공감 공감수 좋아요 좋아요수 추천 추천수 찬성 찬성수 동의 동의수 참여인원 동의인원 리트윗 리트윗수 공유
        공유수 댓글수 답글수 agree agrees votes vote likes likecount favoritecount sympathycount retweetcount
        retweets sharecount shares replycount commentcount upvotes engagement
    """,
    "lat": "위도 lat latitude",
    "lon": "경도 lon lng longitude",
    "url": "링크 url uri link 원문링크 원문url url주소 게시글주소 게시글url permalink sourceurl",
    "age": "연령 나이 연령대 신청인연령 민원인연령 age ageband agegroup",
    "birth": "생년 생년월일 출생년도 출생연도 birth birthyear birthdate 주민등록번호",
    "sex": "성별 민원인성별 신청인성별 sex gender",
    "person": """
        민원인 민원인명 민원인성명 신청인 신청인명 신청인성명 신청자 신청자명 신청자성명 성명 이름 제안자 작성자
        작성자명 작성자id 글쓴이 닉네임 아이디 사용자 사용자명 author authorid user userid username screenname
        nickname writer name
    """,
    "phone": """
        전화번호 전화 연락처 휴대전화 휴대폰 휴대폰번호 휴대전화번호 핸드폰 민원인연락처 민원인전화번호
        신청인연락처 phone phonenumber mobile tel
    """,
    "email": "이메일 메일 전자우편 이메일주소 email emailaddress mail",
    "address": "주소 민원인주소 신청인주소 신청자주소 거주지 상세주소 도로명주소 지번주소 address",
}
ALIASES: Final = {field: tuple(words.split()) for field, words in _ALIAS_WORDS.items()}

# Read for a moment (region, person key, age band), never stored and never shown in quarantine.
PERSONAL_FIELDS: Final = frozenset({"person", "phone", "email", "address", "birth", "age"})
TEXT_FIELDS: Final = ("title", "body")

# Row numbers change from export to export, so they identify nothing; the others look like fields but are not.
_NEVER_WORDS: Final = """
    공개여부 담당자 담당자명 민원신청취지 번호 비공감 순번 연번 재신청여부 조회 조회수 antipathycount
    deptgroup duplicatetext expertopinion index label movieid no num parentid rating source viewcount views
"""
_NEVER: Final = frozenset(_NEVER_WORDS.split())
_PREFIXES: Final = ("민원", "게시글", "게시물", "글", "최초", "원", "고객", "시민")
_FUZZY_MIN_LENGTH: Final = 4
# Compared letter by letter (jamo): a typing slip passes, 담당부서장 for 담당부서 does not.
_FUZZY_MIN_RATIO: Final = 0.92
_HEADER_SEARCH_ROWS: Final = 20


@dataclass(frozen=True, slots=True)
class HeaderMapping:
    """Columns of one table: ``columns`` maps a field to column positions, best first.

    ``ignored`` are header names that nothing reads; ``guessed`` are (header, field) pairs that matched only
    approximately and deserve a look.
    """

    headers: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    ignored: tuple[str, ...] = ()
    guessed: tuple[tuple[str, str], ...] = ()

    @property
    def has_text(self) -> bool:
        return any(field in self.columns for field in TEXT_FIELDS)

    @property
    def has_person(self) -> bool:
        return any(field in self.columns for field in ("person", "phone", "email", "address"))

    def describe(self) -> dict[str, list[str]]:
        """Field → header names that feed it, for a preview."""
        return {field: [self.headers[i] for i in places] for field, places in self.columns.items()}


def map_headers(headers: Sequence[str], header_map: Mapping[str, str] | None = None) -> HeaderMapping:
    """Mapping of header names to document fields.

    Parameters
    ----------
    headers : sequence of str
        Names as they stand in the file; blank names are allowed.
    header_map : mapping of str to str, optional
        Explicit overrides, header name → field name; the field ``""`` means: ignore this column.

    Returns
    -------
    HeaderMapping
        Exact aliases come first, then names with a stripped prefix, then names that are alike enough and
        point to one field only that nothing else claimed.

    Raises
    ------
    IngestError
        ``header_map`` names an unknown field.
    """
    overrides = {normalise(name): field for name, field in (header_map or {}).items()}
    for name, field in (header_map or {}).items():
        if field and field not in ALIASES:
            raise IngestError(
                f"열 이름 설정의 '{name}' → '{field}'에서 '{field}'(은)는 없는 항목입니다. "
                f"쓸 수 있는 항목: {', '.join(ALIASES)}"
            )
    ranked: dict[str, list[tuple[int, int]]] = {}
    loose: list[tuple[int, str, str]] = []
    for place, header in enumerate(headers):
        key = normalise(header)
        if not key:
            continue
        if key in overrides:
            if overrides[key]:
                ranked.setdefault(overrides[key], []).append((-1, place))
            continue
        exact = _EXACT.get(key)
        if exact is not None:
            ranked.setdefault(exact[0], []).append((exact[1], place))
        elif key not in _NEVER and (field := _guess(key)):
            loose.append((place, header, field))
    guessed = _accept_guesses(ranked, loose)
    columns = {field: tuple(place for _, place in sorted(ranked[field])) for field in ALIASES if field in ranked}
    used = {place for places in columns.values() for place in places}
    ignored = tuple(header for place, header in enumerate(headers) if place not in used and header)
    return HeaderMapping(tuple(headers), columns, ignored, guessed)


def find_header(
    rows: Sequence[Sequence[object]], header_map: Mapping[str, str] | None = None
) -> tuple[int, HeaderMapping] | None:
    """Position and mapping of the header among the first rows of a sheet, or None.

    Title rows above a header have few filled cells and no known names: the row with the most mapped columns
    wins if it has a text column; the earlier row wins a tie.
    """
    best: tuple[int, HeaderMapping] | None = None
    for place, row in enumerate(rows[:_HEADER_SEARCH_ROWS]):
        mapping = map_headers([header_text(cell) for cell in row], header_map)
        if mapping.has_text and (best is None or len(mapping.columns) > len(best[1].columns)):
            best = (place, mapping)
    return best


def header_text(cell: object) -> str:
    """A header cell as one line of NFC text."""
    return "" if cell is None else one_line(str(cell))


def count_known(cells: Sequence[object]) -> int:
    """How many of the cells are header names we know exactly."""
    return sum(normalise(header_text(cell)) in _EXACT for cell in cells)


def no_text_column(file: str, seen: Sequence[str]) -> IngestError:
    """The error for a file without any column that looks like text."""
    shown = ", ".join(f"'{name}'" for name in seen if name)[:600] or "(없음)"
    return IngestError(
        f"{file}: 글이 담긴 열을 찾지 못했습니다. 파일의 열 이름: {shown}. "
        f"제목은 {_sample('title')}, 본문은 {_sample('body')} 같은 이름이어야 합니다. "
        "열 이름을 고치거나 열 이름 설정(header_map)에서 본문 열을 'body'로 지정하세요."
    )


@lru_cache(maxsize=4096)
def normalise(header: str) -> str:
    """A header name for comparison: NFC, lower case, without brackets' content, spaces and punctuation."""
    text = unicodedata.normalize("NFC", header).lower()
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）|<[^>]*>", "", text)
    return re.sub(r"[\W_]+", "", bare) or re.sub(r"[\W_]+", "", text)


def _accept_guesses(
    ranked: dict[str, list[tuple[int, int]]], loose: list[tuple[int, str, str]]
) -> tuple[tuple[str, str], ...]:
    fields = [field for _, _, field in loose]
    accepted = [item for item in loose if item[2] not in ranked and fields.count(item[2]) == 1]
    for place, _, field in accepted:
        ranked[field] = [(1_000, place)]
    return tuple((header, field) for _, header, field in accepted)


@lru_cache(maxsize=4096)
def _guess(key: str) -> str:
    for prefix in _PREFIXES:
        rest = key.removeprefix(prefix)
        if rest != key and len(rest) >= 2 and rest in _EXACT:
            return _EXACT[rest][0]
    if len(key) < _FUZZY_MIN_LENGTH:
        return ""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(unicodedata.normalize("NFD", key))
    fields = set()
    for alias, (field, _) in _EXACT.items():
        if len(alias) >= _FUZZY_MIN_LENGTH:
            matcher.set_seq1(unicodedata.normalize("NFD", alias))
            if matcher.real_quick_ratio() >= _FUZZY_MIN_RATIO and matcher.ratio() >= _FUZZY_MIN_RATIO:
                fields.add(field)
    return fields.pop() if len(fields) == 1 else ""


def _sample(field: str) -> str:
    return "·".join(ALIASES[field][:4])


_EXACT: Final = {normalise(name): (field, rank) for field, names in ALIASES.items() for rank, name in enumerate(names)}

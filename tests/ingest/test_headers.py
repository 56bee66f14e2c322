"""Header names → fields."""

from __future__ import annotations

import unicodedata

import pytest

from textmine.errors import IngestError
from textmine.ingest.headers import ALIASES, PERSONAL_FIELDS, find_header, map_headers

SAEOL = [
    "신청번호",
    "신청일자",
    "접수번호",
    "접수일자",
    "민원신청경로",
    "신청인구분",
    "민원인",
    "주소",
    "민원제목",
    "민원요지",
    "민원내용",
    "처리유형",
    "민원종류",
    "업무분야",
    "법정/내부처리기한",
    "재신청여부",
    "처리기관",
    "담당부서1",
    "담당부서2",
    "",
    "담당자",
    "E-MAIL",
    "전화번호",
    "관련법령",
    "처리일",
    "처리결과",
    "처리연장횟수",
    "1차만족도",
]


def test_maps_a_real_export_of_the_national_portal() -> None:
    assert map_headers(SAEOL).describe() == {
        "external_id": ["접수번호", "신청번호"],
        "created_at": ["신청일자"],
        "received_at": ["접수일자"],
        "title": ["민원제목"],
        "body": ["민원내용", "민원요지"],
        "answer": ["처리결과"],
        "department": ["담당부서1", "담당부서2", "처리기관"],
        "category": ["업무분야", "민원종류"],
        "channel": ["민원신청경로"],
        "due_on": ["법정/내부처리기한"],
        "answered_at": ["처리일"],
        "satisfaction": ["1차만족도"],
        "person": ["민원인"],
        "phone": ["전화번호"],
        "email": ["E-MAIL"],
        "address": ["주소"],
    }


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("민원 제목", "title"),
        ("제 목", "title"),
        ("[민원]내용", "body"),
        ("내용(필수)", "body"),
        ("Created At", "created_at"),
        ("created_at", "created_at"),
        ("createdAt", "created_at"),
        ("등록일자(YYYY-MM-DD)", "created_at"),
        ("담당부서명", "department"),
        ("민원접수일시", "received_at"),
        ("게시글 본문", "body"),
        ("sympathyCount", "engagement"),
        ("좋아요 수", "engagement"),
        ("petition_id", "external_id"),
        ("처리기한", "due_on"),
        ("진행상태", "status"),
        ("E-MAIL", "email"),
        (unicodedata.normalize("NFD", "민원내용"), "body"),
        ("접수 경로", "channel"),
        ("성 별", "sex"),
    ],
)
def test_spelling_does_not_matter(header: str, field: str) -> None:
    assert map_headers([header]).describe() == {field: [header]}


@pytest.mark.parametrize(
    "header", ["연번", "번호", "No.", "dept_group", "duplicate_text", "조회수", "expert_opinion", "담당자", ""]
)
def test_ignores_columns_that_only_look_like_fields(header: str) -> None:
    assert map_headers([header]).describe() == {}


def test_department_comes_before_department_raw() -> None:
    mapping = map_headers(["department_raw", "department"])
    assert mapping.describe()["department"] == ["department", "department_raw"]


def test_fuzzy_match_is_reported_and_only_unambiguous() -> None:
    assert map_headers(["민원신청내옹"]).guessed == (("민원신청내옹", "body"),)
    assert map_headers(["민원신청내옹", "민원내용"]).guessed == ()
    assert map_headers(["담당부서장"]).columns == {}


def test_explicit_map_wins_over_aliases() -> None:
    mapping = map_headers(["제목", "비고", "내용"], {"비고": "body", "내용": ""})
    assert mapping.describe() == {"title": ["제목"], "body": ["비고"]}


def test_explicit_map_to_an_unknown_field_is_refused() -> None:
    with pytest.raises(IngestError, match="없는 항목"):
        map_headers(["제목"], {"제목": "headline"})


def test_finds_the_header_below_title_rows() -> None:
    rows = [
        ["2026년 민원 목록", "", ""],
        ["", "", "(단위: 건)"],
        ["접수번호", "민원내용", "접수일자"],
        ["1", "가로등", "2026-01-01"],
    ]
    found = find_header(rows)
    assert found is not None and found[0] == 2


def test_no_alias_belongs_to_two_fields() -> None:
    names = [name for aliases in ALIASES.values() for name in aliases]
    assert sorted(names) == sorted(set(names))
    assert set(ALIASES) >= PERSONAL_FIELDS

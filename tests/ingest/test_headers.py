"""Header names → fields."""

from __future__ import annotations

import unicodedata

import pytest

from textmine.errors import IngestError
from textmine.ingest.headers import ALIASES, PERSONAL_FIELDS, find_header, map_headers, no_text_column

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


@pytest.mark.parametrize(
    "header",
    [
        "접수부서", "답변자", "담당자 전화번호", "담당자 E-MAIL", "전화번호(담당자)", "처리담당자 연락처",
        "부서 전화번호", "재신청여부", "관련법령", "처리기간", "처리시간", "답변제목", "민원내용 공개여부",
        "접수번호 발급여부", "원접수번호", "신청인구분", "민원인 지역", "처리희망일", "결과통보일", "처리기한 연장사유",
        "진행상태코드", "문의전화", "작성자IP", "제목(답변)", "부서(접수)", "channelTitle", "부서(담당자)",
    ],
)
def test_a_decoy_is_no_field(header: str) -> None:
    assert map_headers([header]).describe() == {}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("민원처리내용", "answer"), ("답변일자", "answered_at"), ("민원인 주소", "address"), ("처리기한", "due_on"),
        ("신청내용_본문", "body"), ("접수 일 자", "received_at"), ("민원내용(상세)", "body"), ("민윈내용", "body"),
        ("민원인 휴대전화번호", "phone"), ("RCEPT_DT", "received_at"), ("complaintTitle", "title"),
        ("최종 처리결과", "answer"), ("① 접수번호", "external_id"), ("1. 민원제목", "title"),
        ("성명(민원인)", "person"), ("날짜(접수)", "received_at"), ("일자(답변)", "answered_at"),
        ("DEPT_NM", "department"),
    ],
)
def test_a_name_is_read_by_what_it_says(header: str, field: str) -> None:
    assert map_headers([header]).describe() == {field: [header]}


def _rows(**columns: list[object]) -> list[list[object]]:
    return [list(row) for row in zip(*columns.values(), strict=True)]


IDS: list[object] = [f"2AA-{n:05d}" for n in range(20)]
TEXTS: list[object] = [f"{n}번 가로등이 꺼져 있어 밤길이 무섭습니다. 고쳐 주세요" for n in range(20)]
MOBILES: list[object] = [f"010-{n:04d}-1234" for n in range(20)]
DAYS: list[object] = [f"2026-07-{n + 1:02d}" for n in range(20)]


def test_a_guess_must_fit_the_values() -> None:
    rows = _rows(a=["가로등"] * 20, b=TEXTS)
    assert "received_at" not in map_headers(["접수일지", "내용"], None, rows).columns
    assert "received_at" in map_headers(["접수일지", "내용"], None, _rows(a=DAYS, b=TEXTS)).columns


def test_a_number_that_repeats_is_no_receipt_number() -> None:
    mapping = map_headers(["접수번호", "신청번호", "내용"], None, _rows(a=["2026-1"] * 20, b=IDS, c=TEXTS))
    assert mapping.describe()["external_id"] == ["신청번호"]
    assert "'접수번호' 열은 같은 값이 많아" in mapping.doubts[0]
    whole_rows_twice = _rows(a=IDS, b=TEXTS) * 3
    assert map_headers(["접수번호", "내용"], None, whole_rows_twice).describe()["external_id"] == ["접수번호"]


def test_a_bare_telephone_behind_the_officer_is_the_offices() -> None:
    headers = ["민원인", "담당자", "E-MAIL", "전화번호", "내용"]
    office: list[object] = ["031-760-2114", "031-760-2250"] * 10
    mail: list[object] = ["road@narae.example"] * 20
    names: list[object] = ["김나래"] * 20
    mapping = map_headers(headers, None, _rows(a=names, b=names, c=mail, d=office, e=TEXTS))
    assert "phone" not in mapping.columns and "email" not in mapping.columns
    assert mapping.personal == {0, 1, 2, 3} and len(mapping.doubts) == 2
    assert "phone" in map_headers(headers, None, _rows(a=names, b=names, c=mail, d=MOBILES, e=TEXTS)).columns


def test_a_column_of_days_is_told_when_it_holds_none() -> None:
    mapping = map_headers(["접수일자", "내용"], None, _rows(a=["어제쯤"] * 20, b=TEXTS))
    assert "received_at" in mapping.columns and "보이지 않습니다" in mapping.doubts[0]


def test_a_clock_is_no_date() -> None:
    clocks: list[object] = ["13:05"] * 20
    assert map_headers(["접수일", "접수시간", "내용"], None, _rows(a=DAYS, b=clocks, c=TEXTS)).describe() == {
        "received_at": ["접수일"], "body": ["내용"],
    }


def test_a_slip_in_the_best_name_does_not_leave_the_stand_in_alone() -> None:
    mapping = map_headers(["접수번허", "신청번호", "민윈내용", "민원요지"])
    assert mapping.describe() == {"external_id": ["접수번허", "신청번호"], "body": ["민윈내용", "민원요지"]}
    assert set(mapping.guessed) == {("접수번허", "external_id"), ("민윈내용", "body")}
    remembered = {"접수번호": "external_id", "신청번호": "external_id", "민원내용": "body", "민원요지": "body"}
    headers = ["접수번허", "신청번호", "민윈내용", "민원요지"]
    assert map_headers(headers, remembered).describe() == mapping.describe()


def test_a_blank_header_is_read_by_its_place_or_as_text_by_its_values() -> None:
    rows = _rows(a=DAYS, b=TEXTS)
    assert map_headers(["접수일자", ""], {"2열": "본문"}, rows).describe()["body"] == ["2열"]
    mapping = map_headers(["접수일자", ""], None, rows)
    assert mapping.guessed == (("2열", "body"),)


def test_a_longer_text_that_nothing_reads_is_said() -> None:
    rows = _rows(a=["가로등 고장 신고", "쓰레기 무단 투기"] * 10, b=TEXTS)
    assert "'시민말씀' 열에 본문보다 긴 글" in map_headers(["민원요지", "시민말씀"], None, rows).doubts[-1]


def test_two_header_rows_are_read_as_one() -> None:
    rows: list[list[object]] = [
        ["접수번호", "민원인", "", "", "처리", ""],
        ["", "성명", "연락처", "내용", "결과", "담당자"],
        *([f"2AA-{n}", "김나래", f"010-1234-{n:04d}", TEXTS[n], "조치하였습니다", "이담당"] for n in range(9)),
    ]
    found = find_header(rows)
    assert found is not None and found[0] == 1
    assert found[1].describe() == {
        "external_id": ["접수번호"], "body": ["내용"], "answer": ["처리 결과"], "person": ["민원인 성명"],
        "phone": ["민원인 연락처"],
    }


def test_a_table_without_header_is_read_by_its_values_and_said_to_be() -> None:
    rows = _rows(a=[str(n) for n in range(1, 21)], b=DAYS, c=TEXTS, d=MOBILES)
    found = find_header(rows)
    assert found is not None and found[0] == -1
    mapping = found[1]
    assert mapping.describe() == {"created_at": ["2열"], "body": ["3열"]}
    assert set(mapping.guessed) == {("2열", "created_at"), ("3열", "body")} and mapping.personal == {3}
    assert "열 이름 줄이 없어" in mapping.doubts[0]


def test_two_long_columns_without_header_are_refused() -> None:
    assert find_header(_rows(a=DAYS, b=TEXTS, c=TEXTS)) is None


def test_a_first_row_of_data_is_shown_masked_with_the_way_out() -> None:
    error = str(no_text_column("민원.csv", ["2026-07-01", "김나래", "010-1234-5678", "가로등 고장"]))
    assert "첫 줄이 열 이름이 아니라" in error and "--columns" in error and "가로등" in error
    assert "김나래" not in error and "5678" not in error


def test_korean_names_of_fields_are_understood() -> None:
    assert map_headers(["비고", "담당"], {"비고": "본문", "담당": "무시"}).describe() == {"body": ["비고"]}


def test_a_text_cut_into_columns_is_put_together() -> None:
    mapping = map_headers(["민원내용2", "민원내용1", "민원요지", "담당부서1", "담당부서2"])
    assert mapping.parts == {"body": (1, 0)} and "이어 본문으로" in mapping.doubts[0]
    assert map_headers(["민원내용", "민원내용2"]).parts == {}


def test_a_first_row_of_data_is_never_taken_for_a_header() -> None:
    rows: list[list[object]] = [[f"{n}번", f"{n}번째 가로등이 꺼져 있어 밤길이 무섭습니다"] for n in range(9)]
    assert find_header(rows) is None
    assert find_header([["순서", "말씀"], *rows]) is not None

"""mask(): personal data goes, everything else stays."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.text import PLACEHOLDERS, mask
from textmine.text.pii import _WITH_DIGITS, Finder
from textmine.text.pii_numbers import longest_run

MASKED = [
    ("resident_number", "주민번호 900101-1234567 입니다", "주민번호 [주민번호] 입니다"),
    ("resident_number", "９００１０１－１２３４５６７", "[주민번호]"),
    ("resident_number", "9 0 0 1 0 1 - 1 2 3 4 5 6 7", "[주민번호]"),
    ("resident_number", "번호는9001011234567이고", "번호는[주민번호]이고"),
    ("resident_number", "외국인 900101 – 5234567", "외국인 [주민번호]"),
    ("resident_number", "900101-1******", "[주민번호]"),
    ("resident_number", "생년월일 900101-1 남", "생년월일 [주민번호] 남"),
    ("resident_number", "주민등록번호는 991332-1234567", "주민등록번호는 [주민번호]"),
    ("phone", "010-1234-5678", "[전화]"),
    ("phone", "01012345678로", "[전화]로"),
    ("phone", "(010)1234.5678", "[전화]"),
    ("phone", "010 1234 5678", "[전화]"),
    ("phone", "０１０-１２３４-５６７８", "[전화]"),
    ("phone", "+82-10-1234-5678", "[전화]"),
    ("phone", "공일공 일이삼사 오육칠팔", "[전화]"),
    ("phone", "공일공-1234-5678", "[전화]"),
    ("phone", "0502-123-4567", "[전화]"),
    ("phone", "070-1234-5678", "[전화]"),
    ("phone", "연락처: 02-123-4567", "연락처: [전화]"),
    ("email", "hong.gd@naver.com으로", "[이메일]으로"),
    ("email", "hong골뱅이네이버닷컴", "[이메일]"),
    ("email", "hong 골뱅이 naver.com", "[이메일]"),
    ("account", "국민은행 123456-78-901234", "국민은행 [계좌]"),
    ("account", "농협 352-1234-5678-93 입니다", "농협 [계좌] 입니다"),
    ("account", "계좌번호는 1234567890123", "계좌번호는 [계좌]"),
    ("account", "110-123-456789 신한은행", "[계좌] 신한은행"),
    ("card", "4111-1111-1111-1111", "[카드]"),
    ("card", "카드번호 1234 5678 9012 3456", "카드번호 [카드]"),
    ("passport", "여권 M12345678", "여권 [여권]"),
    ("passport", "M123A4567", "[여권]"),
    ("licence", "11-12-345678-90", "[면허]"),
    ("licence", "서울 12-345678-90", "[면허]"),
    ("business_number", "123-45-67890", "[사업자번호]"),
    ("plate", "12가3456 차량", "[차량번호] 차량"),
    ("plate", "서울 12가 3456", "[차량번호]"),
    ("plate", "123허4567", "[차량번호]"),
    ("address", "나래아파트 101동 1203호에", "나래아파트 [주소]에"),
    ("address", "나래시 중앙구 세종대로 110", "[주소]"),
    ("address", "중앙로 12번길 34-5에", "[주소]에"),
    ("address", "테헤란로12길 5", "[주소]"),
    ("address", "중앙동 123-45번지", "[주소]"),
    ("name", "이름: 홍길동", "이름: [이름]"),
    ("name", "성명 : 김 철 수", "성명 : [이름]"),
    ("name", "민원인 홍길동은", "민원인 [이름]은"),
    ("name", "홍길동님께", "[이름]님께"),
    ("name", "김철수 씨가", "[이름] 씨가"),
    ("name", "박영희 드림", "[이름] 드림"),
    ("name", "저는 이민정입니다", "저는 [이름]입니다"),
    ("name", "저는 서준우 라고 합니다", "저는 [이름] 라고 합니다"),
    ("name", "남궁민수님", "[이름]님"),
]

KEPT = [
    "(SPP-1806-001234) 접수", "1AA-2401-0000000", "2018.07.30", "2018-07-30 14:00", "20180730 2018년 7월 30일",
    "1,234,567원", "15000원", "1234567890원", "730번 버스와 7016번", "도로교통법 제32조 2018년 개정",
    "63조 7000억원",
    "OO동 주민입니다", "중앙동에 삽니다", "101동 앞", "앞으로 3일 안에", "도로 2차선", "전화로 3번", "추가로 10만원",
    "서로 2018년", "중앙로 12번길에서", "[PHONE] [NAME]님 [EMAIL]", "[전화] [이름]님 [주소]", "문의 02-123-4567",
    "1588-1234", "고객님", "주민님", "구청장님", "이장님",
    "주무관님", "선생님", "기사님", "감독님", "이용자님", "박시장님",
    "민원인 신청서", "민원인이 기관을 방문", "소음으로 인하여 귀하께", "저는 장애인입니다", "저는 공무원입니다",
    "골뱅이무침", "2016-465호 공고", "10시 30분 2호선 3번출구", "평점 9.5/10",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "expected"), MASKED)
def test_mask_replaces_personal_data(kind: str, text: str, expected: str) -> None:
    masked = mask(text)
    assert masked.text == expected
    assert masked.counts == {kind: 1}
    (span,) = masked.spans
    assert span[2] == kind
    assert text[: span[0]] + PLACEHOLDERS[kind] + text[span[1] :] == expected


@pytest.mark.parametrize("text", KEPT)
def test_mask_keeps(text: str) -> None:
    assert mask(text).text == text


def test_public_names_stay() -> None:
    assert mask("홍길동님", public_names={"홍길동"}).text == "홍길동님"


def test_office_phones_go_when_asked() -> None:
    assert mask("문의 02-123-4567, 1588-1234", mask_office_phones=True).text == "문의 [전화], [전화]"


def test_every_kind_in_one_text_is_counted() -> None:
    masked = mask("홍길동님 010-1234-5678 / 010-8765-4321, a@b.example")
    assert masked.text == "[이름]님 [전화] / [전화], [이메일]"
    assert masked.counts == {"email": 1, "name": 1, "phone": 2}


resident = st.tuples(
    st.dates(min_value=date(1920, 1, 1), max_value=date(2026, 1, 1)),
    st.integers(0, 9_999_999),
    st.sampled_from(["-", "", " ", " - ", "–", "−", "－", "ㅡ", "~", ".", "\u200b-", "--"]),
    st.sampled_from(["", "주민", "번호: ", "a", "(", "1234 ", "010-1234-5678 ", "2018.07.30 "]),
    st.sampled_from(["", "입니다", ")", " 1", ".", "\n", "원"]),
)


@given(resident)
@settings(max_examples=300, deadline=None)
def test_no_resident_number_is_missed(case: tuple) -> None:
    born, back, separator, before, after = case
    front = born.strftime("%y%m%d")
    masked = mask(f"{before}{front}{separator}{back:07d}{after}").text
    assert f"{back:07d}" not in masked
    assert front not in masked.replace("[", "").replace(before, "")


pii_text = st.lists(
    st.one_of(
        st.sampled_from([text for _, text, _ in MASKED] + KEPT),
        st.text(alphabet=st.sampled_from(list("가홍길동님씨김-0123456789. @:\n[]이름호로번지\u200b")), max_size=20),
    ),
    max_size=5,
).map(" ".join)


@given(pii_text)
@settings(max_examples=300, deadline=None)
def test_mask_is_idempotent_and_spans_are_ordered(text: str) -> None:
    masked = mask(text)
    again = mask(masked.text)
    assert again.text == masked.text
    assert sum(masked.counts.values()) == len(masked.spans)
    assert all(0 <= start <= end <= len(text) for start, end, _ in masked.spans)
    assert list(masked.spans) == sorted(masked.spans)


digits = st.text(alphabet=st.sampled_from(list("0012589０１８ -.()·/*\u200b")), max_size=24)
beside = st.sampled_from(
    ["", "은행 ", "계좌 ", "카드 ", "면허 ", "사업자 ", "주민번호 ", "연락처 ", "M", "서울 ", "가", "나", "호", "A"]
)


@given(st.lists(st.tuples(beside, digits), max_size=4), st.sampled_from(_WITH_DIGITS))
@settings(max_examples=600, deadline=None)
def test_no_finder_finds_in_shorter_runs_than_it_asks_for(
    parts: list[tuple[str, str]], rule: tuple[str, Finder, int]
) -> None:
    text = "".join(word + run for word, run in parts)
    _, finder, fewest = rule
    if any(True for _ in finder(text)):
        assert longest_run(text) >= fewest


@pytest.mark.parametrize(
    "unit",
    [
        "1", "1 ", "1-", "900101-", "가", "가나 ", "김", "a", "a.", "a@", "@", "골뱅이", "공일", "일",
        "로 1", "길1", "1번지", "동 1",
        "은행 ", "계좌1", "12가", "님", "김씨 ", "이름:", "이름: 김 ",
        "저는 김", "성명 ", "[전화]", "010-", "0",
        "서울시 ", "호", "1동 ",
    ],
)  # fmt: skip
def test_mask_is_linear(unit: str) -> None:
    def cost(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        mask(text)
        return time.process_time() - start

    cost(500)
    assert cost(50_000) < max(40 * cost(5_000), 1.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("교통과 임수빈 주무관", "교통과 [이름] 주무관"),
        ("김민준(45세)", "[이름](45세)"),
        ("이정은 외 12명", "[이름] 외 12명"),
        ("이정은, 김도윤, 박서현 학생이 다쳤습니다", "[이름], [이름], [이름] 학생이 다쳤습니다"),
        ("감사합니다.\n- 김도윤 올림 -", "감사합니다.\n- [이름] 올림 -"),
        ("체납자 박대성의 차량", "체납자 [이름]의 차량"),
        ("남궁옥분 어르신 댁", "[이름] 어르신 댁"),
        ("신청인 김 철 수 서명", "신청인 [이름] 서명"),
        ("성명: 응우옌 티 란", "성명: [이름]"),
        ("김지수 010-1234-5678", "[이름] [전화]"),
        ("010에 1234에 5678번", "[전화]번"),
        ("010-12삼사-5678", "[전화]"),
        ("O1O-1234-5678", "[전화]"),
        ("010-****-5678", "[전화]"),
        ("자택 332-1887", "자택 [전화]"),
        ("110-123-456789 신한", "[계좌] 신한"),
        ("카카오 3333-01-2345678", "카카오 [계좌]"),
        ("여권 M-123-45678", "여권 [여권]"),
        ("경기 고양 나 1234 오토바이", "[차량번호] 오토바이"),
        ("12가34** 차량", "[차량번호] 차량"),
        ("나래아파트 101-1203", "[주소]"),
        ("주소: 나래로 12, 3층", "주소: [주소]"),
        ("(12345) 나래시 가람로 9", "[주소]"),
        ("나래동12-3", "[주소]"),
        ("205동의 1201호", "[주소]"),
        ("hong at naver dot com", "[이메일]"),
        ("ho**@naver.com", "[이메일]"),
        ("h o n g @ naver.com", "[이메일]"),
        ("hong99골벵이지멜쩜컴", "[이메일]"),
    ],
)
def test_what_people_write_in_other_ways_is_masked_too(text: str, expected: str) -> None:
    assert mask(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "팀장 교체를 요구합니다", "담당자 부재중이라", "보호자 동반 입장", "저는 유권자입니다", "정상입니다",
        "소음, 진동, 먼지", "주민 외 100명", "지원자(20대)", "시인 윤동주", "관리번호 11-12-123456-78",
        "모델명 M12345678", "010-0000-0000", "버스 12로 3456", "고객번호 110-123-456789", "구청 교통과 02-332-1887",
        "나래로 2차로", "나래동 2-3세대", "meet at gangnam",
        "이메일 네이버 가능한가요", "제외하면 종로3가역에서", "302호 법정",
        "101동 102동 103동", "거리 100-200", "대구 053-123-4567 시청",
    ],
)  # fmt: skip
def test_what_looks_like_a_person_or_a_number_stays(text: str) -> None:
    assert mask(text).text == text


@given(st.lists(st.sampled_from([text for _, text, _ in MASKED] + KEPT), min_size=20, max_size=60), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_long_texts_are_masked_like_short_ones(parts: list[str], gap: int) -> None:
    text = (" . " + "가" * gap + "\n").join(parts)
    masked = mask(text)
    assert mask(masked.text).text == masked.text
    assert list(masked.spans) == sorted(masked.spans)

"""One term as its readers meet it: in context, over time, among its like; and form-letter sentences."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.cli.conftest import Command, value_of

FIRST = date(2026, 8, 3)  # a Monday
SUBJECTS = {
    "교통과": (
        "불법주차", "견인", "과태료", "보행자", "주차장", "승용차", "소화전", "어린이보호구역", "신호등", "버스",
        "택시", "트럭",
    ),
    "도로과": (
        "포트홀", "아스팔트", "타이어", "보도블록", "맨홀", "도로", "중앙선", "가드레일", "터널", "교량", "육교",
        "화단",
    ),
    "환경과": ("악취", "축사", "분뇨", "매연", "미세먼지", "하천", "물고기", "공장", "폐수", "먼지", "농약", "나무"),
}  # fmt: skip
FORM = "바쁘신 업무에도 늘 애써 주셔서 든든합니다."
COPIED = "한빛로 앞 불법 주차 때문에 버스가 지나가지 못하고 있으니 사다리를 보내 주시기 바랍니다"
DOTTED = "골목이 좁은 데다 불법 주·정차 때문에 유모차가 오갈 수 없습니다"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTMINE_PROFILE", "bulk")


def rows() -> list[tuple[str, ...]]:
    """Twelve weeks of complaints of three departments, a copied text and a form letter among them."""
    draw = random.Random(4)
    found = []
    for number in range(360):
        department = list(SUBJECTS)[number % 3]
        words = draw.sample(SUBJECTS[department], 4)
        text = " 그리고 ".join(words) + " 살펴 주세요"
        day = FIRST + timedelta(days=number % 84)
        found.append((f"{number}", day, FORM + " " + text if number % 12 < 4 else text, department, f"이{number}"))
    found += [(f"사본{n}", FIRST + timedelta(days=70), COPIED, "교통과", f"박{n}") for n in range(5)]
    found += [("점", FIRST + timedelta(days=71), DOTTED, "교통과", "최")]
    return [tuple(map(str, row)) for row in found]


@pytest.fixture
def city(command: Command, tmp_path: Path) -> Command:
    columns = ["신청번호", "신청일자", "민원내용", "처리부서", "민원인"]
    phones = [f"010-1234-{n:04d}" for n in range(366)]
    frame = pd.DataFrame(rows(), columns=columns).assign(민원제목="", 전화번호=phones)
    frame.to_csv(tmp_path / "민원.csv", index=False)
    command("ingest", tmp_path / "민원.csv", "--outputs", "out")
    command("analyse", "--outputs", "out")
    return command


def words(command: Command, *arguments: object, code: int = 0) -> Any:
    result = command("words", *arguments, "--outputs", "out", "--json", code=code)
    return value_of(result) if code == 0 else result.stderr


def test_a_term_is_found_in_every_spelling_and_copies_once(city: Command) -> None:
    found = words(city, "context", "불법 주정차", "--limit", 500)
    assert (found["term"], "불법주차" in found["variants"]) == ("불법주정차", True)
    assert found["unlocated"] == 0 and found["posts"] - found["distinct"] == 4
    assert len(found["rows"]) == found["places"] == found["searched"] == found["distinct"] + 1
    assert found["only_written"] == 1  # the analyser makes 정차 of 주·정차
    (dotted,) = [row for row in found["rows"] if row["keyword"] == "불법 주·정차"]
    assert not dotted["is_read"] and dotted["civil_date"] == "2026-10-13"
    (copied,) = [row for row in found["rows"] if row["left"] == "한빛로 앞 "]
    assert copied["keyword"] == "불법 주차" and not copied["is_copy"]
    assert sum(row["is_copy"] for row in words(city, "context", "불법주차", "--limit", 500, "--copies")["rows"]) == 4


def test_contexts_are_newest_first_and_a_limit_is_told(city: Command) -> None:
    found = words(city, "context", "포트홀", "--limit", 3)
    days = [row["civil_date"] for row in found["rows"]]
    assert len(days) == 3 and days == sorted(days, reverse=True) and found["places"] > 3
    span = words(city, "context", "포트홀", "--from", "2026-08-03", "--to", "2026-08-09", "--limit", 500)
    assert {row["civil_date"] for row in span["rows"]} <= {f"2026-08-0{n}" for n in range(3, 10)}
    assert span["posts"] == len(span["rows"]) < found["posts"]
    right = words(city, "context", "포트홀", "--order", "right", "--limit", 500)["rows"]
    assert [row["right"].strip() for row in right] == sorted(row["right"].strip() for row in right)
    text = city("words", "context", "포트홀", "--limit", 3, "--outputs", "out").stdout
    assert f"이 말로 센 글 {found['posts']}건" in text and "3곳을 보입니다" in text


def test_a_trend_counts_weeks_and_keeps_gaps(city: Command) -> None:
    found = words(city, "trend", "불법주차")
    assert len(found["rows"]) == 12 and found["rows"][0]["period"] == "2026-08-03"
    assert sum(row["posts"] for row in found["rows"]) == words(city, "context", "불법주차")["posts"]
    assert sum(row["posts"] - row["distinct"] for row in found["rows"]) == 4
    for row in found["rows"]:
        assert row["lower"] <= row["per_1000"] <= row["upper"] and row["year_change"] is None
    assert found["rows"][0]["previous_change"] is None
    by_month = words(city, "trend", "불법주차", "--by", "month")["rows"]
    assert [row["posts"] is None for row in by_month] == [True, False, True]  # August begins on its third day
    late = words(city, "trend", "불법주차", "--from", "2026-10-14", "--to", "2026-10-20")["rows"]
    assert [row["period"] for row in late] == ["2026-10-12", "2026-10-19"]
    assert late[1]["previous_change"] is not None
    text = city("words", "trend", "불법주차", "--by", "month", "--outputs", "out").stdout
    assert "0건이 아닙니다" in text and "2026-09" in text


def test_related_terms_are_those_of_the_subject_and_are_kept(city: Command, tmp_path: Path) -> None:
    found = words(city, "related", "불법주차", "--k", 5)
    nearest = [row["term"] for row in found["rows"]]
    assert len(nearest) == 5 and len({*SUBJECTS["교통과"]} & {*nearest}) >= 4
    assert all(row["together"] <= row["distinct"] + 4 <= row["posts"] + 4 for row in found["rows"])
    (folder,) = (tmp_path / "out" / "store" / "models").glob("related-*")
    assert sorted(file.name for file in folder.iterdir()) == ["arrays.npz", "manifest.json"]
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8")) == {"n_docs": found["n_docs"]}
    before = (folder / "arrays.npz").stat().st_mtime_ns
    assert words(city, "related", "불법주차", "--k", 5) == found
    assert (folder / "arrays.npz").stat().st_mtime_ns == before
    city("dict", "add", "stopword", nearest[0], "--outputs", "out")
    city("analyse", "--outputs", "out")
    again = words(city, "related", "불법주차", "--k", 5)
    assert nearest[0] not in [row["term"] for row in again["rows"]]
    assert len(list((tmp_path / "out" / "store" / "models").glob("related-*"))) == 1


def test_form_letters_are_candidates_until_the_dictionary_knows_them(city: Command) -> None:
    found = words(city, "forms")
    (form,) = found["rows"]
    assert (form["sentence"], form["documents"], form["departments"]) == (FORM, 120, 3)
    assert form["persons"] == 120 and form["verdict"] == "form" and not form["is_known"]
    everything = {row["sentence"]: row for row in words(city, "forms", "--all", "--min", 5)["rows"]}
    assert everything[COPIED]["verdict"] == "copies" and everything[COPIED]["groups"] == 1
    city("dict", "add", "form_letter", FORM, "--outputs", "out")
    assert words(city, "forms")["rows"] == []
    assert words(city, "forms", "--all")["rows"][0]["is_known"]
    text = city("words", "forms", "--outputs", "out").stdout
    assert "새로 넣을 상투 문장이 없습니다" in text and "--all" in text


def test_unknown_terms_and_bad_requests_are_answered_in_korean(city: Command) -> None:
    for name in ("context", "trend", "related"):
        assert "비슷한 말: 포트홀" in words(city, name, "포트호올", code=1)
        assert "글자가 없습니다" in words(city, name, " · ", code=1)
        assert "글자가 없습니다" in words(city, name, "(?", code=1)
    assert "비슷한 말: 포트홀" in words(city, "context", "포트홀(", code=1)
    assert "불용어" in words(city, "trend", "감사", code=1)
    assert "--kind complaint(민원)" in words(city, "context", "포트홀", "--kind", "sns", code=1)
    assert "SNS 본문이 없습니다" in words(city, "forms", "--kind", "sns", code=1)
    assert "민원 답변이 없습니다" in words(city, "forms", "--field", "answer", code=1)
    assert "너무 적게" in words(city, "related", "유모차", code=1)
    for bad in (["--limit", 0], ["--from", "언젠가"], ["--kind", "편지"], ["--order", "up"]):
        city("words", "context", "포트홀", *bad, code=2)
    backwards = city("words", "trend", "포트홀", "--from", "2026-10-02", "--to", "2026-10-01", code=2)
    assert "바꿔 적으세요" in backwards.stderr


def test_an_empty_mart_says_what_to_do(command: Command) -> None:
    for name in ("context", "trend", "related"):
        assert "textmine analyse" in words(command, name, "포트홀", code=1)
    assert "textmine ingest" in words(command, "forms", code=1)


def test_too_little_text_is_no_word_vectors(command: Command, tmp_path: Path) -> None:
    frame = pd.DataFrame({"신청번호": range(30), "민원제목": "", "민원내용": "포트홀이 생긴 도로를 고쳐 주세요"})
    frame.assign(신청일자="2026-10-05").to_csv(tmp_path / "민원.csv", index=False)
    command("ingest", tmp_path / "민원.csv", "--outputs", "out")
    command("analyse", "--outputs", "out")
    assert "글이 모자라" in words(command, "related", "포트홀", code=1)


def test_a_span_without_text_is_empty_and_says_so(city: Command) -> None:
    span = ("--from", "2031-01-01", "--to", "2031-02-01")
    assert words(city, "context", "포트홀", *span)["places"] == 0
    assert words(city, "trend", "포트홀", *span)["rows"] == []
    assert "이 기간에 자료가 없습니다" in city("words", "trend", "포트홀", *span, "--outputs", "out").stdout
    assert "민원 본문이 없습니다" in words(city, "forms", *span, code=1)


def test_undated_texts_have_contexts_and_no_trend(command: Command, tmp_path: Path) -> None:
    frame = pd.DataFrame({"신청번호": range(3), "민원제목": "", "민원내용": "포트홀이 생긴 도로를 고쳐 주세요"})
    frame.to_csv(tmp_path / "민원.csv", index=False)
    command("ingest", tmp_path / "민원.csv", "--outputs", "out")
    command("analyse", "--outputs", "out")
    assert words(command, "context", "포트홀")["rows"][0]["civil_date"] is None
    assert "날짜 없음" in command("words", "context", "포트홀", "--outputs", "out").stdout
    assert "날짜 있는 글이 없어" in words(command, "trend", "포트홀", code=1)

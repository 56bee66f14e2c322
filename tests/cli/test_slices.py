"""What sets one part of the texts apart from another."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Command, value_of

ROAD = "도로 포트홀이 깊어 차가 망가졌습니다 {n}번 버스 정류장 앞"
PARK = "공원 벤치가 부서져 앉을 수 없습니다 {n}번 버스 정류장 앞"


@pytest.fixture
def city(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("TEXTMINE_PROFILE", "bulk")
    rows = [
        (f"{kind}{n}", f"2026-{9 + n % 2:02d}-{n + 1:02d}", "", text.format(n=n * 7 + 3), department)
        for kind, text, department in (("a", ROAD, "도로과"), ("b", PARK, "공원녹지과"))
        for n in range(20)
    ]
    columns = ["신청번호", "신청일자", "민원제목", "민원내용", "처리부서"]
    pd.DataFrame(rows, columns=columns).to_csv(tmp_path / "민원.csv", index=False)
    command("ingest", tmp_path / "민원.csv", "--outputs", "out")
    command("analyse", "--outputs", "out")
    return command


def test_a_department_against_all_others_and_against_one(city: Command) -> None:
    alone = value_of(city("words", "compare", "--of", "부서=도로과", "--outputs", "out", "--json"))
    assert (alone["target_documents"], alone["reference_documents"]) == (20, 20)
    terms = [row["term"] for row in alone["terms"]]
    assert {"도로", "포트홀"} & set(terms[:3]) and "공원" not in terms[:5]
    both = value_of(city(
        "words", "compare", "--of", "부서=공원녹지과", "--against", "부서=도로과", "--outputs", "out", "--json",
    ))
    assert {"공원", "벤치"} & {row["term"] for row in both["terms"][:3]}
    assert "두드러짐" in city("words", "compare", "--of", "부서=도로과", "--outputs", "out").stdout


def test_two_spans_of_days(city: Command) -> None:
    found = value_of(city(
        "words", "compare", "--of", "부서=도로과", "--from", "2026-10-01", "--against", "부서=도로과",
        "--against-from", "2026-09-01", "--against-to", "2026-09-30", "--outputs", "out", "--json",
    ))
    assert (found["target_documents"], found["reference_documents"]) == (10, 10)


def test_a_bad_condition_says_what_to_do(city: Command) -> None:
    assert "부서, 분야, 지역" in city("words", "compare", "--of", "날씨=맑음", "--outputs", "out", code=1).stderr
    assert "0건뿐" in city("words", "compare", "--of", "부서=없는과", "--outputs", "out", code=1).stderr
    city("words", "compare", "--of", "도로과", "--outputs", "out", code=2)

"""Areas in columns, addresses and text."""

from __future__ import annotations

import pytest

from textmine.ingest.regions import NOWHERE, Place, RegionFinder
from textmine.lexicon.values import Region

FINDER = RegionFinder(
    (
        Region("1", "나래시", "시"),
        Region("11", "한빛구", "구", "1"),
        Region("12", "새벽구", "구", "1"),
        Region("111", "중앙동", "동", "11"),
        Region("112", "솔내동", "동", "11", ("솔내1동",)),
        Region("121", "중앙동", "동", "12"),
        Region("122", "은하동", "동", "12"),
    )
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("솔내동에서 악취가 납니다", "112"),
        ("어제 (솔내동) 가로등", "112"),
        ("솔내동주민센터 앞", "112"),
        ("솔내1동 공원", "112"),
        ("한빛구 전체가 막힙니다", "11"),
        ("한빛구 솔내동", "112"),
        ("한빛구 중앙동 사거리", "111"),
        ("새벽구 중앙동", "121"),
    ],
)
def test_finds_the_deepest_named_area(text: str, code: str) -> None:
    assert FINDER.from_text(text).code == code


@pytest.mark.parametrize(
    "text",
    [
        "중앙동 사거리",
        "솔내동과 은하동 사이",
        "솔내동물병원 앞",
        "행복솔내동",
        "나래시에 바랍니다",
        "포트홀이 있어요",
        "",
    ],
)
def test_ambiguous_or_absent_gives_nothing(text: str) -> None:
    assert FINDER.from_text(text) == NOWHERE


def test_region_column_keeps_short_unknown_names_only() -> None:
    assert FINDER.from_column("솔내동") == Place("112", "솔내동")
    assert FINDER.from_column("나래시 한빛구 솔내동") == Place("112", "솔내동")
    assert FINDER.from_column("운남동") == Place("", "운남동")
    assert FINDER.from_column("강서구 화곡로 123-4 201호") == NOWHERE
    assert FINDER.from_column("김나래") == NOWHERE


def test_address_gives_known_areas_only() -> None:
    assert FINDER.from_address("나래시 한빛구 솔내동 12-3 102동 301호").code == "112"
    assert FINDER.from_address("먼나라시 먼동 1") == NOWHERE

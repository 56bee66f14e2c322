"""The slots of a document: what they may hold, by 동, month, matter and department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from textmine.ingest.sample.city import PLACE_KINDS, City, Place
from textmine.ingest.sample.phrases import Ints

SLOTS: Final = (
    "separator",
    "gu",
    "dong",
    "road",
    "apt",
    "school",
    "park",
    "place",
    "bus",
    "weather",
    "at",
    "topic",
    "dept",
)
SLOT: Final = {name: number for number, name in enumerate(SLOTS)}
SEPARATORS: Final = (" ", "\n", "\n\n", "")
_BUSES: Final = (
    "12",
    "33",
    "51",
    "720",
    "1001",
    "마을03",
    "마을11",
    "M22",
    "5",
    "88-1",
    "17",
    "302",
    "마을07",
    "9-2",
    "640",
)
_BESIDE: Final = {
    "apt": (
        "정문 앞",
        "후문",
        "상가 앞",
        "{n}동 앞",
        "놀이터 쪽",
        "담장 옆",
        "지하주차장 입구",
        "경비실 앞",
        "분리수거장 옆",
        "버스정류장",
    ),
    "school": ("정문 앞", "후문 쪽", "담장 옆", "통학로", "앞 사거리", "앞 문구점 골목", "운동장 옆길"),
    "park": ("입구", "화장실 옆", "산책로", "놀이터", "주차장 쪽", "정자 옆", "농구장", "연못가", "운동기구 앞"),
    "road": (
        "{n}번길",
        "{n}번길 편의점 앞",
        "{n}번길 빌라 앞",
        "{n} 앞",
        "큰길",
        "이면도로",
        "{n}번길 세탁소 골목",
        "{n}번길 모퉁이",
        "{n}번지 앞",
        "{n}번길 미용실 앞",
        "고가 밑",
        "{n}번길 내리막",
    ),
    "spot": ("앞", "건너편", "뒤편 골목", "옆", "근처", "사거리", "맞은편 인도"),
    "stop": ("정류장", "건너편 정류장", "정류장(상행)", "승강장"),
    "station": ("{m}번 출구", "광장", "자전거 보관대", "환승 통로", "앞 횡단보도"),
}
_NUMBERS: Final = (2, 5, 7, 9, 11, 12, 14, 18, 21, 23, 26, 30, 31, 37, 42, 48, 53, 59, 64, 88, 101, 112)



@dataclass(frozen=True, slots=True)
class Ranges:
    """Where values begin and how many there are: of names by 동 and by kind of place, of weather by month, and so on.

    ``place`` is (동, kind, 2); the others (n, 2): first value, number of values.
    """

    by_slot: Mapping[str, Ints]
    place: Ints


def slot_values(city: City, lists: Mapping[str, Sequence[str]]) -> tuple[list[str], Ranges]:
    """Every value of every slot, and where those of a 동, a month, a matter or a department begin."""
    values: list[str] = []

    def add(names: Sequence[str]) -> tuple[int, int]:
        values.extend(names)
        return len(values) - len(names), len(names)

    per_place: dict[str, list[tuple[str, ...]]] = {
        "gu": [(place.gu,) for place in city.places],
        "dong": [(place.dong,) for place in city.places],
        "road": [place.roads for place in city.places],
        "apt": [place.apartments for place in city.places],
        "school": [place.schools for place in city.places],
        "park": [place.parks for place in city.places],
        "separator": [(separator,) for separator in SEPARATORS],
        "bus": [_BUSES],
        "weather": [tuple(lists[f"weather_{month}"]) for month in range(1, 13)],
        "at": [story.place for story in city.stories],
        "topic": [
            *((scene.topic,) for category in city.categories for scene in category.scenes),
            *((story.title,) for story in city.stories),
            *((idea.topic,) for idea in city.ideas),
        ],
        "dept": [(name,) for name in dict.fromkeys(category.department for category in city.categories)],
    }
    ranges = {name: np.array([add(names) for names in groups], np.int32) for name, groups in per_place.items()}
    spots = [[add(_spots(place, kind)) for kind in PLACE_KINDS] for place in city.places]
    return values, Ranges(ranges, np.array(spots, np.int32))


def _spots(place: Place, kind: str) -> list[str]:
    """The ways to say where, of one kind, in one 동; a third begin with the 동's name."""
    names = {"apt": place.apartments, "school": place.schools, "park": place.parks, "road": place.roads}
    stations = [spot for spot in place.spots if spot.endswith("역")]
    found = []
    for name in names.get(kind) or (stations if kind == "station" and stations else place.spots):
        for how in _BESIDE[kind] if kind != "station" or stations else _BESIDE["spot"]:
            if "{n}" in how:
                numbers = _NUMBERS if kind == "road" else range(101, 116)
                found += [f"{name} {how.format(n=number)}" for number in numbers]
            elif "{m}" in how:
                found += [f"{name} {how.format(m=number)}" for number in range(1, 7)]
            else:
                found.append(f"{name} {how}")
    return [f"{place.dong} {spot}" if number % 3 == 1 else spot for number, spot in enumerate(found)]



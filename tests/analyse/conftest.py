from __future__ import annotations

import random

import pytest

THEMES = {
    "공원": ["공원", "벤치", "산책로", "가로등", "나무", "운동기구", "놀이터", "잔디", "분수", "화장실"],
    "도로": ["포트홀", "도로", "파손", "아스팔트", "차량", "보수", "노면", "구멍", "타이어", "패임"],
    "쓰레기": ["쓰레기", "무단투기", "수거", "악취", "분리수거", "음식물", "봉투", "청소", "재활용", "폐기물"],
    "주차": ["주차", "불법주정차", "단속", "견인", "과태료", "주차장", "이중주차", "소방차", "인도", "통행"],
}
EVERYDAY = ["요청", "확인", "시민", "동네", "불편", "조치"]


@pytest.fixture(scope="session")
def themes() -> dict[str, list[str]]:
    return THEMES


@pytest.fixture(scope="session")
def planted() -> tuple[list[list[str]], list[str]]:
    """240 term lists and their four themes; one term in six is an everyday word."""
    draw = random.Random(3)
    names = sorted(THEMES)
    labels = [names[row % len(names)] for row in range(240)]
    documents = [
        [draw.choice(EVERYDAY) if draw.random() < 1 / 6 else draw.choice(THEMES[theme]) for _ in range(18)]
        for theme in labels
    ]
    return documents, labels

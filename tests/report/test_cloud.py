"""The word cloud: size means the value, every term can be read, and nothing is dropped without a word."""

from __future__ import annotations

import io
import math

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageColor

from textmine.report import palette
from textmine.report.cloud import Cloud, draw_cloud, word_cloud

RANKED = [
    ("포트홀", 400.0), ("소음", 361.0), ("불법주정차", 250.0), ("누수", 200.0), ("가로등", 160.0), ("악취", 120.0),
    ("CCTV", 100.0), ("앱", 81.0), ("어린이보호구역", 64.0), ("쓰레기", 49.0), ("킥보드", 36.0), ("나무", 25.0),
]  # fmt: skip
RISING = frozenset({"소음", "나무"})


@pytest.fixture(scope="module")
def cloud() -> Cloud:
    return draw_cloud(RANKED, emphasised=RISING)


def pixels(cloud: Cloud) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(cloud.png)).convert("RGB"))


def test_the_area_of_a_letter_is_proportional_to_the_value(cloud: Cloud) -> None:
    assert [place.term for place in cloud.placed] == [term for term, _ in RANKED] and cloud.left_out == ()
    for place in cloud.placed:
        assert place.size == pytest.approx(cloud.unit_size * math.sqrt(place.value), abs=0.5)


def test_rendered_height_follows_the_size() -> None:
    big, small = draw_cloud([("가", 400.0), ("나", 100.0)]).placed
    assert (big.bottom - big.top) / (small.bottom - small.top) == pytest.approx(2, rel=0.1)


def test_terms_are_level_inside_the_picture_and_apart(cloud: Cloud) -> None:
    ink = np.zeros((350, 720), dtype=int)
    for place in cloud.placed:
        assert 0 <= place.left < place.right <= 720 and 0 <= place.top < place.bottom <= 350
        ink[place.top : place.bottom, place.left : place.right] += 1
    assert ink.max() == 1


def test_ink_stays_in_the_boxes_that_are_told(cloud: Cloud) -> None:
    drawn = (pixels(cloud) != 255).any(axis=2)
    outside = drawn.copy()
    for place in cloud.placed:
        box = (slice(2 * place.top, 2 * place.bottom), slice(2 * place.left, 2 * place.right))
        assert drawn[box].any()
        outside[box] = False
    assert not outside.any()


def test_rendered_letters_reach_contrast(cloud: Cloud) -> None:
    picture = pixels(cloud)
    paper = ImageColor.getrgb(palette.PAPER)
    for place in cloud.placed:
        box = picture[2 * place.top : 2 * place.bottom, 2 * place.left : 2 * place.right].reshape(-1, 3)
        colours, counts = np.unique(box[(box != paper).any(axis=1)], axis=0, return_counts=True)
        body = "#{:02x}{:02x}{:02x}".format(*colours[counts.argmax()])  # the edges of letters are paler
        assert body == place.colour
        assert palette.contrast_ratio(body, palette.PAPER) >= 4.5
    assert {place.term for place in cloud.placed if place.colour == palette.SURGE} == RISING


def test_equal_terms_give_equal_bytes() -> None:
    frame = pd.DataFrame(RANKED, columns=["term", "value"])
    first, second = (word_cloud(frame.sample(frac=1, random_state=n), caption="구름").png for n in (1, 2))
    assert first == second
    assert b"tIME" not in first and b"tEXt" not in first


def test_terms_without_room_are_listed() -> None:
    crowded = [(f"긴낱말의이름{n:03d}", 100.0 - n / 10) for n in range(150)]
    cloud = draw_cloud(crowded)
    assert cloud.left_out and len(cloud.placed) + len(cloud.left_out) == 150
    tiny = draw_cloud([("큰말", 10_000.0), ("작은말", 1.0)])
    assert tiny.left_out == ("작은말",) and tiny.placed[0].term == "큰말"
    assert draw_cloud([("가", 9.0), ("🐈", 4.0)]).left_out == ("🐈",)
    wide = draw_cloud([("가" * 60, 9.0), ("나", 4.0)])
    assert wide.left_out == ("가" * 60,)


def test_the_block_says_what_size_and_colour_mean_and_what_is_missing() -> None:
    frame = pd.DataFrame([*RANKED, ("티끌", 0.01), ("없음", 0.0)], columns=["term", "value"])
    block = word_cloud(frame, caption="구름", emphasised=RISING, note="붉은 말은 늘었습니다.")
    assert block.caption == "구름 (글자 넓이는 문서 수에 비례합니다)"
    assert block.note == "붉은 말은 늘었습니다. 작거나 자리가 없어 표에만 있는 말: 티끌."
    assert [column.title for column in block.table.columns] == ["핵심어", "문서 수", "붉은 말"]
    assert [row[0] for row in block.table.rows if row[2]] == ["소음", "나무"]
    assert len(block.table.rows) == 13
    few = word_cloud(frame, caption="구름", max_words=3, measure="z점수", unit="")
    assert few.note == "이보다 적게 나온 말 10개는 뺐습니다." and "z점수에 비례" in few.alt
    assert len(few.table.columns) == 2


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one term"):
        word_cloud(pd.DataFrame({"term": ["가"], "value": [0]}), caption="구름")

"""Words of danger in a text, without those that are denied or only practised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple


class DangerHit(NamedTuple):
    """A danger word found in a text: ``grade`` 1..3 (3 = danger to life), ``start`` its character offset."""

    word: str
    grade: int
    start: int


# What denies a word stands right behind it: 붕괴는 없, 사고가 나지 않, 화재 위험이 없, 부상자도 없. A clause further on
# (감전 위험이 있는데 조치가 없) denies something else.
_DENIED = re.compile(
    r"자?(?:\s*(?:위험|우려|걱정|염려|피해|가능성))?(?:이|가|은|는|도|의|을|를)?\s*"
    r"(?:없|아니|아닙|안\s?(?:나|났|일어)|(?:하|나|되|일어나|발생하|생기)지\s?(?:않|는\s?않|도\s?않))"
)
# Prevention and paperwork: 화재보험, 화재 예방 캠페인, 지진 대피훈련, 추락 방지망.
_PRACTISED = re.compile(r"(?:사고)?\s*(?:예방|대비|대피\s?훈련|훈련|보험|캠페인|교육|방지)")


def find_danger(text: str, danger_words: Mapping[str, int]) -> tuple[DangerHit, ...]:
    """Danger words of a text in order of appearance; of words that hold each other only the longest counts.

    Parameters
    ----------
    text : str
        Cleaned text.
    danger_words : mapping, word -> grade 1..3

    Examples
    --------
    >>> find_danger("가스 냄새가 나요. 화재는 없었어요", {"가스 냄새": 3, "화재": 3})
    (DangerHit(word='가스 냄새', grade=3, start=0),)
    """
    if not danger_words:
        return ()
    longest_first = sorted(danger_words, key=lambda word: (-len(word), word))
    # A space inside a word is optional in the text: 가스 냄새, 가스냄새.
    pattern = re.compile("|".join(r"\s?".join(map(re.escape, word.split())) for word in longest_first if word.strip()))
    written = {word.replace(" ", ""): word for word in danger_words}
    hits = []
    for match in pattern.finditer(text):
        if _DENIED.match(text, match.end()) or _PRACTISED.match(text, match.end()):
            continue
        word = written[re.sub(r"\s", "", match.group())]
        hits.append(DangerHit(word, danger_words[word], match.start()))
    return tuple(hits)

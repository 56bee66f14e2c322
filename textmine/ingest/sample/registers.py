"""How differently people write the same sentence: endings from formal to clipped, typing errors, missing spaces."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from importlib import resources
from typing import Final

_BASE, _VOWELS, _CODAS = 0xAC00, 21, 28
_CODA_L, _CODA_M, _CODA_B, _CODA_SS = 8, 16, 17, 20
_EU: Final = 18  # the vowel ㅡ
_FORMAL: Final = re.compile(r"([가-힣]?)([가-힣])니다(?=[.!?~\s]|$)")
_BRIGHT: Final = frozenset((0, 2, 8))  # ㅏ ㅑ ㅗ take 아, all others 어
_CONTRACTED: Final = {0: 0, 1: 1, 4: 4, 5: 5, 6: 6, 8: 9, 11: 10, 13: 14, 20: 6}  # vowel of an open stem → with 어
_B_IRREGULAR: Final = frozenset("렵럽겁쉽덥춥깝맙볍둡껍맵밉눕섭답롭즙")  # 어렵다 → 어려워요; 좁다 and 뽑다 are regular
_H_IRREGULAR: Final = frozenset("갛렇옇얗떻멓")  # 허옇다 → 허예요: left as it is
_CAUSATIVE: Final = frozenset("보쌓높모들먹놓섞꼬파쓰조붙덮줄")  # 보입니다 is 보이다, 집입니다 is 집 + 이다
_UNSURE: Final = frozenset("삽웁놉팝멉겁답랍압엽둡밉낍")  # open stem or one that lost its ㄹ: nobody can tell
_CONFUSED: Final = {1: 4, 5: -4, 3: 4, 7: -4, 11: 4, 15: -4}  # ㅐ and ㅔ, ㅒ and ㅖ, ㅚ and ㅞ
_REPORTED: Final = {"습": "음", "답": "대", "랍": "래"}  # 있습니다 → 있음, 된답니다 → 된대
_SPOKEN: Final = ("네요", "네요", "네요", "더라고요", "더라구요", "거든요")


def polite(text: str) -> str:
    """The text with formal endings as 해요: 막힙니다. → 막혀요. Endings it does not know stay."""
    return _FORMAL.sub(_polite, text)


def spoken(text: str, rng: random.Random) -> str:
    """The text with formal endings as 네요, 더라고요, 거든요: 막힙니다. → 막히네요."""
    return _FORMAL.sub(lambda found: _spoken(found, rng), text)


def clipped(text: str) -> str:
    """The text with formal endings cut to nouns as in posts and forms: 났습니다. → 났음."""
    return _FORMAL.sub(_clipped, text)


def mistyped(text: str, rng: random.Random) -> str:
    """The text with one to three spelling mistakes that people make, or a slip of a finger."""
    places = [pair for pair in _spelling() if pair[0] in text]
    for right, wrong in rng.sample(places, min(len(places), rng.choice((1, 1, 2, 3)))):
        text = text.replace(right, wrong, 1)
    return text if places and rng.random() < 0.75 else _slipped(text, rng)


def squeezed(text: str, rng: random.Random) -> str:
    """The text with about half of the spaces inside it left out."""
    inner = text.strip(" ")
    if " " not in inner:
        return text
    words = inner.split(" ")
    joined = words[0] + "".join(word if rng.random() < 0.5 else " " + word for word in words[1:])
    return text.replace(inner, joined, 1)


def _slipped(text: str, rng: random.Random) -> str:
    """A syllable loses its final consonant, doubles, or has ㅐ for ㅔ."""
    places = [i for i, char in enumerate(text) if "가" <= char <= "힣"]
    if len(places) < 2:
        return text
    at = rng.choice(places)
    code = ord(text[at]) - _BASE
    style = rng.random()
    if style < 0.45 and code % _CODAS:
        new = chr(_BASE + code - code % _CODAS)
    elif style < 0.75:
        vowel = code // _CODAS % _VOWELS
        new = chr(_BASE + code + _CODAS * _CONFUSED.get(vowel, 0))
    else:
        new = text[at] * 2 if style < 0.85 else ""
    return text[:at] + new + text[at + 1 :]


def _stem(syllable: str) -> tuple[int, int]:
    code = ord(syllable) - _BASE
    return code // _CODAS % _VOWELS, code % _CODAS


def _polite(found: re.Match[str]) -> str:
    before, last = found.groups()
    whole = before + last + "니다"
    if last == "습":
        return _polite_closed(before) or whole
    if last == "입" and before not in _CAUSATIVE:
        return before + ("이에요" if before and _stem(before)[1] else "예요")
    if last in "합듭":
        return before + {"합": "해요", "듭": "들어요"}[last]
    if whole == "아닙니다":
        return "아니에요"
    vowel, coda = _stem(last)
    if coda != _CODA_B or last in _UNSURE or (last == "깁" and not before):
        return whole
    if vowel == _EU:
        return _polite_eu(before, last)
    if vowel not in _CONTRACTED:
        return whole
    return before + chr(ord(last) - _CODA_B + (_CONTRACTED[vowel] - vowel) * _CODAS) + "요"


def _polite_closed(before: str) -> str:
    if not before:
        return ""
    vowel, coda = _stem(before)
    if before in _H_IRREGULAR:
        return ""
    if before in _B_IRREGULAR:
        return chr(ord(before) - _CODA_B) + "워요"
    return before + ("아요" if vowel in _BRIGHT and coda != _CODA_SS else "어요")


def _polite_eu(before: str, last: str) -> str:
    """아픕니다 → 아파요, 씁니다 → 써요, 모릅니다 → 몰라요."""
    is_bright = bool(before) and _stem(before)[0] in _BRIGHT
    shift = (0 if is_bright else 4) - _EU
    if last == "릅" and before and not _stem(before)[1]:
        return chr(ord(before) + _CODA_L) + ("라요" if is_bright else "러요")
    return before + chr(ord(last) - _CODA_B + shift * _CODAS) + "요"


def _spoken(found: re.Match[str], rng: random.Random) -> str:
    before, last = found.groups()
    ending = rng.choice(_SPOKEN)
    if last == "습" and before:
        return before + ending
    if last == "듭":
        return f"{before}드네요"
    if _stem(last)[1] != _CODA_B or last in _UNSURE:
        return found.group()
    return before + chr(ord(last) - _CODA_B) + ending


def _clipped(found: re.Match[str]) -> str:
    before, last = found.groups()
    whole = before + last + "니다"
    if last == "듭":
        return f"{before}듦"
    if last == "습" and before in _B_IRREGULAR:
        return chr(ord(before) - _CODA_B) + "움"
    if last in _REPORTED and whole != "바랍니다":
        return before + _REPORTED[last]
    return before + chr(ord(last) - _CODA_B + _CODA_M) if _stem(last)[1] == _CODA_B else found.group()


@lru_cache(maxsize=1)
def _spelling() -> tuple[tuple[str, str], ...]:
    """Spellings and the mistakes that people make in them."""
    lines = (resources.files(__package__) / "data" / "spelling.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(
        (right.replace("_", " "), wrong.replace("_", " "))
        for right, wrong in (line.split("\t") for line in lines if line and not line.startswith("#"))
    )

"""Korean particles that fit the word before them."""

from __future__ import annotations

from typing import Final

_HANGUL_FIRST, _HANGUL_LAST = 0xAC00, 0xD7A3
_RIEUL: Final = 8
# Final sounds of names of digits (영 일 이 삼 사 오 육 칠 팔 구) and of Latin letters; 8 is ㄹ, 1 any other consonant.
_DIGIT_FINALS: Final = dict(zip("0123456789", (1, _RIEUL, 0, 1, 0, 0, 1, _RIEUL, _RIEUL, 0), strict=True))
_LETTER_FINALS: Final = {"l": _RIEUL, "r": _RIEUL, "m": 1, "n": 1}


def josa(word: str, pair: str) -> str:
    """Return ``word`` followed by the particle of ``pair`` that fits it.

    ``pair`` is written consonant form first: ``"이/가"``, ``"은/는"``, ``"을/를"``, ``"과/와"``, ``"으로/로"``.
    The last Hangul syllable, digit or Latin letter decides; closing quotes and brackets are looked through. A word
    without any gets both forms.

    >>> josa("포트홀", "이/가"), josa("소음", "은/는"), josa("서울", "으로/로")
    ('포트홀이', '소음은', '서울로')
    """
    after_consonant, _, after_vowel = pair.partition("/")
    if not after_vowel:
        raise ValueError(f"pair must hold two particles like '이/가', got {pair!r}")
    final = next((f for f in map(_final_sound, reversed(word)) if f is not None), None)
    if final is None:
        return f"{word}{after_consonant}({after_vowel})"
    if final == 0 or (final == _RIEUL and after_consonant == "으로"):
        return word + after_vowel
    return word + after_consonant


def quoted(word: str, pair: str) -> str:
    """``word`` in quotation marks, followed by the particle that fits it."""
    return josa(f"'{word}'", pair)


def _final_sound(character: str) -> int | None:
    code = ord(character)
    if _HANGUL_FIRST <= code <= _HANGUL_LAST:
        return (code - _HANGUL_FIRST) % 28
    if character in _DIGIT_FINALS:
        return _DIGIT_FINALS[character]
    if character.isascii() and character.isalpha():
        return _LETTER_FINALS.get(character.lower(), 0)
    return None

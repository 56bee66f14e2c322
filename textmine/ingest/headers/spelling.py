"""Header names as keys for comparison, and how far two of them are apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from textmine.ingest.markup import one_line

_BRACKETS: Final = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|<([^<>]*)>|【([^【】]*)】|\{([^{}]*)\}")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
_ORDINAL: Final = re.compile(r"^(?:no)?\d{1,3}(?=[^\d차])|(?<=\D)\d{1,2}$")
_REMARK: Final = re.compile(r"^(?:필수|선택|required|optional)|(?:필수|선택|필수입력|선택입력|required|optional)$")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[가-힣])(?=[A-Za-z])")
# What brackets may hold without changing what the column is: remarks, units, forms of a date, ordinals.
_HARMLESS: Final = re.compile(
    r"필수|선택|필수입력|선택입력|필수항목|선택항목|required|optional|단위\w*|건|명|원|일|점|자|상세|전체|원문|텍스트|최종|"
    r"\d{1,2}|\d차|[ymdhis년월일시분초\d]+|kst|utc|예시?\w*|text|한글|국문|시스템|자동|민원|게시글"
)


def header_text(cell: object) -> str:
    """A header cell as one line of NFC text."""
    return "" if cell is None or cell != cell else one_line(str(cell))


@lru_cache(maxsize=8192)
def squeeze(header: str) -> str:
    """Letters and digits of a name in lower case, full width made half; nothing else."""
    return unicodedata.normalize("NFC", _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", header).casefold()))


@lru_cache(maxsize=8192)
def spellings(header: str) -> tuple[str, ...]:
    """Keys that mean the same as ``header``, the most literal first.

    Harmless brackets ('(필수)', '[YYYY-MM-DD]', '(1)'), remarks, leading and trailing ordinals are left out.
    """
    text = unicodedata.normalize("NFKC", header)
    keys = [squeeze(text)]
    if all(_HARMLESS.fullmatch(squeeze(inside)) or not squeeze(inside) for inside in in_brackets(text)):
        keys.append(squeeze(_BRACKETS.sub("", text)))
    for key in tuple(keys):
        bare = _REMARK.sub("", key)
        keys += [bare, _ORDINAL.sub("", bare)]
    return tuple(dict.fromkeys(key for key in keys if key))


@lru_cache(maxsize=8192)
def plain_name(header: str) -> str:
    """The key of a name without harmless brackets and remarks: equal for what is only decorated differently."""
    return _REMARK.sub("", squeeze(undecorated(header))) or squeeze(header)


def undecorated(header: str) -> str:
    """A name without brackets that say nothing; what others hold comes first: '날짜(접수)' is '접수 날짜'."""
    text = unicodedata.normalize("NFKC", header)
    said = [inside for inside in in_brackets(text) if not _HARMLESS.fullmatch(squeeze(inside))]
    return " ".join([*said, _BRACKETS.sub("", text)]).strip() or text


def without_number(header: str) -> str:
    """The key of a name without the number at its end: '내용' for '내용2' and '내용(2)'."""
    return re.sub(r"(?<=\D)\d{1,2}$", "", squeeze(header))


def without_brackets(header: str) -> str:
    """The key of a name without whatever its brackets hold, '' when nothing is left."""
    return squeeze(_BRACKETS.sub("", unicodedata.normalize("NFKC", header)))


def in_brackets(text: str) -> list[str]:
    """What stands in the brackets of ``text``."""
    return [next((part for part in found if part), "") for found in _BRACKETS.findall(text)]


def parts(header: str) -> tuple[str, ...]:
    """Pieces of a name between spaces, signs and changes of case, in lower case."""
    text = _CAMEL.sub(" ", unicodedata.normalize("NFKC", header))
    return tuple(part.casefold() for part in _NOT_LETTERS.sub(" ", text).split())


@lru_cache(maxsize=8192)
def letters(key: str) -> str:
    """A key letter by letter: Hangul as jamo, so that one slip of a finger is one letter."""
    return unicodedata.normalize("NFD", key)


def distance(left: str, right: str, limit: int) -> int:
    """Edits (insert, delete, replace, swap of neighbours) between two strings; ``limit + 1`` when there are more."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(right) + 1))
    for row, a in enumerate(left, 1):
        line = [row]
        for column, b in enumerate(right, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (a != b))
            if row > 1 and column > 1 and a == right[column - 2] and left[row - 2] == b:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > limit:
            return limit + 1
        before, last = last, line
    return min(last[-1], limit + 1)

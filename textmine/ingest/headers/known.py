"""Names that are known, and what a name is close to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from textmine.errors import IngestError
from textmine.ingest.headers.aliases import ALIASES, FIELD_NAMES, NEVER, STAND_INS
from textmine.ingest.headers.spelling import distance, header_text, letters, spellings, squeeze, without_brackets
from textmine.ingest.headers.words import compounds, read_words
from textmine.text.josa import josa

WORST_RANK: Final = 1_000
MARGIN: Final = 2  # how many more edits the next field must be away
_SHORTEST_TYPO: Final = 7  # letters (jamo): a shorter name with a slip may be any other word
_LONG_NAME: Final = 12  # letters: from here on two slips may pass
_POSITION: Final = re.compile(r"\d+열")
_OFFICERS: Final = ("담당자", "처리자", "답변자", "접수자", "담당자명", "담당자전화번호", "담당자연락처", "처리담당자")


def known_field(header: str) -> tuple[str, int] | None:
    """Field and rank of a name that is known exactly, or None."""
    return next((_EXACT[key] for key in spellings(header) if key in _EXACT), None)


def known_without_brackets(header: str) -> tuple[str, int] | None:
    """Field and rank of a name whose brackets hold what is not known, or None."""
    return _EXACT.get(without_brackets(header))


def known_as(header: str) -> str:
    """The field that a name is known for exactly, or ''."""
    found = known_field(header)
    return "" if found is None else found[0]


def count_known(cells: Sequence[object]) -> int:
    """How many of the cells are header names we know exactly."""
    return sum(known_field(header_text(cell)) is not None for cell in cells)


def field_of(word: str) -> str:
    """A field by its English or Korean name; '' for words that mean: ignore.

    Raises
    ------
    IngestError
        There is no such field.
    """
    name = word.strip()
    if name in ALIASES or not name or name in ("무시", "-"):
        return name if name in ALIASES else ""
    found = next((field for field, korean in FIELD_NAMES.items() if korean == name), None)
    if found is None:
        choices = ", ".join(f"{korean}({field})" for field, korean in FIELD_NAMES.items())
        named = josa(f"'{word}'", "은/는")
        raise IngestError(f"{named} 없는 항목입니다. 쓸 수 있는 항목: {choices}, 무시")
    return found


def is_position(name: str) -> bool:
    """Whether a name only says where a column stands ('3열')."""
    return _POSITION.fullmatch(name) is not None


def is_likely_slip(left: str, right: str) -> bool:
    """Whether two names may be one, typed differently."""
    a, b = letters(squeeze(left)), letters(squeeze(right))
    return min(len(a), len(b)) >= _SHORTEST_TYPO and distance(a, b, 2) <= (2 if len(a) >= _LONG_NAME else 1)


def rank_by_words(field: str, header: str) -> float:
    if field not in STAND_INS or (field == "external_id" and not _names_a_receipt(header)):
        return WORST_RANK
    return ALIASES[field].index(STAND_INS[field]) - 0.5


class Near(NamedTuple):
    """The name of ``field`` that is the fewest ``edits`` away, and its rank."""

    edits: int
    field: str
    rank: float


@lru_cache(maxsize=8192)
def alike(key: str) -> tuple[Near, ...]:
    """Fields with a name a few edits away, nearest first; the field '' stands for names that are no field."""
    spelled = letters(key)
    if len(spelled) < _SHORTEST_TYPO:
        return ()
    allowed = 2 if len(spelled) >= _LONG_NAME else 1
    reach = allowed + MARGIN - 1
    bag, best = Counter(spelled), dict[str, Near]()
    for name, field, rank, other, other_bag in _known_names():
        if name == key or max((bag - other_bag).total(), (other_bag - bag).total()) > reach:
            continue
        edits = distance(spelled, other, reach)
        # Two slips in one syllable make another word: 담당부서장 is not 담당부서명.
        if edits <= reach and (edits < 2 or edits > allowed or distance(key, name, edits) >= edits):
            best[field] = min(Near(edits, field, rank), best.get(field, Near(reach + 1, field, 0)))
    found = tuple(sorted(best.values()))
    return found if found and found[0].edits <= allowed else ()


@lru_cache(maxsize=1)
def _known_names() -> tuple[tuple[str, str, float, str, Counter[str]], ...]:
    read = {name: read_words(name) or "" for name in compounds()}
    names: dict[str, tuple[str, float]] = {name: (field, rank_by_words(field, name)) for name, field in read.items()}
    names |= {**dict.fromkeys((*NEVER, *_OFFICERS), ("", 0)), **_EXACT}
    long = ((key, field, rank, letters(key)) for key, (field, rank) in names.items())
    return tuple((*name, Counter(name[3])) for name in long if len(name[3]) >= _SHORTEST_TYPO - 1)


def _names_a_receipt(header: str) -> bool:
    return any(word in squeeze(header) for word in ("접수", "rcept", "receipt"))


def _each_alias() -> Iterator[tuple[str, tuple[str, int]]]:
    for field, names in ALIASES.items():
        for rank, name in enumerate(names):
            yield squeeze(name), (field, rank)


_EXACT: Final = dict(_each_alias())

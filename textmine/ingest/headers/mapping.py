"""Columns → fields: what the operator says, then known names, then words, then likeness; values have the last word."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from textmine.errors import IngestError
from textmine.ingest.headers import values
from textmine.ingest.headers.aliases import ALIASES, FIELD_NAMES, NEVER, PERSONAL_FIELDS, TEXT_FIELDS
from textmine.ingest.headers.judge import Claim, Fit, doubt_known, name_of, settle
from textmine.ingest.headers.known import (
    MARGIN,
    WORST_RANK,
    alike,
    field_of,
    known_field,
    known_without_brackets,
    rank_by_words,
)
from textmine.ingest.headers.spelling import plain_name, spellings, squeeze, undecorated, without_number
from textmine.ingest.headers.words import names_an_officer, read_with_slip, read_words
from textmine.text.josa import josa

LONGEST_NAME: Final = 60  # characters: longer cells are data
_PERSONAL_WORDS: Final = (
    "성명", "이름", "전화", "연락처", "핸드폰", "휴대폰", "주소", "이메일", "메일", "생년", "주민번호", "주민등록",
    "민원인", "신청인", "신청자", "신고인", "신고자", "phone", "email", "address", "birth",
)
_CUT_TEXTS: Final = ("body", "answer")
_Decided = Mapping[str, tuple[str, float]]  # key of a header → field and rank


@dataclass(frozen=True, slots=True)
class HeaderMapping:
    """Columns of one table: ``columns`` maps a field to column positions, best first.

    ``ignored`` are header names that nothing reads; ``guessed`` are (header, field) pairs that matched only
    approximately and deserve a look; ``doubts`` are Korean sentences about columns whose values speak against their
    name; ``hidden`` are positions of columns with personal data that nothing reads; ``parts`` are the columns of a text
    that was cut into several ('내용1', '내용2') and is put together again.
    """

    headers: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    ignored: tuple[str, ...] = ()
    guessed: tuple[tuple[str, str], ...] = ()
    doubts: tuple[str, ...] = ()
    hidden: frozenset[int] = frozenset()
    parts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def has_text(self) -> bool:
        return any(field in self.columns for field in TEXT_FIELDS)

    @property
    def has_person(self) -> bool:
        return bool(self.hidden) or any(field in self.columns for field in ("person", "phone", "email", "address"))

    @property
    def personal(self) -> frozenset[int]:
        """Positions whose cells must never be kept."""
        return self.hidden | {place for field in PERSONAL_FIELDS for place in self.columns.get(field, ())}

    def describe(self) -> dict[str, list[str]]:
        """Field → header names that feed it, for a preview."""
        return {field: [self.headers[i] for i in places] for field, places in self.columns.items()}


def map_headers(
    headers: Sequence[str],
    header_map: Mapping[str, str] | None = None,
    sample: Sequence[Sequence[object]] = (),
) -> HeaderMapping:
    """Mapping of header names to document fields.

    Parameters
    ----------
    headers : sequence of str
        Names as they stand in the file; blank names are allowed.
    header_map : mapping of str to str, optional
        What was decided before, header name (or '3열' for a third column without a name) → field, best first for each
        field; the field ``""`` means: ignore this column.
    sample : sequence of rows, optional
        Some rows below the header. Guesses must fit their values; a known name is doubted aloud when they do not.

    Returns
    -------
    HeaderMapping
        Known names come first; then, for fields that have none, names that can be read word by word or are one or two
        slips of the finger away from one field and farther from every other.

    Raises
    ------
    IngestError
        ``header_map`` names an unknown field.
    """
    decided = _decided(header_map)
    whole = [row for row in sample if len(row) == len(headers)] or sample
    columns = [[row[place] if place < len(row) else None for row in whole] for place in range(len(headers))]
    fit = Fit(columns, whole)
    sure: list[Claim] = []
    loose: list[Claim] = []
    for place, header in enumerate(headers):
        claim = _claim(place, header, decided, fit)
        if claim is not None:
            (loose if claim.doubt > 0 else sure).append(claim)
    kept, doubts = doubt_known(sure, headers, columns, fit)
    best = {claim.field: claim.rank for claim in sorted(kept, key=lambda claim: -claim.rank)}
    better = [claim for claim in loose if claim.rank < best.get(claim.field, math.inf)]
    guesses, unsure = settle(better, headers, fit)
    found = _by_field([*kept, *guesses])
    guessed = [(name_of(headers, claim.place), claim.field) for claim in sorted(guesses)]
    hidden = _hidden(headers, columns, found)
    mapping = HeaderMapping(
        tuple(name_of(headers, place) for place in range(len(headers))), found, _ignored(headers, found),
        tuple(guessed), (*doubts, *unsure), hidden,
    )
    if not mapping.has_text:
        return _with_text_by_values(mapping, headers, fit, decided)
    parts = {name: parts for name in _CUT_TEXTS if (parts := _parts(headers, found.get(name, ())))}
    joined = [
        f"{', '.join(headers[place] for place in places)} 열을 이어 {josa(FIELD_NAMES[name], '으로/로')} 읽었습니다."
        for name, places in parts.items()
    ]
    doubts = [*mapping.doubts, *joined, *_longer_text(mapping, headers, fit, decided)]
    return replace(mapping, doubts=tuple(doubts), parts=parts)


def _decided(header_map: Mapping[str, str] | None) -> dict[str, tuple[str, float]]:
    """Key → field and rank. The first column of a field beats every name that is only known; a later one that is known
    keeps its rank, so that a slip in the name of the first does not put a stand-in (민원요지) into its place."""
    decided: dict[str, tuple[str, float]] = {}
    seen: Counter[str] = Counter()
    for name, word in (header_map or {}).items():
        try:
            field = field_of(word)
        except IngestError as error:
            raise IngestError(f"열 이름 설정의 '{name}' → '{word}': {error}") from error
        known = known_field(name)
        is_known = known is not None and known[0] == field and seen[field] > 0
        rank = known[1] if known is not None and is_known else seen[field] - WORST_RANK
        decided.setdefault(squeeze(name), (field, rank))
        seen[field] += 1
    return decided


def _claim(place: int, header: str, decided: _Decided, fit: Fit) -> Claim | None:
    said = decided.get(squeeze(header) if header else f"{place + 1}열")
    if said is not None:
        return Claim(place, *said, doubt=-1) if said[0] else None
    if not header or len(header) > LONGEST_NAME or any(key in NEVER for key in spellings(header)):
        return None
    exact = known_field(header)
    if exact is not None:
        return Claim(place, *exact)
    claim = _guess(header, place, fit)
    return claim if claim.field and fit(claim.field, place) is not False else None


def _guess(header: str, place: int, fit: Fit) -> Claim:
    """The field that a name points to, '' for none."""
    nothing = Claim(place, "", 0)
    field = read_words(undecorated(header))
    if field is not None:
        return Claim(place, field, rank_by_words(field, header), doubt=1)
    if names_an_officer(header) or not spellings(header):
        return nothing
    bare = known_without_brackets(header)
    if bare is not None:
        return Claim(place, *bare, doubt=2)
    near = alike(plain_name(header))
    if not near:
        read = read_with_slip(plain_name(header))
        return nothing if read is None else Claim(place, read[0], rank_by_words(*read), doubt=3)
    close = [found for found in near if found.edits - near[0].edits < MARGIN]
    if len(close) > 1:  # the names alone do not say: the values may
        close = [found for found in close if found.field and fit(found.field, place)]
    return Claim(place, close[0].field, close[0].rank, doubt=2 + close[0].edits) if len(close) == 1 else nothing


def _by_field(claims: Sequence[Claim]) -> dict[str, tuple[int, ...]]:
    ranked: dict[str, list[tuple[float, int]]] = {}
    for claim in claims:
        ranked.setdefault(claim.field, []).append((claim.rank, claim.place))
    return {name: tuple(place for _, place in sorted(ranked[name])) for name in ALIASES if name in ranked}


def _ignored(headers: Sequence[str], columns: Mapping[str, tuple[int, ...]]) -> tuple[str, ...]:
    used = {place for places in columns.values() for place in places}
    return tuple(header for place, header in enumerate(headers) if place not in used and header)


def _hidden(
    headers: Sequence[str], columns: Sequence[Sequence[object]], found: Mapping[str, tuple[int, ...]]
) -> frozenset[int]:
    """Columns that nothing reads and whose name or values are personal."""
    used = {place for places in found.values() for place in places}
    return frozenset(
        place for place, header in enumerate(headers)
        if place not in used and (_names_a_person(header) or values.looks_personal(columns[place]))
    )


def _names_a_person(header: str) -> bool:
    """Whether a name speaks of a person's name, number, address or age, the officer's included."""
    if not header:
        return False
    exact = known_field(header)
    key = squeeze(header)
    return (exact is not None and exact[0] in PERSONAL_FIELDS) or names_an_officer(header) or any(
        word in key for word in _PERSONAL_WORDS
    )


def _parts(headers: Sequence[str], places: Sequence[int]) -> tuple[int, ...]:
    """Columns among ``places`` whose names differ by the number at their end only, in the order of the numbers."""
    numbered = [place for place in places if without_number(headers[place]) != squeeze(headers[place])]
    stems = {without_number(headers[place]) for place in numbered}
    if len(numbered) < 2 or len(stems) > 1:
        return ()
    return tuple(sorted(numbered, key=lambda place: int(squeeze(headers[place]).removeprefix(*stems))))


def _longer_text(mapping: HeaderMapping, headers: Sequence[str], fit: Fit, decided: _Decided) -> list[str]:
    """A sentence where a column that nothing reads holds longer texts than the body."""
    body = max((fit.length(place) for place in mapping.columns.get("body", ())), default=0.0)
    longer = [place for place in _unexplained(mapping, headers, decided) if fit.length(place) > 2 * body]
    return [
        f"읽지 않은 '{name_of(headers, place)}' 열에 본문보다 긴 글이 있습니다. 본문이면 열 이름을 정해 주세요."
        for place in longer
    ]


def _unexplained(mapping: HeaderMapping, headers: Sequence[str], decided: _Decided) -> list[int]:
    """Columns that nothing reads and about which neither name nor person says why."""
    used = {place for places in mapping.columns.values() for place in places} | mapping.hidden
    return [
        place for place, header in enumerate(headers)
        if place not in used and (squeeze(header) if header else f"{place + 1}열") not in decided
        and not any(key in NEVER for key in spellings(header)) and read_words(undecorated(header)) is None
    ]


def _with_text_by_values(
    mapping: HeaderMapping, headers: Sequence[str], fit: Fit, decided: _Decided
) -> HeaderMapping:
    """The mapping with a body where one column without a known name reads like what citizens write, and no other."""
    unread = _unexplained(mapping, headers, decided)
    lengths = sorted(((fit.length(place), place) for place in unread), reverse=True)
    if not lengths or not lengths[0][0] or (len(lengths) > 1 and lengths[0][0] < 2 * lengths[1][0]):
        return mapping
    place = lengths[0][1]
    found = {field: {**mapping.columns, "body": (place,)}[field] for field in ALIASES
             if field in mapping.columns or field == "body"}
    guessed = (*mapping.guessed, (name_of(headers, place), "body"))
    return replace(mapping, columns=found, ignored=_ignored(headers, found), guessed=guessed)

"""Claims of columns to fields, judged by their values and by each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from textmine.ingest.headers import values
from textmine.ingest.headers.aliases import FIELD_NAMES, PERSONAL_FIELDS, TEXT_FIELDS
from textmine.ingest.headers.words import names_an_officer
from textmine.text.josa import josa

_ONE_ONLY: Final = frozenset({"external_id", "created_at", "received_at", "title", "body"})
# A column of these that does not look like one is left out; of the others it is read, and said to be odd.
_DEMOTED: Final = frozenset({
    "category", "channel", "status", "region", "department", "satisfaction", "engagement", "lat", "lon", "url",
    "updated_at",
})


class Claim(NamedTuple):
    """A column that may be ``field``; lower ``rank`` (place in the field's list of names) is better.

    ``doubt`` is 0 for a name that is known, more for one that was only read or resembles one, less where somebody
    decided.
    """

    place: int
    field: str
    rank: float
    doubt: int = 0

    @property
    def is_decided(self) -> bool:
        return self.doubt < 0


class Fit:
    """Remembers whether columns of a sample fit fields."""

    def __init__(self, columns: Sequence[Sequence[object]], sample: Sequence[Sequence[object]]) -> None:
        self._columns = columns
        self._distinct_rows = len({tuple(map(str, row)) for row in sample})
        self._known: dict[tuple[str, int], bool | None] = {}

    def __call__(self, field: str, place: int) -> bool | None:
        key = field, place
        if key not in self._known:
            self._known[key] = values.fits(field, self._columns[place], self._distinct_rows)
        return self._known[key]

    def contradicts(self, field: str, place: int) -> bool:
        """Whether the values speak against a name that is known."""
        if field == "external_id":
            return values.repeats(self._columns[place], self._distinct_rows)
        return self(field, place) is False

    def length(self, place: int) -> float:
        """Mean length of the column's prose."""
        return values.prose_length(self._columns[place])


def name_of(headers: Sequence[str], place: int) -> str:
    """A column's name, or '3열' where it has none."""
    return headers[place] or f"{place + 1}열"


def doubt_known(
    claims: Sequence[Claim], headers: Sequence[str], columns: Sequence[Sequence[object]], fit: Fit
) -> tuple[list[Claim], list[str]]:
    """Claims of known names that hold, and sentences about those whose values speak against them."""
    kept, doubts = [], []
    for claim in claims:
        name, field = f"'{name_of(headers, claim.place)}' 열", claim.field
        as_field = josa(FIELD_NAMES[field], "으로/로")
        others = [other for other in claims if other.field == field and other is not claim]
        if not claim.is_decided and field in ("phone", "email") and _is_an_officers(claim.place, headers, columns):
            doubts.append(f"{name}은 담당자의 것으로 보여 민원인의 {as_field} 쓰지 않았습니다.")
        elif field in PERSONAL_FIELDS or not fit.contradicts(field, claim.place):
            kept.append(claim)
        elif claim.is_decided:
            kept.append(claim)
            doubts.append(f"{name}을 정한 대로 {as_field} 읽었지만 값이 그렇게 보이지 않습니다.")
        elif field == "external_id":
            doubts.append(f"{name}은 같은 값이 많아 {as_field} 쓰지 않았습니다.")
        elif field in _DEMOTED or any(fit(field, other.place) for other in others):
            doubts.append(f"{name}은 값이 {as_field} 보이지 않아 쓰지 않았습니다.")
        else:
            kept.append(claim)
            doubts.append(f"{name}을 {as_field} 읽었지만 값이 그렇게 보이지 않습니다. 확인하세요.")
    return kept, doubts


def _is_an_officers(place: int, headers: Sequence[str], columns: Sequence[Sequence[object]]) -> bool:
    """A bare telephone or mail column right behind the officer's name whose values are an office's."""
    before = next((p for p in range(place - 1, max(-1, place - 4), -1) if names_an_officer(headers[p])), None)
    return before is not None and values.looks_like_office(columns[place])


def settle(loose: Sequence[Claim], headers: Sequence[str], fit: Fit) -> tuple[list[Claim], list[str]]:
    """Guesses that stand alone for their field or fit it clearly better; sentences about the others."""
    accepted: list[Claim] = []
    unsure: list[str] = []
    for field in dict.fromkeys(claim.field for claim in loose):
        claims = sorted((c for c in loose if c.field == field), key=lambda claim: (claim.rank, claim.doubt))
        best = [claim for claim in claims if claim.rank == claims[0].rank]
        if len(best) > 1 and field in _ONE_ONLY:
            longest = sorted(best, key=lambda claim: -fit.length(claim.place))
            if field in TEXT_FIELDS and fit.length(longest[0].place) > 1.5 * fit.length(longest[1].place):
                best = longest[:1]
            else:
                names = ", ".join(f"'{name_of(headers, claim.place)}'" for claim in best)
                unsure.append(f"{FIELD_NAMES[field]} 열이 어느 것인지 알 수 없습니다: {names}. 열 이름을 정해 주세요.")
                continue
        accepted += best
    return accepted, unsure

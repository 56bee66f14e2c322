"""What the cells of a column say about it: a name may promise what the values do not keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from textmine.ingest import cells
from textmine.ingest.markup import one_line

FEWEST_VALUES: Final = 3  # fewer filled cells say nothing
FEWEST_TO_COUNT: Final = 8  # fewer say nothing about how often values repeat
_MOST: Final = 0.8
_MANY: Final = 0.5
_FEW: Final = 0.2  # one complaint may stand in several rows, one for each office
_BODY_CHARS: Final = 15  # mean length of a text that nobody would put into a label
_LABEL_CHARS: Final = 40  # mean length of the longest labels
_NEARLY_ALL: Final = 0.95
_YEARS: Final = (1990, 2100)

_MOBILE: Final = re.compile(r"\+?(?:82[- .]?)?0?1[016789][- .)]?[\d*]{3,4}[- .]?[\d*]{4}")
_PHONE: Final = re.compile(r"\+?(?:82[- .]?)?\(?0?\d{1,3}\)?[- .]?[\d*]{3,4}[- .]?[\d*]{4}|1[5-8]\d\d[- ]?\d{4}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NAME: Final = re.compile(r"(?:[가-힣][가-힣*○●◯OoXx]{1,3}|[가-힣]{2,4})(?:\s?[님씨])?")
_SURNAME: Final = re.compile(
    "["
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원"
    "천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용"
    "]"
)
_PLACE: Final = re.compile(r"(?:시|도|구|군)\s.*(?:로|길|동|리|읍|면)(?:\s?\d|\b)|(?:동|리|로|길)\s?\d")
_RESIDENT: Final = re.compile(r"\d{6}[- ]?[\d*]{7}|\d{6}-\d")
_BIRTH: Final = re.compile(r"(?:19|20)\d\d(?:년|\D?\d\d\D?\d\d\D?)?|\d{6}")
_NUMBER: Final = re.compile(r"-?[\d,]+(?:\.\d+)?%?")
_LETTER: Final = re.compile(r"[가-힣A-Za-z]")
_CLOCK: Final = re.compile(r"(?:오전|오후)?\s*\d{1,2}[:시]\s*\d{1,2}.*")

DATES: Final = frozenset({"created_at", "received_at", "updated_at", "due_on", "answered_at"})
_LABELS: Final = frozenset({"department", "category", "region", "channel", "status"})


def fits(field: str, values: Sequence[object], distinct_rows: int) -> bool | None:
    """Whether ``values`` can be a column of ``field``; None where they are too few or the field takes anything.

    ``distinct_rows`` counts the different rows of the sample: an id that repeats only with its whole row is still one.
    """
    filled = [value for value in values if not cells.is_blank(value)]
    if len(filled) < FEWEST_VALUES:
        return None
    if field in DATES:
        return _share(filled, is_date) >= _MOST
    texts = [one_line(cells.as_text(value)) for value in filled]
    if field == "external_id":
        return _is_identifier(texts, distinct_rows)
    if field in ("title", "body", "answer"):
        return _is_prose(field, texts)
    if field in _LABELS:
        return _is_label(field, texts)
    test = _TESTS.get(field)
    return None if test is None else _share(texts, test) >= _MANY


def repeats(values: Sequence[object], distinct_rows: int) -> bool:
    """Whether a column holds the same few values over and over, although the rows differ."""
    return _repeats([cells.as_text(value) for value in values if not cells.is_blank(value)], distinct_rows)


def looks_personal(values: Sequence[object]) -> bool:
    """Whether most filled cells are telephone numbers, addresses, e-mail addresses, resident numbers or names."""
    texts = [one_line(cells.as_text(value)) for value in values if not cells.is_blank(value)]
    tests = (_is_phone, _is_email, _is_resident, _is_address, _is_name)
    return bool(texts) and any(_share(texts, test) >= _MANY for test in tests)


def looks_like_office(values: Sequence[object]) -> bool:
    """Whether telephone numbers or mail addresses are an office's: few different ones, or no mobile among them."""
    texts = [one_line(cells.as_text(value)) for value in values if not cells.is_blank(value)]
    if len(texts) < FEWEST_TO_COUNT:
        return False
    phones = [text for text in texts if _is_phone(text)]
    are_landlines = len(phones) > _MANY * len(texts) and not _share(phones, _is_mobile)
    return are_landlines or len(set(texts)) <= _MANY * len(texts)


def prose_length(values: Sequence[object]) -> float:
    """Mean characters of a column that reads like sentences of citizens, 0 for any other."""
    texts = [one_line(cells.as_text(value)) for value in values if not cells.is_blank(value)]
    if not texts or not _is_prose("body", texts) or _share(texts, _is_address) >= _MANY:
        return 0.0
    length = sum(map(len, texts)) / len(texts)
    spaced = _share(texts, lambda text: " " in text)
    return length if length >= _BODY_CHARS and spaced >= _MANY else 0.0


def is_date(value: object) -> bool:
    """Whether a cell is a day between 1990 and 2100."""
    if isinstance(value, str) and _CLOCK.fullmatch(value.strip()):
        return False
    found = cells.try_time(value, "date")
    return isinstance(found, tuple) and _YEARS[0] <= found[1].year <= _YEARS[1]


def _is_prose(field: str, texts: list[str]) -> bool:
    if _share(texts, lambda text: bool(_NUMBER.fullmatch(text)) or is_date(text) or _is_phone(text)) >= _MANY:
        return False
    if _share(texts, lambda text: _LETTER.search(text) is not None) < _MANY:
        return False
    if field == "answer" or len(texts) < FEWEST_TO_COUNT:
        return True  # offices answer alike
    length = sum(map(len, texts)) / len(texts)
    return not (len(set(texts)) <= max(2, 0.1 * len(texts)) and length < _BODY_CHARS)


def _is_identifier(texts: list[str], distinct_rows: int) -> bool:
    if max(map(len, texts)) > 80 or _share(texts, lambda text: any(c.isdigit() for c in text)) < _MOST:
        return False
    if _share(texts, is_date) >= _MOST and _share(texts, str.isdigit) < _MOST:
        return False
    return not _repeats(texts, distinct_rows)


def _repeats(texts: list[str], distinct_rows: int) -> bool:
    return len(texts) >= FEWEST_TO_COUNT and len(set(texts)) < _FEW * min(distinct_rows, len(texts))


def _is_label(field: str, texts: list[str]) -> bool:
    if _share(texts, lambda text: _is_phone(text) or (is_date(text) and not text.isdigit())) >= _MANY:
        return False
    if field == "region":
        return True  # names, codes or whole addresses
    if sum(map(len, texts)) / len(texts) > _LABEL_CHARS or _share(texts, lambda t: bool(_NUMBER.fullmatch(t))) >= _MANY:
        return False
    return len(texts) < 2 * FEWEST_TO_COUNT or len(set(texts)) <= _NEARLY_ALL * len(texts)


def _share(values: Sequence[object], test: Callable[..., bool]) -> float:
    return sum(map(test, values)) / len(values) if values else 0.0


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text.strip())) or (text.isdigit() and 9 <= len(text) <= 11 and text[0] in "01")


def _is_mobile(text: str) -> bool:
    return bool(_MOBILE.fullmatch(text.strip()))


def _is_email(text: str) -> bool:
    return bool(_EMAIL.fullmatch(text))


def _is_resident(text: str) -> bool:
    return bool(_RESIDENT.fullmatch(text))


def _is_address(text: str) -> bool:
    return len(text) <= 80 and bool(_PLACE.search(text))


def _is_name(text: str) -> bool:
    return bool(_NAME.fullmatch(text) and _SURNAME.match(text)) and not text.endswith(("과", "동", "구", "팀", "실"))


def _is_who(text: str) -> bool:
    """A name, a nickname or an id: short, no sentence."""
    return len(text) <= 30 and not is_date(text) and not _is_phone(text) and text.count(" ") <= 3


def _is_age(text: str) -> bool:
    return bool(re.match(r"만?\s*\d{1,3}(?:세|살|대|\s*[-~]|$)|10세 미만|(?:19|20)\d\d", text))


def _is_birth(text: str) -> bool:
    return _is_resident(text) or bool(_BIRTH.fullmatch(text)) or is_date(text)


def _is_number(text: str) -> bool:
    return cells.number(text, 1e12) is not None


_TESTS: Final[dict[str, Callable[[str], bool]]] = {
    "person": _is_who, "phone": _is_phone, "email": _is_email, "address": lambda text: not _is_phone(text),
    "age": _is_age, "birth": _is_birth, "engagement": _is_number, "lat": _is_number, "lon": _is_number,
    "satisfaction": lambda text: cells.satisfaction(text) is not None or _is_number(text),
}

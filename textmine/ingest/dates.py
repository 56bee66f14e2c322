"""Times as Korean exports spell them → UTC and the Korean civil date."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

from textmine.types import KST

_EXCEL_EPOCH: Final = datetime(1899, 12, 30)
_EXCEL_SERIALS: Final = (32_874, 73_051)  # 1990-01-01 to 2100-01-01
_NUMERIC: Final = re.compile(r"\d+(?:\.\d+)?")
_PLAIN: Final = re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")
_DATE: Final = re.compile(
    r"(?P<y>\d{4}|\d{2})\s*(?:년|[-./])\s*(?P<m>\d{1,2})\s*(?:월|[-./])\s*(?P<d>\d{1,2})\s*(?:일|[-./])?"
    r"\s*(?:[(\[]?[월화수목금토일](?:요일)?[)\]]?)?"
)
_TIME: Final = re.compile(
    r"[T,\s]*(?P<half>오전|오후|am|pm)?\s*(?P<h>\d{1,2})\s*(?::|시)\s*(?:(?P<min>\d{1,2})\s*(?:분|:)?\s*)?"
    r"(?:(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?\s*초?)?\s*(?P<half2>am|pm)?\s*"
    r"(?P<zone>z|utc|gmt|kst|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.IGNORECASE,
)
_TWITTER: Final = "%a %b %d %H:%M:%S %z %Y"


def parse_time(value: object) -> tuple[datetime, date] | None:
    """The moment in UTC and its civil date in Korea, or None for a blank value.

    Reads ``2018-07-30``, ``2018.07.30.``, ``20180730``, ``2018년 7월 30일 오후 1시 5분``, ``18.07.30``, ISO 8601 with
    zone, RFC 2822, Twitter's form, Excel serials, Unix seconds and milliseconds, ``datetime`` and ``date``.
    A time without a zone is Korean time; a date without a time is that day's midnight.

    Raises
    ------
    ValueError
        The value is not blank and no known spelling of a real date.
    """
    if value is None or value != value:
        return None
    if isinstance(value, datetime):
        return _at(value)
    if isinstance(value, date):
        return _at(datetime.combine(value, time()))
    if isinstance(value, bool | time | timedelta):
        raise ValueError(f"not a date: {value!r}")
    if isinstance(value, int | float):
        return _from_number(value)
    return _parse_text(str(value).strip())


@lru_cache(maxsize=8192)
def _parse_text(text: str) -> tuple[datetime, date] | None:
    if not text or text.lower() in ("-", "null", "none", "nan", "nat"):
        return None
    text = text.strip("'\"\u200b ")
    if _PLAIN.fullmatch(text):
        with suppress(ValueError):  # hour 24
            return _at(datetime.fromisoformat(text))
    if _NUMERIC.fullmatch(text):
        return _from_digits(text)
    match = _DATE.match(text)
    if match is None:
        return _from_english(text)
    year = int(match["y"])
    day = date(year if year > 99 else 2000 + year, int(match["m"]), int(match["d"]))
    rest = text[match.end() :]
    try:
        return _at(_with_time(day, rest) if rest.strip() else datetime.combine(day, time()))
    except OverflowError as error:  # 9999-12-31 24:00
        raise ValueError(str(error)) from error


def _with_time(day: date, rest: str) -> datetime:
    match = _TIME.fullmatch(rest.rstrip())
    if match is None:
        raise ValueError(f"not a time: {rest!r}")
    hour = int(match["h"])
    half = (match["half"] or match["half2"] or "").lower()
    if half in ("오후", "pm") and hour < 12:
        hour += 12
    elif half in ("오전", "am") and hour == 12:
        hour = 0
    fraction = int((match["f"] or "0")[:6].ljust(6, "0"))
    midnight = datetime.combine(day, time())
    if hour == 24:
        midnight, hour = midnight + timedelta(days=1), 0
    moment = midnight.replace(
        hour=hour, minute=int(match["min"] or 0), second=int(match["s"] or 0), microsecond=fraction
    )
    zone = (match["zone"] or "").lower()
    return moment if zone in ("", "kst") else moment.replace(tzinfo=UTC) - _offset(zone)


def _offset(zone: str) -> timedelta:
    if zone in ("z", "utc", "gmt"):
        return timedelta()
    digits = zone[1:].replace(":", "").ljust(4, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if zone[0] == "-" else size


def _from_digits(text: str) -> tuple[datetime, date]:
    whole, _, fraction = text.partition(".")
    formats = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
    if len(whole) in formats and not fraction and whole[:2] in ("19", "20"):
        return _at(datetime.strptime(whole, formats[len(whole)]))
    return _from_number(float(text))


def _from_number(value: float) -> tuple[datetime, date]:
    if _EXCEL_SERIALS[0] <= value < _EXCEL_SERIALS[1]:
        return _at(_EXCEL_EPOCH + timedelta(seconds=round(value * 86_400)))
    if 19_000_101 <= value <= 21_001_231 and float(value).is_integer():
        return _at(datetime.strptime(str(int(value)), "%Y%m%d"))
    if 6e8 <= value < 5e9:
        return _at(datetime.fromtimestamp(value, UTC))
    if 6e11 <= value < 5e12:
        return _at(datetime.fromtimestamp(value / 1000, UTC))
    if 19_000_101_000_000 <= value <= 21_001_231_235_959 and float(value).is_integer():
        return _at(datetime.strptime(str(int(value)), "%Y%m%d%H%M%S"))
    raise ValueError(f"not a date: {value!r}")


def _from_english(text: str) -> tuple[datetime, date]:
    try:
        return _at(datetime.strptime(text, _TWITTER))
    except ValueError:
        return _at(parsedate_to_datetime(text))


def _at(moment: datetime) -> tuple[datetime, date]:
    local = moment.replace(tzinfo=KST) if moment.tzinfo is None else moment.astimezone(KST)
    try:
        return local.astimezone(UTC), local.date()
    except OverflowError as error:
        raise ValueError(str(error)) from error

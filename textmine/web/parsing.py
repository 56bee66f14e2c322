"""What people put into addresses and forms, read once and refused in Korean."""

from __future__ import annotations

from datetime import date

from textmine.errors import TextmineError


def day_of(text: str) -> date | None:
    """A day of an address; None for "".

    Raises
    ------
    TextmineError
        It is not a day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise TextmineError(f"'{text}'을(를) 날짜로 읽을 수 없습니다. 예: 2026-10-31") from error


def days_of(first: str, last: str) -> tuple[date | None, date | None]:
    """A span of days, in order."""
    begin, end = day_of(first), day_of(last)
    if begin and end and end < begin:
        raise TextmineError(f"{begin}이 {end}보다 늦습니다. 두 날을 바꿔 적으세요.")
    return begin, end

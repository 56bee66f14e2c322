"""Places in a list, as addresses carry them."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

from textmine.errors import TextmineError

_BAD = "이어 볼 자리를 읽을 수 없습니다. 목록의 처음부터 다시 보세요."


def next_place(place: tuple[datetime, str]) -> str:
    """Text of a place in a list of alerts."""
    return write_cursor(place[0].isoformat(), place[1])


def read_place(text: str) -> tuple[datetime, str] | None:
    """The place that ``next_place`` wrote; None for ""."""
    if not text:
        return None
    at, name = read_cursor(text, 2)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise TextmineError(_BAD) from error
    if moment.tzinfo is None:
        raise TextmineError(_BAD)
    return moment, name


def write_cursor(*parts: str) -> str:
    """Parts of a place as one word that an address can hold."""
    return base64.urlsafe_b64encode(json.dumps(parts, ensure_ascii=False).encode()).decode().rstrip("=")


def read_cursor(text: str, length: int) -> list[str]:
    """The parts that ``write_cursor`` wrote.

    Raises
    ------
    TextmineError
        The word is not one of ours.
    """
    try:
        parts = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise TextmineError(_BAD) from error
    if not isinstance(parts, list) or len(parts) != length or not all(isinstance(part, str) for part in parts):
        raise TextmineError(_BAD)
    return parts

"""Links in a message that do one thing for one alert until they expire."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Final

from textmine.errors import TextmineError

_TOKEN: Final = re.compile(r"([0-9a-z]{1,64})\.(\d{1,12})\.([\w-]{43})", re.ASCII)


def sign_link(secret: bytes, alert_id: str, expires_at: datetime) -> str:
    """Token that lets whoever has the message acknowledge one alert, in letters that need no escape in an address.

    HMAC-SHA256 (RFC 2104) under a key of its own, so that no other signature of the deployment fits.
    """
    expires = int(expires_at.timestamp())
    return f"{alert_id}.{expires}.{_signature(secret, alert_id, expires)}"


def read_link(secret: bytes, token: str, now: datetime) -> str:
    """The alert that ``token`` stands for.

    Raises
    ------
    TextmineError
        The token was changed, or has expired; the message says what to do.
    """
    found = _TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(found[3], _signature(secret, found[1], int(found[2]))):
        raise TextmineError("링크가 온전하지 않습니다. 메일에 있는 주소 전체를 다시 눌러 주세요.")
    if now >= datetime.fromtimestamp(int(found[2]), UTC):
        raise TextmineError("링크의 기한이 지났습니다. 상황판의 알림 목록에서 확인해 주세요.")
    return found[1]


def _signature(secret: bytes, alert_id: str, expires: int) -> str:
    key = hmac.digest(secret, b"textmine acknowledge link", hashlib.sha256)
    signed = hmac.digest(key, f"{alert_id}.{expires}".encode(), hashlib.sha256)
    return urlsafe_b64encode(signed).decode().rstrip("=")

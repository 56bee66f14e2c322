"""Signed webhooks: Standard Webhooks headers over a CloudEvents 1.0 body.

Sources: Standard Webhooks specification 1.0; CloudEvents 1.0.2, structured mode.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from textmine.deliver.email import EmailContent
from textmine.deliver.url_guard import Guard, Resolver, post, system_resolver
from textmine.errors import ChannelError, DeliveryError

EVENT_TYPE: Final = "textmine.alert.notified"
_AGAIN_LATER: Final = frozenset({408, 425, 429})
_BAD_MESSAGE: Final = frozenset({400, 413, 422})


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Where to, and the secrets that sign: the newest first; an old one stays until the receiver has changed."""

    url: str
    secrets: tuple[str, ...] = field(repr=False)
    source: str = "/textmine"
    guard: Guard = field(default_factory=Guard)


def send_webhook(
    message: EmailContent, settings: WebhookSettings, *, at: datetime, resolve: Resolver = system_resolver
) -> str:
    """The webhook-id that the receiver took; the same for every attempt, so a receiver can tell a repetition.

    Raises
    ------
    DeliveryError
        ``retryable`` for 408, 425, 429 and 5xx answers; final for 400, 413 and 422.
    ChannelError
        For other answers, redirects, faults of the connection, addresses that are not allowed and secrets that are
        none.
    """
    body = _body(message, settings)
    headers = {
        "content-type": "application/cloudevents+json; charset=utf-8", "user-agent": "textmine",
        **sign(message.idempotency_key, at, body, settings.secrets),
    }
    status = post(settings.url, body, headers, settings.guard, resolve=resolve)
    if 200 <= status < 300:
        return message.idempotency_key
    told = f"웹훅을 받는 쪽이 {status}(으)로 답했습니다. 받는 주소와 비밀 값을 확인하세요."
    if status >= 500 or status in _AGAIN_LATER or status in _BAD_MESSAGE:
        raise DeliveryError(told, retryable=status not in _BAD_MESSAGE)
    raise ChannelError(told)


def sign(key: str, at: datetime, body: bytes, secrets: tuple[str, ...]) -> dict[str, str]:
    """The three headers; one signature for every secret.

    Raises
    ------
    ChannelError
        A secret is not ``whsec_`` and base64, or there is none.
    """
    stamp = str(int(at.timestamp()))
    signed = b".".join([key.encode(), stamp.encode(), body])
    signatures = [hmac.digest(_key(secret), signed, hashlib.sha256) for secret in secrets]
    if not signatures:
        raise ChannelError("웹훅에 서명할 비밀 값이 없습니다. [webhook] secrets를 적으세요.")
    joined = " ".join(f"v1,{base64.b64encode(signature).decode()}" for signature in signatures)
    return {"webhook-id": key, "webhook-timestamp": stamp, "webhook-signature": joined}


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:  # of base64, or of letters that are none of it
        key = b""
    if not 24 <= len(key) <= 64:
        raise ChannelError("웹훅의 비밀 값이 올바르지 않습니다. 'whsec_' 뒤에 24~64바이트를 base64로 적으세요.")
    return key


def _body(message: EmailContent, settings: WebhookSettings) -> bytes:
    event = {
        "specversion": "1.0", "id": message.idempotency_key, "source": settings.source, "type": EVENT_TYPE,
        **({"time": message.sent_at.isoformat()} if message.sent_at is not None else {}),
        "datacontenttype": "application/json",
        "data": {"to": message.to, "subject": message.subject, "text": message.text},
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()

"""What stands before every page: host, size and rate limits, security headers, the session's cookie."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "textmine"
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# A publication is one file with its own styles, pictures and fonts inside; it stays without scripts and connections.
REPORT_POLICY: Final = (
    "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "frame-ancestors 'self'; base-uri 'none'"
)
_HEADERS: Final = {
    "x-content-type-options": "nosniff", "x-frame-options": "SAMEORIGIN", "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()", "cache-control": "no-store",
}
_TOO_MANY: Final = "요청이 너무 많습니다. 1분 뒤에 다시 해 주세요."
_TOO_LARGE: Final = "보낸 자료가 너무 큽니다. 나누어 올리거나 운영자에게 알려 주세요."
_ADDRESSES: Final = 10_000


class RateLimit:
    """Token buckets by key that hold ``most`` (default: a minute's); ``clock`` counts seconds and never goes back."""

    def __init__(
        self, per_minute: float, *, most: float = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._most, self._clock = per_minute / 60, most or max(1.0, per_minute), clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, key: str) -> bool:
        """Whether one more request of ``key`` is let through now."""
        now = self._clock()
        left, at = self._buckets.pop(key, (self._most, now))
        left = min(self._most, left + (now - at) * self._rate)
        self._buckets[key] = (left - 1 if left >= 1 else left, now)
        while len(self._buckets) > _ADDRESSES:
            self._buckets.popitem(last=False)
        return left >= 1


class Guard:
    """ASGI middleware; ``hosts`` are the names by which the site may be called, () any."""

    def __init__(
        self, app: ASGIApp, *, hosts: tuple[str, ...], https: bool, requests_per_minute: int, upload_mb: int
    ) -> None:
        self._app, self._hosts, self._https = app, hosts, https
        self._limit = RateLimit(requests_per_minute)
        self._most_bytes = upload_mb << 20

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(scope, MutableHeaders(scope=message))
            await send(message)

        if (refusal := self._refuse(scope)) is not None:
            await refusal(scope, receive, send_guarded)
            return
        await self._app(scope, self._counted(receive), send_guarded)

    def _refuse(self, scope: Scope) -> PlainTextResponse | None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if self._hosts and (urlsplit(f"//{headers.get('host', '')}").hostname or "") not in self._hosts:
            return PlainTextResponse("이 주소로는 열 수 없습니다. 설정 web.hosts를 확인하세요.", 400)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._most_bytes:
            return PlainTextResponse(_TOO_LARGE, 413)
        if not self._limit.allows(scope["client"][0] if scope.get("client") else ""):
            return PlainTextResponse(_TOO_MANY, 429, {"retry-after": "60"})
        return None

    def _counted(self, receive: Receive) -> Receive:
        """The body up to the limit; one that never says its length is cut there."""
        taken = 0

        async def receive_counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return message if taken <= self._most_bytes else {"type": "http.disconnect"}

        return receive_counted

    def _dress(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("content-security-policy", POLICY)
        if self._https:
            headers["strict-transport-security"] = "max-age=31536000"
        token = scope["state"].get("token")
        if token is not None:
            ends = "" if token else "; Max-Age=0"
            secure = "; Secure" if self._https else ""
            headers.append("set-cookie", f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{ends}")

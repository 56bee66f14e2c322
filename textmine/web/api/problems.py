"""Errors of the API in one shape: RFC 9457, Problem Details for HTTP APIs."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from fastapi.responses import JSONResponse

PREFIX: Final = "/api/"


def is_api(request: Request) -> bool:
    """Whether a program asks."""
    return request.url.path.startswith(PREFIX)


def problem(status: int, title: str, detail: str) -> JSONResponse:
    """One error; ``detail`` is Korean and says what to do."""
    headers = {"www-authenticate": "Bearer"} if status == 401 else {}
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(content, status, headers, media_type="application/problem+json")

"""Style sheet, script, fonts and the sign of life: nothing here tells anything about anybody."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from textmine.report.fonts import subset_font
from textmine.web.people import Right
from textmine.web.site import HERE
from textmine.web.visits import Visit, allow

router = APIRouter()
_TYPES: Final = {"style.css": "text/css", "app.js": "text/javascript", "icon.svg": "image/svg+xml"}
_DAY: Final = {"cache-control": "public, max-age=3600"}
_LONG: Final = {"cache-control": "public, max-age=2592000, immutable"}


@router.get("/static/{name}")
def static(name: str, visit: Visit = allow(Right.OPEN)) -> Response:
    if name not in _TYPES:
        return Response(status_code=404)
    return Response((HERE / "static" / name).read_bytes(), media_type=f"{_TYPES[name]}; charset=utf-8", headers=_DAY)


@router.get("/fonts/{weight}.woff")
def font(weight: str, visit: Visit = allow(Right.OPEN)) -> Response:
    if weight not in ("regular", "bold"):
        return Response(status_code=404)
    return Response(_font(weight == "bold"), media_type="font/woff", headers=_LONG)


@router.get("/healthz")
def healthz(visit: Visit = allow(Right.OPEN)) -> JSONResponse:
    return JSONResponse({"status": "ok"})


@lru_cache(maxsize=2)
def _font(is_bold: bool) -> bytes:
    """The syllables of KS X 1001, which all but a few words are written with; others come from the reader's fonts."""
    syllables = (chr(code) for code in range(0xAC00, 0xD7A4))
    common = [one for one in syllables if one.encode("euc_kr", "ignore")]
    return subset_font("".join(common), is_bold=is_bold)

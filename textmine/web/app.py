"""The application: every page and every API route, and what happens when one fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from textmine import __version__
from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.web.api import problems
from textmine.web.api import routes as api
from textmine.web.guard import LOOPBACK, Guard
from textmine.web.pages import ROUTERS
from textmine.web.people import Person
from textmine.web.site import Site
from textmine.web.visits import NOBODY, LoginNeededError, RefusedError, identify, render
from textmine.web.wording import query


def create_app(context: Context, *, clock: Callable[[], datetime], is_open: bool = False) -> FastAPI:
    """The ASGI application of one deployment.

    Parameters
    ----------
    clock : callable
        The present, UTC; asked once a request.
    is_open : bool
        The demo's open mode: whoever calls this machine by its loopback name is let in.
    """
    web = context.settings.web
    app = FastAPI(
        title="textmine", version=__version__, docs_url=None, redoc_url=None, openapi_url=None,
        description="민원·SNS 분석, 급증 이슈와 예보를 읽는 API. 오류는 RFC 9457 꼴입니다.",
    )
    app.state.site = Site(context, clock, is_open)
    app.add_middleware(
        Guard, hosts=LOOPBACK if is_open else web.hosts, https=web.https,
        requests_per_minute=web.requests_per_minute, upload_mb=web.upload_mb,
    )
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.include_router(api.router)
    app.add_exception_handler(LoginNeededError, _ask_to_log_in)
    app.add_exception_handler(RefusedError, _refuse)
    app.add_exception_handler(TextmineError, _tell)
    app.add_exception_handler(HTTPException, _not_found)
    app.add_exception_handler(RequestValidationError, _bad_request)
    return app


def _ask_to_log_in(request: Request, _error: Exception) -> Response:
    if problems.is_api(request):
        return problems.problem(401, "로그인이 필요합니다", "Authorization: Bearer 토큰을 보내세요.")
    person = _person(request)
    if person.must_change:
        return RedirectResponse("/password", 303)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    next_page = query(next=wanted) if request.method == "GET" and wanted != "/" else ""
    return RedirectResponse(f"/login?{next_page}" if next_page else "/login", 303)


def _refuse(request: Request, _error: Exception) -> Response:
    return _failed(request, 403, "볼 수 없는 화면입니다", "이 일에는 다른 권한이 필요합니다. 관리자에게 알려 주세요.")


def _tell(request: Request, error: Exception) -> Response:
    status = 404 if request.method in ("GET", "HEAD") else 400
    title = "찾을 수 없습니다" if status == 404 else "하지 못했습니다"
    return _failed(request, status, title, str(error))


def _not_found(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    title = {404: "없는 화면입니다", 405: "그렇게는 열 수 없습니다"}.get(status, "하지 못했습니다")
    return _failed(request, status, title, "주소를 확인하거나 왼쪽 차례에서 고르세요.")


def _bad_request(request: Request, error: Exception) -> Response:
    errors = error.errors() if isinstance(error, RequestValidationError) else ()
    fields = [".".join(map(str, one["loc"][1:])) for one in errors]
    return _failed(request, 400, "적은 것을 읽을 수 없습니다", f"다음을 확인하세요: {', '.join(fields)}")


def _failed(request: Request, status: int, title: str, detail: str) -> Response:
    if problems.is_api(request):
        return problems.problem(status, title, detail)
    site: Site = request.app.state.site
    return render(
        site, request, _person(request), "error.html", status, site.context(), title=title, detail=detail
    )


def _person(request: Request) -> Person:
    site: Site = request.app.state.site
    return identify(site, site.context(), request) or NOBODY

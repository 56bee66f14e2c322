"""One visit: who asks, with what right; and the answers that every page gives."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from textmine import __version__
from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.pipeline.views_board import issue_state
from textmine.pipeline.views_forecast import forecast_state
from textmine.pipeline.views_topics import topic_state
from textmine.web import accounts
from textmine.web.guard import COOKIE
from textmine.web.people import Person, Right, Role
from textmine.web.site import Site
from textmine.web.wording import SAID, query

DEMO: Final = "demo"
NOBODY: Final = Person("", Role.VIEWER, frozenset())

# Address, name and the right that it needs; the order is that of the menu.
MENU: Final = (
    ("/", "상황판", Right.SEE), ("/alerts", "알림", Right.SEE), ("/words", "키워드", Right.SEE),
    ("/forecast", "예보", Right.SEE), ("/topics", "토픽", Right.SEE), ("/search", "민원 찾기", Right.READ),
    ("/reports", "보고서", Right.SEE), ("/requests", "분석 의뢰", Right.ACT), ("/imports", "자료 넣기", Right.OPERATE),
    ("/dictionary", "사전", Right.ANALYSE), ("/operations", "운영", Right.OPERATE),
)


class LoginNeededError(Exception):
    """Nobody is logged in, or their password must be changed first."""


class RefusedError(Exception):
    """The person may not do this."""


class BadRequestError(TextmineError):
    """The request is not one that our own pages make."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a person."""

    site: Site
    context: Context
    person: Person
    request: Request

    @property
    def departments(self) -> frozenset[str] | None:
        return self.person.departments

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else ""

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page with what the layout needs."""
        return render(self.site, self.request, self.person, template, status, self.context, **values)

    def note(self, action: str, target: str = "", *, is_ok: bool = True) -> None:
        """Append to the audit log."""
        accounts.note(self.context, self.person.name, action, target, address=self.address, is_ok=is_ok)

    def remember(self, *key: Any, make: Callable[[], Any]) -> Any:
        """See ``Site.remember``; what depends on departments names them in its key."""
        return self.site.remember(self.context, key, make)

    def remember_forecast(self, *key: Any, make: Callable[[], Any]) -> Any:
        """The same for what also changes with each forecast that is issued."""
        return self.remember(*key, *forecast_state(self.context), make=make)

    def remember_topics(self, *key: Any, make: Callable[[], Any]) -> Any:
        """The same for what also changes with the names of topics."""
        return self.remember(*key, topic_state(self.context), make=make)

    def remember_issues(self, *key: Any, make: Callable[[], Any]) -> Any:
        """The same for what also changes with the issues, for this person's departments."""
        return self.remember(*key, self.departments, issue_state(self.context), make=make)


def render(
    site: Site, request: Request, person: Person, template: str, status: int, context: Context, **values: Any
) -> HTMLResponse:
    """A page for a person, known or not."""
    shared = {
        "person": person, "menu": [(to, name) for to, name, right in MENU if person.may(right)],
        "path": request.url.path, "city": context.settings.city, "is_open": site.is_open, "now": context.now,
        "version": __version__, "said": SAID.get(request.query_params.get("said", ""), ""),
    }  # fmt: skip
    html = site.templates.get_template(template).render(shared | values)
    return HTMLResponse(html, status)


def allow(right: Right) -> Any:
    """The dependency of a page that needs ``right``; a test reads it, so no page can go without one."""

    def visit(request: Request) -> Visit:
        site: Site = request.app.state.site
        context = site.context()
        person = identify(site, context, request)
        if right is Right.OPEN or person.may(right):
            return Visit(site, context, person, request)
        if not person.name or person.must_change:
            raise LoginNeededError
        accounts.note(
            context, person.name, "refused", request.url.path, address=request.client.host if request.client else "",
            is_ok=False,
        )  # fmt: skip
        raise RefusedError

    visit.right = right  # type: ignore[attr-defined]
    return Depends(visit)


def identify(site: Site, context: Context, request: Request) -> Person:
    """Who asks: a program by its token, a browser by its session, a trusted proxy's user; else nobody."""
    if site.is_open:
        return Person(DEMO, Role.ADMIN, None, csrf=site.open_csrf)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return accounts.token_person(context, token) or NOBODY
    told = _told_by_proxy(context, request)
    login = accounts.resume(context, request.cookies[COOKIE]) if COOKIE in request.cookies else None
    if told and (login is None or login.person.name != told):
        login = accounts.log_in_by_proxy(context, told)
    if login is None:
        return NOBODY
    if login.token:
        request.state.token = login.token
    return replace(login.person, must_change=False) if told else login.person


def _told_by_proxy(context: Context, request: Request) -> str:
    """The user whom a trusted proxy names, or ""."""
    web = context.settings.web
    if not web.trusted_header or request.client is None or request.client.host not in web.trusted_proxies:
        return ""
    return request.headers.get(web.trusted_header, "")


async def check_csrf(request: Request) -> None:
    """Refuse a form that our own page did not send: every form carries the secret of its session."""
    if request.headers.get("authorization", "").lower().startswith("bearer "):
        return  # a program's token is sent on purpose, never by a browser on its own
    site: Site = request.app.state.site
    form = await request.form()
    person = await run_in_threadpool(lambda: identify(site, site.context(), request))
    given = form.get("csrf", "")
    if not person.csrf or not isinstance(given, str) or not secrets.compare_digest(given, person.csrf):
        raise BadRequestError("이 화면을 연 지 오래되었습니다. 새로 고친 다음 다시 해 주세요.")


def go(to: str, said: str = "") -> RedirectResponse:
    """After a form: the page to look at, with what was done (a key of ``wording.SAID``)."""
    joint = "&" if "?" in to else "?"
    return RedirectResponse(f"{to}{joint}{query(said=said)}" if said else to, 303)


Form = Depends(check_csrf)

"""Coming in, going out, one's own password and tokens."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from textmine.store.ledger import users
from textmine.web import accounts
from textmine.web.people import Right
from textmine.web.visits import BadRequestError, Visit, allow, go
from textmine.web.visits import Form as OwnForm

router = APIRouter()
_NONCE = "textmine_login"
_WRONG = "이름이나 비밀번호가 맞지 않습니다."
_TOO_OFTEN = "여러 번 틀렸습니다. 10분 뒤에 다시 해 주세요."


@router.get("/login")
def login_page(next: str = "/", visit: Visit = allow(Right.OPEN)) -> Response:
    return _form(visit, next, "")


@router.post("/login")
def log_in(
    request: Request, name: Annotated[str, Form()], password: Annotated[str, Form()],
    nonce: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/", visit: Visit = allow(Right.OPEN),
) -> Response:  # fmt: skip
    if not nonce or not secrets.compare_digest(nonce, request.cookies.get(_NONCE, "")):
        return _form(visit, next, "이 화면을 연 지 오래되었습니다. 다시 적어 주세요.", 400)
    if not visit.site.tries.allows(f"{visit.address} {name}"):
        accounts.note(visit.context, name, "login.limit", address=visit.address, is_ok=False)
        return _form(visit, next, _TOO_OFTEN, 429)
    login = accounts.log_in(visit.context, name, password)
    accounts.note(visit.context, name, "login", address=visit.address, is_ok=login is not None)
    if login is None:
        return _form(visit, next, _WRONG, 401)
    request.state.token = login.token
    return go("/password" if login.person.must_change else _own_page(next))


@router.post("/logout", dependencies=[OwnForm])
def log_out(request: Request, visit: Visit = allow(Right.ENTER)) -> Response:
    accounts.log_out(visit.context, visit.person)
    visit.note("logout")
    request.state.token = ""
    return go("/login", "logout")


@router.get("/password")
def password_page(visit: Visit = allow(Right.ENTER)) -> Response:
    return visit.page("password.html", wrong="", tokens=_tokens(visit), made="", scopes=accounts.SCOPES)


@router.post("/password", dependencies=[OwnForm])
def change_password(
    old: Annotated[str, Form()], new: Annotated[str, Form()], again: Annotated[str, Form()],
    visit: Visit = allow(Right.ENTER),
) -> Response:  # fmt: skip
    if new != again:
        raise BadRequestError("새 비밀번호를 두 번 똑같이 적어 주세요.")
    if not visit.site.tries.allows(f"{visit.address} {visit.person.name}"):
        raise BadRequestError(_TOO_OFTEN)
    accounts.change_password(visit.context, visit.person, old, new)
    visit.note("password")
    return go("/", "password")


@router.post("/tokens", dependencies=[OwnForm])
def make_token(
    title: Annotated[str, Form()], scopes: Annotated[list[Right] | None, Form()] = None,
    days: Annotated[int, Form()] = 90, visit: Visit = allow(Right.SEE),
) -> Response:  # fmt: skip
    token = accounts.make_token(visit.context, visit.person, title, scopes or [], days=days)
    visit.note("token.add", title)
    return visit.page("password.html", wrong="", tokens=_tokens(visit), made=token, scopes=accounts.SCOPES)


@router.post("/tokens/{token_id}/revoke", dependencies=[OwnForm])
def revoke_token(token_id: str, visit: Visit = allow(Right.SEE)) -> Response:
    with visit.context.ledger.begin() as connection:
        if not users.revoke_token(connection, token_id, name=visit.person.name):
            raise BadRequestError("그 토큰이 없습니다.")
    visit.note("token.revoke", token_id)
    return go("/password", "revoked")


def _tokens(visit: Visit) -> list[dict[str, object]]:
    with visit.context.ledger.read() as connection:
        return users.list_tokens(connection, name=visit.person.name)


def _form(visit: Visit, next_page: str, wrong: str, status: int = 200) -> Response:
    nonce = secrets.token_urlsafe(16)
    page = visit.page("login.html", status, next=_own_page(next_page), wrong=wrong, nonce=nonce)
    page.set_cookie(
        _NONCE, nonce, max_age=3600, httponly=True, samesite="strict", secure=visit.context.settings.web.https
    )
    return page


def _own_page(address: str) -> str:
    """An address of ours; anything that could lead to another site becomes the board."""
    return address if address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable() else "/"

"""운영: does everything run, who may come in, and who did what?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from textmine.pipeline.runs import run_history
from textmine.pipeline.vital_signs import check_alive
from textmine.store.ledger import audit
from textmine.web import accounts
from textmine.web.people import ROLE_NAMES, Right, Role
from textmine.web.visits import BadRequestError, Visit, allow, go
from textmine.web.visits import Form as OwnForm

router = APIRouter()
_LINES = 100


@router.get("/operations")
def operations(visit: Visit = allow(Right.OPERATE)) -> Response:
    return visit.page("operations.html", runs=run_history(visit.context)[:100], findings=check_alive(visit.context))


@router.get("/operations/users")
def users_page(visit: Visit = allow(Right.MANAGE)) -> Response:
    return _users(visit, "", "")


@router.post("/operations/users", dependencies=[OwnForm])
def add_user(
    name: Annotated[str, Form()], role: Annotated[Role, Form()],
    departments: Annotated[list[str] | None, Form()] = None, visit: Visit = allow(Right.MANAGE),
) -> Response:  # fmt: skip
    password = accounts.add_user(visit.context, name.strip(), role, departments or (), actor=visit.person.name)
    return _users(visit, name.strip(), password)


@router.post("/operations/users/{name}", dependencies=[OwnForm])
def change_user(
    name: str, what: Annotated[str, Form()], role: Annotated[Role | None, Form()] = None,
    departments: Annotated[list[str] | None, Form()] = None, visit: Visit = allow(Right.MANAGE),
) -> Response:  # fmt: skip
    context, actor = visit.context, visit.person.name
    if what == "password":
        return _users(visit, name, accounts.reset_password(context, name, actor=actor))
    if what == "role" and role is not None:
        accounts.change_role(context, name, role, departments or (), actor=actor)
    elif what in ("open", "close"):
        accounts.set_active(context, name, is_active=what == "open", actor=actor)
    else:
        raise BadRequestError("무엇을 바꿀지 고르세요.")
    return go("/operations/users", "changed")


@router.get("/operations/audit")
def audit_page(
    actor: str = "", action: str = "", before: int | None = None, visit: Visit = allow(Right.MANAGE)
) -> Response:
    with visit.context.ledger.read() as connection:
        lines = audit.list_lines(connection, actor=actor, action=action, before=before, limit=_LINES + 1)
    more = str(lines[_LINES - 1]["number"]) if len(lines) > _LINES else ""
    return visit.page("audit.html", lines=lines[:_LINES], actor=actor, action=action, more=more)


def _users(visit: Visit, name: str, password: str) -> Response:
    return visit.page(
        "users.html", accounts=accounts.list_accounts(visit.context), roles=ROLE_NAMES, made=name, password=password,
        departments=[one.name for one in visit.context.lexicon.departments],
    )

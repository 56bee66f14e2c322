"""분석 의뢰: what did departments ask, how far is it, and what came of it?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from textmine.pipeline import requests as desk
from textmine.pipeline.requests import REQUEST_STATE_NAMES, RequestState
from textmine.web.pages.reports import list_runs
from textmine.web.people import Right
from textmine.web.visits import BadRequestError, Visit, allow, go
from textmine.web.visits import Form as OwnForm

router = APIRouter()


@router.get("/requests")
def requests_page(visit: Visit = allow(Right.ACT)) -> Response:
    lines = desk.list_requests(visit.context, departments=visit.departments)
    known = [one.name for one in visit.context.lexicon.departments]
    return visit.page(
        "requests.html", lines=lines, states=REQUEST_STATE_NAMES, share=desk.share_done(lines),
        departments=[name for name in known if visit.departments is None or name in visit.departments],
        runs=[run.run_id for run in list_runs(visit)][:30], may_analyse=visit.person.may(Right.ANALYSE),
    )


@router.post("/requests", dependencies=[OwnForm])
def ask(
    department: Annotated[str, Form()], title: Annotated[str, Form()], question: Annotated[str, Form()],
    visit: Visit = allow(Right.ACT),
) -> Response:  # fmt: skip
    if visit.departments is not None and department not in visit.departments:
        raise BadRequestError("내 부서의 이름으로만 의뢰할 수 있습니다.")
    name = desk.ask(
        visit.context, department=department, requester=visit.person.name, title=title, question=question
    )
    visit.note("request.ask", name)
    return go("/requests", "asked")


@router.post("/requests/{request_id}/move", dependencies=[OwnForm])
def move(
    request_id: str, was: Annotated[RequestState, Form()], run_id: Annotated[str, Form()] = "",
    visit: Visit = allow(Right.ANALYSE),
) -> Response:  # fmt: skip
    if run_id and run_id not in {run.run_id for run in list_runs(visit)}:
        raise BadRequestError("그 보고서가 없습니다. 목록에서 고르세요.")
    after = desk.move_on(visit.context, request_id, was=was, analyst=visit.person.name, run_id=run_id)
    visit.note("request.move", f"{request_id} → {after.value}")
    return go("/requests", "moved")


@router.post("/requests/{request_id}/use", dependencies=[OwnForm])
def tell_use(request_id: str, use: Annotated[str, Form()], visit: Visit = allow(Right.ACT)) -> Response:
    desk.tell_use(visit.context, request_id, use, departments=visit.departments)
    visit.note("request.use", request_id)
    return go("/requests", "changed")

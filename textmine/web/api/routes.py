"""Routes of the API: the pages' use cases, the pages' filters, the pages' departments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from textmine.alerts import Action, Verdict
from textmine.errors import TextmineError
from textmine.pipeline import views_alerts, views_board, views_forecast, views_search, views_topics, views_words
from textmine.pipeline.desk import give_feedback, show_alert
from textmine.pipeline.runs import run_history
from textmine.pipeline.views_search import Search
from textmine.pipeline.words import show_trend
from textmine.types import KINDS, Kind
from textmine.web.api import shapes
from textmine.web.api.shapes import Format
from textmine.web.pages.alerts import take_action
from textmine.web.pages.reports import list_runs
from textmine.web.paging import next_place, read_cursor, read_place, write_cursor
from textmine.web.people import Right
from textmine.web.visits import BadRequestError, Visit, allow

router = APIRouter(prefix="/api/v1")
Limit = Annotated[int, Query(ge=1, le=1000, description="한 번에 받을 행의 수")]
Cursor = Annotated[str, Query(description="앞 답의 next 값. 처음이면 비웁니다.")]
As = Annotated[Format, Query(description="json, csv(엑셀용 BOM), csv-cp949, parquet")]
Day = Annotated[date | None, Query(description="날짜. 예: 2026-10-31")]
_STALE = "목록이 바뀌어 이어 볼 자리를 찾을 수 없습니다. 처음부터 다시 읽으세요."


class ActionBody(BaseModel):
    """What to do with an alert."""

    action: Action = Field(description="acknowledge, assign, silence, resolve, reopen", examples=["acknowledge"])
    why: str = Field("", max_length=300, description="남길 말. 끄기와 종료에는 꼭 필요합니다.")
    to: str = Field("", max_length=60, description="맡을 사람(assign)")
    days: int = Field(3, ge=1, le=90, description="며칠 동안 끌지(silence)")


class FeedbackBody(BaseModel):
    """Whether an alert was right."""

    verdict: Verdict = Field(description="right, wrong, known", examples=["right"])
    why: str = Field("", max_length=300)


@router.get("/documents", summary="가린 글을 찾습니다")
def documents(
    request: Request, q: str = "", kind: Kind = "complaint", department: str = "", category: str = "",
    region: str = "", status: str = "", channel: str = "", first: Day = None, last: Day = None, open: bool = False,
    cursor: Cursor = "", limit: Limit = 50, format: As = "json", visit: Visit = allow(Right.READ),
) -> Response:  # fmt: skip
    given = {"department": department, "category": category, "region": region, "status": status, "channel": channel}
    wanted = Search(kind, q, first, last, {name: value for name, value in given.items() if value}, open)
    place = read_cursor(cursor, 2) if cursor else None
    found = views_search.search_documents(
        visit.context, wanted, departments=visit.departments, behind=(place[0], place[1]) if place else None,
        limit=limit + 1,
    )
    end = found[limit - 1] if len(found) > limit else None
    following = write_cursor(end.civil_date.isoformat() if end.civil_date else "", end.doc_id) if end else ""
    visit.note("search" if format == "json" else "export.documents", q)
    rows = [{name: value for name, value in asdict(one).items() if name not in _SCORES} for one in found[:limit]]
    return shapes.page(request, rows, following=following, format=format, name="documents")


@router.get("/documents/{doc_id}", summary="가린 글 하나와 답변")
def document(request: Request, doc_id: str, visit: Visit = allow(Right.READ)) -> Response:
    row = views_search.read_document(visit.context, doc_id, departments=visit.departments)
    visit.note("read.document", doc_id)
    return shapes.answer(request, row)


@router.get("/keywords", summary="기간에 많이 나온 말")
def keywords(
    request: Request, kind: Kind = "complaint", first: Day = None, last: Day = None, cursor: Cursor = "",
    limit: Limit = 50, format: As = "json", visit: Visit = allow(Right.SEE),
) -> Response:  # fmt: skip
    rows = visit.remember("ranked", kind, first, last, make=lambda: _ranked(visit, kind, first, last))
    return _listed(request, rows, "term", cursor, limit, format, "keywords")


@router.get("/keywords/{term}/trend", summary="말 하나의 추세")
def keyword_trend(
    request: Request, term: str, kind: Kind = "complaint", freq: Annotated[str, Query(pattern="^[DWM]$")] = "W",
    first: Day = None, last: Day = None, format: As = "json", visit: Visit = allow(Right.SEE),
) -> Response:  # fmt: skip
    found = show_trend(visit.context, term, kind=kind, freq=freq, first=first, last=last)  # type: ignore[arg-type]
    rows = found.rows.astype(object).where(found.rows.notna(), None)
    rows["period"] = [period.date() for period in found.rows["period"]]
    told = [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]
    return shapes.page(request, told, format=format, name="trend")


@router.get("/keywords/{term}/slices", summary="말 하나를 지역·부서·나이·성별로(작은 수는 숨김)")
def keyword_slices(
    request: Request, term: str, kind: Kind = "complaint", first: Day = None, last: Day = None,
    visit: Visit = allow(Right.SEE),
) -> Response:  # fmt: skip
    span = views_words.span_of(visit.context, kind, first, last, days=views_words.TERM_DAYS)
    found = views_words.slice_term(visit.context, term, kind, *span) if span else {}
    return shapes.answer(request, {"items": found})


@router.get("/topics", summary="토픽")
def topics(
    request: Request, kind: Kind = "complaint", cursor: Cursor = "", limit: Limit = 50, format: As = "json",
    visit: Visit = allow(Right.SEE),
) -> Response:  # fmt: skip
    lines = visit.remember_topics("topics", kind, make=lambda: views_topics.list_topics(visit.context, kind))
    return _listed(request, [asdict(one) for one in lines], "topic_id", cursor, limit, format, "topics")


@router.get("/issues", summary="이슈: 살아 있는 것, 또는 지난 것")
def issues(
    request: Request, live: bool = True, cursor: Cursor = "", limit: Limit = 50, format: As = "json",
    visit: Visit = allow(Right.SEE),
) -> Response:  # fmt: skip
    may_read = visit.person.may(Right.READ)
    rows = visit.remember_issues("issue rows", live, may_read, make=lambda: _issue_rows(visit, live, may_read))
    return _listed(request, rows, "issue_id", cursor, limit, format, "issues")


@router.get("/surges", summary="급증한 계열")
def surges(
    request: Request, kind: Kind = "complaint", freq: Annotated[str, Query(pattern="^[DW]$")] = "W",
    cursor: Cursor = "", limit: Limit = 50, format: As = "json", visit: Visit = allow(Right.SEE),
) -> Response:  # fmt: skip
    rows = [
        {"id": f"{row['period']}/{row['series']}"} | row
        for row in views_alerts.list_surges(visit.context, kind, freq)  # type: ignore[arg-type]
    ]
    return _listed(request, rows, "id", cursor, limit, format, "surges")


@router.get("/alerts", summary="내 부서의 알림")
def alerts(
    request: Request, folder: str = "all", level: str = "", q: str = "", recorded: bool = False, cursor: Cursor = "",
    limit: Limit = 50, format: As = "json", visit: Visit = allow(Right.SEE),
) -> Response:  # fmt: skip
    cards = views_alerts.list_cards(
        visit.context, departments=visit.departments, folder=folder, level=level, search=q, recorded=recorded,
        before=read_place(cursor), limit=limit + 1,
    )
    following = next_place(cards[limit - 1].place) if len(cards) > limit else ""
    return shapes.page(
        request, [asdict(one) for one in cards[:limit]], following=following, format=format, name="alerts"
    )


@router.get("/alerts/{alert_id}", summary="알림 하나와 이력")
def alert(request: Request, alert_id: str, visit: Visit = allow(Right.SEE)) -> Response:
    row = views_alerts.require_alert(visit.context, alert_id, departments=visit.departments)
    return shapes.answer(request, show_alert(visit.context, row["alert_id"]))


@router.post("/alerts/{alert_id}/actions", summary="알림을 확인·지정·끄기·종료·다시 열기")
def alert_action(request: Request, alert_id: str, body: ActionBody, visit: Visit = allow(Right.ACT)) -> Response:
    _require_program(visit)
    take_action(visit, alert_id, body.action, why=body.why, to=body.to, days=body.days)
    return shapes.answer(request, show_alert(visit.context, alert_id))


@router.post("/alerts/{alert_id}/feedback", summary="알림이 맞았는지 남깁니다")
def alert_feedback(request: Request, alert_id: str, body: FeedbackBody, visit: Visit = allow(Right.ACT)) -> Response:
    _require_program(visit)
    row = views_alerts.require_alert(visit.context, alert_id, departments=visit.departments)
    view = give_feedback(visit.context, row["alert_id"], body.verdict, actor=visit.person.name, why=body.why)
    visit.note("alert.feedback", f"{row['alert_id']} {body.verdict}")
    return shapes.answer(request, view)


@router.get("/forecasts", summary="가장 새로운 예보")
def forecasts(
    request: Request, series: str = "", freq: Annotated[str, Query(pattern="^[DW]$")] = "D", cursor: Cursor = "",
    limit: Limit = 200, format: As = "json", visit: Visit = allow(Right.SEE),
) -> Response:  # fmt: skip
    rows = visit.remember_forecast("forecast rows", series, freq, make=lambda: _forecast_rows(visit, series, freq))
    return _listed(request, rows, "id", cursor, limit, format, "forecasts")


@router.get("/freshness", summary="자료는 얼마나 새것인가")
def freshness(request: Request, visit: Visit = allow(Right.SEE)) -> Response:
    return shapes.answer(request, {"items": views_board.kind_lines(visit.context), "kinds": KINDS})


@router.get("/reports", summary="보고서와 그 파일")
def reports(request: Request, visit: Visit = allow(Right.SEE)) -> Response:
    return shapes.answer(request, {"items": list_runs(visit)})


@router.get("/runs", summary="작업 이력")
def runs(request: Request, visit: Visit = allow(Right.OPERATE)) -> Response:
    return shapes.answer(request, {"items": run_history(visit.context)})


@router.get("/openapi.json", summary="이 API의 설명", include_in_schema=False)
def openapi(request: Request, visit: Visit = allow(Right.SEE)) -> Response:
    schema: Callable[[], dict[str, Any]] = request.app.openapi
    return shapes.answer(request, schema())


_SCORES = ("score", "shared")


def _ranked(visit: Visit, kind: Kind, first: date | None, last: date | None) -> list[dict[str, Any]]:
    span = views_words.span_of(visit.context, kind, first, last)
    found = views_words.rank_terms(visit.context, kind, *span, top=1000) if span else []
    return [asdict(one) for one in found]


def _issue_rows(visit: Visit, live: bool, may_read: bool) -> list[dict[str, Any]]:
    found = views_board.issue_lines(visit.context, departments=visit.departments, live=live, limit=10_000)
    hidden = () if may_read else ("documents", "examples")
    return [
        {name: value for name, value in asdict(one.issue).items() if name not in hidden}
        | {"departments": one.departments}
        for one in found
    ]


def _forecast_rows(visit: Visit, series: str, freq: str) -> list[dict[str, Any]]:
    outlook = visit.remember_forecast("outlook", make=lambda: views_forecast.read_outlook(visit.context))
    if outlook is None:
        return []
    issued = outlook.issued[outlook.issued["freq"] == freq]
    issued = issued[issued["unique_id"] == series] if series else issued
    return [
        {"id": f"{r['unique_id']}/{r['ds'].date()}"} | r | {"ds": r["ds"].date()} for r in issued.to_dict("records")
    ]


def _listed(
    request: Request, rows: Sequence[dict[str, Any]], key: str, cursor: str, limit: int, format: Format, name: str
) -> Response:
    """A page of a list that is whole in memory, behind the row that the cursor names."""
    begin = 0
    if cursor:
        wanted = read_cursor(cursor, 1)[0]
        found = next((n for n, row in enumerate(rows) if row[key] == wanted), None)
        if found is None:
            raise TextmineError(_STALE)
        begin = found + 1
    part = rows[begin : begin + limit]
    following = write_cursor(str(part[-1][key])) if begin + limit < len(rows) else ""
    return shapes.page(request, part, following=following, format=format, name=name)


def _require_program(visit: Visit) -> None:
    """Only a token may write here: a browser sends its cookie on its own, also where another site makes it."""
    if visit.person.scopes is None:
        raise BadRequestError("API로 바꾸려면 토큰(Authorization: Bearer …)이 필요합니다. 화면에서는 단추를 쓰세요.")

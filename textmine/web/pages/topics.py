"""토픽: what do people write about as a whole?"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from textmine.pipeline import views_topics
from textmine.types import KIND_NAMES, KINDS, Kind
from textmine.web import plots
from textmine.web.people import Right
from textmine.web.visits import Visit, allow

router = APIRouter()


@router.get("/topics")
def topics(kind: Kind = "complaint", topic: str = "", visit: Visit = allow(Right.SEE)) -> Response:
    lines = visit.remember_topics("topics", kind, make=lambda: views_topics.list_topics(visit.context, kind))
    may_read = visit.person.may(Right.READ)
    chosen = topic or (lines[0].topic_id if lines else "")
    detail = visit.remember_topics(
        "topic", kind, chosen, visit.departments, may_read,
        make=lambda: views_topics.show_topic(
            visit.context, kind, chosen, departments=visit.departments, with_texts=may_read
        ),
    ) if chosen else None
    if detail is not None and detail.texts:
        visit.note("read.topic", chosen)
    chart = plots.draw(
        detail.weeks, [plots.Line("first", "비중(%)", [100 * share for share in detail.shares])],
        label=f"{KIND_NAMES[kind]} 가운데 이 토픽의 비중(주별, %)", unit="%", decimals=1,
    ) if detail else None
    return visit.page(
        "topics.html", lines=lines, kind=kind, kinds={one: KIND_NAMES[one] for one in KINDS}, detail=detail,
        chart=chart, most=max((line.share for line in lines), default=1.0), may_read=may_read,
    )

"""민원 찾기: where is that complaint, and what is like this one?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from textmine.errors import TextmineError
from textmine.pipeline import views_search
from textmine.pipeline.views_search import Found, Search
from textmine.types import MASKED_NAMES, Kind
from textmine.web.paging import read_cursor, write_cursor
from textmine.web.parsing import days_of
from textmine.web.people import Right
from textmine.web.visits import Form as OwnForm
from textmine.web.visits import Visit, allow

router = APIRouter()
_PAGE = 20


@router.get("/search")
def search(
    q: str = "", kind: Kind = "complaint", department: str = "", category: str = "", region: str = "",
    status: str = "", channel: str = "", first: str = "", last: str = "", open: bool = False, behind: str = "",
    visit: Visit = allow(Right.READ),
) -> Response:  # fmt: skip
    given = {"department": department, "category": category, "region": region, "status": status, "channel": channel}
    wanted = Search(kind, q.strip(), *days_of(first, last), {k: v for k, v in given.items() if v}, open)
    place = read_cursor(behind, 2) if behind else None
    found = views_search.search_documents(
        visit.context, wanted, departments=visit.departments, behind=(place[0], place[1]) if place else None,
        limit=_PAGE + 1,
    )
    if q or any(given.values()):
        visit.note("search", q.strip())
    return visit.page(
        "search.html", found=found[:_PAGE], total=views_search.count_documents(
            visit.context, wanted, departments=visit.departments
        ),
        q=q, kind=kind, given=given, first=first, last=last, is_open_=open,
        choices=visit.remember("choices", kind, make=lambda: views_search.filter_choices(visit.context, kind)),
        filters=views_search.FILTERS, behind=_behind(found[_PAGE - 1]) if len(found) > _PAGE else "",
    )


@router.get("/similar")
def similar_page(visit: Visit = allow(Right.READ)) -> Response:
    return visit.page("similar.html", text="", found=None, terms=[], wrong="")


@router.post("/similar", dependencies=[OwnForm])
def similar(text: Annotated[str, Form()], visit: Visit = allow(Right.READ)) -> Response:
    try:
        found, terms = views_search.similar_documents(visit.context, text, departments=visit.departments)
    except TextmineError as error:
        return visit.page("similar.html", 400, text=text, found=None, terms=[], wrong=str(error))
    visit.note("search.similar")
    return visit.page("similar.html", text=text, found=found, terms=terms, wrong="")


@router.get("/search/{doc_id}")
def document(doc_id: str, visit: Visit = allow(Right.READ)) -> Response:
    row = views_search.read_document(visit.context, doc_id, departments=visit.departments)
    visit.note("read.document", doc_id)
    text = f"{row['title']}\n{row['body']}"
    try:
        alike, _ = views_search.similar_documents(
            visit.context, text, kind=row["kind"], departments=visit.departments, limit=6
        )
    except TextmineError:
        alike = []
    return visit.page(
        "document.html", row=row, alike=[one for one in alike if one.doc_id != doc_id][:5], masked_names=MASKED_NAMES
    )


def _behind(last: Found) -> str:
    return write_cursor(last.civil_date.isoformat() if last.civil_date else "", last.doc_id)

"""사전: which words does the city know, and what would another word change?"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import Response

from textmine.errors import LexiconError
from textmine.ingest.dictionaries import packaged_dictionaries, read_folders
from textmine.lexicon import ENTRY_KIND_NAMES, EntryKind
from textmine.lexicon.entries import DEPARTMENT_KINDS, HOW_TO_WRITE
from textmine.pipeline import dictionary as desk
from textmine.pipeline.dictionary_candidates import decide_candidate, list_candidates
from textmine.pipeline.dictionary_preview import preview_steps
from textmine.web.people import Right
from textmine.web.visits import Form as OwnForm
from textmine.web.visits import Visit, allow, go

router = APIRouter()
_SHOWN = 200
_ROWS = 30


@router.get("/dictionary")
def words(
    q: str = "", kind: EntryKind | Literal[""] = "", visit: Visit = allow(Right.ANALYSE)
) -> Response:
    wanted = EntryKind(kind) if kind else None
    packaged = visit.remember("packaged", make=lambda: read_folders(packaged_dictionaries()))
    found = desk.list_words(visit.context, kind=wanted, search=q.strip(), base=packaged) if q or kind else []
    return _page(visit, "words", q=q, kind=kind, found=found[:_SHOWN], total=len(found), wrong="")


@router.get("/dictionary/candidates")
def candidates(visit: Visit = allow(Right.ANALYSE)) -> Response:
    return _page(visit, "candidates", candidates=list_candidates(visit.context)[:_SHOWN])


@router.get("/dictionary/history")
def history(visit: Visit = allow(Right.ANALYSE)) -> Response:
    return _page(visit, "history", changes=desk.list_changes(visit.context)[:_SHOWN])


@router.post("/dictionary/preview", dependencies=[OwnForm])
def preview(
    kind: Annotated[EntryKind, Form()], word: Annotated[str, Form()],
    what: Annotated[Literal["add", "remove"], Form()], department: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = "", visit: Visit = allow(Right.ANALYSE),
) -> Response:  # fmt: skip
    """The effect first: nothing is written before the person has seen it."""
    state = desk.read_desk(visit.context)
    plan = desk.plan_addition if what == "add" else desk.plan_removal
    try:
        desk.check_department(visit.context, department)
        steps = plan(state, kind, [word], department)
        found = preview_steps(visit.context, state, steps)
    except LexiconError as error:
        return _page(visit, "words", 400, q="", kind="", found=[], total=0, wrong=str(error))
    return _page(
        visit, "preview", preview=found, rows=found.table.head(_ROWS).to_dict("records"), word=word, kind=kind,
        what=what, department=department, why=why, base=state.log[-1].version if state.log else 0,
    )


@router.post("/dictionary/change", dependencies=[OwnForm])
def change(
    kind: Annotated[EntryKind, Form()], word: Annotated[str, Form()],
    what: Annotated[Literal["add", "remove"], Form()], base: Annotated[int, Form()],
    department: Annotated[str, Form()] = "", why: Annotated[str, Form()] = "",
    visit: Visit = allow(Right.ANALYSE),
) -> Response:  # fmt: skip
    write = desk.add_words if what == "add" else desk.remove_words
    view = write(
        visit.context, kind, [word], author=visit.person.name, why=why, department=department, base=base
    )
    visit.note(f"dictionary.{what}", f"{view.version}: {word}")
    return go("/dictionary/history", "added" if what == "add" else "removed")


@router.post("/dictionary/undo", dependencies=[OwnForm])
def undo(version: Annotated[int, Form()], visit: Visit = allow(Right.ANALYSE)) -> Response:
    desk.undo_change(visit.context, version, author=visit.person.name, why="")
    visit.note("dictionary.undo", str(version))
    return go("/dictionary/history", "undone")


@router.post("/dictionary/candidates/{candidate_id}", dependencies=[OwnForm])
def decide(
    candidate_id: str, verdict: Annotated[Literal["yes", "no"], Form()], visit: Visit = allow(Right.ANALYSE)
) -> Response:
    decide_candidate(visit.context, candidate_id, verdict, author=visit.person.name, why="")
    visit.note("dictionary.candidate", f"{candidate_id} {verdict}")
    return go("/dictionary/candidates", "added" if verdict == "yes" else "declined")


def _page(visit: Visit, tab: str, status: int = 200, **values: object) -> Response:
    departments = [one.name for one in visit.context.lexicon.departments]
    return visit.page(
        "dictionary.html", status, tab=tab, kinds=ENTRY_KIND_NAMES, how=HOW_TO_WRITE, layers=desk.LAYER_NAMES,
        own_kinds=[ENTRY_KIND_NAMES[one] for one in EntryKind if one in DEPARTMENT_KINDS], departments=departments,
        **values,
    )

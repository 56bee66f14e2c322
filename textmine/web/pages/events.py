"""Live updates: a mark that changes when alerts or texts do. The page says so and is not changed under the reader."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse

from textmine.pipeline.context import Context
from textmine.pipeline.views_alerts import count_folders
from textmine.web.people import Right
from textmine.web.visits import Visit, allow

router = APIRouter()
LOOK_EVERY_S = 5.0
LONGEST_S = 1800.0  # then the browser calls again, and is asked again who it is
MOST_READERS = 200


@router.get("/events")
def events(visit: Visit = allow(Right.SEE)) -> Response:
    if visit.site.readers >= MOST_READERS:
        return Response(status_code=503, headers={"retry-after": "60"})
    return StreamingResponse(_marks(visit), media_type="text/event-stream", headers={"cache-control": "no-store"})


async def _marks(visit: Visit) -> AsyncIterator[str]:
    visit.site.readers += 1
    try:
        before, waited = "", 0.0
        while waited < LONGEST_S:
            mark = await run_in_threadpool(state_mark, visit.context, visit.departments)
            yield f"event: state\ndata: {mark}\n\n" if mark != before else ": \n\n"
            before = mark
            await asyncio.sleep(LOOK_EVERY_S)
            waited += LOOK_EVERY_S
    finally:
        visit.site.readers -= 1


def state_mark(context: Context, departments: frozenset[str] | None) -> str:
    """Short digest of what the reader would see change."""
    seen = [sorted(context.mart.versions().items()), sorted(count_folders(context, departments=departments).items())]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]

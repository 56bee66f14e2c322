"""A department asks for an analysis: 접수 → 분석중 → 완료 → 통보, with the run that answers it and what came of it."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.store.ledger import requests


class RequestState(StrEnum):
    """How far an analysis is."""

    RECEIVED = "received"
    WORKING = "working"
    DONE = "done"
    TOLD = "told"


REQUEST_STATE_NAMES: Final[dict[RequestState, str]] = {
    RequestState.RECEIVED: "접수", RequestState.WORKING: "분석중", RequestState.DONE: "완료", RequestState.TOLD: "통보",
}
_NEXT: Final = {
    RequestState.RECEIVED: RequestState.WORKING, RequestState.WORKING: RequestState.DONE,
    RequestState.DONE: RequestState.TOLD,
}  # fmt: skip
MAX_QUESTION: Final = 2000


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One analysis; ``run_id`` is the publication that answers it, ``use`` what the department did with it."""

    request_id: str
    department: str
    requester: str
    title: str
    question: str
    state: RequestState
    analyst: str
    run_id: str
    use: str
    created_at: datetime
    changed_at: datetime

    @property
    def next_state(self) -> RequestState | None:
        """The state behind this one, None at the end."""
        return _NEXT.get(self.state)


def ask(context: Context, *, department: str, requester: str, title: str, question: str) -> str:
    """Id of a new request.

    Raises
    ------
    TextmineError
        Something is missing, or the department does not exist.
    """
    if department not in {one.name for one in context.lexicon.departments}:
        raise TextmineError(f"'{department}' 부서는 사전(departments.toml)에 없습니다. 부서를 고르세요.")
    if not title.strip() or not question.strip():
        raise TextmineError("제목과 알고 싶은 것을 적어 주세요.")
    if len(question) > MAX_QUESTION:
        raise TextmineError(f"알고 싶은 것은 {MAX_QUESTION:,}자까지 적을 수 있습니다.")
    request_id = secrets.token_hex(4)
    with context.ledger.begin() as connection:
        requests.add(connection, {
            "request_id": request_id, "department": department, "requester": requester, "title": title.strip()[:200],
            "question": question.strip(), "state": RequestState.RECEIVED.value, "analyst": "", "run_id": "",
            "use": "", "created_at": context.now, "changed_at": context.now,
        })
    return request_id


def move_on(context: Context, request_id: str, *, was: RequestState, analyst: str, run_id: str = "") -> RequestState:
    """The state behind ``was``, which the request is in now.

    Raises
    ------
    TextmineError
        Somebody else moved it first, it is at its end, or it is done without a publication.
    """
    after = _NEXT.get(was)
    if after is None:
        raise TextmineError("이미 통보까지 마친 의뢰입니다.")
    if after is RequestState.DONE and not run_id:
        raise TextmineError("의뢰에 답하는 보고서를 고르세요.")
    values = {"state": after.value, "analyst": analyst, "changed_at": context.now} | (
        {"run_id": run_id} if run_id else {}
    )
    with context.ledger.begin() as connection:
        if not requests.change(connection, request_id, was=was.value, **values):
            raise TextmineError("그 사이 다른 사람이 의뢰를 옮겼습니다. 새로 고쳐 확인하세요.")
    return after


def tell_use(context: Context, request_id: str, use: str, *, departments: Collection[str] | None) -> None:
    """Note what the department did with an analysis that it was told of.

    Raises
    ------
    TextmineError
        There is no such request of these departments, or it is not told yet.
    """
    if not use.strip():
        raise TextmineError("어디에 어떻게 썼는지 적어 주세요.")
    mine = {one.request_id for one in list_requests(context, departments=departments)}
    with context.ledger.begin() as connection:
        told = request_id in mine and requests.change(
            connection, request_id, was=RequestState.TOLD.value, use=use.strip()[:MAX_QUESTION],
            changed_at=context.now,
        )
    if not told:
        raise TextmineError("통보까지 마친 내 부서의 의뢰에만 적을 수 있습니다.")


def list_requests(context: Context, *, departments: Collection[str] | None) -> list[RequestLine]:
    """Requests of ``departments`` (None: of all), newest first."""
    with context.ledger.read() as connection:
        rows = requests.list_requests(connection, departments=departments)
    return [RequestLine(**row | {"state": RequestState(row["state"])}) for row in rows]


def share_done(lines: Collection[RequestLine]) -> float | None:
    """Share of requests that were answered, 0..1; None without any."""
    done = sum(line.state in (RequestState.DONE, RequestState.TOLD) for line in lines)
    return done / len(lines) if lines else None

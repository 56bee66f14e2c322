"""알림: what was I told, why, and what do I do with it?"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from textmine.alerts import ACTION_NAMES, VERDICT_NAMES, Action, Verdict, possible_actions
from textmine.pipeline import links, views_alerts
from textmine.pipeline.desk import act, give_feedback
from textmine.pipeline.reassign import hand_over
from textmine.types import KIND_NAMES, AlertState, Issue
from textmine.web import accounts, plots
from textmine.web.paging import next_place, read_place
from textmine.web.people import Right
from textmine.web.visits import BadRequestError, Visit, allow, go
from textmine.web.visits import Form as OwnForm

router = APIRouter()
FOLDER_NAMES = {"todo": "할 일", "mine": "맡은 것", "silenced": "꺼 둔 것", "done": "끝난 것", "all": "모두"}
MAX_DAYS = 90
_PAGE = 30
_LETTERS = {  # keys of the keyboard, as the page tells them
    Action.ACKNOWLEDGE: "a", Action.ASSIGN: "g", Action.SILENCE: "s", Action.RESOLVE: "r", Action.REOPEN: "o",
}


@router.get("/alerts")
def alert_list(
    folder: str = "todo", level: str = "", q: str = "", recorded: bool = False, behind: str = "",
    visit: Visit = allow(Right.SEE),
) -> Response:  # fmt: skip
    cards = views_alerts.list_cards(
        visit.context, departments=visit.departments, folder=folder, level=level, search=q.strip(),
        recorded=recorded, before=read_place(behind), limit=_PAGE + 1,
    )
    return visit.page(
        "alerts.html", cards=cards[:_PAGE], folder=folder, chosen=level, q=q, recorded=recorded,
        folders=views_alerts.count_folders(visit.context, departments=visit.departments), names=FOLDER_NAMES,
        behind=next_place(cards[_PAGE - 1].place) if len(cards) > _PAGE else "",
    )


@router.get("/alerts/{alert_id}")
def alert_page(alert_id: str, visit: Visit = allow(Right.SEE)) -> Response:
    may_read = visit.person.may(Right.READ)
    detail = views_alerts.alert_detail(visit.context, alert_id, departments=visit.departments)
    evidence = visit.remember_issues(
        "evidence", alert_id, may_read, make=lambda: _evidence(visit, detail, may_read)
    )
    if evidence is not None and evidence.examples:
        visit.note("read.alert", detail.view.alert_id)
    return visit.page(
        "alert.html", detail=detail, evidence=evidence, alert=detail.view,
        chart_=_chart(detail.issue, evidence), action_names=ACTION_NAMES,
        verdicts=VERDICT_NAMES, letters=_LETTERS, may_act=visit.person.may(Right.ACT), may_read=may_read,
        departments=[one.name for one in visit.context.lexicon.departments if one.receivers],
        people=[r.name for one in visit.context.lexicon.departments if one.name == detail.view.department
                for r in one.receivers],
    )


@router.post("/alerts/{alert_id}/act", dependencies=[OwnForm])
def act_on(
    alert_id: str, action: Annotated[Action, Form()], why: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "", days: Annotated[int, Form()] = 3, visit: Visit = allow(Right.ACT),
) -> Response:  # fmt: skip
    take_action(visit, alert_id, action, why=why, to=to, days=days)
    return go(f"/alerts/{alert_id}", action.value)


@router.post("/alerts/{alert_id}/feedback", dependencies=[OwnForm])
def feedback_on(
    alert_id: str, verdict: Annotated[Verdict, Form()], why: Annotated[str, Form()] = "",
    visit: Visit = allow(Right.ACT),
) -> Response:  # fmt: skip
    row = views_alerts.require_alert(visit.context, alert_id, departments=visit.departments)
    give_feedback(visit.context, row["alert_id"], verdict, actor=visit.person.name, why=why)
    visit.note("alert.feedback", f"{row['alert_id']} {verdict}")
    return go(f"/alerts/{alert_id}", "feedback")


@router.post("/alerts/{alert_id}/reassign", dependencies=[OwnForm])
def reassign_alert(
    alert_id: str, department: Annotated[str, Form()], why: Annotated[str, Form()] = "",
    visit: Visit = allow(Right.ACT),
) -> Response:  # fmt: skip
    row = views_alerts.require_alert(visit.context, alert_id, departments=visit.departments)
    hand_over(visit.context, row["alert_id"], department, actor=visit.person.name, why=why)
    visit.note("alert.reassign", f"{row['alert_id']} → {department}")
    return go("/alerts", "reassign")


@router.get("/ack/{token}")
def link_page(token: str, visit: Visit = allow(Right.OPEN)) -> Response:
    view = links.open_link(visit.context, token)
    return visit.page("ack.html", alert=view, token=token, is_done=Action.ACKNOWLEDGE not in _possible(view.state))


@router.post("/ack/{token}")
def acknowledge_link(token: str, visit: Visit = allow(Right.OPEN)) -> Response:
    """The link itself is the secret, made for one alert and one receiver: it needs no session and no form's secret."""
    view = links.acknowledge_by_link(visit.context, token)
    accounts.note(visit.context, view.receivers[0], "alert.link", view.alert_id, address=visit.address)
    return visit.page("ack.html", alert=view, token=token, is_done=True)


def take_action(visit: Visit, alert_id: str, action: Action, *, why: str, to: str, days: int) -> None:
    """What a person decides about an alert of theirs; it is noted in the audit log."""
    if action in (Action.RETURN, Action.WAKE):
        raise BadRequestError("그 일은 시스템만 합니다.")
    if not 1 <= days <= MAX_DAYS:
        raise BadRequestError(f"1일에서 {MAX_DAYS}일까지 꺼 둘 수 있습니다.")
    row = views_alerts.require_alert(visit.context, alert_id, departments=visit.departments)
    until = visit.context.now + timedelta(days=days) if action is Action.SILENCE else None
    act(visit.context, row["alert_id"], action, actor=visit.person.name, why=why, until=until, to=to)
    visit.note(f"alert.{action.value}", row["alert_id"])


def _possible(state: str) -> tuple[Action, ...]:
    return possible_actions(AlertState(state))


def _evidence(
    visit: Visit, detail: views_alerts.AlertDetail, may_read: bool
) -> views_alerts.IssueEvidence | None:
    return None if detail.issue is None else views_alerts.issue_evidence(
        visit.context, detail.issue, departments=visit.departments, with_texts=may_read
    )


def _chart(issue: Issue | None, found: views_alerts.IssueEvidence | None) -> plots.Chart | None:
    """Complaints as bars, the period of the alert marked, and posts beside them as a line."""
    if issue is None or found is None or not found.counts:
        return None
    main = "complaint" if "complaint" in found.counts else next(iter(found.counts))
    others = [kind for kind in ("sns", "news") if kind in found.counts and kind != main and any(found.counts[kind])]
    name = found.series.split(":", 1)[1]
    return plots.draw(
        found.periods, [plots.Line(kind, KIND_NAMES[kind], found.counts[kind]) for kind in others],
        bars=found.counts[main], hot=frozenset({issue.period}),
        label=f"'{name}' {KIND_NAMES[main]} 글 수({'주별' if issue.freq == 'W' else '날마다'})",
    )

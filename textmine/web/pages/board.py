"""상황판: what needs me today?"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from textmine.pipeline import views_alerts, views_board, views_forecast
from textmine.web import plots
from textmine.web.pages.forecast import fan_chart
from textmine.web.people import Right
from textmine.web.visits import Visit, allow

router = APIRouter()
_ALERTS = 6
_ISSUES = 8
_RISING = 8


@router.get("/")
def board(visit: Visit = allow(Right.SEE)) -> Response:
    context, departments = visit.context, visit.departments
    issues = visit.remember_issues("issues", make=lambda: views_board.issue_lines(context, departments=departments))
    outlook = visit.remember_forecast("outlook", make=lambda: views_forecast.read_outlook(context))
    return visit.page(
        "board.html",
        issues=issues[:_ISSUES], n_issues=len(issues),
        levels={line.issue.level: sum(one.issue.level == line.issue.level for one in issues) for line in issues},
        sparks={line.issue.issue_id: plots.spark(line.spark) for line in issues[:_ISSUES]},
        alerts=views_alerts.list_cards(context, departments=departments, limit=_ALERTS),
        folders=views_alerts.count_folders(context, departments=departments),
        due=visit.remember(
            "due", departments, make=lambda: views_board.due_complaints(context, departments=departments)
        ),
        kinds=visit.remember("kinds", make=lambda: views_board.kind_lines(context)),
        rising=visit.remember("rising", make=lambda: views_board.rising_terms(context, limit=_RISING)),
        total=next((line for line in outlook.lines if line.series == "total"), None) if outlook else None,
        fan=fan_chart(views_forecast.draw_fan(outlook, "total")) if outlook and _has_total(outlook) else None,
    )


def _has_total(outlook: views_forecast.Outlook) -> bool:
    return any(line.series == "total" for line in outlook.lines)

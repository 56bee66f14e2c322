"""An issue goes to the department whose job it really is."""

from __future__ import annotations

from textmine.alerts import Action, apply_action
from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.pipeline.desk import one_alert
from textmine.pipeline.dispatch import tell_issue
from textmine.pipeline.outgoing import send_due
from textmine.store.ledger import alerts, issue_owners
from textmine.text.josa import josa
from textmine.types import AlertState


def hand_over(context: Context, alert_id: str, department: str, *, actor: str, why: str) -> int:
    """Number of people of ``department`` who are told now; whoever had the issue before is done with it.

    The issue stays with the department, also when it grows or returns, until somebody hands it on.

    Raises
    ------
    TextmineError
        The alert or the department does not exist, the department has it already, or the reason is missing.
    """
    known = {one.name for one in context.lexicon.departments}
    if department not in known:
        raise TextmineError(f"'{department}' 부서는 사전(departments.toml)에 없습니다. 부서 이름을 확인하세요.")
    if not why.strip():
        raise TextmineError("다른 부서로 넘기는 까닭을 적어 주세요. 예: --why '하수관 파손이라 상하수도과 일'")
    with context.ledger.begin() as connection:
        handed = one_alert(connection, alert_id)
        issue_id = handed["issue_id"]
        if handed["department"] == department:
            raise TextmineError(f"이미 {department}에서 맡고 있는 알림입니다.")
        issue_owners.put(connection, issue_id, department=department, actor=actor, why=why, at=context.now)
        reason = f"{josa(department, '으로/로')} 넘김. {why.strip()}"
        for row in alerts.of_issue(connection, issue_id):
            if row["department"] == department or row["state"] == AlertState.RESOLVED:
                continue
            state, event = apply_action(AlertState(row["state"]), Action.RESOLVE, actor, context.now, reason)
            alerts.change(connection, row["alert_id"], state=state.value)
            alerts.add_event(
                connection, row["alert_id"], at=event.at, actor=event.actor, action="reassign", reason=reason
            )
    told = tell_issue(context, issue_id)
    send_due(context)
    return told

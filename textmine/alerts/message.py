"""What the e-mail says: the same content as subject, plain text and HTML. Never a complaint's text."""

from __future__ import annotations

from html import escape
from typing import Final

from textmine.alerts.page import CELL, PRIVACY, button, code, write_page
from textmine.alerts.values import Alert, Decision, Evidence, Message
from textmine.alerts.wording import day, headline, how_much, where, why
from textmine.types import ISSUE_STATE_NAMES, Issue

MAX_PHRASES: Final = 3
_AGAIN: Final = "확인한 알림은 더 커지거나 다시 나타날 때만 또 보냅니다."
_PRESS: Final = f"확인하셨으면 눌러 주세요. {_AGAIN}"
_RUN: Final = f"확인하셨으면 아래 명령을 실행해 주세요. {_AGAIN}"
_NOTHING: Final = Evidence()


def write_message(
    issue: Issue, alert: Alert, decision: Decision, evidence: Evidence = _NOTHING, *, city: str = "", link: str = ""
) -> Message:
    """The message for one alert; all values are escaped. The issue's documents and examples never appear.

    Parameters
    ----------
    evidence : without phrases the issue's terms are shown.
    link : address that acknowledges the alert; without one the command is shown.
    """
    head = headline(issue)
    rows = [
        ("무엇이", ", ".join(phrases(issue, evidence)) or issue.title),
        ("얼마나", how_much(issue)),
        ("어디서", where(issue)),
        ("담당 부서", alert.department or "담당 부서를 찾지 못했습니다. 맞는 부서로 넘겨 주세요."),
        ("상태", f"{ISSUE_STATE_NAMES[issue.state]} ({day(issue.first_seen)}부터 {day(issue.last_seen)}까지)"),
        ("왜 알리나", why(issue, decision)),
        *past_and_due(evidence),
    ]
    if issue.danger_words:
        rows.insert(1, ("위험 낱말", ", ".join(issue.danger_words[:MAX_PHRASES])))
    ask, press = (_PRESS, link) if link else (_RUN, f"textmine alerts ack {alert.alert_id}")
    sender = f"{city} 민원 사전예보" if city else "민원 사전예보"
    return Message(
        subject=f"[{issue.level.value}] {' '.join(issue.title.split())} - {head}",
        text=_text(issue, head, rows, ask, press, sender),
        html=write_page(
            issue.level, title=issue.title, lead=head, body=_table(rows), ask=ask,
            action=button(link, "확인했습니다") if link else code(press), sender=sender,
        ),
    )


def phrases(issue: Issue, evidence: Evidence) -> list[str]:
    """At most three phrases that say what the issue is about."""
    return [" ".join(phrase.split()) for phrase in evidence.phrases or issue.terms][:MAX_PHRASES]


def past_and_due(evidence: Evidence) -> list[tuple[str, str]]:
    """Rows on what was done last time and until when something is due, where they are known."""
    rows = []
    if (last := evidence.earlier) is not None:
        rows.append(("지난번에는", f"{day(last.answered_on)} {last.department} 답변 (접수번호 {last.number})".strip()))
    if evidence.due_on is not None:
        rows.append(("처리기한", f"답하지 않은 민원 가운데 가장 이른 것이 {day(evidence.due_on)}까지"))
    return rows


def _text(issue: Issue, headline: str, rows: list[tuple[str, str]], ask: str, press: str, sender: str) -> str:
    lines = [f"[{issue.level.value}] {issue.title}", headline, ""]
    lines += [f"{name}: {value}" for name, value in rows]
    lines += ["", ask, f"  {press}", "", f"-- {sender}", PRIVACY, ""]
    return "\n".join(lines)


def _table(rows: list[tuple[str, str]]) -> str:
    body = "".join(_row(name, value) for name, value in rows)
    table = '<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;">'
    return f'<tr><td style="padding:12px 28px;">\n{table}{body}</table></td></tr>\n'


def _row(name: str, value: str) -> str:
    return (
        f'<tr><th scope="row" width="88" align="left" style="{CELL}font-size:14px;color:#4b5563;white-space:nowrap;">'
        f'{escape(name)}</th><td style="{CELL}font-size:15px;word-break:keep-all;">{escape(value)}</td></tr>\n'
    )

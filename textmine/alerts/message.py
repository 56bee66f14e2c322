"""What the e-mail says: the same content as subject, plain text and HTML. Never a complaint's text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from textmine.alerts.page import CELL, PRIVACY, write_page
from textmine.alerts.values import Alert, Decision, Message
from textmine.alerts.wording import day, headline, how_much, where, why
from textmine.types import ISSUE_STATE_NAMES, Issue

MAX_PHRASES: Final = 3
_ASK: Final = "확인하셨으면 아래 명령을 실행해 주세요. 확인한 알림은 더 커지거나 다시 나타날 때만 또 보냅니다."


def write_message(
    issue: Issue, alert: Alert, decision: Decision, *, city: str = "", phrases: Iterable[str] = ()
) -> Message:
    """The message for one alert.

    ``phrases`` are masked terms to show (default: the issue's terms); at most three are used. All values are escaped.
    The issue's documents and examples never appear.
    """
    shown = [" ".join(phrase.split()) for phrase in (tuple(phrases) or issue.terms)][:MAX_PHRASES]
    head = headline(issue)
    rows = [
        ("무엇이", ", ".join(shown) or issue.title),
        ("얼마나", how_much(issue)),
        ("어디서", where(issue)),
        ("담당 부서", alert.department or "담당 부서를 찾지 못했습니다. 맞는 부서로 넘겨 주세요."),
        ("상태", f"{ISSUE_STATE_NAMES[issue.state]} ({day(issue.first_seen)}부터 {day(issue.last_seen)}까지)"),
        ("왜 알리나", why(issue, decision)),
    ]
    if issue.danger_words:
        rows.insert(1, ("위험 낱말", ", ".join(issue.danger_words[:MAX_PHRASES])))
    command = f"textmine alerts ack {alert.alert_id}"
    sender = f"{city} 민원 사전예보" if city else "민원 사전예보"
    return Message(
        subject=f"[{issue.level.value}] {' '.join(issue.title.split())} - {head}",
        text=_text(issue, head, rows, command, sender),
        html=write_page(
            issue.level, title=issue.title, lead=head, body=_table(rows), ask=_ASK, command=command, sender=sender
        ),
    )


def _text(issue: Issue, headline: str, rows: list[tuple[str, str]], command: str, sender: str) -> str:
    lines = [f"[{issue.level.value}] {issue.title}", headline, ""]
    lines += [f"{name}: {value}" for name, value in rows]
    lines += ["", _ASK, f"  {command}", "", f"-- {sender}", PRIVACY, ""]
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

"""What the e-mail says: the same content as subject, plain text and HTML. Never a complaint's text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Final

from textmine.alerts.values import Alert, Decision, Message
from textmine.types import ISSUE_STATE_NAMES, Issue, Level

MAX_PHRASES: Final = 3
MAX_REGIONS: Final = 3
_WEEKDAYS: Final = "월화수목금토일"
# Ink on paper, at least 4.5 : 1 (KWCAG 2.2).
_COLOURS: Final[dict[Level, tuple[str, str]]] = {
    Level.INTEREST: ("#1f5fa8", "#eaf2fb"),
    Level.CAUTION: ("#7a5600", "#fff6dc"),
    Level.WARNING: ("#a13d00", "#ffede0"),
    Level.SERIOUS: ("#b00020", "#fdeaed"),
}
_FONT: Final = "'Malgun Gothic','Apple SD Gothic Neo','Noto Sans KR',sans-serif"
_TABLE: Final = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"'
_BADGE: Final = "display:inline-block;padding:2px 12px;border-radius:12px;color:#fff;font-size:14px;font-weight:bold;"
_CELL: Final = "border-bottom:1px solid #eef0f3;padding:10px 0;vertical-align:top;line-height:1.6;"
_CODE: Final = (
    "margin-top:8px;padding:10px 14px;background:#f3f4f6;border:1px solid #d1d5db;border-radius:6px;"
    "font-family:Consolas,monospace;font-size:14px;word-break:break-all;"
)
_ASK: Final = "확인하셨으면 아래 명령을 실행해 주세요. 확인한 알림은 더 커지거나 다시 나타날 때만 또 보냅니다."
_PRIVACY: Final = "민원 원문은 이 메일에 싣지 않습니다."


def write_message(
    issue: Issue, alert: Alert, decision: Decision, *, city: str = "", phrases: Iterable[str] = ()
) -> Message:
    """The message for one alert.

    ``phrases`` are masked terms to show (default: the issue's terms); at most three are used. All values are escaped.
    The issue's documents and examples never appear.
    """
    shown = [" ".join(phrase.split()) for phrase in (tuple(phrases) or issue.terms)][:MAX_PHRASES]
    headline = _headline(issue)
    rows = [
        ("무엇이", ", ".join(shown) or issue.title),
        ("얼마나", _how_much(issue)),
        ("어디서", _where(issue)),
        ("담당 부서", alert.department or "담당 부서를 찾지 못했습니다. 맞는 부서로 넘겨 주세요."),
        ("상태", f"{ISSUE_STATE_NAMES[issue.state]} ({_day(issue.first_seen)}부터 {_day(issue.last_seen)}까지)"),
        ("왜 알리나", _why(issue, decision)),
    ]
    if issue.danger_words:
        rows.insert(1, ("위험 낱말", ", ".join(issue.danger_words[:MAX_PHRASES])))
    command = f"textmine alerts ack {alert.alert_id}"
    sender = f"{city} 민원 사전예보" if city else "민원 사전예보"
    return Message(
        subject=f"[{issue.level.value}] {' '.join(issue.title.split())} - {headline}",
        text=_text(issue, headline, rows, command, sender),
        html=_html(issue, headline, rows, command, sender),
    )


def _headline(issue: Issue) -> str:
    times = _times(issue)
    return f"평소의 {times}" if times else "평소 거의 없던 일"


def _how_much(issue: Issue) -> str:
    span = f"{_day(issue.period)} 하루" if issue.freq == "D" else f"{_day(issue.period)}부터 한 주"
    usual = f"평소 {_number(issue.expected)}건" if _times(issue) else "평소 거의 없음"
    most = f", 많아도 {_number(issue.upper)}건" if issue.upper >= 1 else ""
    line = f"{span} {_number(issue.observed)}건 ({usual}{most})"
    return f"{line}, 비슷한 글 {issue.copy_share:.0%}" if issue.copy_share >= 0.2 else line


def _why(issue: Issue, decision: Decision) -> str:
    """What moved us to write, and what the reason adds to the rows above: its later sentences but those on danger."""
    sentences = re.split(r"(?<=다\.) ", issue.reason.strip())
    added = [s for s in sentences[1:] if not s.startswith("위험")] or sentences[:1]
    return " ".join([f"{decision.reason.value}.", *added]).strip().rstrip(".") + "."


def _times(issue: Issue) -> str:
    return f"{issue.observed / issue.expected:.1f}배" if issue.expected >= 0.5 else ""


def _where(issue: Issue) -> str:
    if not issue.regions:
        return "한 곳에 몰리지 않았거나 위치를 알 수 없습니다."
    rest = len(issue.regions) - MAX_REGIONS
    return ", ".join(issue.regions[:MAX_REGIONS]) + (f" 외 {rest}곳" if rest > 0 else "")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def _day(day: date) -> str:
    return f"{day.year}. {day.month}. {day.day}.({_WEEKDAYS[day.weekday()]})"


def _text(issue: Issue, headline: str, rows: list[tuple[str, str]], command: str, sender: str) -> str:
    lines = [f"[{issue.level.value}] {issue.title}", headline, ""]
    lines += [f"{name}: {value}" for name, value in rows]
    lines += ["", _ASK, f"  {command}", "", f"-- {sender}", _PRIVACY, ""]
    return "\n".join(lines)


def _html(issue: Issue, headline: str, rows: list[tuple[str, str]], command: str, sender: str) -> str:
    ink, paper = _COLOURS[issue.level]
    body = "".join(_row(name, value) for name, value in rows)
    return f"""<!DOCTYPE html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(issue.title)}</title></head>
<body style="margin:0;padding:0;background:#f3f4f6;font-family:{_FONT};color:#1f2937;">
{_TABLE} style="background:#f3f4f6;"><tr><td align="center" style="padding:24px 12px;">
{_TABLE} style="max-width:600px;background:#ffffff;border:1px solid #e5e7eb;border-radius:8px;">
<tr><td style="padding:24px 28px 20px;background:{paper};border-top:6px solid {ink};border-radius:8px 8px 0 0;">
<span style="{_BADGE}background:{ink};">{escape(issue.level.value)}</span>
<h1 style="margin:12px 0 4px;font-size:22px;line-height:1.4;color:#111827;word-break:keep-all;">
{escape(issue.title)}</h1>
<p style="margin:0;font-size:18px;font-weight:bold;color:{ink};">{escape(headline)}</p></td></tr>
<tr><td style="padding:12px 28px;">
<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;">{body}</table></td></tr>
<tr><td style="padding:8px 28px 24px;font-size:15px;line-height:1.6;word-break:keep-all;">{_ASK}
<div style="{_CODE}">{escape(command)}</div></td></tr>
<tr><td style="padding:14px 28px;border-top:1px solid #e5e7eb;font-size:13px;color:#4b5563;">
{escape(sender)} · {_PRIVACY}</td></tr>
</table></td></tr></table></body></html>
"""


def _row(name: str, value: str) -> str:
    return (
        f'<tr><th scope="row" width="88" align="left" style="{_CELL}font-size:14px;color:#4b5563;white-space:nowrap;">'
        f'{escape(name)}</th><td style="{_CELL}font-size:15px;word-break:keep-all;">{escape(value)}</td></tr>\n'
    )

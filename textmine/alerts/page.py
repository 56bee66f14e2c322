"""The frame of an HTML message: one column that every mail program shows."""

from __future__ import annotations

from html import escape
from typing import Final

from textmine.types import Level

PRIVACY: Final = "민원 원문은 이 메일에 싣지 않습니다."
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
CELL: Final = "border-bottom:1px solid #eef0f3;padding:10px 0;vertical-align:top;line-height:1.6;"
_CODE: Final = (
    "margin-top:8px;padding:10px 14px;background:#f3f4f6;border:1px solid #d1d5db;border-radius:6px;"
    "font-family:Consolas,monospace;font-size:14px;word-break:break-all;"
)
_BUTTON: Final = (
    "display:inline-block;padding:10px 22px;background:#1f5fa8;color:#ffffff;border-radius:6px;font-size:16px;"
    "font-weight:bold;text-decoration:none;"
)


def write_page(
    level: Level, *, title: str, lead: str, body: str, ask: str, action: str, sender: str
) -> str:
    """The whole page.

    ``body`` (rows of the outer table) and ``action`` are HTML; every other value is text and is escaped.
    """
    ink, paper = _COLOURS[level]
    return f"""<!DOCTYPE html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(title)}</title></head>
<body style="margin:0;padding:0;background:#f3f4f6;font-family:{_FONT};color:#1f2937;">
{_TABLE} style="background:#f3f4f6;"><tr><td align="center" style="padding:24px 12px;">
{_TABLE} style="max-width:600px;background:#ffffff;border:1px solid #e5e7eb;border-radius:8px;">
<tr><td style="padding:24px 28px 20px;background:{paper};border-top:6px solid {ink};border-radius:8px 8px 0 0;">
{badge(level)}
<h1 style="margin:12px 0 4px;font-size:22px;line-height:1.4;color:#111827;word-break:keep-all;">
{escape(title)}</h1>
<p style="margin:0;font-size:18px;font-weight:bold;color:{ink};">{escape(lead)}</p></td></tr>
{body}<tr><td style="padding:8px 28px 24px;font-size:15px;line-height:1.6;word-break:keep-all;">{escape(ask)}
{action}</td></tr>
<tr><td style="padding:14px 28px;border-top:1px solid #e5e7eb;font-size:13px;color:#4b5563;">
{escape(sender)} · {PRIVACY}</td></tr>
</table></td></tr></table></body></html>
"""


def badge(level: Level) -> str:
    """The level as a coloured word."""
    return f'<span style="{_BADGE}background:{_COLOURS[level][0]};">{escape(level.value)}</span>'


def code(command: str) -> str:
    """A command to type."""
    return f'<div style="{_CODE}">{escape(command)}</div>'


def button(address: str, label: str) -> str:
    """A link that looks like what it does."""
    return f'<div style="margin-top:12px;"><a href="{escape(address)}" style="{_BUTTON}">{escape(label)}</a></div>'

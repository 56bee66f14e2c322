"""Several notices for one person in one message, the strongest first."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple

from textmine.alerts.message import past_and_due, phrases, write_message
from textmine.alerts.page import PRIVACY, badge, button, code, write_page
from textmine.alerts.values import Alert, Decision, Evidence, Message
from textmine.alerts.wording import headline, how_much, where, why
from textmine.types import Issue

SHOWN: Final = 10
_PARAGRAPH: Final = "margin:0 0 4px;font-size:15px;line-height:1.6;word-break:keep-all;"
_ITEM: Final = "padding:14px 28px;border-bottom:1px solid #eef0f3;"


class Notice(NamedTuple):
    """What one receiver is told of one issue; ``link`` acknowledges the alert."""

    issue: Issue
    alert: Alert
    decision: Decision
    evidence: Evidence = Evidence()
    link: str = ""


def write_notices(notices: Sequence[Notice], *, city: str = "", heading: str = "") -> Message:
    """One message for one receiver: that of the one alert, or a list of at most ``SHOWN`` and the number of the rest.

    ``heading`` stands above the list and makes a list even of one notice (escalation: why a head is told).

    Raises
    ------
    ValueError
        There is no notice.
    """
    if not notices:
        raise ValueError("a message needs a notice")
    ordered = sorted(notices, key=_strength)
    if len(ordered) == 1 and not heading:
        one = ordered[0]
        return write_message(one.issue, one.alert, one.decision, one.evidence, city=city, link=one.link)
    first = ordered[0].issue
    more = f" 외 {len(ordered) - 1:,}건" if len(ordered) > 1 else ""
    title = f"{' '.join(first.title.split())}{more}"
    lead = heading or f"살펴볼 알림이 {len(ordered):,}건 있습니다. 급한 것부터 적었습니다."
    departments = list(dict.fromkeys(notice.alert.department for notice in ordered))
    rest = len(ordered) - SHOWN
    see_all = f"나머지 {rest:,}건은 다음 명령으로 볼 수 있습니다." if rest > 0 else "모두 보려면 다음 명령을 쓰세요."
    command = " ".join(["textmine alerts list", *(["--department", departments[0]] if len(departments) == 1 else [])])
    sender = f"{city} 민원 사전예보" if city else "민원 사전예보"
    shown = ordered[:SHOWN]
    text = "\n".join([
        lead, "", *(line for number, notice in enumerate(shown, start=1) for line in _lines(number, notice)),
        see_all, f"  {command}", "", f"-- {sender}", PRIVACY, "",
    ])
    body = "".join(_item(notice) for notice in shown)
    html = write_page(
        first.level, title=title, lead=lead, body=body, ask=see_all, action=code(command), sender=sender
    )
    return Message(subject=f"[{first.level.value}] {title}", text=text, html=html)


def _strength(notice: Notice) -> tuple[int, float, str]:
    return -notice.issue.level.rank, -notice.issue.observed, notice.alert.alert_id


def _facts(notice: Notice) -> list[str]:
    issue, alert = notice.issue, notice.alert
    danger = [f"위험 낱말: {', '.join(issue.danger_words[:3])}"] if issue.danger_words else []
    return [
        *danger, ", ".join(phrases(issue, notice.evidence)), how_much(issue),
        f"{where(issue)} · {alert.department or '담당 부서를 찾지 못함'}", why(issue, notice.decision),
        *(f"{name}: {value}" for name, value in past_and_due(notice.evidence)),
    ]


def _lines(number: int, notice: Notice) -> list[str]:
    issue = notice.issue
    title = " ".join(issue.title.split())
    first = f"{number}. [{issue.level.value}] {title} - {headline(issue)}"
    press = notice.link or _command(notice.alert)
    return [first, *(f"   {fact}" for fact in (*_facts(notice), f"확인: {press}")), ""]


def _item(notice: Notice) -> str:
    issue = notice.issue
    facts = "".join(f'<p style="{_PARAGRAPH}">{escape(fact)}</p>' for fact in _facts(notice))
    action = button(notice.link, "확인했습니다") if notice.link else (
        f'<p style="{_PARAGRAPH}">확인: {escape(_command(notice.alert))}</p>'
    )
    return (
        f'<tr><td style="{_ITEM}">{badge(issue.level)} <strong style="font-size:17px;">{escape(issue.title)}</strong>'
        f'<p style="{_PARAGRAPH}font-weight:bold;">{escape(headline(issue))}</p>{facts}{action}</td></tr>\n'
    )


def _command(alert: Alert) -> str:
    return f"textmine alerts ack {alert.alert_id}"

"""How the pages write numbers, times, levels and states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from textmine.types import ALERT_STATE_NAMES, ISSUE_STATE_NAMES, KIND_NAMES, KST, Level
from textmine.web.people import ROLE_NAMES

MISSING: Final = "–"
WEEKDAYS: Final = "월화수목금토일"
RUN_STATES: Final = {"running": "진행 중", "done": "마침", "failed": "실패"}
# What a page says after a form; addresses carry the key alone, so nobody can put words into our mouth.
SAID: Final[Mapping[str, str]] = {
    "acknowledge": "확인했다고 남겼습니다.", "assign": "담당을 정했습니다.", "silence": "잠시 꺼 두었습니다.",
    "resolve": "끝냈습니다.", "reopen": "다시 열었습니다.", "feedback": "의견을 남겼습니다. 고맙습니다.",
    "reassign": "다른 부서로 넘겼습니다.", "password": "비밀번호를 바꾸었습니다.", "logout": "로그아웃했습니다.",
    "asked": "분석을 의뢰했습니다.", "moved": "의뢰의 상태를 바꾸었습니다.", "renamed": "토픽의 이름을 바꾸었습니다.",
    "added": "사전에 넣었습니다.", "removed": "사전에서 뺐습니다.", "undone": "되돌렸습니다.",
    "declined": "후보를 받아들이지 않았습니다.", "revoked": "토큰을 없앴습니다.", "changed": "바꾸었습니다.",
    "imported": "자료를 넣었습니다.",
}
COVERAGE: Final = {"complete": "다 들어옴", "partial": "일부만", "outage": "결측", "unknown": "모름"}


def number(value: float | None, digits: int = 0) -> str:
    """A count with thousands, '–' for none."""
    return MISSING if value is None else f"{value:,.{digits}f}"


def change(value: float | None) -> str:
    """A relative change: '▲ 12%', '▼ 3%', '변동 없음' below half a per cent."""
    if value is None:
        return MISSING
    if abs(value) < 0.005:
        return "변동 없음"
    return f"{'▲' if value > 0 else '▼'} {abs(value):.0%}"


def direction(value: float | None) -> str:
    """Class of a change."""
    return "same" if value is None or abs(value) < 0.005 else "up" if value > 0 else "down"


def clock(at: datetime | None) -> str:
    """A moment as a Korean clock shows it, with its day."""
    return MISSING if at is None else f"{at.astimezone(KST):%Y-%m-%d %H:%M}"


def day(value: date | None) -> str:
    """'10월 12일(월)'."""
    return MISSING if value is None else f"{value.month}월 {value.day}일({WEEKDAYS[value.weekday()]})"


def days_left(value: int) -> str:
    """'3일 지남', '오늘까지', 'D-2'."""
    return f"{-value}일 지남" if value < 0 else "오늘까지" if value == 0 else f"D-{value}"


def times(observed: float, expected: float) -> str:
    """How many times the usual: '4.2배', '평소 거의 없음'."""
    return "평소 거의 없음" if expected < 0.5 else f"평소의 {observed / expected:.1f}배"


def rank(level: str) -> int:
    """1..4 of a level's name."""
    return Level(level).rank


def short(text: str, characters: int = 180) -> str:
    """The beginning of a text, whole words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= characters else flat[:characters].rsplit(" ", 1)[0] + "…"


def split_terms(text: str, terms: tuple[str, ...]) -> list[tuple[str, bool]]:
    """The text in pieces: (piece, is it one of ``terms``)."""
    pieces = [(text, False)]
    for term in sorted(filter(None, terms), key=len, reverse=True):
        cut: list[tuple[str, bool]] = []
        for piece, is_term in pieces:
            parts = [piece] if is_term else piece.split(term)
            for n, part in enumerate(parts):
                cut += [(term, True)] if n else []
                cut += [(part, is_term)] if part else []
        pieces = cut
    return pieces


def query(**values: object) -> str:
    """A query string of the values that are not empty."""
    return urlencode({name: value for name, value in values.items() if value not in ("", None, False)})


def size(count: int) -> str:
    """Bytes for people."""
    return f"{count / (1 << 20):.1f} MB" if count >= 1 << 20 else f"{max(1, count >> 10)} kB"


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "number": number, "change": change, "direction": direction, "clock": clock, "day": day, "days_left": days_left,
    "rank": rank, "short": short, "size": size,
}
GLOBALS: Final[Mapping[str, Any]] = {
    "ALERT_STATES": ALERT_STATE_NAMES, "ISSUE_STATES": ISSUE_STATE_NAMES, "KINDS": KIND_NAMES, "ROLES": ROLE_NAMES,
    "RUN_STATES": RUN_STATES, "COVERAGE": COVERAGE, "LEVELS": list(reversed(Level)), "split_terms": split_terms,
    "query": query, "times": times,
}

"""How serious an issue is and what moves: the one function for levels, the one for states, the sentence that says
why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from textmine.text.josa import josa
from textmine.types import Freq, IssueState, Level

OVER_AFTER_DAYS: Final = 28
QUIET_AFTER_DAYS: Final = 7
AGAIN_AFTER_DAYS: Final = 14
NEW_FOR_DAYS: Final = 7
_PERIODS_PER_YEAR: Final[dict[Freq, float]] = {"W": 365.25 / 7.0, "D": 365.25}
_PERIOD_WORDS: Final[dict[Freq, str]] = {"W": "주", "D": "하루"}


def issue_level(p_value: float, observed: float, expected: float, growth: float, danger: int) -> Level:
    """Return the level of an issue from points, written so that a person can check them.

    One point each: p-value at most 1e-4 and at most 1e-8; 15 and 50 documents more than expected; twice as many
    documents as seven days before; a danger word of grade 2 and of grade 3 (danger to life). 0-1 points 관심, 2-3 주의,
    4 경계, 5 or more 심각. A danger word of grade 3 is never below 주의.

    Parameters
    ----------
    growth : documents of the last seven days over those of the seven days before (1 = unchanged).
    danger : highest grade of the danger words, 0..3.
    """
    excess = observed - expected
    points = sum(
        (p_value <= 1e-4, p_value <= 1e-8, excess >= 15, excess >= 50, growth >= 2.0, danger >= 2, danger >= 3)
    )
    if points >= 5:
        return Level.SERIOUS
    if points == 4:
        return Level.WARNING
    return Level.CAUTION if points >= 2 or danger >= 3 else Level.INTEREST


def issue_state(spans: list[tuple[date, date]], growth: float, as_of: date) -> IssueState:
    """Return the state on ``as_of`` from the surging ``spans`` (first day, last day), in order of their last day.

    Over: no surge for more than 28 days. Fading: none for more than 7 days, or fewer documents than the week before.
    Again: the present run of surges follows more than 14 quiet days. New: the run is at most a week long. Otherwise
    growing.
    """
    last = spans[-1][1]
    quiet_days = (as_of - last).days
    if quiet_days > OVER_AFTER_DAYS:
        return IssueState.OVER
    if quiet_days > QUIET_AFTER_DAYS:
        return IssueState.FADING
    run_start, is_again = _run_start(spans)
    if (last - run_start).days < NEW_FOR_DAYS:
        return IssueState.AGAIN if is_again else IssueState.NEW
    return IssueState.GROWING if growth >= 1.0 else IssueState.FADING


def _run_start(spans: list[tuple[date, date]]) -> tuple[date, bool]:
    start = spans[0][0]
    reached = spans[0][1]
    is_again = False
    for first, last in spans[1:]:
        if (first - reached).days > AGAIN_AFTER_DAYS:
            start, is_again = first, True
        reached = max(reached, last)
    return start, is_again


def write_reason(
    freq: Freq, period: date, observed: float, expected: float, upper: float, p_value: float, *, as_of: date,
    danger_words: tuple[str, ...] = (),
) -> str:
    """Return the Korean sentences that say why this is an issue.

    >>> from datetime import date
    >>> write_reason("W", date(2026, 11, 16), 31, 4.2, 9, 0.0064, as_of=date(2026, 11, 22))
    '평소 주 4건이던 것이 이번 주 31건(상한 9건)으로 늘었습니다. 이런 일은 약 3년에 한 번입니다.'
    """
    usual = "평소 거의 없던 것이"
    if round(expected) >= 1:
        usual = f"평소 {_PERIOD_WORDS[freq]} {_count(expected)}건이던 것이"
    when = _name_period(freq, period, as_of)
    text = f"{usual} {when} {_count(observed)}건(상한 {_count(upper)}건)으로 늘었습니다. {_rarity(freq, p_value)}"
    if danger_words:
        quoted = ", ".join(f"'{word}'" for word in danger_words)
        text += f" 위험을 알리는 낱말 {josa(quoted, '이/가')} 나왔습니다."
    return text


def _count(value: float) -> str:
    return f"{round(value):,}"


def _name_period(freq: Freq, period: date, as_of: date) -> str:
    if freq == "D":
        return "오늘" if period == as_of else f"{period.month}월 {period.day}일"
    if period <= as_of < period + timedelta(days=7):
        return "이번 주"
    if period + timedelta(days=7) <= as_of < period + timedelta(days=14):
        return "지난주"
    return f"{period.month}월 {period.day}일 주에"


def _rarity(freq: Freq, p_value: float) -> str:
    years = 1.0 / (max(p_value, 1e-12) * _PERIODS_PER_YEAR[freq])
    if years >= 100:
        return "우연이라면 100년에 한 번도 보기 어려운 일입니다."
    if years >= 1:
        return f"이런 일은 약 {round(years)}년에 한 번입니다."
    return f"이런 일은 약 {max(round(years * 12), 1)}개월에 한 번입니다."

"""What a silence by condition mutes, and what the verdicts of people mute."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from textmine.alerts import Judged, Silence, Verdict, check_silence, often_wrong, silenced_by
from textmine.errors import TextmineError
from textmine.types import Level

DAY = timedelta(days=1)


def silence(now: datetime, **matchers: str) -> Silence:
    return Silence("s1", matchers, now - DAY, now + DAY, "김도로", "축제")


@pytest.mark.parametrize(
    ("name", "matchers", "issue", "muted"),
    [
        ("a word of the issue", {"term": "포트홀"}, {}, True),
        ("a part of its title", {"term": "파임"}, {"terms": ()}, True),
        ("another word", {"term": "불꽃놀이"}, {}, False),
        ("the department", {"department": "도로과"}, {}, True),
        ("a part of a department's name is another department", {"department": "도로"}, {}, False),
        ("the word in the region", {"term": "포트홀", "region": "중앙동"}, {}, True),
        ("the word in another region", {"term": "포트홀", "region": "북동"}, {}, False),
        ("danger is not muted by a word", {"term": "포트홀"}, {"danger_words": ("감전",)}, False),
        ("danger is muted by its own name", {"danger": "감전"}, {"danger_words": ("감전",)}, True),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_what_is_muted(
    make_issue: Any, now: datetime, name: str, matchers: dict[str, str], issue: dict[str, Any], muted: bool
) -> None:
    found = silenced_by(make_issue(**issue), "도로과", [silence(now, **matchers)], now)
    assert (found is not None) is muted, name


def test_a_silence_has_a_beginning_and_an_end(make_issue: Any, now: datetime) -> None:
    held = [silence(now, term="포트홀")]
    assert silenced_by(make_issue(), "도로과", held, now - DAY) is not None
    assert silenced_by(make_issue(), "도로과", held, now - 2 * DAY) is None
    assert silenced_by(make_issue(), "도로과", held, now + DAY) is None


@pytest.mark.parametrize(
    ("change", "told"),
    [({"matchers": {}}, "무엇을 끌지"), ({"matchers": {"term": " "}}, "무엇을 끌지"), ({"why": " "}, "까닭"),
     ({"ends_at": datetime(2020, 1, 1).astimezone()}, "뒤여야")],
)  # fmt: skip
def test_a_silence_that_mutes_all_or_never_ends_is_refused(now: datetime, change: dict[str, Any], told: str) -> None:
    with pytest.raises(TextmineError, match=told):
        check_silence(replace(silence(now, term="포트홀"), **change))


def judged(now: datetime, verdict: Verdict, n: int, **changes: Any) -> list[Judged]:
    return [replace(Judged(verdict, "도로과", "D", Level.INTEREST, now - 30 * DAY), **changes)] * n


@pytest.mark.parametrize(
    ("name", "right", "wrong", "changes", "muted"),
    [
        ("nine of ten were wrong", 1, 9, {}, True),
        ("half were wrong", 10, 10, {}, False),
        ("too few were judged", 0, 9, {}, False),
        ("경계 is never muted", 0, 40, {"level": Level.WARNING}, False),
        ("old verdicts are forgotten", 0, 40, {"notified_at": datetime(2026, 4, 1).astimezone()}, False),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_when_verdicts_mute_a_level(
    now: datetime, name: str, right: int, wrong: int, changes: dict[str, Any], muted: bool
) -> None:
    told = judged(now, "right", right, **changes) + judged(now, "wrong", wrong, **changes)
    assert bool(often_wrong(told, now)) is muted, name
    assert ("교통과", "D", Level.INTEREST) not in often_wrong(told, now)

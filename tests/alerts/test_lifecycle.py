from __future__ import annotations

from datetime import datetime

import pytest

from textmine.alerts import Action, apply_action, possible_actions
from textmine.errors import TextmineError
from textmine.types import AlertState

S = AlertState
ALLOWED = [
    ("a new alert is acknowledged", S.NEW, "acknowledge", S.ACKNOWLEDGED),
    ("an acknowledged alert is assigned", S.ACKNOWLEDGED, "assign", S.ASSIGNED),
    ("an assigned alert is handed on", S.ASSIGNED, "assign", S.ASSIGNED),
    ("any open alert is silenced", S.NEW, "silence", S.SILENCED),
    ("a silence is prolonged", S.SILENCED, "silence", S.SILENCED),
    ("a silence ends", S.SILENCED, "wake", S.ACKNOWLEDGED),
    ("an assigned alert is resolved", S.ASSIGNED, "resolve", S.RESOLVED),
    ("a resolved alert is opened again", S.RESOLVED, "reopen", S.ACKNOWLEDGED),
    ("a resolved alert comes back", S.RESOLVED, "return", S.AGAIN),
    ("what came back is acknowledged", S.AGAIN, "acknowledge", S.ACKNOWLEDGED),
]


@pytest.mark.parametrize(
    ("state", "action", "after"), [case[1:] for case in ALLOWED], ids=[case[0] for case in ALLOWED]
)
def test_allowed_moves(state: AlertState, action: str, after: AlertState, now: datetime) -> None:
    new_state, event = apply_action(state, action, "김도로", now, "현장 확인")
    assert new_state is after
    assert (event.before, event.after, event.actor, event.at, event.why) == (state, after, "김도로", now, "현장 확인")


@pytest.mark.parametrize(("state", "action"), [
    (S.RESOLVED, "acknowledge"), (S.RESOLVED, "silence"), (S.ASSIGNED, "acknowledge"), (S.NEW, "reopen"),
    (S.NEW, "wake"),
])
def test_a_forbidden_move_says_in_korean_what_is_possible(state: AlertState, action: str, now: datetime) -> None:
    with pytest.raises(TextmineError, match=r"할 수 없습니다\. 할 수 있는 일: "):
        apply_action(state, action, "김도로", now, "까닭")


@pytest.mark.parametrize("action", ["silence", "resolve"])
def test_silencing_and_resolving_need_a_reason(action: str, now: datetime) -> None:
    with pytest.raises(TextmineError, match="까닭이 필요합니다"):
        apply_action(S.NEW, action, "김도로", now, "  ")


def test_an_action_needs_an_actor(now: datetime) -> None:
    with pytest.raises(TextmineError, match="누가"):
        apply_action(S.NEW, "acknowledge", " ", now)


def test_an_unknown_action_is_a_callers_bug(now: datetime) -> None:
    with pytest.raises(ValueError, match="dance"):
        apply_action(S.NEW, "dance", "김도로", now)


@pytest.mark.parametrize("state", list(AlertState))
def test_every_possible_action_is_accepted(state: AlertState, now: datetime) -> None:
    assert possible_actions(state)
    for action in possible_actions(state):
        apply_action(state, action, "김도로", now, "까닭")
    assert Action.RETURN not in possible_actions(state)

"""The life of an alert: which action leads from which state to which."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from textmine.alerts.values import Action, AlertEvent
from textmine.errors import TextmineError
from textmine.types import ALERT_STATE_NAMES, AlertState

ACTION_NAMES: Final[Mapping[Action, str]] = MappingProxyType({
    Action.ACKNOWLEDGE: "확인", Action.ASSIGN: "담당 지정", Action.SILENCE: "잠시 끄기", Action.RESOLVE: "종료",
    Action.REOPEN: "다시 열기", Action.RETURN: "다시 알림", Action.WAKE: "끄기 해제",
})

_SYSTEM: Final = (Action.RETURN, Action.WAKE)
_OPEN: Final = (AlertState.NEW, AlertState.AGAIN, AlertState.ACKNOWLEDGED, AlertState.ASSIGNED)
_MOVES: Final[Mapping[Action, tuple[tuple[AlertState, ...], AlertState]]] = MappingProxyType({
    Action.ACKNOWLEDGE: ((AlertState.NEW, AlertState.AGAIN, AlertState.SILENCED), AlertState.ACKNOWLEDGED),
    Action.ASSIGN: ((*_OPEN, AlertState.SILENCED), AlertState.ASSIGNED),
    Action.SILENCE: ((*_OPEN, AlertState.SILENCED), AlertState.SILENCED),
    Action.RESOLVE: ((*_OPEN, AlertState.SILENCED), AlertState.RESOLVED),
    Action.REOPEN: ((AlertState.RESOLVED,), AlertState.ACKNOWLEDGED),
    Action.RETURN: (tuple(AlertState), AlertState.AGAIN),
    Action.WAKE: ((AlertState.SILENCED,), AlertState.ACKNOWLEDGED),
})


def apply_action(
    state: AlertState, action: Action | str, actor: str, at: datetime, why: str = ""
) -> tuple[AlertState, AlertEvent]:
    """The next state and the line for the history.

    Parameters
    ----------
    actor : who acts; the system acts as ``system``.
    at : timezone-aware time of the action.
    why : reason in the actor's words; silencing and resolving need one.

    Raises
    ------
    TextmineError
        The action is not possible in this state, or lacks a reason or an actor (Korean message).
    ValueError
        ``action`` is unknown or ``at`` has no time zone.
    """
    chosen = Action(action)
    if at.tzinfo is None:
        raise ValueError("at must be timezone-aware")
    if not actor.strip():
        raise TextmineError(f"'{ACTION_NAMES[chosen]}'을(를) 누가 하는지 적어 주세요.")
    allowed, after = _MOVES[chosen]
    if state not in allowed:
        raise TextmineError(
            f"'{ALERT_STATE_NAMES[state]}' 상태의 알림에는 '{ACTION_NAMES[chosen]}'을(를) 할 수 없습니다. "
            f"할 수 있는 일: {', '.join(ACTION_NAMES[one] for one in possible_actions(state))}."
        )
    if chosen in (Action.SILENCE, Action.RESOLVE) and not why.strip():
        raise TextmineError(f"'{ACTION_NAMES[chosen]}'에는 까닭이 필요합니다. 다음 담당자를 위해 한 줄 남겨 주세요.")
    return after, AlertEvent(at, actor.strip(), chosen, state, after, why.strip())


def possible_actions(state: AlertState) -> tuple[Action, ...]:
    """What a person may do with an alert in ``state``; the system's own moves are left out."""
    return tuple(action for action, (allowed, _) in _MOVES.items() if state in allowed and action not in _SYSTEM)

"""Stable names: what makes two notices the same one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping


def fingerprint(labels: Mapping[str, str]) -> str:
    """16 hex digits that depend on the labels alone, not on their order or the process.

    >>> fingerprint({"a": "1", "b": "2"}) == fingerprint({"b": "2", "a": "1"})
    True
    """
    return _digest([[key, labels[key]] for key in sorted(labels)])[:16]


def alert_fingerprint(issue_id: str, department: str, receiver: str) -> str:
    """The fingerprint of one receiver's notice of one issue; the receiver's letter case does not matter."""
    return fingerprint({"issue": issue_id, "department": department, "receiver": receiver.strip().lower()})


def idempotency_key(alert_id: str, channel: str, receiver: str, state: str, episode: int = 1) -> str:
    """Key of one message: the same for every attempt, another for every state, level or episode that is told.

    ``state`` is any text that names what is told (an alert state, or a state and a level).
    """
    return "tm-" + _digest([alert_id, channel, receiver.strip().lower(), state, episode])[:32]


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

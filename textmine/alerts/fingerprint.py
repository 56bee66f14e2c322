"""Stable names: what makes two notices the same one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping


def fingerprint(labels: Mapping[str, str]) -> str:
    """16 hex digits that depend on the labels alone, not on their order or the process.

    >>> fingerprint({"a": "1", "b": "2"}) == fingerprint({"b": "2", "a": "1"})
    True
    """
    return _digest([[key, labels[key]] for key in sorted(labels)])[:16]


def alert_fingerprint(issue_id: str, department: str, receiver: str) -> str:
    """The fingerprint of one receiver's notice of one issue; the receiver's letter case does not matter."""
    return fingerprint({"issue": issue_id, "department": department, "receiver": receiver.strip().lower()})


def idempotency_key(channel: str, receiver: str, told: Iterable[str]) -> str:
    """Key of one message: the same for every attempt, another whenever something else is told.

    ``told`` are texts that name each notice in the message (an alert, its state, level and episode), in any order.
    """
    return "tm-" + _digest([channel, receiver.strip().lower(), sorted(told)])[:32]


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

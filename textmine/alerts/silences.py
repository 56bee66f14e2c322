"""Silences by condition: what is known to come, such as a festival, does not ring while it lasts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from textmine.errors import TextmineError
from textmine.types import Issue

LABEL_NAMES: Final[Mapping[str, str]] = MappingProxyType({
    "department": "부서", "region": "지역", "term": "말", "danger": "위험 낱말",
})


@dataclass(frozen=True, slots=True)
class Silence:
    """Holds from ``starts_at`` until before ``ends_at`` for alerts of which every matcher (label to value) is true."""

    silence_id: str
    matchers: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    actor: str
    why: str


def check_silence(silence: Silence) -> None:
    """Refuse a silence that would mute everything, never end or lack a reason.

    Raises
    ------
    TextmineError
        With what to write instead.
    """
    unknown = silence.matchers.keys() - LABEL_NAMES.keys()
    if unknown:
        raise ValueError(f"unknown labels: {sorted(unknown)}")
    if not any(value.strip() for value in silence.matchers.values()):
        raise TextmineError("무엇을 끌지 적어 주세요. 부서·지역·말 가운데 하나는 있어야 합니다. 예: --term 불꽃놀이")
    if silence.ends_at <= silence.starts_at:
        raise TextmineError("끄기가 끝나는 때는 시작하는 때보다 뒤여야 합니다. 예: --days 7")
    if not silence.why.strip():
        raise TextmineError("끄는 까닭을 적어 주세요. 다음 담당자가 봅니다.")


def silenced_by(issue: Issue, department: str, silences: Iterable[Silence], now: datetime) -> Silence | None:
    """The first silence that holds at ``now`` for the alert of ``issue`` to ``department``, or None.

    A term matches a part of any of the issue's terms or of its title, a region a part of any of its regions. An issue
    with danger words is muted only by a silence that names one of them.
    """
    labels = {
        "department": (department,), "region": issue.regions, "term": (*issue.terms, issue.title),
        "danger": issue.danger_words,
    }
    for silence in silences:
        if not silence.starts_at <= now < silence.ends_at or (issue.danger_words and "danger" not in silence.matchers):
            continue
        if all(_matches(label, value, labels[label]) for label, value in silence.matchers.items()):
            return silence
    return None


def _matches(label: str, value: str, values: tuple[str, ...]) -> bool:
    return any(value == one or (label != "department" and value in one) for one in values)

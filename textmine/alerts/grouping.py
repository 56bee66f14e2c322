"""Several notices for one person become one message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textmine.alerts.values import Alert


@dataclass(frozen=True, slots=True)
class AlertGroup:
    """All alerts of one receiver, strongest first; ``receiver`` is an e-mail address in lower case."""

    receiver: str
    alerts: tuple[Alert, ...]

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments concerned, each once, in the order of the alerts."""
        return tuple(dict.fromkeys(alert.department for alert in self.alerts))


def group_alerts(alerts: Iterable[Alert]) -> tuple[AlertGroup, ...]:
    """One group a receiver, sorted by receiver; inside by level, then observed count, then alert id."""
    groups: dict[str, list[Alert]] = {}
    for alert in alerts:
        groups.setdefault(alert.receiver.strip().lower(), []).append(alert)
    return tuple(AlertGroup(receiver, tuple(sorted(groups[receiver], key=_strength))) for receiver in sorted(groups))


def _strength(alert: Alert) -> tuple[int, float, str]:
    return -alert.level.rank, -alert.observed, alert.alert_id

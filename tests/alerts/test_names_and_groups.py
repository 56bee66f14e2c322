from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from textmine.alerts import alert_fingerprint, fingerprint, group_alerts, idempotency_key
from textmine.types import Level


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=5))
def test_fingerprint_ignores_order(labels: dict[str, str]) -> None:
    assert fingerprint(labels) == fingerprint(dict(reversed(labels.items())))


@given(st.text(max_size=6), st.text(max_size=6))
def test_labels_do_not_run_together(a: str, b: str) -> None:
    assert fingerprint({"x": a + "y", "z": b}) != fingerprint({"x": a, "z": "y" + b})


def test_fingerprint_never_changes_between_versions() -> None:
    shouted = alert_fingerprint("i1", "도로과", "Road1@narae.example ")
    assert shouted == alert_fingerprint("i1", "도로과", "road1@narae.example")
    assert fingerprint({"issue": "i1"}) == "0c009979ce44ee03"


def test_idempotency_key_is_equal_for_each_attempt_and_differs_by_what_is_told() -> None:
    first = idempotency_key("a1", "email", "a@narae.example", "new:주의", 1)
    assert first == idempotency_key("a1", "email", "A@narae.example", "new:주의", 1)
    others = [("a2", "email", "a@narae.example", "new:주의", 1), ("a1", "file", "a@narae.example", "new:주의", 1),
              ("a1", "email", "b@narae.example", "new:주의", 1), ("a1", "email", "a@narae.example", "new:심각", 1),
              ("a1", "email", "a@narae.example", "new:주의", 2)]
    assert len({first, *(idempotency_key(*other) for other in others)}) == 6


def test_one_receiver_gets_one_group_with_the_strongest_first(make_alert: Any) -> None:
    alerts = [
        make_alert(alert_id="weak"), make_alert(alert_id="strong", level=Level.SERIOUS, department="안전과"),
        make_alert(alert_id="other", receiver="b@narae.example"), make_alert(alert_id="big", observed=99.0),
    ]
    groups = group_alerts(alerts)
    assert [(g.receiver, [a.alert_id for a in g.alerts]) for g in groups] == [
        ("b@narae.example", ["other"]), ("road1@narae.example", ["strong", "big", "weak"]),
    ]
    assert groups[1].departments == ("안전과", "도로과")
    assert group_alerts(reversed(alerts)) == groups

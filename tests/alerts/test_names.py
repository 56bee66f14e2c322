from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from textmine.alerts import alert_fingerprint, fingerprint, idempotency_key


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
    first = idempotency_key("email", "a@narae.example", ["a1/new/주의", "a2/new/주의"])
    assert first == idempotency_key("email", "A@narae.example", ["a2/new/주의", "a1/new/주의"])
    told = ["a1/new/주의", "a2/new/주의"]
    others = [
        ("file", "a@narae.example", told), ("email", "b@narae.example", told), ("email", "a@narae.example", told[:1]),
        ("email", "a@narae.example", ["a1/new/심각", told[1]]),
    ]  # fmt: skip
    assert len({first, *(idempotency_key(*other) for other in others)}) == 5

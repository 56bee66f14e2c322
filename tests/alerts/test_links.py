from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from textmine.alerts import read_link, sign_link
from textmine.errors import TextmineError

SECRET = b"s" * 32


def test_a_link_stands_for_its_alert_until_it_expires(now: datetime) -> None:
    token = sign_link(SECRET, "31732e2a7438839f", now + timedelta(days=7))
    assert read_link(SECRET, token, now) == "31732e2a7438839f"
    with pytest.raises(TextmineError, match="기한이 지났습니다"):
        read_link(SECRET, token, now + timedelta(days=7))


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_changed_link_is_refused(now: datetime, part: int) -> None:
    pieces = sign_link(SECRET, "31732e2a7438839f", now + timedelta(days=7)).split(".")
    pieces[part] = ("1" if pieces[part][0] != "1" else "2") + pieces[part][1:]
    with pytest.raises(TextmineError, match="온전하지 않습니다"):
        read_link(SECRET, ".".join(pieces), now)


@pytest.mark.parametrize("token", ["", "a.1", "../../etc/passwd", "a.1." + "x" * 43, "a" * 70 + ".1." + "x" * 43])
def test_nonsense_is_refused(now: datetime, token: str) -> None:
    with pytest.raises(TextmineError, match="온전하지 않습니다"):
        read_link(SECRET, token, now)


def test_the_secret_of_another_deployment_does_not_fit(now: datetime) -> None:
    token = sign_link(b"other", "31732e2a7438839f", now + timedelta(days=7))
    with pytest.raises(TextmineError):
        read_link(SECRET, token, now)

"""Coming in: passwords, sessions, limits, one-time admin, trusted proxies, open demo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.conftest import PASSWORD, Web, add_person, log_in, send
from textmine.cli.listen import listen
from textmine.errors import SettingsError, TextmineError
from textmine.store.ledger import audit, users
from textmine.web import accounts
from textmine.web.guard import COOKIE, RateLimit
from textmine.web.people import Role


def test_the_first_start_makes_one_admin_whose_password_must_be_changed(
    make_web: Callable[..., Web], tmp_path: Path
) -> None:
    web = make_web(folder=tmp_path / "empty")
    password = accounts.ensure_admin(web.context)
    assert password
    assert accounts.ensure_admin(web.context) == ""
    client = web.browser()
    assert log_in(client, "admin", password).headers["location"] == "/password"
    assert client.get("/alerts").headers["location"] == "/password"  # nothing else opens before
    done = send(client, "/password", old=password, new=PASSWORD, again=PASSWORD)
    assert done.status_code == 303
    assert client.get("/alerts").status_code == 200
    assert log_in(web.browser(), "admin", password).status_code == 401


def test_passwords_and_tokens_are_not_in_the_ledger(web: Web) -> None:
    token = web.as_("viewer").cookies[COOKIE]
    raw = web.context.settings.database_url.removeprefix("sqlite:///")
    files = [Path(raw), Path(raw + "-wal")]
    everything = b"".join(file.read_bytes() for file in files if file.exists())
    assert PASSWORD.encode() not in everything
    assert token.encode() not in everything
    with web.context.ledger.read() as connection:
        assert users.get(connection, "viewer")["password_hash"].startswith("$argon2id$")  # type: ignore[index]


@pytest.mark.parametrize(("name", "password"), [("viewer", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_log_in_tells_nothing_and_is_noted(web: Web, name: str, password: str) -> None:
    answer = log_in(web.browser(), name or "?", password or "?")
    assert answer.status_code == 401
    assert "이름이나 비밀번호가 맞지 않습니다" in answer.text
    with web.context.ledger.read() as connection:
        line = audit.list_lines(connection, action="login")[0]
    assert line["is_ok"] is False


def test_guessing_a_password_is_stopped_after_ten_tries(web: Web) -> None:
    client = web.browser()
    statuses = [log_in(client, "analyst", f"wrong-{n}").status_code for n in range(12)]
    assert statuses[:10] == [401] * 10
    assert statuses[10:] == [429, 429]
    assert log_in(client, "analyst", PASSWORD).status_code == 429


def test_a_log_in_form_of_another_site_is_refused(web: Web) -> None:
    answer = web.browser().post("/login", data={"name": "admin", "password": PASSWORD, "nonce": "guessed"})
    assert answer.status_code == 400


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_log_in_never_leads_to_another_site(web: Web, to: str) -> None:
    assert log_in(web.browser(), "viewer", PASSWORD, to).headers["location"] == "/"


def test_after_the_log_in_the_wanted_page_opens(web: Web) -> None:
    client = web.browser()
    asked = client.get("/words?q=포트홀").headers["location"]
    assert asked.startswith("/login?next=%2Fwords")
    assert log_in(client, "viewer", PASSWORD, "/words?q=a%20b").headers["location"] == "/words?q=a%20b"


def test_the_sessions_token_rotates_and_the_old_one_dies(web: Web) -> None:
    client = web.as_("viewer")
    old = client.cookies[COOKIE]
    web.clock.forward(minutes=16)
    assert client.get("/").status_code == 200
    assert client.cookies[COOKIE] != old
    thief = web.browser()
    thief.cookies.set(COOKIE, old)
    assert thief.get("/").status_code == 200  # a request that was under way
    web.clock.forward(seconds=31)
    assert thief.get("/").status_code == 303
    assert client.get("/").status_code == 200


def test_a_session_ends(web: Web) -> None:
    client = web.as_("viewer")
    web.clock.forward(hours=web.context.settings.web.session_hours)
    assert client.get("/").status_code == 303


def test_logging_out_ends_the_session_for_good(web: Web) -> None:
    client = web.as_("viewer")
    token = client.cookies[COOKIE]
    assert send(client, "/logout").status_code == 303
    client.cookies.set(COOKIE, token)
    assert client.get("/").status_code == 303


def test_another_role_logs_out(web: Web) -> None:
    client = web.as_("analyst")
    accounts.change_role(web.context, "analyst", Role.VIEWER, [], actor="test")
    assert client.get("/").status_code == 303


def test_the_last_admin_stays(web: Web) -> None:
    with pytest.raises(TextmineError, match="관리자가 한 사람도"):
        accounts.change_role(web.context, "admin", Role.VIEWER, [], actor="test")
    with pytest.raises(TextmineError, match="관리자가 한 사람도"):
        accounts.set_active(web.context, "admin", is_active=False, actor="test")
    assert web.as_("admin").get("/operations/users").status_code == 200


@pytest.mark.parametrize("password", ["short", "viewer-viewer", "aaaaaaaaaaaa"])
def test_a_weak_password_is_refused(web: Web, password: str) -> None:
    answer = send(web.as_("viewer"), "/password", old=PASSWORD, new=password, again=password)
    assert answer.status_code == 400


def test_an_officer_needs_a_known_department(web: Web) -> None:
    with pytest.raises(TextmineError, match="부서를 하나 이상"):
        accounts.add_user(web.context, "new", Role.OFFICER, [], actor="test")
    with pytest.raises(TextmineError, match="사전"):
        accounts.add_user(web.context, "new", Role.OFFICER, ["없는과"], actor="test")


def test_a_trusted_proxy_lets_its_users_in_and_nobody_elses(make_web: Callable[..., Web]) -> None:
    web = make_web(trusted_header="X-Remote-User", trusted_proxies=("127.0.0.1",))
    add_person(web.context, "kim", Role.VIEWER, [])
    told = {"X-Remote-User": "kim"}
    client = web.browser()
    assert client.get("/", headers=told).status_code == 200
    assert client.get("/", headers={"X-Remote-User": "park"}).status_code == 303
    stranger = web.browser()
    stranger._transport.client = ("10.0.0.9", 5000)  # type: ignore[attr-defined]
    assert stranger.get("/", headers=told).status_code == 303


def test_the_header_means_nothing_when_it_is_not_set_up(web: Web) -> None:
    assert web.browser().get("/", headers={"X-Remote-User": "admin"}).status_code == 303


def test_the_open_demo_answers_to_loopback_names_alone(make_web: Callable[..., Web]) -> None:
    client = make_web(is_open=True).browser()
    assert client.get("/", headers={"host": "localhost:8800"}).status_code == 200
    assert "로그인 없이 열린 시범 화면" in client.get("/", headers={"host": "127.0.0.1"}).text
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_the_open_demo_refuses_other_addresses(web: Web) -> None:
    with pytest.raises(SettingsError, match="이 컴퓨터"):
        listen(web.context, host="0.0.0.0", port=8800, is_open=True)


def test_the_limit_of_requests_fills_again() -> None:
    seconds = [0.0]
    limit = RateLimit(60, clock=lambda: seconds[0])
    assert all(limit.allows("a") for _ in range(60))
    assert not limit.allows("a")
    assert limit.allows("b")
    seconds[0] += 1
    assert limit.allows("a")
    assert not limit.allows("a")


def test_too_many_requests_wait(make_web: Callable[..., Web]) -> None:
    client = make_web(requests_per_minute=3).browser()
    statuses = [client.get("/healthz").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]



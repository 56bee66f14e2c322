"""A small city behind the web page, and somebody of every role who is logged in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from textmine.ingest.sample import write_sample
from textmine.pipeline.context import Context, open_context
from textmine.pipeline.run import Input, run_all
from textmine.settings import Settings, load_settings
from textmine.web import accounts
from textmine.web.app import create_app
from textmine.web.people import Role

NOW = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
END = date(2026, 10, 31)
PASSWORD = "Hanbyeol-2026!"
OWN, OTHER = "도로과", "위생과"


def settings_of(outputs: Path, **more: Any) -> Settings:
    return load_settings(outputs=outputs, profile="bulk", secret="x" * 32, city="나래시", **more)


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outputs folder of a city with 2,000 documents in a year and one person of each role, named like it; the officer
    is of ``OWN``. Copy it, never write to it."""
    outputs = tmp_path_factory.mktemp("city")
    sample = write_sample(outputs / "files", seed=7, documents=2000, years=1, end=END)
    with open_context(settings_of(outputs), now=NOW) as context:
        run_all(context, [Input((sample.complaints,), "complaint"), Input((sample.sns,), "sns")], as_of=END)
        for role in Role:
            add_person(context, role.value, role, [OWN] if role is Role.OFFICER else [])
    return outputs


@pytest.fixture
def outputs(city: Path, tmp_path: Path) -> Path:
    """A copy of the city that a test may change."""
    return shutil.copytree(city, tmp_path / "outputs", symlinks=True)


@dataclass
class Clock:
    """The time of day of a test."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Web:
    """A server and people in front of it."""

    context: Context
    clock: Clock
    clients: dict[str, TestClient] = field(default_factory=dict)
    app: Any = None

    def browser(self) -> TestClient:
        return TestClient(self.app, follow_redirects=False, base_url="http://testserver", client=("127.0.0.1", 5000))

    def as_(self, name: str) -> TestClient:
        """A browser in which ``name`` (the role's name) is logged in with a password of their own."""
        if name not in self.clients:
            client = self.browser()
            assert log_in(client, name, PASSWORD).status_code == 303
            self.clients[name] = client
        return self.clients[name]


def log_in(client: TestClient, name: str, password: str, next_page: str = "/") -> Response:
    nonce = re.search(r'name="nonce" value="([^"]+)"', client.get("/login").text)
    assert nonce is not None
    return client.post("/login", data={"name": name, "password": password, "nonce": nonce[1], "next": next_page})


def csrf_of(client: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/password").text)
    assert found is not None
    return found[1]


def send(client: TestClient, address: str, /, **data: Any) -> Response:
    """Post a form as the page's own."""
    return client.post(address, data={"csrf": csrf_of(client)} | data)


@pytest.fixture
def make_web(outputs: Path) -> Iterator[Callable[..., Web]]:
    opened = []

    def make(*, is_open: bool = False, folder: Path = outputs, **web: Any) -> Web:
        manager = open_context(settings_of(folder, web={"requests_per_minute": 100_000, **web}), now=NOW)
        context = manager.__enter__()
        opened.append(manager)
        clock = Clock()
        made = Web(context, clock)
        made.app = create_app(context, clock=clock, is_open=is_open)
        return made

    yield make
    for manager in opened:
        manager.__exit__(None, None, None)


@pytest.fixture
def web(make_web: Callable[..., Web]) -> Web:
    """A server of the city."""
    return make_web()


def add_person(context: Context, name: str, role: Role, departments: list[str]) -> None:
    """An account that has changed its one-time password."""
    first = accounts.add_user(context, name, role, departments, actor="test")
    login = accounts.log_in(context, name, first)
    assert login is not None
    accounts.change_password(context, login.person, first, PASSWORD)

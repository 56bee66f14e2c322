"""A small city, one finished run of it, and a mail server on loopback."""

from __future__ import annotations

import email
import email.policy
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from typer.testing import CliRunner

from textmine.cli import app
from textmine.ingest.sample import write_sample

ROOT = Path(__file__).resolve().parents[2]
END = date(2026, 10, 31)
_MAIN = "from textmine.cli import main; main()"


@dataclass
class Mailbox:
    """What a mail server took, in order."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 OK"

    def by_id(self) -> dict[str, str]:
        """Messages as a receiver that deduplicates by Message-ID sees them: id → whole text."""
        return {str(m["Message-ID"]): f"{m['To']}|{m['Subject']}|{body(m)}" for m in self.taken}


def body(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with serve() as box:
        yield box


class serve:
    """A mail server for the length of a block."""

    def __init__(self, port: int = 0) -> None:
        self.box = Mailbox(port=port or free_port())

    def __enter__(self) -> Mailbox:
        self._controller = Controller(self.box, hostname="127.0.0.1", port=self.box.port)
        self._controller.start()
        return self.box

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(port: int | None = None, **more: str) -> dict[str, str]:
    """Environment of a process whose clock and secret stand still, and that does no more work than a test needs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEXTMINE_")}
    smtp = {} if port is None else {"TEXTMINE_SMTP__HOST": "127.0.0.1", "TEXTMINE_SMTP__PORT": str(port)}
    return kept | smtp | {
        "PYTHONPATH": str(ROOT), "TEXTMINE_NOW": "2026-11-01T00:00:00+00:00", "TEXTMINE_SECRET": "비밀",
        "TEXTMINE_PROFILE": "bulk", "TEXTMINE_TOPICS": "6", "TEXTMINE_WATCH__REPLAY_DAYS": "14",
        "TEXTMINE_WATCH__MAX_TERMS": "400", "COLUMNS": "200", "TERM": "dumb",
    } | more


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def textmine(*arguments: object, port: int | None = None, code: int = 0, **more: str) -> Done:
    """The command in this process; ``code`` is what it must end with."""
    given = [str(argument) for argument in arguments]
    result = CliRunner().invoke(app, given, env=environment(port, **more))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return Done(result.exit_code, result.stdout, result.stderr)


def process(
    *arguments: object, port: int | None = None, code: int = 0, launcher: tuple[str, ...] = ("-c", _MAIN), **more: str
) -> Done:
    """The command in a process of its own."""
    done = subprocess.run(
        [sys.executable, *launcher, *map(str, arguments)], env=environment(port, **more), cwd=ROOT,
        capture_output=True, text=True, timeout=300, check=False,
    )
    assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
    return Done(done.returncode, done.stdout, done.stderr)


def as_json(done: Done) -> Any:
    return json.loads(done.stdout)


def store_hash(outputs: Path) -> str:
    return str(as_json(textmine("doctor", "hash", "--outputs", outputs, "--json"))["hash"])


@pytest.fixture(scope="session")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Complaints of a city of 2,000 texts."""
    return write_sample(tmp_path_factory.mktemp("city"), documents=2000, end=END).complaints


@dataclass(frozen=True)
class Finished:
    """An undisturbed run with mail."""

    outputs: Path
    hash: str
    mail: dict[str, str]
    messages: tuple[EmailMessage, ...]
    port: int


@pytest.fixture(scope="session")
def finished(complaints: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    outputs = tmp_path_factory.mktemp("finished") / "outputs"
    with serve() as box:
        process("run", "-i", complaints, "--outputs", outputs, "--json", port=box.port)
    return Finished(outputs, store_hash(outputs), box.by_id(), tuple(box.taken), box.port)


@pytest.fixture
def copied(finished: Finished, tmp_path: Path) -> Path:
    """A copy of the finished run to go on with."""
    return Path(shutil.copytree(finished.outputs, tmp_path / "outputs", symlinks=True))

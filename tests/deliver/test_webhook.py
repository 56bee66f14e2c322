"""Signed webhooks against a real server, and the wall around the office's own network."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from textmine.deliver import EmailContent, Guard, WebhookSettings
from textmine.deliver.url_guard import check_address, post
from textmine.deliver.webhook import send_webhook
from textmine.errors import ChannelError, DeliveryError

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OLD = "whsec_" + base64.b64encode(bytes(range(1, 33))).decode()
HOME = Guard(("127.0.0.0/8",), timeout_s=2.0)
MESSAGE = EmailContent(
    "road@narae.example", "[경계] 포트홀", "평소의 6배", "<p>…</p>", "tm-1", datetime(2026, 11, 3, tzinfo=UTC)
)


@dataclass
class Server:
    """Answers with ``status``; ``taken`` are (headers, body)."""

    port: int = 0
    status: int = 204
    location: str = ""
    answer: Iterator[bytes] = field(default_factory=lambda: iter(()))
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?a=1"


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            state.taken.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(state.status)
            if state.location:
                self.send_header("location", state.location)
            self.end_headers()
            try:
                for chunk in state.answer:
                    self.wfile.write(chunk)
                    self.wfile.flush()
            except OSError:
                pass

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = running.server_port
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield state
    running.shutdown()
    running.server_close()


def settings(server: Server, *secrets: str) -> WebhookSettings:
    return WebhookSettings(server.url, secrets or (SECRET,), "/textmine/narae", HOME)


def test_a_receiver_with_the_standard_library_accepts_the_signature(server: Server) -> None:
    assert send_webhook(MESSAGE, settings(server), at=datetime.now(UTC)) == "tm-1"
    headers, body = server.taken[0]
    event = Webhook(SECRET).verify(body, headers)
    assert event["specversion"] == "1.0" and event["id"] == headers["webhook-id"] == "tm-1"
    assert event["data"] == {"to": "road@narae.example", "subject": "[경계] 포트홀", "text": "평소의 6배"}
    assert headers["content-type"].startswith("application/cloudevents+json")
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body + b" ", headers)


def test_while_a_secret_is_changed_both_fit(server: Server) -> None:
    send_webhook(MESSAGE, settings(server, SECRET, OLD), at=datetime.now(UTC))
    headers, body = server.taken[0]
    for secret in (SECRET, OLD):
        assert Webhook(secret).verify(body, headers)


@pytest.mark.parametrize(
    ("status", "kind", "retryable"),
    [(500, DeliveryError, True), (429, DeliveryError, True), (400, DeliveryError, False), (410, ChannelError, True),
     (302, ChannelError, True), (401, ChannelError, True)],
)  # fmt: skip
def test_what_an_answer_means(server: Server, status: int, kind: type, retryable: bool) -> None:
    server.status, server.location = status, "http://169.254.169.254/secret"
    with pytest.raises(DeliveryError, match=str(status)) as error:
        send_webhook(MESSAGE, settings(server), at=datetime.now(UTC))
    assert type(error.value) is kind and error.value.retryable is retryable and len(server.taken) == 1


def test_an_answer_that_never_ends_is_left(server: Server) -> None:
    def drip() -> Iterator[bytes]:
        for _ in range(200):
            yield b"x"
            time.sleep(0.05)

    server.status, server.answer = 200, drip()
    began = time.monotonic()
    with pytest.raises(DeliveryError) as error:
        send_webhook(MESSAGE, settings(server), at=datetime.now(UTC))
    assert error.value.retryable and time.monotonic() - began < 6


def test_a_head_that_comes_byte_by_byte_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            other, _ = listener.accept()
            with other, suppress(OSError):
                other.recv(4096)
                for _ in range(200):
                    other.sendall(b"H")
                    time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        began = time.monotonic()
        with pytest.raises(ChannelError):
            post(f"http://127.0.0.1:{listener.getsockname()[1]}/", b"", {}, Guard(HOME.networks, timeout_s=1.0))
        assert time.monotonic() - began < 5


def test_a_name_without_an_address_is_told() -> None:
    for resolve in (lambda *_: [], lambda host, port: socket.getaddrinfo("a" * 70 + ".example", port) and []):
        with pytest.raises(ChannelError, match="찾지 못했습니다"):
            post("http://nobody.example/", b"", {}, HOME, resolve=resolve)


def test_a_huge_answer_is_not_read_to_its_end(server: Server) -> None:
    server.status, sent = 200, []

    def flood() -> Iterator[bytes]:
        for _ in range(2000):
            sent.append(1)
            yield bytes(1 << 16)

    server.answer = flood()
    assert send_webhook(MESSAGE, settings(server), at=datetime.now(UTC)) == "tm-1"
    assert len(sent) < 2000


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "::",
        "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1",
        "2002:7f00:1::", "2001:0:7f00:1::", "fe80::1%eth0", "255.255.255.255", "ff02::1",
        "::7f00:1", "::ffff:0:7f00:1", "fec0::1", "2606:4700::5efe:7f00:1", "192.88.99.1",
    ],
)
def test_what_lies_inside_is_refused(address: str) -> None:
    with pytest.raises(ChannelError, match="안쪽 망"):
        check_address(address, Guard())


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_is_public_is_not(address: str) -> None:
    if address == "::ffff:8.8.8.8" or address.startswith("64:ff9b"):
        check_address(address, Guard(("::ffff:0:0/96", "64:ff9b::/96")))
    else:
        check_address(address, Guard())


def test_a_network_that_the_operator_names_is_reached_and_no_other() -> None:
    check_address("10.20.3.4", Guard(("10.20.0.0/16",)))
    with pytest.raises(DeliveryError):
        check_address("10.21.3.4", Guard(("10.20.0.0/16",)))
    with pytest.raises(DeliveryError):
        check_address("64:ff9b::a15:304", Guard(("10.20.0.0/16", "64:ff9b::/96")))


def test_of_many_addresses_every_one_is_checked_and_the_checked_one_is_used(server: Server) -> None:
    with pytest.raises(DeliveryError, match="안쪽 망"):
        post(f"http://hook.example:{server.port}/", b"", {}, Guard(), resolve=lambda *_: ["8.8.8.8", "127.0.0.1"])
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])  # a name that points elsewhere at the second look
    url = f"http://hook.example:{server.port}/"
    assert post(url, b"{}", {}, HOME, resolve=lambda *_: next(answers)) == 204
    assert server.taken[0][0]["host"] == f"hook.example:{server.port}"


@pytest.mark.parametrize(
    "url",
    ["ftp://8.8.8.8/", "http://", "file:///etc/passwd", "http://user@8.8.8.8/", "http://8.8.8.8:0/", "http://[::1",
     "http://8.8.8.8/a b", "http://8.8.8.8/길", "gopher://8.8.8.8", "http://8.8.8.8:99999/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(DeliveryError, match="올바르지 않습니다"):
        post(url, b"", {}, HOME)


def test_a_certificate_must_be_of_the_name_that_was_asked_for(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key", tmp_path / "cert"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(certificate),
         "-days", "1", "-subj", "/CN=hook.example"], check=False, capture_output=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("no openssl here")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def serve() -> None:
            plain, _ = listener.accept()
            try:
                context.wrap_socket(plain, server_side=True).close()
            except (ssl.SSLError, OSError):
                plain.close()

        threading.Thread(target=serve, daemon=True).start()
        with pytest.raises(DeliveryError, match="SSLCertVerificationError"):
            post(f"https://hook.example:{port}/", b"", {}, HOME, resolve=lambda *_: ["127.0.0.1"])


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_짧음", "whsec_" + base64.b64encode(b"short").decode()])
def test_a_secret_that_is_none_is_told_and_not_shown(server: Server, secret: str) -> None:
    with pytest.raises(DeliveryError, match="비밀 값") as error:
        send_webhook(MESSAGE, settings(server, secret), at=datetime.now(UTC))
    assert len(secret) < 7 or secret not in str(error.value)
    assert SECRET not in repr(settings(server))


def test_the_same_message_has_the_same_id_and_bytes(server: Server) -> None:
    for minute in (0, 7):
        send_webhook(MESSAGE, settings(server), at=datetime(2026, 11, 3, 0, minute, tzinfo=UTC))
    (first, body), (second, again) = server.taken
    assert body == again and first["webhook-id"] == second["webhook-id"]
    assert first["webhook-timestamp"] != second["webhook-timestamp"]
    assert json.loads(body)["time"] == "2026-11-03T00:00:00+00:00"

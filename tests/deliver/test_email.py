"""E-mail against a real SMTP server on loopback."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from textmine.deliver import EmailContent, SmtpSettings, send_email
from textmine.errors import ChannelError, DeliveryError

MESSAGE = EmailContent(
    to="road1@narae.example",
    subject="[민원 사전예보] 포트홀 경계 — 나래시 🚧",
    text="도로과 담당자께\n\n포트홀 민원이 평소의 3배입니다.",
    html="<p>포트홀 민원이 <b>평소의 3배</b>입니다.</p>",
    idempotency_key="alert-2026-11-22-pothole",
    sent_at=datetime(2026, 11, 22, 3, tzinfo=UTC),
)


@dataclass
class Mailbox:
    """Handler of the server: keeps what arrives, answers as told."""

    rcpt_answer: str = "250 OK"
    data_answer: str = "250 OK"
    received: list[bytes] = field(default_factory=list)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _o: list[str]
    ) -> str:
        if self.rcpt_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt_answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.data_answer.startswith("250"):
            self.received.append(envelope.content or b"")
        return self.data_answer

    def message(self, place: int = 0) -> EmailMessage:
        mail = message_from_bytes(self.received[place], policy=policy.default)
        assert isinstance(mail, EmailMessage)
        return mail


Serve = Callable[[Mailbox], SmtpSettings]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server for a mailbox; returns the settings that reach it."""
    running: list[Controller] = []

    def start(mailbox: Mailbox) -> SmtpSettings:
        controller = Controller(mailbox, hostname="127.0.0.1", port=_free_port())
        controller.start()
        running.append(controller)
        return SmtpSettings("127.0.0.1", controller.port, sender="민원 예보 <alerts@narae.example>", timeout_s=5)

    yield start
    for controller in running:
        controller.stop()


def test_korean_headers_text_and_html_arrive_whole(serve: Serve) -> None:
    mailbox = Mailbox()
    receipt = send_email(MESSAGE, serve(mailbox))
    mail = mailbox.message()
    assert mail["Subject"] == MESSAGE.subject and "민원 예보" in mail["From"] and mail["To"] == MESSAGE.to
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and plain.get_content().splitlines() == MESSAGE.text.splitlines()
    assert rich is not None and MESSAGE.html in rich.get_content()
    assert mail["Message-ID"] == receipt and mail["Date"].datetime == MESSAGE.sent_at


def test_message_id_is_stable_per_key_and_receiver(serve: Serve) -> None:
    settings = serve(Mailbox())
    first = send_email(MESSAGE, settings)
    assert send_email(replace(MESSAGE, text="다시"), settings) == first
    assert send_email(replace(MESSAGE, idempotency_key="다른 알림"), settings) != first
    assert send_email(replace(MESSAGE, to="road2@narae.example"), settings) != first
    assert first.endswith("@narae.example>") and first.isascii()


@pytest.mark.parametrize("words", [1, 7, 40])
def test_long_korean_subject_keeps_every_space(serve: Serve, words: int) -> None:
    mailbox = Mailbox()
    subject = " ".join(["[경계] 포트홀", "도로 — 🚧", "road"] * words)
    send_email(replace(MESSAGE, subject=subject), serve(mailbox))
    assert mailbox.message()["Subject"] == subject


def test_text_only_message_has_no_html_part(serve: Serve) -> None:
    mailbox = Mailbox()
    send_email(replace(MESSAGE, html=""), serve(mailbox))
    assert mailbox.message().get_content_type() == "text/plain"


def test_line_breaks_cannot_add_headers(serve: Serve) -> None:
    mailbox = Mailbox()
    send_email(replace(MESSAGE, subject="제목\r\nBcc: all@narae.example"), serve(mailbox))
    assert mailbox.message()["Bcc"] is None


@pytest.mark.parametrize(
    ("mailbox", "retryable"),
    [
        (Mailbox(rcpt_answer="550 no such user"), False),
        (Mailbox(rcpt_answer="450 mailbox busy"), True),
        (Mailbox(data_answer="554 rejected"), False),
        (Mailbox(data_answer="452 out of space"), True),
    ],
)
def test_server_answer_decides_about_retry(serve: Serve, mailbox: Mailbox, retryable: bool) -> None:
    with pytest.raises(DeliveryError) as error:
        send_email(MESSAGE, serve(mailbox))
    assert error.value.retryable is retryable


def test_closed_port_is_retryable() -> None:
    with pytest.raises(DeliveryError, match="연결하지 못했습니다") as error:
        send_email(MESSAGE, SmtpSettings("127.0.0.1", _free_port(), timeout_s=2))
    assert error.value.retryable


def test_missing_starttls_and_login_are_settings_faults(serve: Serve) -> None:
    settings = serve(Mailbox())
    for change in ({"starttls": True}, {"user": "textmine", "password": "x"}):
        with pytest.raises(ChannelError, match="지원하지 않습니다"):
            send_email(MESSAGE, replace(settings, **change))


@pytest.mark.parametrize("to", ["", "도로과", "road1@", "@narae.example", "도로@narae.example", "a b@narae.example"])
def test_bad_address_is_refused_before_connecting(to: str) -> None:
    with pytest.raises(DeliveryError, match="주소") as error:
        send_email(replace(MESSAGE, to=to), SmtpSettings("127.0.0.1", 1))
    assert not error.value.retryable


def test_password_does_not_show_in_repr() -> None:
    assert "hunter2" not in repr(SmtpSettings("h", password="hunter2"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

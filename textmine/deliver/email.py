"""E-mail over SMTP: one message to one receiver, safe to send again."""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr, parseaddr
from typing import Final

from textmine.errors import ChannelError, DeliveryError

_TEMPORARY: Final = range(400, 500)
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """A mail server; ``sender`` is 'name <address>' or an address; no ``user`` means no login."""

    host: str
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    sender: str = "textmine@localhost"
    timeout_s: float = 20.0


@dataclass(frozen=True, slots=True)
class EmailContent:
    """A message: ``html`` may be empty; ``idempotency_key`` names the notice, not the attempt.

    ``sent_at`` becomes the Date header; without it the mail server stamps the message.
    """

    to: str
    subject: str
    text: str
    html: str
    idempotency_key: str
    sent_at: datetime | None = None


def send_email(message: EmailContent, settings: SmtpSettings) -> str:
    """Message-ID of the message the server accepted.

    The id depends only on the key, the receiver and the sender's domain, so a receiver that deduplicates by
    Message-ID shows a repeated attempt once.

    Raises
    ------
    DeliveryError
        ``retryable`` is True for 4xx answers, False for 5xx answers and addresses that are none.
    ChannelError
        Connection faults and timeouts, refused logins, a missing STARTTLS, a certificate that cannot be trusted.
    """
    mail = compose(message, settings)
    try:
        with smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout_s) as server:
            if settings.starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.user:
                server.login(settings.user, settings.password)
            server.send_message(mail)
    except (smtplib.SMTPException, OSError) as error:
        raise _delivery_error(error, message.to, settings) from error
    return str(mail["Message-ID"])


def compose(message: EmailContent, settings: SmtpSettings) -> MIMEBase:
    """The MIME message: UTF-8 plain text, with HTML as its alternative; equal input gives equal bytes.

    Raises
    ------
    DeliveryError
        The receiver or sender is no address; not retryable.
    """
    message_id = _message_id(message, settings)
    mail: MIMEBase = MIMEText(message.text, "plain", "utf-8")
    if message.html:
        mail = MIMEMultipart("alternative", boundary=f"={message_id[1:33]}=", _subparts=[mail])
        mail.attach(MIMEText(message.html, "html", "utf-8"))
    mail["From"] = _address(settings.sender, "보내는 사람")
    mail["To"] = _address(message.to, "받는 사람")
    # Header, because EmailMessage loses spaces where it folds a long Korean subject.
    mail["Subject"] = Header(" ".join(message.subject.split()), "utf-8", header_name="Subject").encode()
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    if message.sent_at is not None:
        mail["Date"] = format_datetime(message.sent_at)
    return mail


def _address(text: str, role: str) -> str:
    name, address = parseaddr(" ".join(text.split()))
    if not _ADDRESS.fullmatch(address):
        raise DeliveryError(
            f"{role}의 전자우편 주소 '{text}'가 올바르지 않습니다. 부서 사전(departments.toml)이나 설정을 고치세요.",
            retryable=False,
        )
    return formataddr((name, address))


def _message_id(message: EmailContent, settings: SmtpSettings) -> str:
    domain = parseaddr(settings.sender)[1].rpartition("@")[2] or "localhost"
    digest = hashlib.sha256(f"{message.idempotency_key}\x1f{message.to}".encode()).hexdigest()[:32]
    return f"<{digest}@{domain}>"


def _delivery_error(error: Exception, to: str, settings: SmtpSettings) -> DeliveryError:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reason = next(iter(error.recipients.values()))
        return DeliveryError(
            f"메일 서버가 받는 사람 '{to}'를 거절했습니다({code} {_readable(reason)}).", retryable=code in _TEMPORARY
        )
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return ChannelError(
            f"메일 서버 로그인이 거절되었습니다({error.smtp_code}). 설정의 사용자와 비밀번호를 확인하세요."
        )
    if isinstance(error, smtplib.SMTPResponseException):
        return DeliveryError(
            f"메일 서버가 메일을 받지 않았습니다({error.smtp_code} {_readable(error.smtp_error)}).",
            retryable=error.smtp_code in _TEMPORARY,
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return ChannelError(
            f"메일 서버 {settings.host}가 설정한 보안 연결이나 로그인을 지원하지 않습니다. "
            "starttls와 사용자 설정을 확인하세요."
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return ChannelError(f"메일 서버 {settings.host}의 인증서를 믿을 수 없습니다. 서버 이름과 인증서를 확인하세요.")
    return ChannelError(
        f"메일 서버 {settings.host}:{settings.port}에 연결하지 못했습니다({type(error).__name__}). "
        "서버와 방화벽을 확인하세요."
    )


def _readable(reason: bytes | str) -> str:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return " ".join(text.split())[:200]

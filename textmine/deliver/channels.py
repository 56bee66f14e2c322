"""The ways out, by name: what the outbox calls to deliver one notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from textmine.deliver.email import EmailContent, SmtpSettings, send_email
from textmine.deliver.file_drop import drop_file

Channel = Callable[[EmailContent], str]


def build_channels(*, smtp: SmtpSettings | None = None, drop_folder: Path | None = None) -> Mapping[str, Channel]:
    """Configured channels by name, ``email`` and ``file``; each returns a receipt (Message-ID or file name).

    Every channel raises ``DeliveryError`` when the notice did not get through.
    """
    channels: dict[str, Channel] = {}
    if smtp is not None:
        channels["email"] = lambda message: send_email(message, smtp)
    if drop_folder is not None:
        channels["file"] = lambda message: _drop(drop_folder, message)
    return channels


def _drop(folder: Path, message: EmailContent) -> str:
    payload = {
        "idempotency_key": message.idempotency_key,
        "to": message.to,
        "subject": message.subject,
        "text": message.text,
    }
    return drop_file(folder, f"{message.idempotency_key} {message.to}", payload).name

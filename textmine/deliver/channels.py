"""The ways out, by name: what the outbox calls to deliver one notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from textmine.deliver.chat import send_chat
from textmine.deliver.email import EmailContent, SmtpSettings, send_email
from textmine.deliver.file_drop import drop_file
from textmine.deliver.table_drop import TableSettings, drop_row
from textmine.deliver.webhook import WebhookSettings, send_webhook

Channel = Callable[[EmailContent], str]


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What is set of the ways out; what is None or empty is not used."""

    drop_folder: Path | None = None
    smtp: SmtpSettings | None = None
    webhook: WebhookSettings | None = None
    table: TableSettings | None = None
    chat: Mapping[str, str] = field(default_factory=dict, repr=False)


def build_channels(settings: ChannelSettings, *, now: datetime) -> Mapping[str, Channel]:
    """Channels by name: ``file``, ``email``, ``webhook``, ``table`` and ``chat``; each returns a receipt.

    A channel raises ``DeliveryError`` when the notice did not get through.
    """
    channels: dict[str, Channel] = {}
    if (folder := settings.drop_folder) is not None:
        channels["file"] = lambda message: _drop(folder, message)
    if (smtp := settings.smtp) is not None:
        channels["email"] = lambda message: send_email(message, smtp)
    if (webhook := settings.webhook) is not None:
        channels["webhook"] = lambda message: send_webhook(message, webhook, at=now)
    if (table := settings.table) is not None:
        channels["table"] = lambda message: drop_row(message, table)
    if settings.chat:
        channels["chat"] = lambda message: send_chat(message, settings.chat)
    return channels


def _drop(folder: Path, message: EmailContent) -> str:
    payload = {
        "idempotency_key": message.idempotency_key,
        "to": message.to,
        "subject": message.subject,
        "text": message.text,
    }
    return drop_file(folder, f"{message.idempotency_key} {message.to}", payload).name

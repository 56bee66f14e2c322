"""Edge: notices leave the house here, each safe to send again."""

from __future__ import annotations

from textmine.deliver.channels import Channel, ChannelSettings, build_channels
from textmine.deliver.email import EmailContent, SmtpSettings, send_email
from textmine.deliver.file_drop import drop_file
from textmine.deliver.table_drop import TableSettings
from textmine.deliver.url_guard import Guard
from textmine.deliver.webhook import WebhookSettings

__all__ = [
    "Channel", "ChannelSettings", "EmailContent", "Guard", "SmtpSettings", "TableSettings", "WebhookSettings",
    "build_channels", "drop_file", "send_email",
]

"""Edge: notices leave the house here, each safe to send again."""

from __future__ import annotations

from textmine.deliver.channels import Channel, build_channels
from textmine.deliver.email import EmailContent, SmtpSettings, send_email
from textmine.deliver.file_drop import drop_file

__all__ = ["Channel", "EmailContent", "SmtpSettings", "build_channels", "drop_file", "send_email"]

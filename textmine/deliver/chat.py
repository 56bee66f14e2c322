"""Everything that apprise reaches (Slack, Teams, Telegram, ntfy …), where the network lets it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from textmine.deliver.email import EmailContent
from textmine.errors import ChannelError, DeliveryError

EVERYBODY: Final = "*"


def send_chat(message: EmailContent, addresses: Mapping[str, str]) -> str:
    """Where the notice went: the receiver's own address or that of ``EVERYBODY``; "" where there is neither.

    Parameters
    ----------
    addresses : apprise address by receiver's e-mail address; it may hold a password and is never shown.

    Raises
    ------
    ChannelError
        apprise is not installed.
    DeliveryError
        apprise does not know the address (final), or the service did not take the notice (``retryable``).
    """
    name = next((name for name in (message.to, EVERYBODY) if name in addresses), "")
    if not name:
        return ""
    try:
        from apprise import Apprise
    except ModuleNotFoundError as error:
        raise ChannelError("apprise가 설치되어 있지 않습니다. pip install 'textmine[chat]'으로 설치하세요.") from error
    logging.getLogger("apprise").disabled = True  # it would log addresses, which may hold passwords
    service = Apprise()
    if not service.add(addresses[name]):
        raise DeliveryError(f"[chat] '{name}'의 주소를 apprise가 알지 못합니다. 주소를 고치세요.", retryable=False)
    if not service.notify(title=message.subject, body=message.text):
        raise DeliveryError(f"[chat] '{name}'에게 보내지 못했습니다. 주소와 방화벽을 확인하세요.", retryable=True)
    return name

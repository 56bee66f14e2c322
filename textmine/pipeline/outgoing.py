"""What the outbox holds and is due goes out, in order for each receiver."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote

from textmine.deliver import (
    Channel,
    ChannelSettings,
    EmailContent,
    Guard,
    SmtpSettings,
    TableSettings,
    WebhookSettings,
    build_channels,
)
from textmine.errors import ChannelError, DeliveryError, LeaseHeldError, TextmineError
from textmine.pipeline.context import Context
from textmine.settings import Smtp
from textmine.store.ledger import leases, outbox
from textmine.types import KST

BACK_OFF_MINUTES: Final = (1, 5, 15, 60, *[240] * 23)  # four days; then the message is dead and waits for a person
CHANNEL_PAUSE: Final = timedelta(minutes=5)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up; ``put_at`` is Korean wall-clock text."""

    key: str
    channel: str
    receiver: str
    subject: str
    put_at: str
    error: str


def channel_names(context: Context) -> list[str]:
    """Channels that every message is put for."""
    return list(build_channels(_channel_settings(context), now=context.now))


def send_due(context: Context) -> tuple[int, int]:
    """Messages sent and not sent; a receiver whose message failed gets its later ones after it, in order.

    A channel that does not work is left alone for the rest of the call. While another process sends, nothing is done.
    """
    try:
        with leases.hold(context.ledger, "outbox", owner="send"):
            return _send_all(context)
    except LeaseHeldError:
        return 0, 0


def _send_all(context: Context) -> tuple[int, int]:
    results: Counter[bool] = Counter()
    channels = dict(build_channels(_channel_settings(context), now=context.now))
    blocked: set[tuple[str, str]] = set()
    rows = _due(context)
    for row in context.track(rows, "알림 보내기", len(rows)):
        lane = (row["channel"], row["receiver"])
        if lane in blocked or row["channel"] not in channels:
            continue
        try:
            ok = _send(context, channels[row["channel"]], row)
        except ChannelError as error:
            ok = False
            del channels[row["channel"]]
            waiting = [other["key"] for other in rows if other["channel"] == row["channel"]]
            with context.ledger.begin() as connection:
                outbox.postpone(connection, waiting, error=str(error), next_at=context.now + CHANNEL_PAUSE)
        results[ok] += 1
        if not ok:
            blocked.add(lane)
    return results[True], results[False]


def _due(context: Context) -> list[Row]:
    with context.ledger.read() as connection:
        return outbox.due(connection, at=context.now)


def dead_letters(context: Context) -> list[DeadLetter]:
    """Messages that were given up, oldest first."""
    with context.ledger.read() as connection:
        rows = outbox.list_dead(connection)
    return [
        DeadLetter(
            row["key"], row["channel"], row["receiver"], json.loads(row["payload"]).get("subject", ""),
            f"{row['created_at'].astimezone(KST):%Y-%m-%d %H:%M}", row["last_error"],
        )
        for row in rows
    ]


def send_again(context: Context, key: str = "") -> tuple[int, int]:
    """Messages sent and not sent, after the dead one of ``key`` (default: all dead ones) was put in line again.

    Raises
    ------
    TextmineError
        No dead message has this key.
    """
    with context.ledger.begin() as connection:
        if not outbox.revive(connection, at=context.now, key=key) and key:
            raise TextmineError(f"'{key}' 메시지가 없습니다. 'textmine alerts dead'로 번호를 확인하세요.")
    return send_due(context)


def mail_server(smtp: Smtp) -> SmtpSettings | None:
    """The mail server of the settings, or None."""
    return SmtpSettings(
        host=smtp.host, port=smtp.port, user=smtp.user, password=smtp.password.get_secret_value(),
        starttls=smtp.starttls, sender=smtp.sender, timeout_s=smtp.timeout_s,
    ) if smtp.host else None


def _channel_settings(context: Context) -> ChannelSettings:
    settings, hook, table = context.settings, context.settings.webhook, context.settings.table_drop
    return ChannelSettings(
        drop_folder=settings.drop_dir, smtp=mail_server(settings.smtp),
        webhook=WebhookSettings(
            hook.url, tuple(secret.get_secret_value() for secret in hook.secrets),
            f"/textmine/{quote(settings.city)}" if settings.city else "/textmine",
            Guard(hook.allowed_networks, hook.timeout_s),
        ) if hook.url else None,
        table=TableSettings(
            table.url.get_secret_value(), table.table, table.columns, table.constants, table.short_bytes,
            _phones(context),
        ) if table.url.get_secret_value() else None,
        chat={name: url.get_secret_value() for name, url in settings.chat.urls.items()},
    )


def _phones(context: Context) -> dict[str, str]:
    receivers = [one for department in context.lexicon.departments for one in department.receivers]
    return {one.email.strip().lower(): one.phone for one in receivers if one.phone}


def _send(context: Context, channel: Channel, row: Row) -> bool:
    with context.ledger.read() as connection:
        current = outbox.payload_to_send(connection, row["key"])  # an erasure may have been at work since
    if current is None:
        return True
    payload = json.loads(current)
    content = EmailContent(
        to=row["receiver"], subject=payload["subject"], text=payload["text"], html=payload["html"],
        idempotency_key=row["key"], sent_at=row["created_at"],
    )
    try:
        channel(content)
    except ChannelError:
        raise
    except DeliveryError as error:
        attempts = row["attempts"]
        again = error.retryable and attempts < len(BACK_OFF_MINUTES)
        next_at = context.now + timedelta(minutes=BACK_OFF_MINUTES[attempts]) if again else None
        with context.ledger.begin() as connection:
            outbox.mark_failed(connection, row["key"], error=str(error), next_at=next_at)
        return False
    with context.ledger.begin() as connection:
        outbox.mark_sent(connection, row["key"], at=context.now)
    return True

"""What the outbox holds and is due goes out, in order for each receiver."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from textmine.deliver import Channel, EmailContent, SmtpSettings, build_channels
from textmine.errors import DeliveryError
from textmine.pipeline.context import Context
from textmine.settings import Smtp
from textmine.store.ledger import outbox

BACK_OFF_MINUTES: Final = (1, 5, 15, 60, 240, 720)  # then the message is dead and waits for a person

Row = Mapping[str, Any]


def channel_names(smtp: Smtp) -> list[str]:
    """Channels that every message is put for."""
    return ["file", *(["email"] if smtp.host else [])]


def send_due(context: Context) -> tuple[int, int]:
    """Messages sent and not sent; a receiver whose message failed gets its later ones after it, in order."""
    results: Counter[bool] = Counter()
    channels = _channels(context)
    blocked: set[tuple[str, str]] = set()
    for row in _due(context):
        lane = (row["channel"], row["receiver"])
        if lane in blocked or row["channel"] not in channels:
            continue
        ok = _send(context, channels[row["channel"]], row)
        results[ok] += 1
        if not ok:
            blocked.add(lane)
    return results[True], results[False]


def _due(context: Context) -> Iterator[Row]:
    with context.ledger.begin() as connection:
        rows = outbox.due(connection, at=context.now)
    yield from context.track(rows, "알림 보내기", len(rows))


def mail_server(smtp: Smtp) -> SmtpSettings | None:
    """The mail server of the settings, or None."""
    return SmtpSettings(
        host=smtp.host, port=smtp.port, user=smtp.user, password=smtp.password.get_secret_value(),
        starttls=smtp.starttls, sender=smtp.sender, timeout_s=smtp.timeout_s,
    ) if smtp.host else None


def _channels(context: Context) -> Mapping[str, Channel]:
    return build_channels(smtp=mail_server(context.settings.smtp), drop_folder=context.settings.drop_dir)


def _send(context: Context, channel: Channel, row: Row) -> bool:
    payload = json.loads(row["payload"])
    content = EmailContent(
        to=row["receiver"], subject=payload["subject"], text=payload["text"], html=payload["html"],
        idempotency_key=row["key"], sent_at=row["created_at"],
    )
    try:
        channel(content)
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

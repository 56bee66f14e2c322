"""The dead man's switch: operators hear by mail that the deployment has fallen silent, once for each state."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from textmine.deliver import EmailContent, send_email
from textmine.pipeline.context import Context
from textmine.pipeline.outgoing import mail_server
from textmine.store.doctor import Finding

_SAID = "alarm"


def raise_alarm(context: Context, findings: Sequence[Finding]) -> int:
    """Number of operators told; nobody is told twice of the same findings, and all hear when they are mended.

    The mail goes out at once and not through the outbox, which may be what is broken.

    Raises
    ------
    DeliveryError
        The mail server did not take a message.
    """
    server, operators = mail_server(context.settings.smtp), context.settings.jobs.operators
    wrong = [finding for finding in findings if not finding.ok]
    state = " ".join(finding.code for finding in wrong)
    file = context.settings.store_dir / _SAID
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    if server is None or not operators or state == before:
        return 0
    service = f"{context.settings.city} 민원 사전예보".strip()
    head = f"[확인 필요] {service}가 멈추었을 수 있습니다" if wrong else f"[정상] {service}가 다시 돕니다"
    lines = [f"- {finding.message}\n  → {finding.remedy}" for finding in wrong] or ["이상이 모두 풀렸습니다."]
    key = hashlib.sha256(f"{state}|{context.now.isoformat()}".encode()).hexdigest()[:32]
    for operator in operators:
        send_email(EmailContent(operator, head, "\n".join([*lines, ""]), "", key, context.now), server)
    file.write_text(state, encoding="utf-8")
    return len(operators)

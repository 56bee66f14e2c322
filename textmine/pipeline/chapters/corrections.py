"""정정: issues whose figures are no longer those that receivers were told, because data came late or went."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from textmine.pipeline.context import Context
from textmine.report import Column, TableBlock
from textmine.report.wording import number, period_full_name
from textmine.store.ledger import alerts
from textmine.types import Issue


def correction_table(context: Context, issues: Sequence[Issue]) -> TableBlock | None:
    """A row for each issue that was told with other figures for the same period, or is none any more; None without."""
    with context.ledger.read() as connection:
        told = alerts.list_alerts(connection, recorded=False, limit=5000)
    current = {issue.issue_id: issue for issue in issues}
    rows = {row["issue_id"]: line for row in told if (line := _difference(row, current.get(row["issue_id"])))}
    if not rows:
        return None
    columns = (Column("알린 이슈"), Column("기간"), Column("알린 건수", "integer", "건"), Column("지금 건수"))
    return TableBlock(
        columns, tuple(rows[issue_id] for issue_id in sorted(rows)), caption="정정",
        note="늦게 들어오거나 지운 자료 때문에 알릴 때와 달라진 이슈입니다. 이미 보낸 알림은 고치지 않습니다.",
    )


def _difference(row: dict[str, Any], issue: Issue | None) -> tuple[str, str, float, str] | None:
    evidence = json.loads(row["payload"])
    period = date.fromisoformat(evidence["period"])
    line = (row["title"], period_full_name(period, evidence["freq"]), float(evidence["observed"]))
    if issue is None:
        return (*line, "이슈가 아닌 것으로 바뀜")
    if (issue.freq, issue.period) == (evidence["freq"], period) and issue.observed != evidence["observed"]:
        return (*line, f"{number(issue.observed)}건")
    return None

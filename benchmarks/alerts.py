"""A day's dispatch and the list of alerts in a large city after a year of 200 alerts a day.

``python -m benchmarks alerts``: 100,000 alerts of 36,500 issues that are over lie in the ledger; today 200 issues are
new in the departments of the sample city's 145 recipients. Peer in the same run: the same list read by pandas from the
whole table, as a script over an export would.
"""

from __future__ import annotations

import itertools
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
from sqlalchemy import insert

from textmine.pipeline.context import Context, open_context
from textmine.pipeline.desk import list_alerts
from textmine.pipeline.dispatch import dispatch
from textmine.settings import load_settings
from textmine.store.ledger import issue_owners, issues, tables
from textmine.types import AlertState, Issue, IssueState, Level

ALERTS, ISSUES, NEW_ISSUES, TODAY = 100_000, 36_500, 200, date(2026, 11, 2)
NOW = datetime(2026, 11, 3, 0, 0, tzinfo=UTC)
LIMITS = {"dispatch_s": 2.0, "list_ms": 50.0}


def run(data: Path) -> dict[str, Any]:
    """Seconds of one dispatch and milliseconds of the list; needs no data."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(outputs=Path(folder), secret="s", profile="bulk", city="나래시")
        with open_context(settings, now=NOW) as context:
            _fill(context)
            began = time.perf_counter()
            report = dispatch(context, as_of=TODAY)
            dispatch_s = time.perf_counter() - began
            again_s = _seconds(lambda: dispatch(context, as_of=TODAY))
            list_ms = _seconds(lambda: list_alerts(context)) * 1000
            department_ms = _seconds(lambda: list_alerts(context, department="도로과", state="new")) * 1000
            peer_ms = _seconds(lambda: _peer(context)) * 1000
    return {
        "alerts": ALERTS, "issues": ISSUES, "told": report.notified, "messages": report.sent,
        "dispatch_s": round(dispatch_s, 2), "dispatch_again_s": round(again_s, 2), "list_ms": round(list_ms, 1),
        "list_of_a_department_ms": round(department_ms, 1), "pandas_peer_ms": round(peer_ms, 1), "limits": LIMITS,
    }


def _seconds(work: Callable[[], object]) -> float:
    """Median of five."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return median(times)


def _peer(context: Context) -> pd.DataFrame:
    with context.ledger.read() as connection:
        frame = pd.read_sql_table("alerts", connection)
    return frame[frame["notified_at"].notna()].sort_values("notified_at", ascending=False).head(500)


def _fill(context: Context) -> None:
    departments = [one.name for one in context.lexicon.departments if one.receivers]
    old = [_issue(n, TODAY - timedelta(days=5 + n // 100), IssueState.OVER) for n in range(ISSUES)]
    new = [_issue(ISSUES + n, TODAY, IssueState.NEW) for n in range(NEW_ISSUES)]
    given = zip(itertools.cycle(old), range(ALERTS), itertools.cycle(departments))
    with context.ledger.begin() as connection:
        issues.replace_all(connection, [])
        for start in range(0, len(old), 5000):
            connection.execute(insert(tables.issues), [_issue_row(issue) for issue in old[start : start + 5000]])
        connection.execute(insert(tables.issues), [_issue_row(issue) for issue in new])
        for issue, department in zip(new, itertools.cycle(departments)):
            issue_owners.put(connection, issue.issue_id, department=department, actor="-", why="-", at=NOW)
        while batch := list(itertools.islice(given, 5000)):
            connection.execute(insert(tables.alerts), [_alert_row(*row) for row in batch])


def _issue(number: int, day: date, state: IssueState) -> Issue:
    return Issue(
        f"{number:016x}", f"도로 포트홀 {number}", ("포트홀", "도로"), (f"term:{number}",), day, day, state,
        Level.CAUTION, "D", day, 12.0, 1.0, 4.0, 1e-7, 1e-5, (), (),
        tuple(f"{number:08x}{n:056x}" for n in range(12)), (), 0.0, (), "평소보다 많습니다.",
    )


def _issue_row(issue: Issue) -> dict[str, Any]:
    payload = {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(issue).items()}
    return {
        "issue_id": issue.issue_id, "title": issue.title, "state": issue.state.value, "level": issue.level.value,
        "first_seen": issue.first_seen, "last_seen": issue.last_seen,
        "payload": json.dumps(payload, ensure_ascii=False),
    }


def _alert_row(issue: Issue, number: int, department: str) -> dict[str, Any]:
    at = NOW - timedelta(days=2) - timedelta(minutes=5 * number)
    states = [AlertState.NEW, AlertState.ACKNOWLEDGED, AlertState.RESOLVED]
    evidence = {"reason": issue.reason, "freq": "D", "terms": issue.terms, "observed": 12.0}
    return {
        "alert_id": f"a{number:015x}", "issue_id": issue.issue_id, "fingerprint": f"a{number:015x}",
        "department": department, "receiver": f"officer{number % 145}@narae.example", "receiver_name": "김도로",
        "level": "주의", "state": states[number % 3].value, "title": issue.title, "observed": 12.0, "episode": 1,
        "seen_state": "over", "decision": "처음 나타난 이슈입니다", "payload": json.dumps(evidence, ensure_ascii=False),
        "created_at": at, "notified_at": at, "silenced_until": None, "rung": 0,
    }

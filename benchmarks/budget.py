"""What a year's half of mornings costs people: alerts a department and week, issues a day, planted surges told.

``python -m benchmarks budget``: a sample city that nobody has seen is watched and dispatched morning by morning. What
was told to somebody is counted; an issue that was only recorded costs nothing. Peer in the same run: a notice for every
category whose day lies above mean + 3 standard deviations of its last eight like weekdays (EARS C1 on weekdays).
"""

from __future__ import annotations

import secrets
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
import pandas as pd

from textmine.ingest.sample import read_truth, write_sample
from textmine.pipeline.analyse import analyse
from textmine.pipeline.context import Context, open_context
from textmine.pipeline.dispatch import dispatch
from textmine.pipeline.ingest import ingest_paths
from textmine.pipeline.truth import compare_with_truth
from textmine.pipeline.watch import load_issues, watch
from textmine.settings import load_settings
from textmine.store.ledger import alerts
from textmine.trends import default_calendar
from textmine.types import KST, Issue

DOCUMENTS, MORNINGS, END = 20_000, 182, date(2026, 10, 31)
BASELINE, Z = 8, 3.0


def run(data: Path) -> dict[str, Any]:
    """Figures of one unseen seed; needs no data."""
    seed = secrets.randbelow(10**6)
    with tempfile.TemporaryDirectory() as folder:
        sample = write_sample(Path(folder) / "files", seed=seed, documents=DOCUMENTS, end=END)
        truth = read_truth(sample.truth)
        settings = load_settings(outputs=Path(folder) / "outputs", secret="budget", profile="bulk", city="나래시")
        with open_context(settings, now=_morning(END)) as context:
            outages = [(date.fromisoformat(day), date.fromisoformat(day)) for day in truth["outage_days"]]
            ingest_paths(context, [sample.complaints], kind="complaint", outages=outages)
            ingest_paths(context, [sample.sns], kind="sns")
            analyse(context)
            days = [END - timedelta(days=n) for n in reversed(range(MORNINGS))]
            told, told_issues, seen = _mornings(context, days)
            report = {"seed": seed, "documents": DOCUMENTS, "mornings": MORNINGS} | _cost(told, days)
            report |= _recall(told_issues, seen, truth, context, days[0])
        report["spreadsheet_peer"] = _spreadsheet(sample.complaints, days)
    return report


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=KST) + timedelta(days=1)


def _mornings(context: Context, days: list[date]) -> tuple[list[dict[str, Any]], list[Issue], list[Issue]]:
    """What was told each morning (day, department, issue), the issues told as they were then, and all at their most."""
    told: list[dict[str, Any]] = []
    issues: list[Issue] = []
    seen: dict[str, Issue] = {}
    for day in days:
        watch(context, as_of=day)
        dispatch(replace(context, now=_morning(day)), as_of=day)
        with context.ledger.read() as connection:
            sent = alerts.list_alerts(connection, recorded=False, limit=10_000)
        rows = [row for row in sent if row["notified_at"] == _morning(day)]
        told += [{"day": day, "department": row["department"], "issue": row["issue_id"]} for row in rows]
        named = {row["issue_id"] for row in rows}
        present = load_issues(context)
        issues += [issue for issue in present if issue.issue_id in named]
        seen |= {issue.issue_id: issue for issue in present}
    return told, issues, list(seen.values())


def _cost(told: list[dict[str, Any]], days: list[date]) -> dict[str, Any]:
    alerts_told = {(one["day"], one["department"], one["issue"]) for one in told}  # several officers are one alert
    weeks = Counter((department, day - timedelta(days=day.weekday())) for day, department, _ in alerts_told)
    a_day = Counter(day for day, _ in {(day, issue) for day, _, issue in alerts_told})
    calendar = default_calendar(days[0], days[-1] + timedelta(days=1))
    working = [day for day in days if calendar.working_day(day + timedelta(days=1))]
    return {
        "alerts": len(alerts_told), "departments": len({department for _, department, _ in alerts_told}),
        "alerts_a_department_and_week_with_any": {"median": median(weeks.values()), "most": max(weeks.values())},
        "issues_told_a_working_morning": {
            "mean": round(mean(a_day[day] for day in working), 2), "most": max(a_day.values()),
            "mornings_above_5": sum(n > 5 for n in a_day.values()),
        },
    }


def _recall(
    issues: list[Issue], seen: list[Issue], truth: dict[str, Any], context: Context, first: date
) -> dict[str, Any]:
    """Planted surges that began within the mornings, those that were seen, and those that somebody was told of."""
    numbered = [replace(issue, issue_id=f"{issue.issue_id}/{n}") for n, issue in enumerate(issues)]
    found = compare_with_truth(numbered, truth, context)
    rows = [row for row in found.rows if row.start >= first]
    recorded = {row.surge_id for row in compare_with_truth(seen, truth, context).rows if row.issue_ids}
    false = {name.split("/")[0] for name in found.false_ids}
    return {
        "planted": len(rows), "seen": sum(row.surge_id in recorded for row in rows),
        "told_of": sum(bool(row.issue_ids) for row in rows),
        "not_told_of": [
            f"{row.title} ({row.size}, {row.size_sd:.1f} sd{', seen' if row.surge_id in recorded else ''})"
            for row in rows if not row.issue_ids
        ],
        "issues_told": len({issue.issue_id for issue in issues}), "false": len(false),
        "false_titles": sorted({i.title for i in issues if i.issue_id in false}),
    }


def _spreadsheet(complaints: Path, days: list[date]) -> dict[str, Any]:
    """Notices of the peer: one a category and day above its bound."""
    rows = pd.read_csv(complaints, usecols=["신청일자", "업무분야"])
    counts = pd.crosstab(pd.to_datetime(rows["신청일자"]).dt.normalize(), rows["업무분야"])
    counts = counts.reindex(pd.date_range(counts.index[0], counts.index[-1]), fill_value=0)
    like = [counts.shift(7 * week) for week in range(1, BASELINE + 1)]
    usual, spread = np.mean(like, axis=0), np.std(like, axis=0, ddof=1)
    alarms = (counts > usual + Z * np.maximum(spread, 0.5)) & (counts >= 2)
    return {"notices": int(alarms.loc[pd.Timestamp(days[0]) : pd.Timestamp(days[-1])].to_numpy().sum())}



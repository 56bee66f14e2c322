"""Alerts as the page shows them: of the departments that a person sees, and one with all its evidence."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import pandas as pd

from textmine.alerts import Action, possible_actions
from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.pipeline.desk import AlertView, one_alert, show_alert
from textmine.pipeline.evidence import evidence_of
from textmine.pipeline.judge import surging_series
from textmine.pipeline.panels import daily_counts, last_day, signal_documents, signals_in_use
from textmine.pipeline.watch import load_issues
from textmine.store.ledger import alerts
from textmine.types import AlertState, Freq, Issue, Kind

PERIODS: Final[Mapping[str, int]] = {"W": 26, "D": 42}
_UNITS: Final[Mapping[str, str]] = {"W": "week", "D": "day"}
MAX_EXAMPLES: Final = 6
# What the list is asked for by, and the states behind it.
FOLDERS: Final[Mapping[str, tuple[AlertState, ...]]] = {
    "todo": (AlertState.NEW, AlertState.AGAIN), "mine": (AlertState.ACKNOWLEDGED, AlertState.ASSIGNED),
    "silenced": (AlertState.SILENCED,), "done": (AlertState.RESOLVED,), "all": tuple(AlertState),
}  # fmt: skip

_BY_TERM: Final = """
select kind, date_trunc('{unit}', civil_date)::date as period, sum(posts) as n from term_daily
where term = ? and civil_date between ? and ? group by all
"""
_BY_LABEL: Final = """
select kind, date_trunc('{unit}', civil_date)::date as period, count(*) as n from documents
where {column} = ? and civil_date between ? and ? group by all
"""
_EXAMPLES: Final = """
select d.doc_id, d.kind, d.title, d.body, d.region, d.department, d.civil_date, d.status, d.due_on
from documents d left join copies c using (doc_id)
where d.doc_id in (select unnest($ids)) and (not $limited or d.department in (select unnest($departments)))
order by c.doc_id is not null, d.doc_id not in (select unnest($chosen)), d.civil_date desc, d.doc_id limit $most
"""
_PLACES: Final = """
select region, count(*) as n from documents where doc_id in (select unnest(?)) and region <> '' group by 1
order by n desc, region limit 12
"""
_LABELS: Final = ("category", "department", "region")


@dataclass(frozen=True, slots=True)
class AlertCard:
    """One alert in a list; ``notified_at`` is None when it was only recorded."""

    alert_id: str
    issue_id: str
    level: str
    state: str
    department: str
    receiver: str
    title: str
    reason: str
    observed: float
    expected: float
    decision: str
    notified_at: datetime | None
    created_at: datetime

    @property
    def place(self) -> tuple[datetime, str]:
        """Where the alert stands in the list: the next page begins behind it."""
        return self.notified_at or self.created_at, self.alert_id


@dataclass(frozen=True, slots=True)
class ExampleText:
    """A masked text that belongs to an issue."""

    doc_id: str
    kind: str
    title: str
    body: str
    region: str
    department: str
    civil_date: date | None


@dataclass(frozen=True, slots=True)
class IssueEvidence:
    """What an issue stands on.

    ``periods`` are days or Mondays, as the issue was found; ``counts`` documents of the leading ``series`` by kind.
    ``earlier`` says who answered the like before.
    """

    series: str
    periods: tuple[date, ...]
    counts: Mapping[str, tuple[float, ...]]
    examples: tuple[ExampleText, ...]
    places: tuple[tuple[str, int], ...]
    phrases: tuple[str, ...]
    earlier: str


@dataclass(frozen=True, slots=True)
class AlertDetail:
    """One alert; ``actions`` are what a person may do now, ``issue`` is None when the world has moved on."""

    view: AlertView
    issue: Issue | None
    actions: tuple[Action, ...]
    was_sent: bool


def list_cards(
    context: Context, *, departments: Collection[str] | None, folder: str = "todo", level: str = "", search: str = "",
    recorded: bool = False, before: tuple[datetime, str] | None = None, limit: int = 50,
) -> list[AlertCard]:  # fmt: skip
    """Alerts of the departments that the reader sees, newest first.

    Raises
    ------
    TextmineError
        There is no such folder.
    """
    if folder not in FOLDERS:
        raise TextmineError(f"'{folder}' 보기는 없습니다. {', '.join(FOLDERS)} 가운데 고르세요.")
    with context.ledger.read() as connection:
        rows = alerts.page(
            connection, departments=departments, states=FOLDERS[folder], level=level, search=search,
            recorded=recorded, before=before, limit=limit,
        )  # fmt: skip
    return [_card(row) for row in rows]


def count_folders(context: Context, *, departments: Collection[str] | None) -> dict[str, int]:
    """How many sent alerts each folder holds."""
    with context.ledger.read() as connection:
        counts = alerts.count_by_state(connection, departments=departments)
    return {folder: sum(counts.get(state, 0) for state in states) for folder, states in FOLDERS.items()}


def require_alert(context: Context, alert_id: str, *, departments: Collection[str] | None) -> dict[str, Any]:
    """Row of the alert, if the reader sees its department.

    Raises
    ------
    TextmineError
        There is no such alert for this reader.
    """
    with context.ledger.read() as connection:
        row = one_alert(connection, alert_id)
    if departments is not None and row["department"] not in departments:
        raise TextmineError(f"'{alert_id}' 알림이 없습니다. 알림 목록에서 다시 고르세요.")
    return row


def alert_detail(context: Context, alert_id: str, *, departments: Collection[str] | None) -> AlertDetail:
    """One alert of the departments that the reader sees; see ``require_alert``."""
    row = require_alert(context, alert_id, departments=departments)
    view = show_alert(context, row["alert_id"])
    issue = next((one for one in load_issues(context) if one.issue_id == row["issue_id"]), None)
    return AlertDetail(view, issue, possible_actions(AlertState(row["state"])), row["notified_at"] is not None)


def issue_evidence(
    context: Context, issue: Issue, *, departments: Collection[str] | None, with_texts: bool
) -> IssueEvidence:
    """Counts, places and what was done the last time; texts only ``with_texts``, of ``departments`` (None: all)."""
    series = _leading(context, issue)
    periods, counts = _counts_by_kind(context, issue, series)
    evidence = evidence_of(context, [issue], on=context.now.date())[issue.issue_id]
    before = evidence.earlier
    return IssueEvidence(
        series, periods, counts, _examples(context, issue, departments) if with_texts else (),
        _places(context, issue), evidence.phrases,
        f"{before.department} {before.number}({before.answered_on} 답변)" if before else "",
    )


def list_surges(context: Context, kind: Kind, freq: Freq) -> list[dict[str, Any]]:
    """Stored surges of a kind and period length, the newest first."""
    newest = last_day(context)
    if newest is None:
        return []
    rows = surging_series(context, kind, freq, upto=newest)
    rows = rows.assign(period=rows["period"].dt.date).iloc[::-1]
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _card(row: Mapping[str, Any]) -> AlertCard:
    evidence = json.loads(row["payload"])
    return AlertCard(
        row["alert_id"], row["issue_id"], row["level"], row["state"], row["department"], row["receiver_name"],
        row["title"], evidence["reason"], evidence["observed"], evidence["expected"], row["decision"],
        row["notified_at"], row["created_at"],
    )  # fmt: skip


def _leading(context: Context, issue: Issue) -> str:
    """The series whose count of the strongest period the issue tells."""
    for kind in ("complaint", "sns"):
        found = surging_series(context, kind, issue.freq, upto=issue.last_seen + timedelta(days=6))
        found = found[found["series"].isin(issue.series) & (found["observed"] == issue.observed)]
        same = found[pd.to_datetime(found["period"]) == pd.Timestamp(issue.period)]
        if len(same):
            return str(same["series"].iloc[0])
    return issue.series[0]


def _counts_by_kind(
    context: Context, issue: Issue, series: str
) -> tuple[tuple[date, ...], dict[str, tuple[float, ...]]]:
    newest = last_day(context)
    if newest is None:
        return (), {}
    n, unit = PERIODS[issue.freq], _UNITS[issue.freq]
    last = min(newest, issue.last_seen + timedelta(weeks=6))
    begin = last - timedelta(days=last.weekday()) if unit == "week" else last
    periods = tuple(begin - timedelta(**{f"{unit}s": n - 1 - step}) for step in range(n))
    found = _counts(context, series, unit, periods[0], last)
    counts = {
        str(kind): tuple(float(rows.set_index("period")["n"].get(period, 0.0)) for period in periods)
        for kind, rows in found.groupby("kind", sort=True)
    }
    return periods, counts


def _counts(context: Context, series: str, unit: str, first: date, last: date) -> pd.DataFrame:
    """Frame [kind, period, n] of one series in all kinds of text."""
    head, _, name = series.partition(":")
    if head == "term":
        return context.mart.query(_BY_TERM.format(unit=unit), [name, first, last])
    if head in _LABELS:
        return context.mart.query(_BY_LABEL.format(unit=unit, column=head), [name, first, last])
    signals = [one for one in signals_in_use(context, upto=last) if one.signal_id == series]
    frames = [pd.DataFrame({"kind": [], "period": [], "n": []})]
    kinds: tuple[Kind, ...] = ("complaint", "sns")
    for kind in kinds if signals else ():
        daily = daily_counts(signal_documents(context, kind, signals, upto=last))
        if len(daily):
            days = pd.to_datetime(daily["civil_date"])
            start = (days - pd.to_timedelta(days.dt.weekday if unit == "week" else 0, unit="D")).dt.date
            sums = daily.groupby(start.rename("period"))["count"].sum()
            frames.append(sums.rename("n").reset_index().assign(kind=kind))
    return frames[-1] if len(frames) == 2 else pd.concat(frames[1:] or frames)


def _examples(context: Context, issue: Issue, departments: Collection[str] | None) -> tuple[ExampleText, ...]:
    found = context.mart.query(_EXAMPLES, {
        "ids": list(issue.documents), "chosen": list(issue.examples) or [""], "limited": departments is not None,
        "departments": sorted(departments or [""]), "most": MAX_EXAMPLES,
    })
    return tuple(
        ExampleText(r["doc_id"], r["kind"], r["title"], r["body"], r["region"], r["department"], r["civil_date"])
        for r in found.to_dict("records")
    )


def _places(context: Context, issue: Issue) -> tuple[tuple[str, int], ...]:
    found = context.mart.query(_PLACES, [list(issue.documents)])
    return tuple((str(r["region"]), int(r["n"])) for r in found.to_dict("records"))

"""Surging series → issues, the same tomorrow as today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from textmine.pipeline.context import Context
from textmine.pipeline.judge import judge_periods, surging_series
from textmine.pipeline.panels import as_of_day, dated_kinds, signal_documents, signals_in_use
from textmine.store.ledger import issues as ledger_issues
from textmine.text import terms_from_morphemes
from textmine.trends import Background, SurgeGroup, group_surges, track_issues
from textmine.types import Freq, Issue, Kind, Signal

HARM = 2  # grade of danger words from which on somebody may be hurt
FREQUENCIES: tuple[Freq, ...] = ("W", "D")

_TERM_DOCUMENTS = """
select 'term:' || term as series, civil_date, doc_id from postings
where kind = ? and term in (select unnest(?)) and civil_date <= ?
"""
_LABEL_DOCUMENTS = """
with labels as (
    select unnest(['category:' || category, 'department:' || department, 'region:' || region]) as series,
           civil_date, doc_id
    from documents where kind = ? and civil_date <= ?
)
select * from labels where series in (select unnest(?))
"""
_FACTS = """
select d.doc_id, d.civil_date, d.region, d.department, d.title, c.doc_id is not null as is_copy, m.morphemes
from documents d join morphs m using (doc_id, content_hash) left join copies c using (doc_id)
where d.doc_id in (select unnest(?)) order by d.doc_id
"""
_BACKGROUND = "select term, count(*) as df from postings where civil_date <= ? group by term"


@dataclass(frozen=True, slots=True)
class WatchReport:
    """Periods judged anew, and all issues up to ``as_of``, the most serious first."""

    periods: int
    issues: list[Issue]
    as_of: date | None


def watch(context: Context, *, as_of: date | None = None) -> WatchReport:
    """Report of the issues up to ``as_of``: weekly over all history, daily over the last days.

    Every period is judged only by what came before it; a period that was judged from the same data is not judged again.
    """
    day = as_of_day(context, as_of)
    if day is None:
        return WatchReport(0, [], None)
    signals = signals_in_use(context, upto=day)
    periods = 0
    groups: list[list[SurgeGroup]] = []
    work: list[tuple[Kind, Freq]] = [(kind, freq) for kind in dated_kinds(context) for freq in FREQUENCIES]
    for kind, freq in context.track(work, "급증 살피기", len(work)):
        periods += judge_periods(context, kind, freq, signals, upto=day)
        groups += _groups(context, kind, freq, signals, day)
    issues = _issues(context, groups, signals, day)
    with context.ledger.begin() as connection:
        ledger_issues.replace_all(connection, issues)
    return WatchReport(periods, issues, day)


def load_issues(context: Context) -> list[Issue]:
    """Issues as the last watch left them, the most serious first."""
    with context.ledger.read() as connection:
        found = ledger_issues.list_issues(connection)
    return sorted(found, key=lambda issue: (-issue.level.rank, issue.p_value, issue.issue_id))


def open_issues(context: Context) -> list[Issue]:
    """Issues that are not over, and those that are over but of which some receiver's alert does not know it yet.

    Of their danger words only those are left that tell of harm to people (grade 2 on): for the others nobody is called
    at once.
    """
    with context.ledger.read() as connection:
        found = ledger_issues.list_open(connection)
    grades = context.lexicon.danger_words
    issues = [
        replace(issue, danger_words=tuple(word for word in issue.danger_words if grades.get(word, HARM) >= HARM))
        for issue in found
    ]
    return sorted(issues, key=lambda issue: (-issue.level.rank, issue.p_value, issue.issue_id))


def _groups(
    context: Context, kind: Kind, freq: Freq, signals: Sequence[Signal], day: date
) -> list[list[SurgeGroup]]:
    surges = surging_series(context, kind, freq, upto=day)
    if surges.empty:
        return []
    members = _members(context, kind, freq, surges, signals, day)
    groups = []
    for period, rows in surges.groupby("period", sort=True):
        inside = members[members["period"] == period]
        by_series = {str(name): sorted(ids) for name, ids in inside.groupby("series")["doc_id"]}
        groups.append(group_surges(rows.reset_index(drop=True), by_series, freq=freq, kind=kind))
    return groups


def _members(
    context: Context, kind: Kind, freq: Freq, surges: pd.DataFrame, signals: Sequence[Signal], day: date
) -> pd.DataFrame:
    """Frame [series, period, doc_id] of the documents behind every surge."""
    names = sorted(surges["series"].unique())
    terms = [name.removeprefix("term:") for name in names if name.startswith("term:")]
    wanted = [signal for signal in signals if signal.signal_id in names]
    found = pd.concat([
        context.mart.query(_TERM_DOCUMENTS, [kind, terms, day]),
        signal_documents(context, kind, wanted, upto=day),
        context.mart.query(_LABEL_DOCUMENTS, [kind, day, names]),
    ], ignore_index=True)
    days = pd.to_datetime(found["civil_date"])
    period = days - pd.to_timedelta(days.dt.day_of_week, unit="D") if freq == "W" else days
    found = found.assign(period=period)[["series", "period", "doc_id"]]
    return found.merge(surges[["series", "period"]], on=["series", "period"])


def _issues(
    context: Context, groups: Sequence[Sequence[SurgeGroup]], signals: Sequence[Signal], day: date
) -> list[Issue]:
    ids = sorted({str(d) for period in groups for group in period for d in group.documents})
    facts = context.mart.query(_FACTS, [ids])
    terms = [terms_from_morphemes(list(m), context.lexicon) for m in facts["morphemes"]]
    facts = facts.assign(terms=pd.Series(terms, index=facts.index, dtype=object))
    df = context.mart.query(_BACKGROUND, [day])
    size = int(context.mart.query("select count(*) as n from documents")["n"].iloc[0])
    return track_issues(
        groups, facts.drop(columns="morphemes"), as_of=day, danger_words=context.lexicon.danger_words,
        background=Background(size, dict(zip(df["term"], df["df"].astype(int), strict=True))),
        names={signal.signal_id: signal.name for signal in signals},
    )

"""The board: what needs a person today, from the stores as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from textmine.analyse import compare_frequencies
from textmine.pipeline.chapters.rising import short_reason
from textmine.pipeline.context import Context
from textmine.pipeline.owners import departments_of
from textmine.pipeline.panels import last_day
from textmine.pipeline.watch import load_issues
from textmine.store.ledger import coverage, issue_owners
from textmine.types import KIND_NAMES, KST, Issue, IssueState

DUE_DAYS: Final = 7
RISING_DAYS: Final = 28
SPARK_WEEKS: Final = 16
SPARK_TERMS: Final = 3
FEW: Final = 20  # fewer documents make a percentage of change mislead
_LEAST_DF: Final = 8
_LEAST_Z: Final = 2.0

_DUE: Final = """
select doc_id, external_id, title, department, category, region, due_on from documents
where kind = 'complaint' and answered_at is null and due_on is not null and due_on <= $until
  and (not $limited or department in (select unnest($departments)))
order by due_on, doc_id
"""
_KINDS: Final = """
select kind, count(*) as n, max(civil_date) as newest,
       count(*) filter (civil_date > $day::date - 28) as recent,
       count(*) filter (civil_date > $day::date - 56 and civil_date <= $day::date - 28) as before
from documents where civil_date <= $day group by kind
"""
_DF: Final = """
select term, count(*) filter (is_distinct) as df from postings
where kind = 'complaint' and civil_date between ? and ? group by term having df > 0 order by term
"""
_SPARKS: Final = """
with asked as (select unnest(?) as name, unnest(?) as term)
select name, date_trunc('week', civil_date)::date as week, count(distinct doc_id) as n
from postings join asked using (term) where civil_date between ? and ? group by all
"""


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One live issue; ``spark`` are documents a week of its leading terms, the last week may be open."""

    issue: Issue
    departments: tuple[str, ...]
    reason: str
    spark: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DueLine:
    """A complaint without an answer; ``days_left`` is negative when it is late."""

    doc_id: str
    number: str
    title: str
    department: str
    category: str
    region: str
    due_on: date
    days_left: int


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of text: how many, how fresh, and four weeks against the four before."""

    kind: str
    documents: int
    newest: date
    age_days: int
    state: str
    recent: int
    before: int

    @property
    def change(self) -> float | None:
        """Of the last four weeks against those before; None when there is too little to compare."""
        return self.recent / self.before - 1 if self.before >= FEW else None


@dataclass(frozen=True, slots=True)
class RisingTerm:
    """A term that stands out in the last four weeks; counts are documents, copies once a day."""

    term: str
    now: int
    before: int
    z: float


@dataclass(frozen=True, slots=True)
class Due:
    """Complaints that are due within a week: all that are late or near, and the first of them."""

    late: int
    near: int
    lines: tuple[DueLine, ...]


def issue_state(context: Context) -> int:
    """A number that changes when an issue or its owner does."""
    found = load_issues(context)
    with context.ledger.read() as connection:
        handed = issue_owners.read(connection)
    return hash((tuple(found), tuple(sorted(handed.items()))))


def issue_lines(
    context: Context, *, departments: Collection[str] | None, live: bool = True, limit: int = 50
) -> list[IssueLine]:
    """Issues that concern ``departments`` (None: all), the most serious first."""
    found = [issue for issue in load_issues(context) if (issue.state is not IssueState.OVER) == live]
    owners = departments_of(context, found)
    if departments is not None:
        found = [issue for issue in found if not set(departments).isdisjoint(owners[issue.issue_id])]
    found = found[:limit]
    sparks = weekly_sparks(context, {issue.issue_id: issue.terms[:SPARK_TERMS] for issue in found})
    return [
        IssueLine(i, tuple(owners[i.issue_id]), short_reason(i.reason), sparks.get(i.issue_id, ())) for i in found
    ]


def due_complaints(
    context: Context, *, departments: Collection[str] | None, limit: int = 8
) -> Due:
    """Complaints without an answer whose time is up or nearly so."""
    today = context.now.astimezone(KST).date()
    rows = context.mart.query(_DUE, {
        "until": today + timedelta(days=DUE_DAYS), "limited": departments is not None,
        "departments": sorted(departments or [""]),
    })
    lines = tuple(
        DueLine(
            r["doc_id"], r["external_id"], r["title"], r["department"], r["category"], r["region"], day,
            (day - today).days,
        )
        for r in rows.head(limit).to_dict("records")
        if (day := pd.Timestamp(r["due_on"]).date())
    )  # fmt: skip
    late = sum(pd.Timestamp(day).date() < today for day in rows["due_on"])
    return Due(late, len(rows) - late, lines)


def kind_lines(context: Context) -> list[KindLine]:
    """Every kind of text that there is, in the usual order."""
    newest = last_day(context)
    if newest is None:
        return []
    today = context.now.astimezone(KST).date()
    rows = {str(r["kind"]): r for r in context.mart.query(_KINDS, {"day": newest}).to_dict("records")}
    with context.ledger.read() as connection:
        days = coverage.read(connection)
    lines = []
    for kind in KIND_NAMES:
        if kind in rows:
            row, last = rows[kind], pd.Timestamp(rows[kind]["newest"]).date()
            states = days[(days["kind"] == kind) & (days["civil_date"] == last)]["state"]
            state = str(states.iloc[0]) if len(states) else "unknown"
            lines.append(KindLine(
                kind, int(row["n"]), last, (today - last).days, state, int(row["recent"]), int(row["before"])
            ))
    return lines


def rising_terms(context: Context, *, limit: int = 10) -> list[RisingTerm]:
    """Terms of complaints that set the last four weeks apart from the same length before, strongest first."""
    newest = last_day(context, "complaint")
    if newest is None:
        return []
    first = newest - timedelta(days=RISING_DAYS - 1)
    now = context.mart.query(_DF, [first, newest]).set_index("term")["df"]
    before = context.mart.query(_DF, [first - timedelta(days=3 * RISING_DAYS), first - timedelta(days=1)])
    if now.empty or before.empty:
        return []
    found = compare_frequencies(now, before.set_index("term")["df"], top=200, min_df=3)
    found = found[(found["z"] >= _LEAST_Z) & (found["target_df"] >= _LEAST_DF)].head(limit)
    return [
        RisingTerm(str(r["term"]), int(r["target_df"]), round(int(r["reference_df"]) / 3), float(r["z"]))
        for r in found.to_dict("records")
    ]


def weekly_sparks(context: Context, terms: Mapping[str, Sequence[str]]) -> dict[str, tuple[float, ...]]:
    """By name: documents a week with any of its terms, the last ``SPARK_WEEKS`` weeks."""
    newest = last_day(context)
    if newest is None or not terms:
        return {}
    first = newest - timedelta(days=newest.weekday(), weeks=SPARK_WEEKS - 1)
    names, words = [n for n, own in terms.items() for _ in own], [word for own in terms.values() for word in own]
    found = context.mart.query(_SPARKS, [names, words, first, newest])
    weeks = [first + timedelta(weeks=n) for n in range(SPARK_WEEKS)]
    return {
        str(name): tuple(float(rows.set_index("week")["n"].get(week, 0.0)) for week in weeks)
        for name, rows in found.groupby("name", sort=True)
    }

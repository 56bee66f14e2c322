"""Issues: what is rising, where, whose job, and why we say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from textmine.pipeline.context import Context
from textmine.pipeline.dispatch import issue_departments
from textmine.report import Block, Column, Example, IssueCard, Paragraph, Section, TableBlock
from textmine.report.charts import sparkline
from textmine.report.wording import period_full_name
from textmine.store.ledger import alerts
from textmine.types import ALERT_STATE_NAMES, ISSUE_STATE_NAMES, KIND_NAMES, Issue, IssueState

MAX_CARDS = 12
MAX_PAST = 40
EXAMPLE_CHARACTERS = 180
SPARK_WEEKS = 26


def live_issues(issues: Sequence[Issue]) -> list[Issue]:
    """Issues that are not over."""
    return [issue for issue in issues if issue.state is not IssueState.OVER]


def issue_section(context: Context, issues: Sequence[Issue], as_of: date) -> Section:
    """Section with a card for each live issue, and a table of the past ones."""
    live = live_issues(issues)
    blocks: list[Block] = []
    statuses = _alert_statuses(context)
    blocks += [_card(context, issue, as_of, statuses) for issue in live[:MAX_CARDS]]
    if len(live) > MAX_CARDS:
        blocks.append(_table(context, live[MAX_CARDS:], "그 밖에 이어지고 있는 이슈"))
    past = [issue for issue in issues if issue.state is IssueState.OVER]
    if past:
        strongest = sorted(past, key=lambda i: (i.p_value, i.issue_id))[:MAX_PAST]
        note = f"지난 이슈 {len(past)}건 가운데 두드러진 {len(strongest)}건을 최근 것부터 실었습니다."
        blocks.append(_table(context, sorted(strongest, key=lambda i: i.first_seen, reverse=True), "지난 이슈", note))
    if not live:
        blocks.insert(0, Paragraph("지금은 평소 범위를 넘어 늘어난 이슈가 없습니다.", "callout"))
    lead = f"지금 살펴볼 이슈가 {len(live)}건이고, 지난 이슈는 {len(past)}건입니다."
    return Section("issues", "무엇이 늘고 있나", lead, tuple(blocks))


def _card(context: Context, issue: Issue, as_of: date, statuses: Mapping[str, str]) -> IssueCard:
    return IssueCard(
        issue_id=issue.issue_id, level=issue.level, title=issue.title, reason=issue.reason,
        period=period_full_name(issue.period, issue.freq), observed=issue.observed, expected=issue.expected,
        upper=issue.upper, first_seen=issue.first_seen, last_seen=issue.last_seen, state=issue.state,
        sparkline=_spark(context, issue, as_of), regions=issue.regions[:6],
        departments=tuple(issue_departments(context, issue)), terms=issue.terms[:8],
        danger_words=issue.danger_words, examples=_examples(context, issue), documents=len(issue.documents),
        copy_share=issue.copy_share, alert_status=statuses.get(issue.issue_id, ""),
    )


def _spark(context: Context, issue: Issue, as_of: date):  # type: ignore[no-untyped-def]
    """Weekly documents of the issue's own terms, all kinds of text together."""
    own = issue.terms[:3]
    first = as_of - timedelta(weeks=SPARK_WEEKS)
    first -= timedelta(days=first.weekday())
    found = context.mart.query(
        "select date_trunc('week', civil_date)::date as period, count(distinct doc_id) as observed from postings "
        "where term in (select unnest(?)) and civil_date between ? and ? group by 1 order by 1", [list(own), first, as_of],
    )
    weeks = pd.date_range(first, as_of, freq="W-MON")
    counts = pd.Series(found["observed"].to_numpy(), index=pd.to_datetime(found["period"])).reindex(weeks, fill_value=0)
    if counts.sum() == 0:
        return None
    frame = pd.DataFrame({"period": weeks, "observed": counts.to_numpy(dtype=float)})
    return sparkline(frame, caption=f"'{', '.join(own)}' 주별 글 수")


def _examples(context: Context, issue: Issue) -> tuple[Example, ...]:
    rows = context.mart.query(
        "select doc_id, kind, title, body, region, civil_date from documents where doc_id in (select unnest(?))",
        [list(issue.examples)],
    ).set_index("doc_id")
    shown = []
    for doc_id in issue.examples:
        if doc_id not in rows.index:
            continue
        row = rows.loc[doc_id]
        text = " ".join(f"{row['title']} {row['body']}".split())
        short = text if len(text) <= EXAMPLE_CHARACTERS else text[:EXAMPLE_CHARACTERS].rstrip() + "…"
        origin = KIND_NAMES[row["kind"]] + (f" · {row['region']}" if row["region"] else "")
        shown.append(Example(short, origin, row["civil_date"]))
    return tuple(shown)


def _alert_statuses(context: Context) -> dict[str, str]:
    with context.ledger.begin() as connection:
        rows = alerts.list_alerts(connection, limit=5000)
    statuses: dict[str, str] = {}
    for row in rows:
        if row["notified_at"] is not None:
            statuses.setdefault(row["issue_id"], f"{ALERT_STATE_NAMES[row['state']]}({row['department']} {row['receiver_name']})")
    return statuses


def _table(context: Context, issues: Sequence[Issue], caption: str, note: str = "") -> TableBlock:
    rows = tuple(
        (issue.title, issue.level, ISSUE_STATE_NAMES[issue.state], issue.first_seen,
         period_full_name(issue.period, issue.freq), issue.observed, round(issue.expected, 1),
         ", ".join(issue_departments(context, issue)))
        for issue in issues
    )
    return TableBlock(
        (Column("이슈"), Column("수준", "level"), Column("상태"), Column("처음", "date"), Column("가장 셌던 때"),
         Column("그때 건수", "integer", "건"), Column("평소", "decimal", "건"), Column("담당")),
        rows, caption, note=note,
    )

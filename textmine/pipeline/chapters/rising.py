"""Issues: what is rising, where, whose job, and why we say so."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from textmine.pipeline.chapters.corrections import correction_table
from textmine.pipeline.context import Context
from textmine.pipeline.owners import departments_of
from textmine.report import Block, Cell, ChartBlock, Column, Example, IssueCard, Section, TableBlock
from textmine.report.charts import sparkline
from textmine.report.wording import full_date, period_full_name
from textmine.store.ledger import alerts
from textmine.types import ALERT_STATE_NAMES, ISSUE_STATE_NAMES, KIND_NAMES, AlertState, Issue, IssueState

MAX_CARDS = 8
MAX_MORE = 20
MAX_PAST = 20
EXAMPLE_CHARACTERS = 180
SPARK_WEEKS = 26
SPARK_TERMS = 3
NO_BREAK = "\N{NO-BREAK SPACE}"

_SPARKS = """
with asked as (select unnest(?) as issue_id, unnest(?) as term)
select issue_id, date_trunc('week', civil_date)::date as period, count(distinct doc_id) as observed
from postings join asked using (term) where civil_date between ? and ? group by all order by all
"""
_EXAMPLES = """
select doc_id, kind, title, body, region, civil_date from documents where doc_id in (select unnest(?)) order by doc_id
"""


def live_issues(issues: Sequence[Issue]) -> list[Issue]:
    """Issues that are not over."""
    return [issue for issue in issues if issue.state is not IssueState.OVER]


def short_reason(reason: str) -> str:
    """The sentences that say how much and what is dangerous, without the one about chance."""
    sentences = re.split(r"(?<=다\.) ", reason)
    return " ".join([sentences[0], *(s for s in sentences[1:] if s.startswith("위험"))])


def issue_section(context: Context, issues: Sequence[Issue], as_of: date) -> Section:
    """Section with a card for each of the strongest live issues, and tables of the other live and the past ones."""
    live = live_issues(issues)
    blocks: list[Block] = [*_cards(context, live[:MAX_CARDS], as_of)]
    if len(live) > MAX_CARDS:
        blocks.append(_live_table(context, live[MAX_CARDS : MAX_CARDS + MAX_MORE], len(live) - MAX_CARDS))
    past = [issue for issue in issues if issue.state is IssueState.OVER]
    if past:
        blocks.append(_past_table(past))
    if (corrections := correction_table(context, issues)) is not None:
        blocks.append(corrections)
    return Section("issues", "무엇이 늘고 있나", _lead(live, past), tuple(blocks))


def _lead(live: Sequence[Issue], past: Sequence[Issue]) -> str:
    text = f"지금 살펴볼 이슈는 {len(live)}건입니다." if live else "지금 평소 범위를 넘어 늘어난 이슈는 없습니다."
    return f"{text} 이미 지나간 이슈는 {len(past)}건입니다." if past else text


def _cards(context: Context, issues: Sequence[Issue], as_of: date) -> list[IssueCard]:
    statuses = _alert_statuses(context)
    sparks, owners = _sparks(context, issues, as_of), departments_of(context, issues)
    found = context.mart.query(_EXAMPLES, [sorted({d for i in issues for d in i.examples})])
    texts = {str(row["doc_id"]): row for row in found.to_dict("records")}
    return [
        IssueCard(
            issue_id=issue.issue_id, level=issue.level, title=issue.title, reason=issue.reason,
            period=period_full_name(issue.period, issue.freq), observed=issue.observed, expected=issue.expected,
            upper=issue.upper, first_seen=issue.first_seen, last_seen=issue.last_seen, state=issue.state,
            sparkline=sparks.get(issue.issue_id), regions=issue.regions[:6],
            departments=tuple(owners[issue.issue_id]), terms=issue.terms[:8],
            danger_words=issue.danger_words,
            examples=tuple(_example(texts[d]) for d in issue.examples if d in texts),
            documents=len(issue.documents), copy_share=issue.copy_share,
            alert_status=statuses.get(issue.issue_id, ""),
        )
        for issue in issues
    ]


def _sparks(context: Context, issues: Sequence[Issue], as_of: date) -> dict[str, ChartBlock]:
    """By issue: weekly documents of its own terms, all kinds of text together; the last week ends at ``as_of``."""
    own = {issue.issue_id: issue.terms[:SPARK_TERMS] for issue in issues}
    first = as_of - timedelta(weeks=SPARK_WEEKS - 1)
    first -= timedelta(days=first.weekday())
    ids, terms = [i for i, words in own.items() for _ in words], [word for words in own.values() for word in words]
    found = context.mart.query(_SPARKS, [ids, terms, first, as_of])
    weeks = pd.date_range(first, as_of, freq="W-MON")
    days = as_of.weekday() + 1
    ending = "" if days == 7 else f", 마지막 점은 {days}일치"
    sparks: dict[str, ChartBlock] = {}
    for issue_id, rows in found.groupby("issue_id", sort=True):
        counts = pd.Series(rows["observed"].to_numpy(), index=pd.to_datetime(rows["period"]))
        frame = pd.DataFrame({"period": weeks, "observed": counts.reindex(weeks, fill_value=0).to_numpy(dtype=float)})
        words = "·".join(own[str(issue_id)])
        sparks[str(issue_id)] = sparkline(frame, caption=f"'{words}' 주별 글 수({len(weeks)}주{ending})")
    return sparks


def _example(row: Mapping[Hashable, Any]) -> Example:
    title, body = (" ".join(str(row[name] or "").split()) for name in ("title", "body"))
    text = body if body.startswith(title) else f"{title} {body}"
    short = text if len(text) <= EXAMPLE_CHARACTERS else text[:EXAMPLE_CHARACTERS].rsplit(" ", 1)[0] + "…"
    origin = KIND_NAMES[row["kind"]] + (f" · {row['region']}" if row["region"] else "")
    return Example(short, origin, None if pd.isna(row["civil_date"]) else row["civil_date"])


def _alert_statuses(context: Context) -> dict[str, str]:
    """By issue: who was told, and whether that person has seen it."""
    with context.ledger.read() as connection:
        rows = alerts.list_alerts(connection, recorded=False, limit=5000)
    told: dict[str, list[Mapping[str, object]]] = {}
    for row in rows:
        told.setdefault(str(row["issue_id"]), []).append(row)
    return {issue_id: _status(found) for issue_id, found in told.items()}


def _status(rows: Sequence[Mapping[str, object]]) -> str:
    row = min(rows, key=lambda r: str(r["alert_id"]))
    waits = row["state"] in (AlertState.NEW, AlertState.AGAIN)
    others = f" 외 {len(rows) - 1}명" if len(rows) > 1 else ""
    state = "확인 전" if waits else ALERT_STATE_NAMES[str(row["state"])]
    return f"{row['department']} {row['receiver_name']}{others} · {state}"


def _live_table(context: Context, issues: Sequence[Issue], total: int) -> TableBlock:
    owners = departments_of(context, issues)
    rows = tuple((i.title, i.level, ISSUE_STATE_NAMES[i.state], *_strongest(i, owners[i.issue_id])) for i in issues)
    left_out = f"{total}건 가운데 {len(rows)}건을 실었고 " if total > len(rows) else ""
    return TableBlock(
        (Column("이슈"), Column("수준", "level"), Column("상태"), *_STRONGEST), rows, "그 밖에 이어지고 있는 이슈",
        note=f"{left_out}전체는 issues.json에 있습니다.",
    )


def _past_table(past: Sequence[Issue]) -> TableBlock:
    """The most serious past issues, newest first."""
    shown = sorted(past, key=lambda i: (-i.level.rank, i.p_value, i.issue_id))[:MAX_PAST]
    shown.sort(key=lambda i: (i.last_seen, i.issue_id), reverse=True)
    rows = tuple((issue.title, issue.level, *_strongest(issue, issue.departments[:2])) for issue in shown)
    left_out = ""
    if len(past) > len(rows):
        left_out = f"지난 이슈 {len(past)}건 가운데 수준이 높은 {len(rows)}건을 최근 것부터 실었습니다. "
    return TableBlock(
        (Column("이슈"), Column("수준", "level"), *_STRONGEST), rows, "지난 이슈",
        note=f"{left_out}전체는 issues.json에 있습니다.",
    )


_STRONGEST = (
    Column("가장 셌던 때"), Column("그때", "integer", "건"), Column("평소", "decimal", "건"), Column("담당 부서"),
)


def _strongest(issue: Issue, departments: Sequence[str]) -> tuple[Cell, ...]:
    span = full_date(issue.period) + (" 주" if issue.freq == "W" else "")
    return span.replace(" ", NO_BREAK), issue.observed, issue.expected, ", ".join(departments) or None

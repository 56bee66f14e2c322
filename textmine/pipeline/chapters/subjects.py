"""Topics: what people write about as a whole, and how its share moves."""

from __future__ import annotations

from datetime import date

import pandas as pd

from textmine.pipeline.chapters.window import Window
from textmine.pipeline.context import Context
from textmine.pipeline.topics import load_topics
from textmine.report import Block, Column, Section, TableBlock
from textmine.report.charts import topic_share_chart
from textmine.types import KIND_NAMES

WEEKS_SHOWN = 26
MIN_WEEKLY_DOCUMENTS = 20  # a share of fewer documents jumps about; months are shown instead
LOW_COHERENCE = 0.05

_SHARES = """
with dated as (
    select doc_id, date_trunc(?, civil_date)::date as period from documents
    where kind = ? and civil_date between ? and ?
), sizes as (select period, count(*) as documents from dated group by 1)
select d.period, t.topic_id, sum(t.share) / any_value(s.documents) as share
from doc_topics t join dated d using (doc_id) join sizes s using (period) group by all order by all
"""
_TOTALS = """
select t.topic_id, count(*) as documents, sum(t.share) as weight from doc_topics t
semi join (select doc_id from documents where kind = ?) using (doc_id) group by 1
"""


def topic_section(context: Context, window: Window) -> Section | None:
    """Section with the table of topics and the chart of their shares."""
    frame = topic_frame(context, window.kind)
    if frame.empty:
        return None
    blocks: list[Block] = [_table(frame)]
    shares = _shares(context, window)
    if shares["period"].nunique() >= 4:
        labels = dict(zip(frame["topic_id"], frame["label"], strict=True))
        shares = shares.assign(topic=shares["topic_id"].map(labels)).dropna(subset="topic")
        blocks.append(topic_share_chart(
            shares[["period", "topic", "share"]], caption="토픽 비중의 변화", freq="W" if _is_weekly(window) else "M"
        ))
    biggest = frame.iloc[0]
    lead = (
        f"{KIND_NAMES[window.kind]} 글을 {len(frame)}개 토픽으로 나누어 보면 '{biggest['label']}' 토픽이 "
        f"{biggest['share']:.0%}로 가장 큽니다."
    )
    return Section(f"topics-{window.kind}", f"{KIND_NAMES[window.kind]} 토픽", lead, tuple(blocks))


def topic_frame(context: Context, kind: str) -> pd.DataFrame:
    """Frame [topic_id, label, terms, npmi, documents, share, diversity] of a kind, largest first.

    ``share`` is 0..1 of the kind's documents.
    """
    model = load_topics(context, kind)  # type: ignore[arg-type]
    columns = ["topic_id", "label", "terms", "npmi", "documents", "share", "diversity"]
    if model is None or not model.topics:
        return pd.DataFrame(columns=columns)
    totals = context.mart.query(_TOTALS, [kind]).set_index("topic_id")
    size = context.mart.query("select count(*) as n from documents where kind = ?", [kind])["n"].iloc[0]
    rows = [
        (t.topic_id, t.label, tuple(t.terms), float(npmi), int(totals["documents"].get(t.topic_id, 0)),
         float(totals["weight"].get(t.topic_id, 0.0)) / size, model.diversity)
        for t, npmi in zip(model.topics, model.npmi, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["share", "topic_id"], ascending=[False, True], ignore_index=True)


def _table(frame: pd.DataFrame) -> TableBlock:
    rows = tuple(
        (str(row["label"]), ", ".join(term for term, _ in row["terms"][:8]), int(row["documents"]),
         float(row["share"]), f"{row['npmi']:.2f}", "참고만" if row["npmi"] < LOW_COHERENCE else "")
        for row in frame.to_dict("records")
    )
    return TableBlock(
        (Column("토픽"), Column("대표 낱말"), Column("글 수", "integer", "건"), Column("비중", "share"),
         Column("일관성(NPMI)", align="right"), Column("주의")),
        rows, caption="토픽과 대표 낱말",
        note=(
            "비중의 나머지는 어느 토픽에도 들지 않는 글입니다. "
            f"일관성이 {LOW_COHERENCE:g}보다 낮으면 낱말이 잘 뭉치지 않은 것이라 '참고만'으로 적었습니다. "
            f"토픽 다양성은 {frame['diversity'].iloc[0]:.2f}입니다(1이면 겹치는 낱말이 없음)."
        ),
    )


def _shares(context: Context, window: Window) -> pd.DataFrame:
    if not window.is_dated:
        return pd.DataFrame(columns=["period", "topic_id", "share"])
    unit = "week" if _is_weekly(window) else "month"
    first = window.last - pd.Timedelta(weeks=WEEKS_SHOWN) if unit == "week" else date(window.last.year - 3, 1, 1)
    return context.mart.query(_SHARES, [unit, window.kind, pd.Timestamp(first).date(), window.last])


def _is_weekly(window: Window) -> bool:
    return window.documents / max(1, window.days / 7) >= MIN_WEEKLY_DOCUMENTS

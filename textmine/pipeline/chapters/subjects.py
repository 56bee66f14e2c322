"""Topics: what people write about as a whole, and how its share moves."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pandas as pd

from textmine.analyse import place_topics
from textmine.pipeline.chapters.topic_pages import HEAT_NAMES
from textmine.pipeline.chapters.window import Window
from textmine.pipeline.context import Context
from textmine.pipeline.topic_views import list_topics
from textmine.pipeline.topics import load_topics
from textmine.report import Block, Column, Paragraph, Section, TableBlock
from textmine.report.charts import topic_share_chart
from textmine.report.topic_map import topic_map_chart
from textmine.types import KIND_NAMES, Kind

WEEKS_SHOWN = 26
MIN_WEEKLY_DOCUMENTS = 20  # a share of fewer documents jumps about; months are shown instead
METHOD_NOTES = {
    "nmf": "글이 길어 행렬 분해(NMF, TF-IDF)로 토픽을 찾았습니다.",
    "lda": "글이 짧아 한 글이 한 주제라고 보는 LDA로 토픽을 찾았습니다. 짧은 글의 토픽은 읽을 때 더 조심해야 합니다.",
}

_SHARES = """
with dated as (
    select doc_id, date_trunc(?, civil_date)::date as period from documents
    where kind = ? and civil_date between ? and ?
), sizes as (select period, count(*) as documents from dated group by 1)
select d.period, t.topic_id, sum(t.share) / any_value(s.documents) as share
from doc_topics t join dated d using (doc_id) join sizes s using (period) group by all order by all
"""

def topic_section(context: Context, window: Window) -> Section | None:
    """Section with the map and the table of topics and the chart of their shares."""
    frame = topic_frame(context, window.kind, until=window.last)
    if frame.empty:
        return None
    blocks: list[Block] = [_map(context, window, frame), _table(frame)]
    shares = _shares(context, window)
    if shares["period"].nunique() >= 4:
        labels = dict(zip(frame["topic_id"], frame["label"], strict=True))
        shares = shares.assign(topic=shares["topic_id"].map(labels)).dropna(subset="topic")
        blocks.append(topic_share_chart(
            shares[["period", "topic", "share"]], caption="토픽 비중의 변화", freq="W" if _is_weekly(window) else "M"
        ))
    blocks += _how(context, window)
    biggest = frame.iloc[0]
    lead = (
        f"{KIND_NAMES[window.kind]} 글을 {len(frame)}개 토픽으로 나누어 보면 '{biggest['label']}' 토픽이 "
        f"{biggest['share']:.0%}로 가장 큽니다."
    )
    return Section(f"topics-{window.kind}", f"{KIND_NAMES[window.kind]} 토픽", lead, tuple(blocks))


def topic_frame(context: Context, kind: Kind, *, until: date | None = None) -> pd.DataFrame:
    """Frame [topic_id, number, label, terms, npmi, stability, warning, documents, share, change, heat, diversity] of a
    kind, largest first.

    ``terms`` ((term, weight), ...); ``share`` is 0..1 of the kind's documents; ``npmi`` and ``stability`` are of
    documents that were not fitted on.
    """
    columns = [
        "topic_id", "number", "label", "terms", "npmi", "stability", "warning", "documents", "share", "change", "heat",
    ]
    model = load_topics(context, kind)
    views = list_topics(context, kind, until=until) if model is not None else []
    frame = pd.DataFrame([asdict(view) for view in views], columns=columns)
    weighted = {topic.topic_id: topic.terms for topic in model.topics} if model is not None else {}
    return frame.assign(
        terms=frame["topic_id"].map(weighted), diversity=model.diversity if model is not None else float("nan")
    )


def _map(context: Context, window: Window, frame: pd.DataFrame) -> Block:
    model = load_topics(context, window.kind)
    assert model is not None
    places = pd.DataFrame(place_topics(model), columns=["x", "y"])
    places.insert(0, "topic_id", [topic.topic_id for topic in model.topics])
    return topic_map_chart(
        frame.merge(places, on="topic_id"), caption="토픽 지도",
        note="동그라미가 클수록 글이 많고, 가까울수록 같은 낱말을 많이 씁니다. "
        "숫자는 토픽 번호이며 달이 바뀌어도 그대로입니다.",
    )


def _table(frame: pd.DataFrame) -> TableBlock:
    rows = tuple(
        (str(row["number"]), str(row["label"]), ", ".join(term for term, _ in row["terms"][:8]), int(row["documents"]),
         float(row["share"]), HEAT_NAMES[row["heat"]] if row["heat"] else "", f"{row['npmi']:.2f}",
         f"{row['stability']:.2f}", "참고만" if row["warning"] else "")
        for row in frame.to_dict("records")
    )
    return TableBlock(
        (Column("번호", align="right"), Column("토픽"), Column("대표 낱말"), Column("글 수", "integer", "건"),
         Column("비중", "share"), Column("추세"), Column("일관성(NPMI)", align="right"),
         Column("안정성", align="right"), Column("주의")),
        rows, caption="토픽과 대표 낱말",
        note=(
            "비중의 나머지는 어느 토픽에도 들지 않는 글입니다. "
            "일관성은 학습하지 않은 글에서 낱말들이 함께 나오는 정도, "
            "안정성은 글의 80%로 다시 학습했을 때 낱말이 겹치는 정도입니다. "
            "믿기 어려운 토픽은 '참고만'으로 적었습니다. "
            f"토픽 다양성은 {frame['diversity'].iloc[0]:.2f}입니다(1이면 겹치는 낱말이 없음)."
        ),
    )


def _how(context: Context, window: Window) -> list[Block]:
    """How the model was made, and the curve of its number of topics."""
    model = load_topics(context, window.kind)
    assert model is not None
    blocks: list[Block] = [Paragraph(METHOD_NOTES[model.method], "note")]
    if model.curve:
        blocks.append(TableBlock(
            (Column("토픽 수", "integer", "개"), Column("일관성(NPMI)", align="right"), Column("안정성", align="right"),
             Column("다양성", align="right"), Column("고름")),
            tuple(
                (p.n_topics, f"{p.npmi:.2f}", f"{p.stability:.2f}", f"{p.diversity:.2f}", "고름" if p.is_chosen else "")
                for p in model.curve
            ), "토픽 수를 고른 근거",
            note="학습하지 않은 글에서 잰 일관성과 안정성을 더해, "
            "가장 좋은 것과 다름없는 가운데 가장 큰 수를 골랐습니다.",
        ))
    return blocks


def _shares(context: Context, window: Window) -> pd.DataFrame:
    if not window.is_dated:
        return pd.DataFrame(columns=["period", "topic_id", "share"])
    unit = "week" if _is_weekly(window) else "month"
    first = window.last - pd.Timedelta(weeks=WEEKS_SHOWN) if unit == "week" else date(window.last.year - 3, 1, 1)
    return context.mart.query(_SHARES, [unit, window.kind, pd.Timestamp(first).date(), window.last])


def _is_weekly(window: Window) -> bool:
    return window.documents / max(1, window.days / 7) >= MIN_WEEKLY_DOCUMENTS

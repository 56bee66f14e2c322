"""Topics as the page shows them: all of a kind, and one with its share over time and its texts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from textmine.errors import TextmineError
from textmine.pipeline.chapters.subjects import topic_frame
from textmine.pipeline.context import Context
from textmine.pipeline.panels import last_day
from textmine.store.ledger import topics
from textmine.types import Kind

WEEKS: Final = 26
_CLEAR_SHARE: Final = 0.4  # of a text is about the topic: an example that reads like one

_SHARES: Final = """
with dated as (
    select doc_id, date_trunc('week', civil_date)::date as week from documents
    where kind = $kind and civil_date between $first and $last
), sizes as (select week, count(*) as n from dated group by 1)
select week, any_value(sizes.n) as documents, coalesce(sum(t.share), 0) / any_value(sizes.n) as share
from sizes left join dated using (week) left join (select * from doc_topics where topic_id = $topic) t using (doc_id)
group by week order by week
"""
_TEXTS: Final = """
select d.doc_id, d.title, d.body, d.department, d.region, d.civil_date, t.share
from doc_topics t join documents d using (doc_id) left join copies c using (doc_id)
where t.topic_id = $topic and t.share >= $least and coalesce(c.canonical_id, d.doc_id) = d.doc_id
  and (not $limited or d.department in (select unnest($departments)))
order by d.civil_date desc nulls last, t.share desc, d.doc_id limit 5
"""


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic of a kind; ``share`` is 0..1 of the kind's texts, ``is_loose`` says that it should not be trusted.
    """

    topic_id: str
    name: str
    terms: tuple[tuple[str, float], ...]
    documents: int
    share: float
    is_loose: bool


@dataclass(frozen=True, slots=True)
class TopicText:
    """A masked text of a topic; ``share`` of it is about the topic."""

    doc_id: str
    title: str
    body: str
    department: str
    region: str
    civil_date: date | None
    share: float


@dataclass(frozen=True, slots=True)
class TopicDetail:
    """One topic: its share of all texts a week (0..1), and texts that are mostly about it."""

    line: TopicLine
    weeks: tuple[date, ...]
    shares: tuple[float, ...]
    texts: tuple[TopicText, ...]


def topic_state(context: Context) -> int:
    """A number that changes when somebody renames a topic."""
    with context.ledger.read() as connection:
        registry = topics.list_topics(connection)
    return hash((tuple(registry["topic_id"]), tuple(registry["human_label"])))


def list_topics(context: Context, kind: Kind) -> list[TopicLine]:
    """Topics of a kind, the largest first, by the name that a person gave or the machine's."""
    with context.ledger.read() as connection:
        registry = topics.list_topics(connection).set_index("topic_id")
    given = registry["human_label"].to_dict() if len(registry) else {}
    return [
        TopicLine(
            str(r["topic_id"]), str(given.get(r["topic_id"]) or r["label"]), tuple(r["terms"]), int(r["documents"]),
            float(r["share"]), bool(r["warning"]),
        )
        for r in topic_frame(context, kind).to_dict("records")
    ]  # fmt: skip


def show_topic(
    context: Context, kind: Kind, topic_id: str, *, departments: Collection[str] | None, with_texts: bool
) -> TopicDetail:
    """One topic of a kind.

    Raises
    ------
    TextmineError
        There is no such topic now.
    """
    line = next((one for one in list_topics(context, kind) if one.topic_id == topic_id), None)
    newest = last_day(context, kind)
    if line is None or newest is None:
        raise TextmineError("그 토픽이 지금은 없습니다. 토픽 목록에서 다시 고르세요.")
    first = newest - timedelta(days=newest.weekday(), weeks=WEEKS - 1)
    shares = context.mart.query(_SHARES, {"kind": kind, "first": first, "last": newest, "topic": topic_id})
    texts = context.mart.query(_TEXTS, {
        "topic": topic_id, "least": _CLEAR_SHARE, "limited": departments is not None,
        "departments": sorted(departments or [""]),
    }) if with_texts else None
    return TopicDetail(
        line, tuple(shares["week"]), tuple(shares["share"].astype(float)),
        tuple(
            TopicText(r["doc_id"], r["title"], r["body"], r["department"], r["region"], r["civil_date"], r["share"])
            for r in (texts.to_dict("records") if texts is not None else [])
        ),
    )

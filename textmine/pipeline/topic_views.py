"""What people read of topics: the list, one topic with who writes about it, its examples and its history, a rename."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from textmine.analyse import TopicModel, choose_examples, find_hot_topics, follow_topics, suppress_small_cells
from textmine.analyse.topic_trend import Heat
from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.pipeline.topic_texts import to_terms
from textmine.pipeline.topics import load_quality, load_topics
from textmine.store.ledger import topics as registry
from textmine.types import KINDS, Kind

MIN_CELL: Final = 5  # groups of fewer documents could point at a person
GROUPS: Final = {"지역": "region", "부서": "department", "나이": "age_band", "성별": "sex"}
EXAMPLES: Final = 3
MAX_LABEL: Final = 60
_MONTHS: Final = 24
_MIN_MONTH: Final = 30  # the share of fewer documents jumps about
_GROUPS_SHOWN: Final = 12
_TYPICAL: Final = 200

# A month is whole when the kind has a document in a later one.
_MONTHLY: Final = """
with dated as (
    select doc_id, date_trunc('month', civil_date)::date as period from documents
    where kind = $kind and civil_date <= $until
), sizes as (
    select period, count(*) as documents from dated
    where period < (select max(period) from dated) group by 1 having count(*) >= $least
)
select s.period, t.topic_id, sum(t.share) as weight, any_value(s.documents) as documents
from doc_topics t join dated d using (doc_id) join sizes s using (period) group by all order by all
"""
_TOTALS: Final = """
select t.topic_id, count(*) as documents, sum(t.share) as weight from doc_topics t
semi join (select doc_id from documents where kind = ?) using (doc_id) group by 1
"""
_BY_GROUP: Final = """
with main as (
    select doc_id, arg_max(topic_id, (share, topic_id)) as topic_id from doc_topics group by 1
)
select coalesce(nullif(d.{column}, ''), '') as name, count(*) filter (m.topic_id = $topic) as topic,
       count(*) filter (m.topic_id is distinct from $topic) as others
from documents d left join main m using (doc_id) where d.kind = $kind group by 1
having name <> '' order by topic desc, name
"""
_TYPICAL_DOCUMENTS: Final = """
select d.doc_id, d.civil_date, d.title, d.body, m.morphemes
from doc_topics t join documents d using (doc_id) join morphs m using (doc_id, content_hash)
left join copies c using (doc_id)
where t.topic_id = ? and d.kind = ? and coalesce(c.canonical_id, d.doc_id) = d.doc_id
order by t.share desc, d.doc_id limit ?
"""


@dataclass(frozen=True, slots=True)
class TopicView:
    """One topic in use. ``documents`` that hold it, ``share`` of all texts of its kind, ``npmi`` and ``stability`` on
    documents not fitted on, ``warning`` where it should not be trusted; ``change`` and ``heat`` over the last months
    ("" = no trend beyond chance, or too few months: NaN)."""

    topic_id: str
    kind: Kind
    number: int
    label: str
    is_renamed: bool
    terms: tuple[str, ...]
    documents: int
    share: float
    npmi: float
    stability: float
    warning: str
    change: float
    heat: Heat


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic with ``groups`` (지역, 부서, 나이, 성별 → frame [name, topic, others, share], small cells NaN),
    ``trend`` (frame of ``follow_topics``), masked ``examples`` (day, text) that differ from each other, ``history``."""

    topic: TopicView
    groups: dict[str, pd.DataFrame]
    trend: pd.DataFrame
    examples: tuple[tuple[date | None, str], ...]
    history: tuple[dict[str, Any], ...]


def list_topics(context: Context, kind: Kind | None = None, *, until: date | None = None) -> list[TopicView]:
    """Topics in use, of one kind or of all, the largest first."""
    views: list[TopicView] = []
    for one in KINDS if kind is None else (kind,):
        model = load_topics(context, one)
        if model is not None and model.n_topics:
            views += _views(context, one, model, until)
    return views


def show_topic(context: Context, name: str, *, until: date | None = None) -> TopicPage:
    """The page of a topic, by id, by the first letters of it, or by label.

    Raises
    ------
    TextmineError
        No topic in use, or more than one, is called so.
    """
    return open_pages(context, [find_topic(list_topics(context, until=until), name)], until=until)[0]


def open_pages(context: Context, views: Sequence[TopicView], *, until: date | None = None) -> list[TopicPage]:
    """The pages of topics of one kind."""
    trend = monthly_shares(context, views[0].kind, until=until) if views else pd.DataFrame()
    with context.ledger.read() as connection:
        history = {view.topic_id: registry.list_events(connection, view.topic_id) for view in views}
    return [
        TopicPage(
            view, who_writes(context, view), trend[trend["topic_id"] == view.topic_id].reset_index(drop=True),
            typical_texts(context, view), tuple(history[view.topic_id]),
        )
        for view in views
    ]


def rename_topic(context: Context, name: str, label: str, *, actor: str) -> str:
    """The id of the topic that from now on has ``label``, whatever a later model would call it; "" takes it back.

    Raises
    ------
    TextmineError
        No topic is called ``name``, or the label is too long or that of another topic.
    """
    label = " ".join(label.split())
    if len(label) > MAX_LABEL:
        raise TextmineError(f"토픽 이름은 {MAX_LABEL}자까지입니다. 지금 {len(label)}자이니 줄이세요.")
    views = list_topics(context)
    view = find_topic(views, name)
    same = [v for v in views if v.kind == view.kind and v.label == label and v.topic_id != view.topic_id]
    if label and same:
        raise TextmineError(f"'{label}'은(는) 이미 토픽 {same[0].number}의 이름입니다. 다른 이름을 고르세요.")
    with context.ledger.begin() as connection:
        registry.rename(connection, view.topic_id, label=label, actor=actor, at=context.now)
    return view.topic_id


def find_topic(views: Sequence[TopicView], name: str) -> TopicView:
    """The one topic with this id, beginning of an id, or label."""
    exact = [view for view in views if name in (view.topic_id, view.label)]
    found = exact or [view for view in views if len(name) >= 4 and view.topic_id.startswith(name)]
    if len(found) != 1:
        what = "이 여럿입니다" if found else "이 없습니다"
        raise TextmineError(f"'{name}'(이)라는 토픽{what}. 'textmine topics list'에서 id를 보고 쓰세요.")
    return found[0]


def topic_history(context: Context, name: str = "") -> list[dict[str, Any]]:
    """What became of all topics, or of one that is or was known by this id, oldest first."""
    with context.ledger.read() as connection:
        if not name:
            return registry.list_events(connection)
        known = registry.list_topics(connection)
        names = known["topic_id"].str.startswith(name) | known["human_label"].eq(name) | known["label"].eq(name)
        found = known.loc[names, "topic_id"].tolist()
        if len(found) != 1:
            raise TextmineError(
                f"'{name}'(으)로 토픽 하나를 고를 수 없습니다. 'textmine topics list --all'에서 id를 보고 쓰세요."
            )
        return registry.list_events(connection, found[0])


def monthly_shares(context: Context, kind: Kind, *, until: date | None = None) -> pd.DataFrame:
    """Frame of ``follow_topics`` over the last 24 whole months with enough documents."""
    values = {"kind": kind, "until": until or date.max, "least": _MIN_MONTH}
    counts = context.mart.query(_MONTHLY, values)
    recent = sorted(counts["period"].unique())[-_MONTHS:]
    return follow_topics(counts[counts["period"].isin(recent)])


def who_writes(context: Context, view: TopicView) -> dict[str, pd.DataFrame]:
    """Documents of which it is the main topic by region, department, age and sex, small cells hidden (NaN)."""
    groups = {}
    for title, column in GROUPS.items():
        rows = context.mart.query(_BY_GROUP.format(column=column), {"topic": view.topic_id, "kind": view.kind})
        if len(rows) < 2:
            continue
        # Both columns are checked together: the size of a group is no secret, so one would give away the other.
        safe = suppress_small_cells(rows.set_index("name")[["topic", "others"]], minimum=MIN_CELL).head(_GROUPS_SHOWN)
        groups[title] = safe.assign(share=safe["topic"] / (safe["topic"] + safe["others"])).reset_index()
    return groups


def typical_texts(context: Context, view: TopicView) -> tuple[tuple[date | None, str], ...]:
    """Day and masked text of documents that stand for the topic and differ from each other, no copies."""
    rows = context.mart.query(_TYPICAL_DOCUMENTS, [view.topic_id, view.kind, _TYPICAL])
    chosen = choose_examples(to_terms(rows, context.lexicon), count=EXAMPLES)
    picked = rows.iloc[chosen]
    return tuple(
        (None if pd.isna(day) else pd.Timestamp(day).date(), " ".join(f"{title or ''} {body or ''}".split()))
        for day, title, body in picked[["civil_date", "title", "body"]].itertuples(index=False)
    )


def _views(context: Context, kind: Kind, model: TopicModel, until: date | None) -> list[TopicView]:
    totals = context.mart.query(_TOTALS, [kind]).set_index("topic_id")
    size = int(context.mart.query("select count(*) as n from documents where kind = ?", [kind])["n"].iloc[0])
    with context.ledger.read() as connection:
        known = registry.list_topics(connection, kind).set_index("topic_id")
    quality = load_quality(context, kind)
    heat = find_hot_topics(monthly_shares(context, kind, until=until)).set_index("topic_id")
    views = [
        TopicView(
            t.topic_id, kind, int(known["number"][t.topic_id]), t.label, bool(known["human_label"][t.topic_id]),
            tuple(term for term, _ in t.terms), int(totals["documents"].get(t.topic_id, 0)),
            float(totals["weight"].get(t.topic_id, 0.0)) / max(size, 1), quality[t.topic_id].npmi,
            quality[t.topic_id].stability, quality[t.topic_id].warning,
            float(heat["change"].get(t.topic_id, float("nan"))), heat["heat"].get(t.topic_id, ""),
        )
        for t in model.topics
    ]
    return sorted(views, key=lambda view: (-view.share, view.topic_id))


def known_topics(context: Context) -> pd.DataFrame:
    """Frame [topic_id, kind, number, label, terms, state] of all topics ever known, with the labels of people."""
    with context.ledger.read() as connection:
        frame = registry.list_topics(connection)
    labels = frame["human_label"].where(frame["human_label"] != "", frame["label"])
    terms = [" ".join(json.loads(words)) for words in frame["terms"]]
    return frame.assign(label=labels, terms=terms).drop(columns="human_label")

"""The registry of topics: ids, numbers and the labels that people gave outlive the models; a log says what became."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import add_rows

Event = Mapping[str, Any]


class TopicLike(Protocol):
    @property
    def topic_id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def terms(self) -> Sequence[tuple[str, float]]: ...


def sync(
    connection: Connection, *, kind: str, model_id: str, topics: Sequence[TopicLike], at: datetime,
    events: Sequence[Event] = (),
) -> None:
    """Make ``topics`` the current ones of ``kind``; others of that kind are kept as gone.

    ``events`` have ``topic_id``, ``verdict``, ``other_id``, ``label`` and ``evidence`` (JSON values).
    """
    table = tables.topics
    connection.execute(update(table).where(table.c.kind == kind).values(state="gone"))
    for topic in topics:
        row = {
            "topic_id": topic.topic_id, "kind": kind, "model_id": model_id, "label": topic.label, "human_label": "",
            "terms": json.dumps([term for term, _ in topic.terms], ensure_ascii=False), "state": "current",
            "first_seen": at,
        }
        add_rows(connection, table, [row])
        connection.execute(
            update(table).where(table.c.topic_id == topic.topic_id)
            .values(state="current", model_id=model_id, label=topic.label, terms=row["terms"])
        )
    for event in events:
        _log(connection, dict(event) | {"kind": kind, "model_id": model_id, "actor": "", "at": at})


def list_topics(connection: Connection, kind: str | None = None) -> pd.DataFrame:
    """Frame [topic_id, kind, number, label, human_label, terms, state] of all topics ever known, by kind and number.

    ``number`` counts from 1 in each kind in the order in which topics were first seen, so it never changes.
    """
    table = tables.topics
    columns = [table.c.topic_id, table.c.kind, table.c.label, table.c.human_label, table.c.terms, table.c.state]
    query = select(*columns).order_by(table.c.kind, table.c.first_seen, table.c.topic_id)
    if kind is not None:
        query = query.where(table.c.kind == kind)
    frame = pd.DataFrame(connection.execute(query).all(), columns=[column.name for column in columns])
    frame.insert(2, "number", frame.groupby("kind").cumcount() + 1)
    return frame


def rename(connection: Connection, topic_id: str, *, label: str, actor: str, at: datetime) -> None:
    """Give a topic the label of a person; an empty one takes it back."""
    table = tables.topics
    row = connection.execute(select(table).where(table.c.topic_id == topic_id)).one()
    connection.execute(update(table).where(table.c.topic_id == topic_id).values(human_label=label))
    _log(connection, {
        "topic_id": topic_id, "kind": row.kind, "model_id": row.model_id, "verdict": "renamed", "other_id": "",
        "label": label, "evidence": {"before": row.human_label or row.label}, "actor": actor, "at": at,
    })  # fmt: skip


def list_events(connection: Connection, topic_id: str | None = None) -> list[dict[str, Any]]:
    """What became of topics, or of one (also where it is the other one), oldest first."""
    table = tables.topic_events
    query = select(table).order_by(table.c.position)
    if topic_id is not None:
        query = query.where((table.c.topic_id == topic_id) | (table.c.other_id == topic_id))
    rows = [dict(row._mapping) for row in connection.execute(query)]
    return [row | {"evidence": json.loads(row["evidence"])} for row in rows]


def _log(connection: Connection, event: dict[str, Any]) -> None:
    evidence = json.dumps(event["evidence"], ensure_ascii=False, sort_keys=True)
    connection.execute(insert(tables.topic_events).values(event | {"evidence": evidence}))

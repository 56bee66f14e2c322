"""The registry of topics: ids and the labels that people gave outlive the models."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import pandas as pd
from sqlalchemy import Connection, select, update

from textmine.store.ledger import tables
from textmine.store.ledger.upsert import add_rows


class TopicLike(Protocol):
    @property
    def topic_id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def terms(self) -> Sequence[tuple[str, float]]: ...


def sync(connection: Connection, *, kind: str, model_id: str, topics: Sequence[TopicLike], at: datetime) -> None:
    """Make ``topics`` the current ones of ``kind``; others of that kind are kept as gone."""
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


def list_topics(connection: Connection) -> pd.DataFrame:
    """Frame [topic_id, kind, label, human_label, terms, state] of all topics ever known."""
    table = tables.topics
    columns = [table.c.topic_id, table.c.kind, table.c.label, table.c.human_label, table.c.terms, table.c.state]
    rows = connection.execute(select(*columns).order_by(table.c.topic_id)).all()
    return pd.DataFrame(rows, columns=[c.name for c in columns])

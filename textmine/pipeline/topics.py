"""Topics of complaints and of posts, fitted on closed months so that a new day changes no model.

A new model begins from the last one, and its topics keep the ids, numbers and labels of the registry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from textmine.analyse import (
    TopicModel,
    TopicQuality,
    assess_topics,
    fit_topics,
    from_arrays,
    to_arrays,
    transform_topics,
)
from textmine.errors import StoreError
from textmine.pipeline.context import Context
from textmine.pipeline.topic_registry import identify, with_human_labels
from textmine.pipeline.topic_texts import name_topics, to_terms
from textmine.store import models
from textmine.store.ledger import kv
from textmine.store.ledger import topics as registry
from textmine.types import KINDS, Kind

MIN_DOCUMENTS = 200  # fewer documents give topics that are single complaints
MIN_SHARE = 0.05  # smaller shares are noise and would fill the table
_RECIPE = 2  # grows when the same texts would give other topics

# doc_id is a hash, so the smallest ones are a random sample that every run draws alike.
_TRAINING = """
with newest as (select date_trunc('month', max(civil_date)) as opened from documents where kind = $kind)
select d.doc_id, d.content_hash
from documents d left join copies c using (doc_id), newest
where d.kind = $kind and c.doc_id is null
  and ($everything or d.civil_date is null or d.civil_date < newest.opened)
order by d.doc_id limit $sample
"""

_MORPHEMES = "select doc_id, month, morphemes from morphs semi join documents using (doc_id, content_hash) "


@dataclass(frozen=True, slots=True)
class _Training:
    """What a model is fitted on: rows of ids, a digest of them and of the rules, and the model in use so far."""

    rows: pd.DataFrame
    digest: str
    model_id: str
    previous: str | None


def update_topics(context: Context, *, touched: set[str]) -> int:
    """Number of topics in use; models are fitted where their training documents changed."""
    return sum(_update_kind(context, kind, touched) for kind in KINDS)


def load_topics(context: Context, kind: Kind) -> TopicModel | None:
    """The model of a kind of text with the labels that people gave, or None where there is too little text."""
    with context.ledger.read() as connection:
        model_id = kv.get(connection, f"topic_model:{kind}")
        known = registry.list_topics(connection, kind)
    return with_human_labels(_load(context, model_id), known) if model_id else None


def load_quality(context: Context, kind: Kind) -> dict[str, TopicQuality]:
    """How far each topic in use can be trusted, by id."""
    with context.ledger.read() as connection:
        model_id = kv.get(connection, f"topic_model:{kind}")
    if not model_id:
        return {}
    _, manifest = models.load_model(context.settings.models_dir / model_id)
    return {row["topic_id"]: TopicQuality(**row) for row in manifest["quality"]}


def _load(context: Context, model_id: str) -> TopicModel:
    return from_arrays(*models.load_model(context.settings.models_dir / model_id))


def _update_kind(context: Context, kind: Kind, touched: set[str]) -> int:
    training = _training(context, kind)
    if len(training.rows) < MIN_DOCUMENTS:
        return 0
    if training.model_id == training.previous:
        model = _load(context, training.model_id)
        if touched:
            _write_shares(context, kind, model, training, events=(), touched=touched)
        return model.n_topics
    model, events = _fit(context, kind, training)
    _write_shares(context, kind, model, training, events=events, touched=None)
    return model.n_topics


def _training(context: Context, kind: Kind) -> _Training:
    values = {"kind": kind, "sample": context.settings.topic_sample}
    rows = context.mart.query(_TRAINING, values | {"everything": False})
    if len(rows) < MIN_DOCUMENTS:
        rows = context.mart.query(_TRAINING, values | {"everything": True})
    settings = context.settings
    rules = f"{_RECIPE}|{kind}|{context.lexicon.version}|{settings.profile}|{settings.seed}|{settings.topics}"
    digest = hashlib.sha256((rules + "".join(rows["doc_id"] + rows["content_hash"])).encode()).hexdigest()[:16]
    with context.ledger.begin() as connection:
        previous = kv.get(connection, f"topic_model:{kind}")
        if previous and kv.get(connection, f"topic_training:{kind}") == digest:
            return _Training(rows, digest, previous, previous)
    # The same texts after another model give another model: its name must say so.
    name = hashlib.sha256(f"{digest}|{previous}".encode()).hexdigest()[:16]
    return _Training(rows, digest, f"topics-{kind}-{name}", previous)


def _fit(context: Context, kind: Kind, training: _Training) -> tuple[TopicModel, tuple[Mapping[str, Any], ...]]:
    settings = context.settings
    asked = [list(training.rows["doc_id"])]
    rows = context.mart.query(_MORPHEMES + "where doc_id in (select unnest(?)) order by doc_id", asked)
    terms, doc_ids = to_terms(rows, context.lexicon), list(rows["doc_id"])
    old = _readable(context, training.previous)
    fitted = fit_topics(terms, doc_ids=doc_ids, n_topics=settings.topics, seed=settings.seed, start=old)
    labels = name_topics(fitted, fitted.doc_topics, rows, context.lexicon)
    with context.ledger.begin() as connection:
        known = registry.list_topics(connection, kind)
    identified = identify(fitted, labels, known, old=old, terms=terms)
    quality = assess_topics(identified.model, terms, doc_ids=doc_ids, seed=settings.seed)
    arrays, manifest = to_arrays(identified.model)
    models.save_model(
        settings.models_dir / training.model_id, arrays, manifest | {"quality": [asdict(one) for one in quality]}
    )
    return identified.model, identified.events


def _readable(context: Context, model_id: str | None) -> TopicModel | None:
    """The model in use so far; None without any, and for one that an older version of this program wrote."""
    if not model_id:
        return None
    try:
        return _load(context, model_id)
    except (StoreError, ValueError):
        return None


def _write_shares(
    context: Context, kind: Kind, model: TopicModel, training: _Training, *,
    events: Sequence[Mapping[str, Any]], touched: set[str] | None,
) -> None:
    months = context.mart.query("select distinct month from documents order by month")["month"]
    names = [month for month in months if touched is None or month in touched]
    rows = context.mart.query(
        _MORPHEMES + "semi join (select doc_id from documents where kind = ?) using (doc_id) "
        "where month in (select unnest(?)) order by doc_id", [kind, names],
    )
    shares = transform_topics(model, to_terms(rows, context.lexicon))
    shares = np.where(shares >= MIN_SHARE, shares, 0.0)
    document, topic = np.nonzero(shares)
    topic_ids = np.array([t.topic_id for t in model.topics], dtype=object)
    frame = pd.DataFrame({
        "doc_id": rows["doc_id"].to_numpy()[document], "month": rows["month"].to_numpy()[document],
        "topic_id": topic_ids[topic], "share": shares[document, topic].astype(np.float32),
        "model_id": training.model_id,
    })
    others = context.mart.query(
        "select t.* from doc_topics t semi join (select doc_id from documents where kind <> ?) using (doc_id) "
        "where t.month in (select unnest(?))", [kind, names],
    )
    with context.mart.write("analyse") as writer:
        writer.replace_months("doc_topics", names, pd.concat([others, frame], ignore_index=True))
        writer.on_commit(lambda connection: _register(connection, context, kind, model, training, events))


def _register(
    connection: Connection, context: Context, kind: Kind, model: TopicModel, training: _Training,
    events: Sequence[Mapping[str, Any]],
) -> None:
    kv.set(connection, f"topic_model:{kind}", training.model_id)
    kv.set(connection, f"topic_training:{kind}", training.digest)
    registry.sync(
        connection, kind=kind, model_id=training.model_id, topics=model.topics, at=context.now, events=events
    )

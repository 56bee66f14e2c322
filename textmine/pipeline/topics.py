"""Topics of complaints and of posts, fitted on closed months so that a new day changes no model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from textmine.analyse import TopicModel, fit_topics, from_arrays, to_arrays, transform_topics
from textmine.pipeline.context import Context
from textmine.store import models
from textmine.store.ledger import kv
from textmine.store.ledger import topics as registry
from textmine.text import terms_from_morphemes
from textmine.types import KINDS, Kind

MIN_DOCUMENTS = 200  # fewer documents give topics that are single complaints
MIN_SHARE = 0.05  # smaller shares are noise and would fill the table

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


def update_topics(context: Context, *, touched: set[str]) -> int:
    """Number of topics in use; models are fitted where their training documents changed."""
    return sum(_update_kind(context, kind, touched) for kind in KINDS)


def load_topics(context: Context, kind: Kind) -> TopicModel | None:
    """The fitted model of a kind of text, or None where there is too little text."""
    with context.ledger.begin() as connection:
        model_id = kv.get(connection, f"topic_model:{kind}")
    if not model_id:
        return None
    arrays, manifest = models.load_model(context.settings.models_dir / model_id)
    return from_arrays(arrays, manifest)


def _update_kind(context: Context, kind: Kind, touched: set[str]) -> int:
    training = _training(context, kind)
    if len(training) < MIN_DOCUMENTS:
        return 0
    model_id = _model_id(context, kind, training)
    with context.ledger.begin() as connection:
        is_new = kv.get(connection, f"topic_model:{kind}") != model_id
    if not is_new and not touched:
        model = load_topics(context, kind)
        return len(model.topics) if model else 0
    model = _fit(context, training, model_id) if is_new else load_topics(context, kind)
    assert model is not None
    _write_shares(context, kind, model, model_id, touched=None if is_new else touched)
    return len(model.topics)


def _training(context: Context, kind: Kind) -> pd.DataFrame:
    values = {"kind": kind, "sample": context.settings.topic_sample}
    closed = context.mart.query(_TRAINING, values | {"everything": False})
    return closed if len(closed) >= MIN_DOCUMENTS else context.mart.query(_TRAINING, values | {"everything": True})


def _model_id(context: Context, kind: Kind, training: pd.DataFrame) -> str:
    settings = context.settings
    rules = f"{kind}|{context.lexicon.version}|{settings.profile}|{settings.seed}|{settings.topics}"
    digest = hashlib.sha256(rules.encode())
    digest.update("".join(training["doc_id"] + training["content_hash"]).encode())
    return f"topics-{kind}-{digest.hexdigest()[:16]}"


def _fit(context: Context, training: pd.DataFrame, model_id: str) -> TopicModel:
    asked = [list(training["doc_id"])]
    rows = context.mart.query(_MORPHEMES + "where doc_id in (select unnest(?)) order by doc_id", asked)
    settings = context.settings
    model = fit_topics(
        _terms(context, rows), doc_ids=list(rows["doc_id"]), n_topics=settings.topics, seed=settings.seed
    )
    arrays, manifest = to_arrays(model)
    models.save_model(context.settings.models_dir / model_id, arrays, manifest)
    return model


def _write_shares(context: Context, kind: Kind, model: TopicModel, model_id: str, *, touched: set[str] | None) -> None:
    months = context.mart.query("select distinct month from documents order by month")["month"]
    names = [month for month in months if touched is None or month in touched]
    rows = context.mart.query(
        _MORPHEMES + "semi join (select doc_id from documents where kind = ?) using (doc_id) "
        "where month in (select unnest(?)) order by doc_id", [kind, names],
    )
    shares = transform_topics(model, _terms(context, rows))
    shares = np.where(shares >= MIN_SHARE, shares, 0.0)
    document, topic = np.nonzero(shares)
    topic_ids = np.array([t.topic_id for t in model.topics], dtype=object)
    frame = pd.DataFrame({
        "doc_id": rows["doc_id"].to_numpy()[document], "month": rows["month"].to_numpy()[document],
        "topic_id": topic_ids[topic], "share": shares[document, topic].astype(np.float32), "model_id": model_id,
    })
    others = context.mart.query(
        "select t.* from doc_topics t semi join (select doc_id from documents where kind <> ?) using (doc_id) "
        "where t.month in (select unnest(?))", [kind, names],
    )
    with context.mart.write("analyse") as writer:
        writer.replace_months("doc_topics", names, pd.concat([others, frame], ignore_index=True))
        writer.on_commit(lambda connection: _register(connection, context, kind, model, model_id))


def _register(connection: Connection, context: Context, kind: Kind, model: TopicModel, model_id: str) -> None:
    kv.set(connection, f"topic_model:{kind}", model_id)
    registry.sync(connection, kind=kind, model_id=model_id, topics=model.topics, at=context.now)


def _terms(context: Context, rows: pd.DataFrame) -> Sequence[list[str]]:
    return [terms_from_morphemes(list(m), context.lexicon) for m in rows["morphemes"]]

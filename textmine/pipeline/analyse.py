"""Documents → morphemes (cached) → terms → postings and daily counts, month by month, then topics.

A month is derived again when the digest of its documents, the dictionaries or the analyser differs from the one
stored when it was last derived. So a crash, a late file and a changed dictionary all mend themselves, and a new
day touches its own month only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from textmine.analyse import score_sentiment
from textmine.pipeline.campaigns import update_campaigns
from textmine.pipeline.context import Context
from textmine.pipeline.copies import update_copies
from textmine.pipeline.morphemes import engine_key, quarantine_unread, read_morphemes, write_morphemes
from textmine.pipeline.topics import update_topics
from textmine.store.ledger import kv
from textmine.text import terms_from_morphemes

CHUNK_DOCUMENTS = 20_000  # bounds memory: about 200 MB of text, morphemes and postings at once

_DIGESTS = """
select d.month, count(*) as documents,
       md5(string_agg(d.doc_id || d.content_hash || coalesce(c.canonical_id, ''), '' order by d.doc_id)) as digest
from documents d left join copies c using (doc_id) group by d.month order by d.month
"""

_MONTH_DOCUMENTS = """
select d.doc_id, d.month, d.kind, d.source, d.external_id, d.civil_date, d.created_at, d.department, d.category,
       d.region_code, d.region, d.age_band, d.sex, d.title, d.body, d.content_hash,
       coalesce(c.canonical_id, d.doc_id) as canonical_id
from documents d left join copies c using (doc_id)
where d.month in (select unnest(?)) order by d.doc_id
"""


@dataclass(frozen=True, slots=True)
class AnalysisReport:
    """Counts of one run: documents derived again, of them newly tokenised, and months touched."""

    documents: int
    tokenised: int
    months: int
    topics: int


def analyse(context: Context) -> AnalysisReport:
    """Report of what was derived again; nothing is when documents and dictionaries are unchanged."""
    update_copies(context)
    stale = _stale_months(context)
    documents = tokenised = 0
    for months in _chunks(stale):
        derived, fresh = _derive_months(context, months)
        documents, tokenised = documents + derived, tokenised + fresh
    update_campaigns(context)
    topics = update_topics(context, touched={month for month, _, _ in stale})
    return AnalysisReport(documents, tokenised, len(stale), topics)


def _stale_months(context: Context) -> list[tuple[str, int, str]]:
    found = context.mart.query(_DIGESTS)
    if found.empty:
        return []
    version = f"{context.lexicon.version}|{engine_key(context)}"
    with context.ledger.begin() as connection:
        known = {name: kv.get(connection, f"derived:{name}") for name in found["month"]}
    stale = []
    for month, count, digest in found.itertuples(index=False):
        wanted = hashlib.sha256(f"{digest}|{version}".encode()).hexdigest()[:32]
        if known[month] != wanted:
            stale.append((month, int(count), wanted))
    return stale


def _chunks(stale: Sequence[tuple[str, int, str]]) -> Iterator[list[tuple[str, int, str]]]:
    chunk: list[tuple[str, int, str]] = []
    size = 0
    for month in stale:
        if chunk and size + month[1] > CHUNK_DOCUMENTS:
            yield chunk
            chunk, size = [], 0
        chunk.append(month)
        size += month[1]
    if chunk:
        yield chunk


def _derive_months(context: Context, months: Sequence[tuple[str, int, str]]) -> tuple[int, int]:
    names = [month for month, _, _ in months]
    documents = context.mart.query(_MONTH_DOCUMENTS, [names])
    reading = read_morphemes(context, documents, names)
    terms = [terms_from_morphemes(m, context.lexicon) for m in reading.morphemes]
    postings = _postings(documents, terms)
    with context.mart.write("analyse") as writer:
        if reading.is_new:
            write_morphemes(context, writer, documents, reading.morphemes, names)
            writer.on_commit(lambda connection: quarantine_unread(connection, documents, reading.unread))
        writer.replace_months("postings", names, postings)
        writer.replace_months("term_daily", names, _term_daily(postings))
        writer.replace_months("doc_scores", names, _scores(context, documents, terms))
        writer.on_commit(lambda connection: _mark_derived(connection, months))
    return len(documents), reading.analysed


def _mark_derived(connection: Connection, months: Sequence[tuple[str, int, str]]) -> None:
    for month, _, digest in months:
        kv.set(connection, f"derived:{month}", digest)


def _postings(documents: pd.DataFrame, terms: list[list[str]]) -> pd.DataFrame:
    """One row per document and term, with the columns that slices need, sorted by term."""
    unique = [sorted(set(row)) for row in terms]
    rows = np.repeat(np.arange(len(unique)), [len(row) for row in unique])
    first = ~documents.sort_values(["created_at", "doc_id"]).duplicated(["canonical_id", "civil_date"])
    slices = documents[
        ["doc_id", "month", "civil_date", "kind", "source", "department", "category", "region_code", "age_band", "sex"]
    ].assign(is_distinct=first.reindex(documents.index))
    postings = slices.iloc[rows].reset_index(drop=True)
    postings.insert(0, "term", [term for row in unique for term in row])
    return postings.sort_values(["month", "term", "doc_id"], ignore_index=True)


def _term_daily(postings: pd.DataFrame) -> pd.DataFrame:
    dated = postings[postings["civil_date"].notna()]
    daily = dated.groupby(["month", "term", "civil_date", "kind"], sort=True)["is_distinct"].agg(["size", "sum"])
    return daily.rename(columns={"size": "posts", "sum": "distinct"}).reset_index()


def _scores(context: Context, documents: pd.DataFrame, terms: list[list[str]]) -> pd.DataFrame:
    danger = context.lexicon.danger_words
    values = {
        "sentiment": score_sentiment(terms, context.lexicon.sentiment),
        "urgency": np.array([max((danger.get(term, 0) for term in row), default=0) for row in terms], dtype=float),
    }
    frames = [
        documents[["doc_id", "month"]].assign(score=name, value=value, model_id=f"lexicon:{context.lexicon.version}")
        for name, value in values.items()
    ]
    return pd.concat(frames, ignore_index=True)

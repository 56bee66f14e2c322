"""Count series read from the mart: terms, signals and labels by day, with the days that really were covered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from textmine.analyse import category_terms
from textmine.pipeline.context import Context
from textmine.pipeline.topics import load_topics
from textmine.store.ledger import coverage
from textmine.trends import build_signals
from textmine.types import KINDS, Kind, Signal

_TERMS = """
select 'term:' || term as series, civil_date, posts as count from term_daily
where kind = ? and term in (select unnest(?)) and civil_date <= ?
order by term, civil_date
"""

_LABELS = """
with labels as (
    select unnest(['total', 'category:' || category, 'department:' || department, 'region:' || region]) as series,
           civil_date
    from documents where kind = ? and civil_date <= ?
)
select series, civil_date, count(*) as count from labels
where series not in ('category:', 'department:', 'region:') group by all order by all
"""

_SIGNAL_DOCUMENTS = """
with asked as (select unnest(?) as signal_id, unnest(?) as term, unnest(?) as sign)
select signal_id, civil_date, doc_id, count(*) filter (sign > 0) as hits
from postings join asked using (term)
where kind = ? and civil_date <= ?
group by all having count(*) filter (sign < 0) = 0
order by all
"""

# doc_id is a hash, so the smallest ones are a random sample that every run draws alike.
_CATEGORISED = """
with sample as (
    select doc_id from documents where kind = 'complaint' and category <> '' and civil_date < ?
    order by doc_id limit 20000
)
select any_value(category) as category, list(term order by term) as terms
from postings semi join sample using (doc_id) where kind = 'complaint' group by doc_id order by doc_id
"""


def last_day(context: Context, kind: Kind | None = None) -> date | None:
    """The newest day with documents, or None without dated documents."""
    where, params = ("where kind = ?", [kind]) if kind else ("", [])
    newest = context.mart.query(f"select max(civil_date) as newest from documents {where}", params)["newest"].iloc[0]
    return None if pd.isna(newest) else pd.Timestamp(newest).date()


def dated_kinds(context: Context) -> list[Kind]:
    """Kinds of text that have dated documents, in the order of ``types.KINDS``."""
    found = set(context.mart.query("select distinct kind from documents where civil_date is not null")["kind"])
    return [kind for kind in KINDS if kind in found]


def covered_days(context: Context, kind: Kind, *, upto: date) -> pd.DataFrame:
    """Frame [civil_date, state] of a kind: an outage of any source wins, then complete, then the rest."""
    with context.ledger.read() as connection:
        days = coverage.read(connection, kind=kind)
    days = days[days["civil_date"] <= upto]
    rank = {"unknown": 0, "partial": 1, "complete": 2, "outage": 3}
    strongest = days.assign(rank=days["state"].map(rank)).sort_values("rank").drop_duplicates("civil_date", keep="last")
    return strongest.sort_values("civil_date", ignore_index=True)[["civil_date", "state"]]


def term_rows(context: Context, kind: Kind, terms: Sequence[str], *, upto: date) -> pd.DataFrame:
    """Frame [series, civil_date, count] of ``term:<term>``."""
    return context.mart.query(_TERMS, [kind, list(terms), upto])


def label_rows(context: Context, kind: Kind, *, upto: date) -> pd.DataFrame:
    """Frame [series, civil_date, count] of ``total``, ``category:``, ``department:`` and ``region:`` series."""
    return context.mart.query(_LABELS, [kind, upto])


def signal_documents(context: Context, kind: Kind, signals: Sequence[Signal], *, upto: date) -> pd.DataFrame:
    """Frame [series, civil_date, doc_id]: which documents belong to which signal, by the one rule of ``Signal``.

    Complaints carry their category as a label, so the categories' classifiers count the other kinds of text only.
    """
    counted = [s for s in signals if kind != "complaint" or not s.signal_id.startswith("category:")]
    asked = [(s.signal_id, term, 1) for s in counted for term in s.terms]
    asked += [(s.signal_id, term, -1) for s in counted for term in s.excluded_terms]
    if not asked:
        return pd.DataFrame(columns=["series", "civil_date", "doc_id"])
    ids, terms, signs = (list(column) for column in zip(*asked, strict=True))
    found = context.mart.query(_SIGNAL_DOCUMENTS, [ids, terms, signs, kind, upto])
    least = {s.signal_id: s.min_hits for s in signals}
    needed = found["signal_id"].map(least).astype("int64") if len(found) else found["hits"]
    found = found[found["hits"] >= needed]
    return found.rename(columns={"signal_id": "series"}).drop(columns="hits").reset_index(drop=True)


def daily_counts(documents: pd.DataFrame) -> pd.DataFrame:
    """Frame [series, civil_date, count] from [series, civil_date, doc_id]."""
    return documents.groupby(["series", "civil_date"], sort=True).size().rename("count").reset_index()


def signals_in_use(context: Context, *, upto: date) -> tuple[Signal, ...]:
    """Watch packs, complaint topics and category classifiers, as of the month before ``upto``."""
    model = load_topics(context, "complaint")
    topics = [(t.topic_id, t.label, tuple(term for term, _ in t.terms[:8])) for t in model.topics] if model else []
    closed = context.mart.query(_CATEGORISED, [upto.replace(day=1)])
    categories = category_terms([list(terms) for terms in closed["terms"]], list(closed["category"]))
    return build_signals(context.lexicon, topics, categories)


def as_of_day(context: Context, as_of: date | None) -> date | None:
    """The day to judge by: the one given, else the newest day of the mart."""
    return as_of if as_of is not None else last_day(context)

"""Campaigns of the mart: found month by month, each with the four months before it, under ids that stay.

The campaigns of a month depend on the documents of those five months and on the ids of the month before, and on nothing
else: neither on the order in which documents came nor on how often this ran.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd

from textmine import __version__
from textmine.analyse import compare_frequencies
from textmine.analyse.campaigns import BEFORE_DAYS, find_campaigns
from textmine.pipeline.context import Context
from textmine.store.ledger import kv
from textmine.types import Kind

_SPAN: Final = 5  # months: eight weeks of what is usual, then a campaign of up to three months
_STATE: Final = "campaigns:"
_RULES: Final = f"1/{__version__}"
_TITLE_TERMS: Final = 4

_MONTHS: Final = "select distinct month from documents where civil_date is not null order by month"
_DOCUMENTS: Final = """
select d.doc_id, d.kind, d.civil_date, coalesce(c.canonical_id, d.doc_id) as canonical_id, p.terms
from documents d left join copies c using (doc_id) left join (
    select doc_id, list(term order by term) as terms from postings where month = $month group by doc_id
) p using (doc_id)
where d.month = $month and d.civil_date is not null order by d.civil_date, d.doc_id
"""
_LISTED: Final = """
with members as (select distinct campaign_id, doc_id from campaigns)
select m.campaign_id, d.kind, count(*) as posts, count(distinct coalesce(c.canonical_id, d.doc_id)) as distinct,
       count(distinct nullif(d.person_key, '')) as persons, min(d.civil_date) as first, max(d.civil_date) as last,
       list(d.doc_id order by d.civil_date, d.doc_id) as doc_ids,
       coalesce(mode(nullif(d.department, '')), '') as department,
       coalesce(mode(nullif(d.region, '')), '') as region
from members m join documents d using (doc_id) left join copies c using (doc_id)
group by all having max(d.civil_date) >= $since and min(d.civil_date) <= $until
order by posts desc, m.campaign_id
"""
_CAMPAIGN_DF: Final = "select term, count(*) as df from postings where doc_id in (select unnest(?)) group by term"
_USUAL_DF: Final = """
select term, count(*) as df from postings
where kind = ? and civil_date between ? and ? and doc_id not in (select unnest(?)) group by term
"""


@dataclass(frozen=True, slots=True)
class CampaignView:
    """One campaign: ``posts`` documents, ``distinct`` without copies, ``persons`` who are known to be different."""

    campaign_id: str
    kind: Kind
    title: str
    posts: int
    distinct: int
    persons: int
    first: date
    last: date
    department: str
    region: str
    doc_ids: tuple[str, ...]


def update_campaigns(context: Context) -> int:
    """Number of months whose campaigns were sought again, because documents of their span changed."""
    months = list(context.mart.query(_MONTHS)["month"])
    with context.ledger.read() as connection:
        derived = kv.get_prefixed(connection, "derived:")
        known = kv.get_prefixed(connection, _STATE)
    spans = {month: months[max(0, n - _SPAN + 1) : n + 1] for n, month in enumerate(months)}
    documents: dict[str, pd.DataFrame] = {}
    found: dict[str, pd.DataFrame] = {}
    states: dict[str, str] = {}
    previous, before = "", ""  # the month before and the digest of its campaigns
    for month, span in spans.items():
        facts = [derived.get(f"derived:{one}") for one in span]
        wanted = hashlib.sha256(f"{_RULES}|{facts}|{before}".encode()).hexdigest()[:32]
        had, _, before = known.get(_STATE + month, "").partition("|")
        if had != wanted:
            documents = {one: documents[one] if one in documents else _read(context, one) for one in span}
            named = found[previous] if previous in found else _stored(context, previous)
            found[month] = _find([documents[one] for one in span], named).assign(month=month)
            before = hashlib.sha256("".join(found[month]["doc_id"] + found[month]["campaign_id"]).encode()).hexdigest()
            states[month] = f"{wanted}|{before}"
        previous = month
    if found:
        _write(context, found, states)
    return len(found)


def list_campaigns(context: Context, *, since: date, until: date) -> list[CampaignView]:
    """Campaigns with a document between two days, those of most documents first."""
    rows = context.mart.query(_LISTED, {"since": since, "until": until})
    return [_view(context, row) for row in rows.to_dict("records")]


def _read(context: Context, month: str) -> pd.DataFrame:
    documents = context.mart.query(_DOCUMENTS, {"month": month})
    return documents.assign(civil_date=pd.to_datetime(documents["civil_date"]), is_new=False)


def _stored(context: Context, month: str) -> pd.DataFrame:
    return context.mart.query("select doc_id, campaign_id from campaigns where month = ?", [month])


def _write(context: Context, found: dict[str, pd.DataFrame], states: dict[str, str]) -> None:
    with context.mart.write("campaigns") as writer:
        writer.replace_months("campaigns", list(found), pd.concat(list(found.values()), ignore_index=True))
        for month, state in states.items():
            writer.on_commit(partial(kv.set, name=_STATE + month, value=state))


def _find(span: Sequence[pd.DataFrame], named: pd.DataFrame) -> pd.DataFrame:
    """Members of the campaigns that reach into the last month of ``span``: [doc_id, campaign_id], copies too."""
    everything = pd.concat([*span[:-1], span[-1].assign(is_new=True)], ignore_index=True)
    names = dict(zip(named["doc_id"], named["campaign_id"], strict=True))
    found = [_find_of_kind(documents, names) for _, documents in everything.groupby("kind", sort=True)]
    nothing = pd.DataFrame({"doc_id": pd.Series(dtype=str), "campaign_id": pd.Series(dtype=str)})
    return pd.concat([nothing, *(one for one in found if len(one))], ignore_index=True)


def _find_of_kind(documents: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    # One document for each group of copies, the earliest of the span.
    first = documents.drop_duplicates("canonical_id").dropna(subset="terms")
    days = np.asarray((first["civil_date"] - documents["civil_date"].min()).dt.days, dtype=np.int64)
    labels = find_campaigns([list(row) for row in first["terms"]], days)
    first = first.assign(label=labels, day=days)[labels >= 0]
    groups = [
        group
        for _, group in first.groupby("label", sort=True)
        if group["day"].min() >= BEFORE_DAYS and group["is_new"].any()
    ]
    ids = _ids([list(group["doc_id"]) for group in groups], names)
    owner = {
        canonical: name for group, name in zip(groups, ids, strict=True) for canonical in group["canonical_id"]
    }
    members = documents.assign(campaign_id=documents["canonical_id"].map(owner)).dropna(subset="campaign_id")
    return members[["doc_id", "campaign_id"]].sort_values("doc_id", ignore_index=True)


def _ids(groups: Sequence[Sequence[str]], named: dict[str, str]) -> list[str]:
    """Id of each group: that of the month before which most of its documents had, or one made of its first document."""
    claims = [Counter(named[doc_id] for doc_id in group if doc_id in named) for group in groups]
    ranked = sorted(
        ((-count, name, number) for number, claim in enumerate(claims) for name, count in claim.items()),
    )
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for _, name, number in ranked:
        if number not in ids and name not in taken:
            ids[number] = name
            taken.add(name)
    made = [hashlib.sha256(group[0].encode()).hexdigest()[:12] for group in groups]
    return [ids.get(number, made[number]) for number in range(len(groups))]


def _view(context: Context, row: dict[Hashable, Any]) -> CampaignView:
    ids = list(row["doc_ids"])
    return CampaignView(
        campaign_id=row["campaign_id"], kind=row["kind"],
        title=_title(context, row["kind"], ids, row["first"], row["last"]), posts=int(row["posts"]),
        distinct=int(row["distinct"]), persons=int(row["persons"]), first=row["first"], last=row["last"],
        department=row["department"], region=row["region"], doc_ids=tuple(ids),
    )


def _title(context: Context, kind: Kind, doc_ids: list[str], first: date, last: date) -> str:
    """The terms that set the campaign apart from what else was written on its days."""
    own = context.mart.query(_CAMPAIGN_DF, [doc_ids]).set_index("term")["df"]
    usual = context.mart.query(_USUAL_DF, [kind, first, last, doc_ids]).set_index("term")["df"]
    return " · ".join(compare_frequencies(own, usual, top=_TITLE_TERMS)["term"])

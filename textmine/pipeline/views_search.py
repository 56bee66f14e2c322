"""Finding complaints: by words and filters, or by what is like a pasted text. Texts are masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.text import clean, extract_terms, mask
from textmine.types import Kind

FILTERS: Final[dict[str, str]] = {
    "department": "부서", "category": "분야", "region": "지역", "status": "상태", "channel": "보낸곳",
}
MAX_QUERY: Final = 100
MAX_PASTED: Final = 5000
_QUERY_TERMS: Final = 12

_COLUMNS: Final = (
    "doc_id, external_id, kind, title, body, department, category, region, channel, status, civil_date, due_on, "
    "answered_at"
)
_PAGE: Final = f"""
select {_COLUMNS} from documents d where {{where}} order by d.civil_date desc nulls last, d.doc_id limit ?
"""
_COUNT: Final = "select count(*) as n from documents d where {where}"
_CHOICES: Final = """
select {column} as name, count(*) as n from documents where kind = ? and {column} <> '' group by 1
order by n desc, name limit 80
"""
_ONE: Final = f"""
select {_COLUMNS}, answer, satisfaction, masked, source, received_at, age_band, sex, url from documents
where doc_id = $doc_id and (not $limited or department in (select unnest($departments)))
"""
# BM25 (Robertson & Zaragoza 2009) over the postings, which know a term once a document: term frequency is 1, so only
# rarity and length speak. b = 0.75, k1 = 1.2.
_SIMILAR: Final = f"""
with asked as (select unnest($terms) as term), size as (select count(*)::double as n from documents where kind = $kind),
df as (select term, count(*)::double as df from postings semi join asked using (term) where kind = $kind group by term),
hits as (select p.doc_id, p.term from postings p semi join asked using (term) where p.kind = $kind),
lengths as (
    select doc_id, length(title) + length(body) as length, avg(length(title) + length(body)) over () as mean
    from documents where kind = $kind and (not $limited or department in (select unnest($departments)))
),
scored as (
    select h.doc_id, count(*) as shared,
           sum(ln(1 + (size.n - df.df + 0.5) / (df.df + 0.5)) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * l.length / l.mean)))
           as score
    from hits h join df using (term) join lengths l using (doc_id), size group by h.doc_id
)
select {_COLUMNS}, shared, score, coalesce(c.canonical_id, d.doc_id) as same
from scored join documents d using (doc_id) left join copies c using (doc_id)
qualify row_number() over (partition by same order by score desc, d.doc_id) = 1
order by score desc, doc_id limit $most
"""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; ``equals`` has keys of ``FILTERS``."""

    kind: Kind = "complaint"
    words: str = ""
    first: date | None = None
    last: date | None = None
    equals: Mapping[str, str] | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One masked document in a list; ``score`` only of similar ones, ``shared`` their common terms."""

    doc_id: str
    number: str
    kind: str
    title: str
    body: str
    department: str
    category: str
    region: str
    channel: str
    status: str
    civil_date: date | None
    due_on: date | None
    is_answered: bool
    score: float = 0.0
    shared: int = 0


Place = tuple[str, str]  # civil date ("" without one) and doc_id: the next page begins behind it


def search_documents(
    context: Context, wanted: Search, *, departments: Collection[str] | None, behind: Place | None = None,
    limit: int = 30,
) -> list[Found]:  # fmt: skip
    """Documents with every word, the newest first; only those of ``departments`` (None: all).

    Raises
    ------
    TextmineError
        A filter is unknown or the words are too long.
    """
    where, values = _condition(wanted, departments)
    if behind is not None:
        day = "d.civil_date is null" if not behind[0] else "(d.civil_date = ? and d.doc_id > ?)"
        later = f"(d.civil_date is null and {'d.doc_id > ?' if not behind[0] else 'true'})"
        where += f" and ({later})" if not behind[0] else f" and (d.civil_date < ? or {day} or {later})"
        values += [behind[1]] if not behind[0] else [behind[0], behind[0], behind[1]]
    rows = context.mart.query(_PAGE.format(where=where), [*values, limit])
    return [_found(row) for row in rows.to_dict("records")]


def count_documents(context: Context, wanted: Search, *, departments: Collection[str] | None) -> int:
    """How many documents a search has in all."""
    where, values = _condition(wanted, departments)
    return int(context.mart.query(_COUNT.format(where=where), values)["n"].iloc[0])


def filter_choices(context: Context, kind: Kind) -> dict[str, list[str]]:
    """By column of ``FILTERS``: what there is to choose from, the most frequent first."""
    return {
        column: list(context.mart.query(_CHOICES.format(column=column), [kind])["name"].astype(str))
        for column in FILTERS
    }


def read_document(context: Context, doc_id: str, *, departments: Collection[str] | None) -> dict[str, Any]:
    """Every column of one masked document that the reader may see.

    Raises
    ------
    TextmineError
        There is no such document for this reader.
    """
    rows = context.mart.query(_ONE, {"doc_id": doc_id} | _limits(departments))
    if rows.empty:
        raise TextmineError("그 글이 없습니다. 지워졌거나 다른 부서의 글입니다.")
    row = {str(name): value for name, value in rows.iloc[0].to_dict().items()}
    return {name: None if not isinstance(value, str) and pd.isna(value) else value for name, value in row.items()}


def similar_documents(
    context: Context, text: str, *, kind: Kind = "complaint", departments: Collection[str] | None, limit: int = 10
) -> tuple[list[Found], list[str]]:
    """Documents most like ``text``, one of each group of copies, and the terms that were looked for.

    The text is masked before anything else and kept nowhere.

    Raises
    ------
    TextmineError
        The text has no term that is counted.
    """
    masked = mask(clean(text[:MAX_PASTED]).text).text
    terms = next(iter(extract_terms([masked], context.tokenizer(), context.lexicon)), [])
    chosen = [term for term, _ in Counter(terms).most_common()]
    if not chosen:
        raise TextmineError("찾을 말이 없습니다. 민원의 본문을 한 문장 넘게 붙여 넣으세요.")
    rows = context.mart.query(
        _SIMILAR, {"terms": _rarest(context, chosen, kind), "kind": kind, "most": limit} | _limits(departments)
    )
    return [_found(row) for row in rows.to_dict("records")], chosen[:_QUERY_TERMS]


def _rarest(context: Context, terms: list[str], kind: Kind) -> list[str]:
    """The rarest of the terms: common ones cost most and tell least."""
    sql = "select term, count(*) as n from postings where kind = ? and term in (select unnest(?)) group by 1 order by n"
    found = list(context.mart.query(sql, [kind, terms])["term"].astype(str))
    return found[:_QUERY_TERMS] or terms[:_QUERY_TERMS]


def _limits(departments: Collection[str] | None) -> dict[str, Any]:
    return {"limited": departments is not None, "departments": sorted(departments or [""])}


def _condition(wanted: Search, departments: Collection[str] | None) -> tuple[str, list[Any]]:
    if len(wanted.words) > MAX_QUERY:
        raise TextmineError(f"찾을 말은 {MAX_QUERY}자까지 적을 수 있습니다. 긴 글은 '비슷한 민원'에 붙여 넣으세요.")
    parts: list[str] = ["d.kind = ?"]
    values: list[Any] = [wanted.kind]
    if departments is not None:
        parts.append("d.department in (select unnest(?))")
        values.append(sorted(departments) or [""])
    for name, value in (wanted.equals or {}).items():
        if name not in FILTERS:
            raise TextmineError(f"'{name}'(으)로는 거를 수 없습니다. {', '.join(FILTERS)} 가운데 고르세요.")
        parts.append(f"d.{name} = ?")
        values.append(value)
    for day, sign in ((wanted.first, ">="), (wanted.last, "<=")):
        if day is not None:
            parts.append(f"d.civil_date {sign} ?")
            values.append(day)
    for word in wanted.words.split():
        parts.append("(contains(d.title, ?) or contains(d.body, ?) or d.external_id = ?)")
        values += [word, word, word]
    if wanted.is_open:
        parts.append("d.answered_at is null")
    return " and ".join(parts), values


def _found(row: Mapping[Any, Any]) -> Found:
    def day(value: Any) -> date | None:
        return None if value is None or pd.isna(value) else pd.Timestamp(value).date()

    return Found(
        row["doc_id"], row["external_id"], row["kind"], row["title"], row["body"], row["department"],
        row["category"], row["region"], row["channel"], row["status"], day(row["civil_date"]), day(row["due_on"]),
        not pd.isna(row["answered_at"]), float(row.get("score", 0.0)), int(row.get("shared", 0)),
    )  # fmt: skip

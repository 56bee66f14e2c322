"""Terms as the page shows them: the ranking of a span, and one term by place, age, sex and department."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import pandas as pd

from textmine.analyse.disclosure import suppress_small_cells
from textmine.pipeline.context import Context
from textmine.pipeline.panels import last_day
from textmine.pipeline.words import ContextReport, show_contexts
from textmine.types import Kind

SLICES: Final[dict[str, str]] = {
    "region": "지역", "department": "부서", "category": "분야", "age_band": "나이", "sex": "성별",
}
TOP_SLICES: Final = 12
SPAN_DAYS: Final = 28
TERM_DAYS: Final = 364  # one term is rare: a year shows where it comes from
_MANY: Final = 2000

_RANKING: Final = """
select term, count(*) as posts, count(*) filter (is_distinct) as n,
       any_value(before.n) as before
from postings left join (
    select term, count(*) filter (is_distinct) as n from postings
    where kind = $kind and civil_date between $earlier and $first - 1 group by term
) before using (term)
where kind = $kind and civil_date between $first and $last
group by term order by n desc, term limit $top
"""
# Joined to the documents, which know the region's name; a share needs all documents of the slice too.
_SLICE: Final = """
select d.{column} as name, count(p.doc_id) as n, count(*) as everything
from documents d left join (select doc_id from postings where kind = $kind and term = $term) p using (doc_id)
where d.kind = $kind and d.civil_date between $first and $last and d.{column} <> ''
group by 1 having n > 0 order by n desc, name
"""


@dataclass(frozen=True, slots=True)
class RankedTerm:
    """A term of a span: documents, copies once a day, and the same in the span before."""

    term: str
    posts: int
    distinct: int
    before: int


@dataclass(frozen=True, slots=True)
class SliceLine:
    """One part of the texts: documents with the term, and how many that is of 1,000 of the part."""

    name: str
    n: int
    per_1000: float


@dataclass(frozen=True, slots=True)
class Slices:
    """The parts with most documents, and how many parts have a count that is too small to be shown."""

    lines: tuple[SliceLine, ...]
    hidden: int


def span_of(
    context: Context, kind: Kind, first: date | None, last: date | None, *, days: int = SPAN_DAYS
) -> tuple[date, date] | None:
    """The days asked for; by default the newest ``days`` of the kind. None without dated texts."""
    newest = last_day(context, kind)
    if newest is None:
        return None
    upto = last or newest
    return first or upto - timedelta(days=days - 1), upto


def rank_terms(context: Context, kind: Kind, first: date, last: date, *, top: int = 60) -> list[RankedTerm]:
    """Terms of most documents in a span of days."""
    length = last - first + timedelta(days=1)
    rows = context.mart.query(
        _RANKING, {"kind": kind, "first": first, "last": last, "earlier": first - length, "top": top}
    )
    return [
        RankedTerm(str(r["term"]), int(r["posts"]), int(r["n"]), 0 if pd.isna(r["before"]) else int(r["before"]))
        for r in rows.to_dict("records")
    ]


def slice_term(context: Context, term: str, kind: Kind, first: date, last: date) -> dict[str, Slices]:
    """By column of ``SLICES``: where, by whom and to whom a term is written; small counts are hidden.

    ``term`` is one that is counted, see ``words.find_term``.
    """
    values = {"kind": kind, "term": term, "first": first, "last": last}
    found = {}
    for column in SLICES:
        rows = context.mart.query(_SLICE.format(column=column), values)
        if len(rows):
            found[column] = _lines(rows)
    return found


def contexts_of(
    context: Context, term: str, kind: Kind, first: date, last: date, *, departments: Collection[str] | None,
    limit: int = 20, width: int = 34,
) -> ContextReport:  # fmt: skip
    """Places of a term in texts that the reader sees; see ``words.show_contexts``."""
    many = limit if departments is None else _MANY
    found = show_contexts(context, term, kind=kind, first=first, last=last, limit=many, width=width)
    if departments is None:
        return found
    return replace(found, rows=found.rows[found.rows["department"].isin(departments)].head(limit))


def _lines(rows: pd.DataFrame) -> Slices:
    counts = suppress_small_cells(rows[["name", "n"]].set_index("name"))["n"]
    shown = rows[counts.notna().to_numpy()]
    return Slices(
        tuple(
            SliceLine(str(r["name"]), int(r["n"]), 1000 * int(r["n"]) / int(r["everything"]))
            for r in shown.head(TOP_SLICES).to_dict("records")
        ),
        len(rows) - len(shown),
    )

"""키워드: what is written about, and what about one word: when, where, by whom, in which sentences?"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response

from textmine.errors import TextmineError
from textmine.pipeline import views_words
from textmine.pipeline.related_words import is_fitted, show_related
from textmine.pipeline.words import TrendReport, find_term, show_trend
from textmine.types import KIND_NAMES, Kind
from textmine.web import plots
from textmine.web.parsing import days_of
from textmine.web.people import Right
from textmine.web.visits import Visit, allow

router = APIRouter()
Freq = Literal["D", "W", "M"]
FREQ_NAMES: dict[Freq, str] = {"D": "날마다", "W": "주별", "M": "달마다"}
_CLOUD = 40
_STYLES = ("first", "second", "third")


@router.get("/words")
def words(
    q: str = "", kind: Kind = "complaint", freq: Freq = "W", first: str = "", last: str = "",
    visit: Visit = allow(Right.SEE),
) -> Response:  # fmt: skip
    terms = [term for term in dict.fromkeys(part.strip() for part in q.split(",")) if term][:3]
    length = views_words.TERM_DAYS if terms else views_words.SPAN_DAYS
    days = days_of(first, last)
    span = visit.remember(
        "span", kind, days, length, make=lambda: views_words.span_of(visit.context, kind, *days, days=length)
    )
    shared: dict[str, Any] = {
        "q": q, "kind": kind, "freq": freq, "freqs": FREQ_NAMES, "span": span, "first": first, "last": last,
    }  # fmt: skip
    if span is None or not terms:
        ranked = visit.remember("rank", kind, *span, make=lambda: _ranked(visit, kind, span)) if span else []
        most = max((one.distinct for one in ranked), default=1)
        return visit.page("words.html", ranked=ranked, most=most, cloud=_cloud(ranked[:_CLOUD]), **shared)
    try:
        key = ("word", *terms, kind, freq, span, bool(first or last), visit.departments, visit.person.may(Right.READ))
        about = visit.remember(*key, make=lambda: _about(visit, terms, kind, freq, span, bool(first or last)))
        if about["found"] is not None:
            visit.note("read.word", about["found"].term)
        return visit.page("word.html", **about, **shared)
    except TextmineError as error:
        return visit.page("words.html", 404, ranked=[], most=1, cloud=[], wrong=str(error), **shared)


def _ranked(visit: Visit, kind: Kind, span: tuple[date, date]) -> list[views_words.RankedTerm]:
    return views_words.rank_terms(visit.context, kind, *span)


def _about(
    visit: Visit, terms: list[str], kind: Kind, freq: Freq, span: tuple[date, date], is_cut: bool
) -> dict[str, Any]:
    context = visit.context
    limits = {"first": span[0], "last": span[1]} if is_cut else {}
    trends = [show_trend(context, term, kind=kind, freq=freq, **limits) for term in terms]
    wanted = find_term(context, terms[0], kind=kind)
    may_read = visit.person.may(Right.READ)
    found = views_words.contexts_of(context, terms[0], kind, *span, departments=visit.departments) if may_read else None
    slices = views_words.slice_term(context, wanted, kind, *span)
    return {
        "trends": trends, "terms": terms, "found": found, "rows": found.rows.to_dict("records") if found else [],
        "chart": _chart(trends, kind, freq), "slices": slices, "columns": views_words.SLICES,
        "related": _related(visit, wanted), "newest": _latest(trends[0]),
    }  # fmt: skip


def _chart(trends: list[TrendReport], kind: Kind, freq: Freq) -> plots.Chart:
    """Documents of each term; of one term alone as bars."""
    rows = [trend.rows.tail({"D": 90, "W": 104, "M": 36}[freq]) for trend in trends]
    periods = [period.date() for period in rows[0]["period"]]
    counts = [[None if value is None or value != value else float(value) for value in _plain(one)] for one in rows]
    name = f"{KIND_NAMES[kind]} 글 수({FREQ_NAMES[freq]})"
    if len(trends) == 1:
        return plots.draw(periods, [], bars=counts[0], label=f"'{trends[0].term}' {name}")
    lines = [
        plots.Line(style, trend.term, values) for style, trend, values in zip(_STYLES, trends, counts, strict=False)
    ]
    return plots.draw(periods, lines, label=f"{', '.join(one.term for one in trends)} {name}")


def _plain(rows: object) -> list[float | None]:
    values = rows["posts"]  # type: ignore[index]
    return [None if missing else int(value) for value, missing in zip(values, values.isna(), strict=True)]


def _latest(trend: TrendReport) -> dict[str, object]:
    known = trend.rows[trend.rows["posts"].notna()]
    if known.empty:
        return {}
    row = known.iloc[-1]
    return {str(name): None if row[name] != row[name] else row[name] for name in known.columns}


def _related(visit: Visit, term: str) -> list[dict[str, object]]:
    """Related terms where vectors were trained before: training would keep the reader waiting for a minute."""
    if not visit.remember("related", make=lambda: is_fitted(visit.context)):
        return []
    try:
        found = visit.remember("related", term, make=lambda: show_related(visit.context, term, k=12))
    except TextmineError:
        return []
    return list(found.rows.to_dict("records"))


def _cloud(ranked: list[views_words.RankedTerm]) -> list[tuple[str, int, bool]]:
    """(term, size 1..5, does it rise) in alphabetical order, so that the eye finds a word it seeks."""
    most = max((one.distinct for one in ranked), default=1)
    sized = [
        (one.term, 1 + round(4 * (one.distinct / most) ** 0.7), one.distinct >= 8 and one.distinct >= 2 * one.before)
        for one in ranked
    ]
    return sorted(sized)

"""One term under the glass: where it stands, and how often over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final
from unicodedata import normalize

import pandas as pd

from textmine.analyse import find_contexts, follow_term, resolve_term, term_variants
from textmine.analyse.concordance import Order
from textmine.analyse.term_trend import COUNTS, Period
from textmine.analyse.variants import variant_pattern
from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.pipeline.panels import covered_days, last_day
from textmine.text.josa import quoted
from textmine.types import KIND_NAMES, KINDS, Kind

MAX_TEXTS: Final = 50_000  # with one term: some 50 MB of them
_SUGGESTIONS: Final = 5
_NEAR: Final = 0.75  # of the letters are the same
_WORD_BEGINS: Final = r"(?:^|[^\pL\pN])"

_COUNTED: Final = "select kind, count(*) as posts from postings where term = ? group by kind"
_TERMS: Final = "select term, count(*) as posts from postings where kind = ? group by term order by posts desc, term"
_SPAN: Final = (
    "($first::date is null or d.civil_date >= $first::date) and ($last::date is null or d.civil_date <= $last::date)"
)
# What the analyser read as the term, and what is written so although it did not; of copies the first of each day.
_TEXTS: Final = f"""
with read as (select doc_id from postings where kind = $kind and term = $term),
found as (
    select d.doc_id, d.civil_date, d.department, d.title || chr(10) || d.body as text,
           d.doc_id in (from read) as is_read,
           row_number() over (
               partition by coalesce(c.canonical_id, d.doc_id), d.civil_date order by d.created_at, d.doc_id
           ) > 1 as is_copy
    from documents d left join copies c using (doc_id)
    where d.kind = $kind and {_SPAN}
      and (d.doc_id in (from read) or regexp_matches(d.title || chr(10) || d.body, $pattern, 'i'))
),
counted as (
    select *, count(*) filter (is_read) over () as posts,
           count(*) filter (is_read and not is_copy) over () as distincts,
           count(*) filter (not is_read) over () as only_written
    from found
)
from counted where $copies or not is_copy order by civil_date desc nulls last, doc_id limit $most
"""
_DAYS: Final = """
with days as (select civil_date as date, count(*) as exposure from documents where kind = $kind group by all),
     found as (select civil_date as date, posts, "distinct" from term_daily where kind = $kind and term = $term)
select date, coalesce(posts, 0) as posts, coalesce("distinct", 0) as "distinct", exposure
from days left join found using (date) where date is not null order by date
"""


@dataclass(frozen=True, slots=True)
class ContextReport:
    """Places of a term.

    In ``posts`` documents the analyser reads it, ``distinct`` of them are no copies; in ``only_written`` more it is
    written and not read. ``searched`` texts were looked through, the newest first; ``unlocated`` of them hold it in
    other letters or inside longer words alone. ``places`` were found; ``rows`` (DataFrame[doc_id, civil_date,
    department, is_copy, is_read, left, keyword, right]) are those asked for; ``inside_words`` are in longer words.
    """

    term: str
    variants: tuple[str, ...]
    kind: Kind
    posts: int
    distinct: int
    only_written: int
    searched: int
    unlocated: int
    places: int
    inside_words: int
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True)
class TrendReport:
    """Counts of a term by period: ``rows`` as ``analyse.follow_term`` returns them, counts as whole numbers or <NA>."""

    term: str
    variants: tuple[str, ...]
    kind: Kind
    freq: Period
    rows: pd.DataFrame


def find_term(context: Context, term: str, *, kind: Kind | None = None) -> str:
    """The term as it is counted in texts of ``kind`` (None: of any).

    Raises
    ------
    TextmineError
        Nothing was analysed yet, or the term is in no text; the message names terms that are.
    """
    wanted = _resolve(context, term)
    counted = context.mart.query(_COUNTED, [wanted])
    if len(counted) and kind in (None, *counted["kind"]):
        return wanted
    raise TextmineError(_why_unknown(context, wanted, kind, set(counted["kind"])))


def show_contexts(
    context: Context, term: str, *, kind: Kind = "complaint", first: date | None = None, last: date | None = None,
    limit: int = 50, width: int = 30, order: Order = "text", inside_words: bool = False, copies: bool = False,
) -> ContextReport:  # fmt: skip
    """Where ``term`` stands in the texts of ``kind`` from ``first`` to ``last``, the newest first.

    Any spelling is found, whether the analyser counts it as the term or not. ``copies``: also show texts that are
    copies of another.

    Raises
    ------
    TextmineError
        The term is in no text of the kind; see ``find_term``.
    """
    wanted = _resolve(context, term)
    pattern = variant_pattern(term, context.lexicon).pattern
    values = {
        "kind": kind, "term": wanted, "first": first, "last": last, "copies": copies, "most": MAX_TEXTS,
        "pattern": pattern if inside_words else f"{_WORD_BEGINS}(?:{pattern})",
    }  # fmt: skip
    texts = context.mart.query(_TEXTS, values)
    if texts.empty:
        find_term(context, term, kind=kind)  # known, though not in this span
    found = find_contexts(
        texts["text"], term, lexicon=context.lexicon, width=width, order=order, limit=limit,
        inside_words=inside_words,
    )  # fmt: skip
    posts, distinct, only_written = (
        int(texts[name].max()) if len(texts) else 0 for name in ("posts", "distincts", "only_written")
    )
    about = texts.iloc[found.rows["row"]][["doc_id", "civil_date", "department", "is_copy", "is_read"]]
    return ContextReport(
        wanted, term_variants(wanted, context.lexicon), kind, posts, distinct, only_written, len(texts),
        len(texts) - found.documents, found.total, found.inside_words,
        pd.concat([about.reset_index(drop=True), found.rows[["left", "keyword", "right"]]], axis=1),
    )  # fmt: skip


def show_trend(
    context: Context, term: str, *, kind: Kind = "complaint", freq: Period = "W", first: date | None = None,
    last: date | None = None,
) -> TrendReport:  # fmt: skip
    """How often ``term`` is written in texts of ``kind``; periods with a day that is not complete are missing.

    Raises
    ------
    TextmineError
        The term is in no text, or no text has a date.
    """
    wanted = find_term(context, term, kind=kind)
    newest = last_day(context, kind)
    if newest is None:
        raise TextmineError("날짜 있는 글이 없어 추세를 낼 수 없습니다. 날짜 열이 있는 자료를 넣으세요.")
    counts = context.mart.query(_DAYS, {"kind": kind, "term": wanted}).set_index("date")
    days = covered_days(context, kind, upto=newest)
    complete = days.loc[days["state"] == "complete", "civil_date"]
    # A complete day without a document counts 0; a day that is not complete is missing.
    daily = counts.reindex(pd.Index(complete, name="date")).fillna(0).reset_index()
    rows = follow_term(daily, freq=freq).astype(dict.fromkeys(COUNTS, "Int64"))
    start = pd.PeriodIndex(rows["period"], freq={"D": "D", "W": "W-SUN", "M": "M"}[freq])
    shown = pd.Series(True, index=rows.index)
    if first is not None:
        shown &= start.end_time >= pd.Timestamp(first)
    if last is not None:
        shown &= start.start_time <= pd.Timestamp(last)
    return TrendReport(
        wanted, term_variants(wanted, context.lexicon), kind, freq, rows[shown.to_numpy()].reset_index(drop=True)
    )


def _resolve(context: Context, term: str) -> str:
    wanted = resolve_term(term, context.lexicon)
    if not any(character.isalnum() for character in wanted):
        raise TextmineError("찾을 말에 글자가 없습니다. 예: textmine words context 포트홀")
    return wanted


def _why_unknown(context: Context, term: str, kind: Kind | None, elsewhere: set[str]) -> str:
    if elsewhere:
        kinds = ", ".join(f"--kind {other}({KIND_NAMES[other]})" for other in KINDS if other in elsewhere)
        return f"{quoted(term, '은/는')} {KIND_NAMES[kind or 'complaint']}에 없습니다. 다른 글에는 있습니다: {kinds}"
    if term in context.lexicon.stopwords:
        remedy = f"'textmine dict remove stopword {term}' 뒤에 'textmine analyse'를 실행하세요."
        return f"{quoted(term, '은/는')} 불용어라 세지 않습니다. 세려면 {remedy}"
    terms = context.mart.query(_TERMS, [kind or "complaint"])["term"]
    if terms.empty:
        return "분석한 글이 없습니다. 'textmine ingest'로 자료를 넣고 'textmine analyse'를 실행하세요."
    alike = _alike(term, list(terms))
    hint = f" 비슷한 말: {', '.join(alike)}" if alike else ""
    return f"{quoted(term, '이/가')} 나온 글이 없습니다. 낱말 하나로 찾으세요.{hint}"


def _alike(term: str, names: list[str]) -> list[str]:
    """Terms that are a part of ``term`` or hold it, then those of nearly the same letters."""
    parts = [name for name in names if (len(name) > 1 and name in term) or term in name][:_SUGGESTIONS]
    letters = {normalize("NFD", name): name for name in names}  # a slip of the keyboard changes a letter of a syllable
    near = get_close_matches(normalize("NFD", term), letters, n=_SUGGESTIONS, cutoff=_NEAR)
    return list(dict.fromkeys([*parts, *(letters[form] for form in near)]))[:_SUGGESTIONS]

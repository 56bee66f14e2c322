"""Keywords: what is written about, what is new about it, and by whom and where."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from textmine.analyse import build_network, compare_frequencies, find_phrases, rank_keywords
from textmine.pipeline.chapters.window import Window
from textmine.pipeline.context import Context
from textmine.report import Block, Column, Section, TableBlock
from textmine.report.charts import bar_chart
from textmine.report.cloud import word_cloud
from textmine.text import terms_from_morphemes
from textmine.types import KIND_NAMES

SAMPLE_DOCUMENTS = 20_000
TOP = 30
MAX_SLICES = 15

_MORPHEMES = """
select m.morphemes from morphs m join documents d using (doc_id, content_hash)
where d.kind = ? and {where} order by d.doc_id limit ?
"""
# Copies count once: a campaign of one text is no new word of many.
_DF = """
select term, count(*) filter (is_distinct) as df from postings where kind = ? and {where}
group by term having df > 0 order by term
"""
_OWN_MORPHEMES = """
select m.morphemes from morphs m join documents d using (doc_id, content_hash)
where d.kind = ? and {where} and d.department = ? order by d.doc_id limit ?
"""
_TOTALS = """
select term, count(*) as total, (sum(count(*)) over ())::double as everything from postings
where kind = ? and {where} and department <> '' group by term
"""
_SLICE = """
with counted as (
    select {column} as slice, term, count(*) as df from postings
    where kind = ? and {where} and {column} <> '' group by all
), everywhere as (select term, sum(df) as total from counted group by term),
sizes as (select slice, sum(df) as size from counted group by slice),
ranked as (
    select slice, term, df, df / greatest(total * size / (select sum(size) from sizes), 1) as lift
    from counted join everywhere using (term) join sizes using (slice) where df >= 3
)
select slice, term, df from ranked
qualify row_number() over (partition by slice order by df * ln(lift + 1) desc, term) <= 8
order by slice, df * ln(lift + 1) desc, term
"""


def keyword_section(context: Context, window: Window) -> Section | None:
    """Section with cloud, ranking, distinctive keywords, phrases, network and slices."""
    terms = _terms(context, window)
    ranking = rank_keywords(terms, top=TOP)
    if ranking.empty:
        return None
    new = distinctive(context, window)
    rising = frozenset(new["term"].head(12)) if len(new) else frozenset()
    blocks: list[Block] = [
        word_cloud(
            rank_keywords(terms, top=70).rename(columns={"df": "value"})[["term", "value"]], emphasised=rising,
            caption=f"{window.name} {KIND_NAMES[window.kind]} 핵심어",
            note="붉은 말은 그 이전보다 두드러진 말입니다." if rising else "",
        ),
        _ranking_table(ranking, distinct_counts(context, window), window),
    ]
    blocks += [_distinctive_chart(new, window)] if len(new) else []
    blocks += _phrase_tables(terms)
    blocks += [table for column in ("department", "region_code") if (table := _slice_table(context, window, column))]
    lead = f"{window.name}에 가장 많이 나온 말은 {_quoted(ranking)}입니다."
    if len(new):
        lead += f" 그 이전보다 두드러진 말은 {_quoted(new)}입니다."
    return Section(f"keywords-{window.kind}", f"{KIND_NAMES[window.kind]} 핵심어", lead, tuple(blocks))


def _quoted(frame: pd.DataFrame) -> str:
    return ", ".join(f"'{term}'" for term in frame["term"].head(3))


def distinctive(context: Context, window: Window) -> pd.DataFrame:
    """Terms of the window against everything before it: frame of ``compare_frequencies``, strongest first."""
    if not window.is_dated:
        return pd.DataFrame(columns=["term", "target_df", "reference_df", "log_odds", "z"])
    target = distinct_counts(context, window)
    reference = _distinct(context, window, "civil_date < ?", [window.first])
    if target.empty or reference.empty:
        return pd.DataFrame(columns=["term", "target_df", "reference_df", "log_odds", "z"])
    found = compare_frequencies(target, reference)
    return found[(found["z"] >= 2.0) & (found["target_df"] >= 5)].head(20).reset_index(drop=True)


def keyword_table(context: Context, windows: list[Window]) -> pd.DataFrame:
    """Frame [kind, term, count, df, distinct, doc_share, tfidf] of all windows, for ``keywords.csv``."""
    columns = ["kind", "term", "count", "df", "distinct", "doc_share", "tfidf"]
    frames = []
    for window in windows:
        ranking = rank_keywords(_terms(context, window), top=500)
        distinct = ranking["term"].map(distinct_counts(context, window)).fillna(0).astype("int64")
        frames.append(ranking.assign(kind=window.kind, distinct=distinct))
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def _terms(context: Context, window: Window) -> list[list[str]]:
    rows = context.mart.query(
        _MORPHEMES.format(where=window.where.replace("civil_date", "d.civil_date")),
        [window.kind, *window.params, SAMPLE_DOCUMENTS],
    )
    return [terms_from_morphemes(list(m), context.lexicon) for m in rows["morphemes"]]


def distinct_counts(context: Context, window: Window) -> pd.Series:
    """Documents of the window that contain a term, one for each group of copies and day; by term."""
    return _distinct(context, window, window.where, window.params)


def _distinct(context: Context, window: Window, where: str, params: list[date]) -> pd.Series:
    frame = context.mart.query(_DF.format(where=where), [window.kind, *params])
    return frame.set_index("term")["df"]


def _ranking_table(ranking: pd.DataFrame, distinct: pd.Series, window: Window) -> TableBlock:
    shown = ranking.assign(distinct=ranking["term"].map(distinct).fillna(0).astype("int64")).head(20)
    return TableBlock(
        (Column("핵심어"), Column("나온 횟수", "integer", "회"), Column("글 수", "integer", "건"),
         Column("사본 빼고", "integer", "건"), Column("글의 비율", "share")),
        tuple(shown[["term", "count", "df", "distinct", "doc_share"]].itertuples(index=False, name=None)),
        caption=f"{window.name} {KIND_NAMES[window.kind]}에 많이 나온 말 20개",
        note=f"대상: {window.text}, 글 {window.documents:,}건",
    )


def _distinctive_chart(new: pd.DataFrame, window: Window) -> Block:
    shown = new.head(15).rename(columns={"term": "label", "target_df": "value"})
    return bar_chart(
        shown.sort_values(["value", "label"], ascending=[False, True])[["label", "value"]],
        caption=f"{window.name}에 그 이전보다 두드러진 말", value_title="글 수",
        note=f"두드러진 정도(문서빈도의 로그 오즈비)가 큰 {len(shown)}개를 글 수 순서로 놓았습니다.",
    )


def _phrase_tables(terms: list[list[str]]) -> list[Block]:
    phrases = find_phrases(terms, min_count=max(5, len(terms) // 500))
    phrases = phrases.sort_values(["count", "npmi", "phrase"], ascending=[False, False, True], kind="stable")
    blocks: list[Block] = []
    if len(phrases):
        blocks.append(TableBlock(
            (Column("이어 쓰는 말"), Column("횟수", "integer", "회"), Column("결합 정도(NPMI)", align="right")),
            tuple((str(r["phrase"]), int(r["count"]), f"{r['npmi']:.2f}") for r in phrases.head(12).to_dict("records")),
            caption="자주 이어 쓰는 말",
        ))
    network = build_network(terms)
    if len(network.nodes):
        communities = network.nodes.sort_values(["community", "df", "term"], ascending=[True, False, True])
        groups = communities.groupby("community", sort=True)["term"].agg(list)
        rows = tuple((f"{n}", ", ".join(members[:8])) for n, members in enumerate(groups, start=1) if len(members) >= 3)
        if rows:
            columns = (Column("묶음"), Column("함께 쓰는 말"))
            blocks.append(TableBlock(columns, rows[:10], caption="같은 글에 함께 나오는 말의 묶음"))
    return blocks


def _slice_table(context: Context, window: Window, column: str) -> TableBlock | None:
    frame = context.mart.query(_SLICE.format(column=column, where=window.where), [window.kind, *window.params])
    if frame["slice"].nunique() < 2:
        return None
    title = "부서" if column == "department" else "지역"
    names = {r.code: r.name for r in context.lexicon.regions} if column == "region_code" else {}
    places = {name for r in context.lexicon.regions for name in (r.name, *r.aliases)} if names else set()
    sizes = frame.groupby("slice")["df"].sum().sort_values(ascending=False, kind="stable").index[:MAX_SLICES]
    told = frame[~frame["term"].isin(places)]
    words: dict[str, str] = {str(name): ", ".join(terms) for name, terms in told.groupby("slice")["term"]}
    if column == "department":
        words |= _own_words(context, window)
    rows = tuple((str(names.get(name, name)), str(words[name])) for name in sizes if name in words)
    if len(rows) < 2:
        return None
    return TableBlock((Column(title), Column("두드러진 말")), rows, caption=f"{title}별 두드러진 말({window.name})")


def _own_words(context: Context, window: Window) -> dict[str, str]:
    """The same list for departments that have words of their own: their texts are read with those."""
    owners = sorted({entry.department for entry in context.desk if entry.department})
    totals = _totals(context, window) if owners else pd.DataFrame()
    found: dict[str, str] = {}
    for department in owners:
        rows = context.mart.query(
            _OWN_MORPHEMES.format(where=window.where.replace("civil_date", "d.civil_date")),
            [window.kind, *window.params, department, SAMPLE_DOCUMENTS],
        )
        lexicon = context.lexicon_of(department)
        terms = [term for row in rows["morphemes"] for term in {*terms_from_morphemes(list(row), lexicon)}]
        counts = pd.Series(terms, dtype=object).value_counts().loc[lambda counts: counts >= 3]
        total = totals["total"].reindex(counts.index).fillna(counts)
        lift = counts / (total * counts.sum() / max(totals["everything"].max(), 1)).clip(lower=1)
        ranked = pd.DataFrame({"weight": counts * np.log(lift + 1), "term": counts.index})
        best = ranked.sort_values(["weight", "term"], ascending=[False, True])["term"].head(8)
        found |= {department: ", ".join(best)} if len(best) else {}
    return found


def _totals(context: Context, window: Window) -> pd.DataFrame:
    frame = context.mart.query(_TOTALS.format(where=window.where), [window.kind, *window.params])
    return frame.set_index("term")

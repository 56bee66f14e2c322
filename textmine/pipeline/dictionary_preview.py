"""What a change of the dictionaries would do to last month's keyword table, before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from textmine.errors import LexiconError
from textmine.lexicon import Entry, Lexicon, find_entry
from textmine.pipeline.context import Context
from textmine.pipeline.dictionary import DeskState
from textmine.pipeline.morphemes import read_morphemes
from textmine.store.ledger.dictionary_desk import Step
from textmine.text import terms_from_morphemes
from textmine.types import KIND_NAMES, Kind

_LAST_MONTHS: Final = """
select month from documents where kind = ? and civil_date is not null and (? = '' or department = ?)
group by month order by month desc limit 2
"""
_DOCUMENTS: Final = """
select d.doc_id, d.month, d.content_hash, d.title, d.body, coalesce(c.canonical_id, d.doc_id) as canonical_id
from documents d left join copies c using (doc_id)
where d.kind = ? and d.month = ? and (? = '' or d.department = ?) order by d.doc_id
"""
_COUNTS: Final = ["posts_before", "posts_after", "distinct_before", "distinct_after"]


@dataclass(frozen=True, slots=True)
class Preview:
    """A keyword table before and after a change.

    Parameters
    ----------
    documents, changed, read_again : int
        Documents of the month, those whose terms change, and those that the analyser had to read again.
    table : DataFrame[term, posts_before, posts_after, distinct_before, distinct_after, rank_before, rank_after]
        Terms whose counts change, and those that enter or leave the first ``top``; ranks count from 1 by posts
        (0: not in the table). Largest rank first.
    """

    month: str
    documents: int
    changed: int
    read_again: int
    table: pd.DataFrame


def preview_steps(
    context: Context, state: DeskState, steps: Sequence[Step], *, kind: Kind = "complaint", month: str = "",
    top: int = 30,
) -> Preview:  # fmt: skip
    """What ``steps`` would do to the keyword table of a month (default: the last whole one); nothing is written.

    Raises
    ------
    LexiconError
        With the steps the dictionaries contradict each other, or the month has no documents.
    """
    department = steps[0].entry.department
    wanted = month or _last_whole_month(context, kind, department)
    documents = context.mart.query(_DOCUMENTS, [kind, wanted, department, department])
    if documents.empty:
        whose = f" {department}" if department else ""
        where = f"{wanted or '마트'}에{whose} {KIND_NAMES[kind]}"
        raise LexiconError(f"{where} 글이 없습니다. --month와 --kind를 확인하세요.")
    after = context.with_lexicon(_lexicon_after(context, state, steps))
    old = read_morphemes(context, documents, [wanted]).morphemes
    new = read_morphemes(after, documents, [wanted])
    before = context.lexicon_of(department)
    old_terms = [frozenset(terms_from_morphemes(row, before)) for row in old]
    new_terms = [frozenset(terms_from_morphemes(row, after.lexicon)) for row in new.morphemes]
    changed = sum(ours != theirs for ours, theirs in zip(old_terms, new_terms, strict=True))
    table = _compare(_counts(documents, old_terms), _counts(documents, new_terms), top)
    return Preview(wanted, len(documents), changed, new.analysed, table)


def _last_whole_month(context: Context, kind: Kind, department: str) -> str:
    months = context.mart.query(_LAST_MONTHS, [kind, department, department])["month"]
    return str(months.iloc[-1]) if len(months) else ""


def _lexicon_after(context: Context, state: DeskState, steps: Sequence[Step]) -> Lexicon:
    department = steps[0].entry.department
    below = state.below(department)
    wanted: list[Entry] = [
        find_entry(below, step.entry.kind, step.entry.key) if step.action == "follow" else step.entry for step in steps
    ]
    places = {(entry.kind, entry.key) for entry in wanted}
    own = [
        entry
        for place, entry in state.words.items()
        if department and entry.department == department and (entry.kind, place[2]) not in places
    ]
    return context.lexicon_with([*own, *wanted])


def _counts(documents: pd.DataFrame, terms: Sequence[frozenset[str]]) -> pd.DataFrame:
    """Frame [posts, distinct, rank] by term."""
    rows = pd.DataFrame({"term": terms, "canonical_id": documents["canonical_id"]}).explode("term").dropna()
    counts = rows.groupby("term")["canonical_id"].agg(posts="size", distinct="nunique").reset_index()
    counts = counts.sort_values(["posts", "term"], ascending=[False, True], ignore_index=True)
    return counts.assign(rank=counts.index + 1).set_index("term")


def _compare(before: pd.DataFrame, after: pd.DataFrame, top: int) -> pd.DataFrame:
    both = before.add_suffix("_before").join(after.add_suffix("_after"), how="outer").fillna(0).astype("int64")
    differs = (both["posts_before"] != both["posts_after"]) | (both["distinct_before"] != both["distinct_after"])
    shown = [both[f"rank_{when}"].between(1, top) for when in ("before", "after")]
    both = both[differs | (shown[0] != shown[1])].rename_axis("term").reset_index()
    weight = both[["posts_before", "posts_after"]].max(axis="columns")
    order = both.assign(weight=weight).sort_values(["weight", "term"], ascending=[False, True], ignore_index=True)
    return order[["term", *_COUNTS, "rank_before", "rank_after"]]

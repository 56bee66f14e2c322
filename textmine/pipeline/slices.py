"""What sets one part of the texts apart from another: any two slices by department, category, place, time or kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import pandas as pd

from textmine.analyse import compare_frequencies
from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.types import KIND_NAMES, Kind

# What a person may cut by, and the column of the mart.
SLICE_COLUMNS: Final[Mapping[str, str]] = {
    "부서": "department", "분야": "category", "지역": "region", "보낸곳": "source", "나이": "age_band", "성별": "sex",
}
MIN_DOCUMENTS: Final = 5

_DF: Final = """
select p.term, count(*) filter (p.is_distinct) as df
from postings p join documents d using (doc_id) where {where} group by p.term having df > 0 order by p.term
"""
_SIZE: Final = "select count(*) as n from documents d where {where}"


@dataclass(frozen=True, slots=True)
class Slice:
    """Documents of a kind in a span of days, with all of ``equals`` (keys of ``SLICE_COLUMNS``)."""

    kind: Kind
    first: date | None = None
    last: date | None = None
    equals: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SliceComparison:
    """Documents of both slices, and the frame of ``compare_frequencies`` with ``distinct`` document frequencies."""

    target_documents: int
    reference_documents: int
    terms: pd.DataFrame


def compare_slices(
    context: Context, target: Slice, reference: Slice | None = None, *, top: int = 20
) -> SliceComparison:
    """Terms that set ``target`` apart from ``reference`` (default: all other texts of its kind), strongest first.

    A document of both counts for the target alone.

    Raises
    ------
    TextmineError
        A column is unknown, or a slice has fewer than ``MIN_DOCUMENTS`` documents.
    """
    where, params = _condition(target)
    other, other_params = _condition(reference or Slice(target.kind))
    rest = f"({other}) and not coalesce(({where}), false)"
    n_target = _size(context, where, params, target)
    n_reference = _size(context, rest, [*other_params, *params], reference)
    ours = context.mart.query(_DF.format(where=where), params).set_index("term")["df"]
    theirs = context.mart.query(_DF.format(where=rest), [*other_params, *params]).set_index("term")["df"]
    return SliceComparison(n_target, n_reference, compare_frequencies(ours, theirs, top=top, min_df=3))


def _condition(wanted: Slice) -> tuple[str, list[object]]:
    parts = ["d.kind = ?"]
    values: list[object] = [wanted.kind]
    for name, value in wanted.equals.items():
        if name not in SLICE_COLUMNS:
            raise TextmineError(f"'{name}'(으)로는 나눌 수 없습니다. {', '.join(SLICE_COLUMNS)} 가운데 고르세요.")
        parts.append(f"d.{SLICE_COLUMNS[name]} = ?")
        values.append(value)
    for day, sign in ((wanted.first, ">="), (wanted.last, "<=")):
        if day is not None:
            parts.append(f"d.civil_date {sign} ?")
            values.append(day)
    return " and ".join(parts), values


def _size(context: Context, where: str, params: list[object], wanted: Slice | None) -> int:
    n = int(context.mart.query(_SIZE.format(where=where), params)["n"].iloc[0])
    if n < MIN_DOCUMENTS:
        what = "견줄 나머지 글" if wanted is None else f"고른 {KIND_NAMES[wanted.kind]} 글"
        raise TextmineError(f"{what}이 {n}건뿐이라 견줄 수 없습니다. 조건을 넓히세요({MIN_DOCUMENTS}건부터).")
    return n

"""Form-letter sentences of the mart's own texts, as candidates for the dictionary of form letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import pandas as pd

from textmine.analyse import find_form_sentences
from textmine.analyse.form_letters import Limits
from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.text import strip_form_letters
from textmine.types import KIND_NAMES, Kind

Field = Literal["body", "answer"]
FIELD_NAMES: Final[dict[Field, str]] = {"body": "본문", "answer": "답변"}

_TEXT: Final[dict[Field, str]] = {"body": "d.title || chr(10) || d.body", "answer": "d.answer"}
_WHERE: Final = """
d.kind = $kind and d.{field} <> ''
and ($first::date is null or d.civil_date >= $first::date) and ($last::date is null or d.civil_date <= $last::date)
"""
_ABOUT: Final = """
select d.month, d.civil_date, d.department, d.source, d.person_key, coalesce(c.canonical_id, d.doc_id) as canonical_id
from documents d left join copies c using (doc_id) where {where} order by d.month, d.doc_id
"""
_MONTH: Final = "select {text} as text from documents d where {where} and d.month = $month order by d.doc_id"
_LETTER: Final = re.compile(r"[가-힣A-Za-z]")


@dataclass(frozen=True, slots=True)
class FormReport:
    """Recurring sentences among ``texts`` texts.

    ``rows``: as ``analyse.find_form_sentences`` returns them, with ``is_known``: the dictionaries remove it already.
    """

    kind: Kind
    field: Field
    texts: int
    rows: pd.DataFrame

    @property
    def candidates(self) -> pd.DataFrame:
        """Form-letter sentences that the dictionaries do not know."""
        return self.rows[(self.rows["verdict"] == "form") & ~self.rows["is_known"]].reset_index(drop=True)


class _Texts:
    """The texts month by month, as often as they are asked for, all of one state of the mart."""

    def __init__(
        self, context: Context, versions: dict[str, int], months: list[str], sql: str, values: dict[str, object]
    ) -> None:
        self._context, self._versions, self._months = context, versions, months
        self._sql, self._values = sql, values

    def __iter__(self) -> Iterator[str]:
        for month in self._months:
            rows = self._context.mart.query_at(self._versions, self._sql, self._values | {"month": month})
            yield from rows["text"].to_pylist()


def find_forms(
    context: Context, *, kind: Kind = "complaint", field: Field = "body", first: date | None = None,
    last: date | None = None, min_documents: int = 20,
) -> FormReport:  # fmt: skip
    """Sentences that recur in ``min_documents`` texts of ``kind`` or more, and what they are.

    Raises
    ------
    TextmineError
        There is no such text.
    """
    versions = context.mart.versions()
    where = _WHERE.format(field=field)
    values: dict[str, object] = {"kind": kind, "first": first, "last": last}
    about = context.mart.query_at(versions, _ABOUT.format(where=where), values).to_pandas(date_as_object=True)
    if about.empty:
        raise TextmineError(
            f"{KIND_NAMES[kind]} {FIELD_NAMES[field]}이 없습니다. 기간과 종류를 확인하거나 'textmine ingest'로 자료를 "
            "넣으세요."
        )
    months = list(dict.fromkeys(about["month"]))
    texts = _Texts(context, versions, months, _MONTH.format(text=_TEXT[field], where=where), values)
    rows = find_form_sentences(
        texts, limits=Limits(min_documents=min_documents), names=_names(context, about),
        groups=list(about["canonical_id"]), departments=list(about["department"]), sources=list(about["source"]),
        # An answer is written by the office, whoever asked.
        persons=list(about["person_key"]) if field == "body" else None, dates=list(about["civil_date"]),
    )  # fmt: skip
    known = [not _LETTER.search(strip_form_letters(text, context.lexicon.form_letters)) for text in rows["sentence"]]
    return FormReport(kind, field, len(about), rows.assign(is_known=pd.Series(known, dtype=bool)))


def _names(context: Context, about: pd.DataFrame) -> set[str]:
    """Names of departments: each writes the same form under its own."""
    listed = {name for one in context.lexicon.departments for name in (one.name, *one.aliases)}
    return {name for name in listed.union(about["department"].unique()) if len(name) > 1}

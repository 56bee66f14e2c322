"""The span of days that a report is about, and the documents in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from textmine.pipeline.context import Context
from textmine.report.wording import full_date
from textmine.types import Kind

LENGTHS_DAYS = (28, 91, 365)
MIN_DOCUMENTS = 30  # fewer documents in the span say nothing about words


@dataclass(frozen=True, slots=True)
class Window:
    """Days ``first``..``last`` inclusive of ``kind``; everything when the text has no dates."""

    kind: Kind
    first: date
    last: date
    documents: int
    is_dated: bool = True

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def name(self) -> str:
        if not self.is_dated:
            return "전체 기간"
        weeks = {28: "최근 4주", 91: "최근 13주", 365: "최근 1년"}
        return weeks.get(self.days, "전체 기간")

    @property
    def text(self) -> str:
        if not self.is_dated:
            return "날짜 없는 자료"
        return f"{full_date(self.first)} ~ {full_date(self.last)}"

    @property
    def where(self) -> str:
        """SQL condition on ``civil_date`` with the parameters of ``params``."""
        return "civil_date between ? and ?" if self.is_dated else "? <= ?"

    @property
    def params(self) -> list[date]:
        return [self.first, self.last]

    def before(self) -> Window | None:
        """The span of equal length just before this one."""
        if not self.is_dated or self.days not in LENGTHS_DAYS:
            return None
        length = timedelta(days=self.days)
        return Window(self.kind, self.first - length, self.last - length, 0)


def recent_window(context: Context, kind: Kind, as_of: date) -> Window | None:
    """The shortest span of ``LENGTHS_DAYS`` that holds enough documents, else all of them; None without any."""
    days = context.mart.query(
        "select civil_date, count(*) as n from documents where kind = ? and (civil_date is null or civil_date <= ?) "
        "group by 1 order by 1", [kind, as_of],
    )
    if days.empty:
        return None
    dated = days[days["civil_date"].notna()]
    if dated.empty:
        return Window(kind, as_of, as_of, int(days["n"].sum()), is_dated=False)
    calendar = pd.to_datetime(dated["civil_date"])
    for length in LENGTHS_DAYS:
        first = as_of - timedelta(days=length - 1)
        documents = int(dated.loc[calendar >= pd.Timestamp(first), "n"].sum())
        if documents >= MIN_DOCUMENTS:
            return Window(kind, first, as_of, documents)
    return Window(kind, calendar.iloc[0].date(), as_of, int(dated["n"].sum()))

"""Campaigns: the same demand of many people in their own words."""

from __future__ import annotations

from datetime import date, timedelta

from textmine.pipeline.campaigns import CampaignView, list_campaigns
from textmine.pipeline.context import Context
from textmine.report import Column, Section, TableBlock
from textmine.report.wording import full_date
from textmine.text.josa import quoted
from textmine.types import KIND_NAMES

_DAYS = 28
_MAX_ROWS = 15


def campaign_section(context: Context, as_of: date) -> Section | None:
    """Section of the campaigns of the last four weeks, or None without any."""
    found = list_campaigns(context, since=as_of - timedelta(days=_DAYS - 1), until=as_of)
    if not found:
        return None
    shown = found[:_MAX_ROWS]
    note = (
        "두 주 안에 서로 비슷한 글이 10건 넘게 모이고, 그 앞 8주의 다섯 배가 넘은 것입니다. "
        "시민이 저마다 쓴 글이므로 건수에서 빼지 않습니다."
    )
    if len(found) > len(shown):
        note += f" 전체 {len(found)}가지 가운데 {len(shown)}가지."
    table = TableBlock(
        (Column("무엇을"), Column("어디에"), Column("글 수", "integer", "건"), Column("사본 빼고", "integer", "건"),
         Column("첫 글"), Column("마지막 글"), Column("많은 부서"), Column("많은 지역")),
        tuple(_row(one) for one in shown),
        caption="최근 4주에 이어진 같은 요구",
        note=note,
    )  # fmt: skip
    first = found[0]
    lead = f"최근 4주에 같은 요구가 몰린 일이 {len(found)}가지 있습니다. 가장 큰 것은 "
    lead += f"{quoted(first.title, '으로/로')}, {KIND_NAMES[first.kind]} {first.posts:,}건입니다."
    return Section("campaigns", "같은 요구가 몰린 글", lead, (table,))


def _row(one: CampaignView) -> tuple[str | int, ...]:
    return (
        one.title, KIND_NAMES[one.kind], one.posts, one.distinct, full_date(one.first), full_date(one.last),
        one.department, one.region,
    )

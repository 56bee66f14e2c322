"""Topic pages: the largest and the moving topics, each with its words, who writes about it and examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from textmine.pipeline.chapters.window import Window
from textmine.pipeline.context import Context
from textmine.pipeline.topic_views import MIN_CELL, TopicPage, TopicView, list_topics, open_pages
from textmine.report import Block, Bullets, Column, Paragraph, Section, TableBlock
from textmine.report.wording import full_date
from textmine.types import KIND_NAMES

_PAGES: Final = 6
_GROUP_ROWS: Final = 5
_TERMS_SHOWN: Final = 10
_CHARACTERS: Final = 160
HEAT_NAMES: Final = {"hot": "늘고 있음", "cold": "줄고 있음", "": "뚜렷한 추세 없음"}


def topic_pages(context: Context, window: Window) -> Section | None:
    """Section with a page for the moving topics and the largest, six at most; None without topics."""
    views = list_topics(context, window.kind, until=window.last)
    chosen = sorted(views, key=lambda view: (not view.heat, -view.share))[:_PAGES]
    if not chosen:
        return None
    blocks: list[Block] = []
    for page in open_pages(context, chosen, until=window.last):
        blocks += _page(page)
    moving = sum(bool(view.heat) for view in views)
    lead = f"비중이 뚜렷이 늘거나 줄고 있는 토픽은 {f'{moving}개입니다' if moving else '없습니다'}."
    return Section(f"topic-pages-{window.kind}", f"{KIND_NAMES[window.kind]} 토픽 들여다보기", lead, tuple(blocks))


def _page(page: TopicPage) -> Sequence[Block]:
    view = page.topic
    blocks: list[Block] = [Paragraph(_head(view), "callout")]
    if view.warning:
        blocks.append(Paragraph(view.warning, "note"))
    rows = tuple(row for title, frame in page.groups.items() for row in _group_rows(title, frame))
    if rows:
        blocks.append(TableBlock(
            (Column("나눈 것"), Column("누가"), Column("글 수", "integer", "건"),
             Column("그 집단의 글 가운데", "share")),
            rows, f"{view.label}: 누가 쓰나",
            note=f"{MIN_CELL}건보다 적은 칸과 그것을 알 수 있게 하는 칸은 '–'로 가렸습니다.",
        ))
    if page.examples:
        blocks.append(Bullets(tuple(
            f"{_short(text)}{f' ({full_date(day)})' if day else ''}" for day, text in page.examples
        )))
    return blocks


def _head(view: TopicView) -> str:
    heat = HEAT_NAMES[view.heat]
    change = f"({view.change:+.0%})" if view.heat else ""
    return (
        f"토픽 {view.number}. {view.label} — 글 {view.documents:,}건, 비중 {view.share:.1%}, {heat}{change}. "
        f"낱말: {', '.join(view.terms[:_TERMS_SHOWN])}"
    )


def _group_rows(title: str, frame: pd.DataFrame) -> list[tuple[str, str, int | None, float | None]]:
    return [
        (title, str(row["name"]), None if pd.isna(row["topic"]) else int(row["topic"]),
         None if pd.isna(row["share"]) else float(row["share"]))
        for row in frame.head(_GROUP_ROWS).to_dict("records")
    ]


def _short(text: str) -> str:
    return text if len(text) <= _CHARACTERS else text[:_CHARACTERS].rsplit(" ", 1)[0] + "…"

"""``textmine campaigns`` and ``textmine hints``: demands of many people, and what the law asks to look at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import typer
from rich.markup import escape

from textmine.cli.output import command_context, emit, out, parse_day
from textmine.cli.run import Json, Outputs
from textmine.pipeline.campaigns import CampaignView, list_campaigns
from textmine.pipeline.context import Context
from textmine.pipeline.hints import HINT_ADVICE, HINT_NAMES, Hint, list_hints
from textmine.pipeline.panels import as_of_day
from textmine.types import KIND_NAMES

DAYS = 28
_NUMBERS_SHOWN = 5

Since = Annotated[str | None, typer.Option("--from", help="이 날부터(기본: 마지막 날의 4주 앞). 예: 2026-10-01")]
Until = Annotated[str | None, typer.Option("--to", help="이 날까지(기본: 자료의 마지막 날)")]


def register(app: typer.Typer) -> None:
    app.command()(campaigns)
    app.command()(hints)


def campaigns(since: Since = None, until: Until = None, outputs: Outputs = None, json_: Json = False) -> None:
    """여러 사람이 저마다의 말로 같은 것을 요구한 글의 묶음을 봅니다. 건수에서 빼지는 않습니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        first, last = _span(context, since, until)
        found = list_campaigns(context, since=first, until=last)
    emit(found, json_, lambda: _print_campaigns(found))


def hints(since: Since = None, until: Until = None, outputs: Outputs = None, json_: Json = False) -> None:
    """민원처리법 제23조(되풀이 민원)·제24조(여러 사람의 민원)로 살펴볼 민원을 봅니다. 판단은 담당자가 합니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        first, last = _span(context, since, until)
        found = list_hints(context, since=first, until=last)
    emit(found, json_, lambda: _print_hints(found))


def _span(context: Context, since: str | None, until: str | None) -> tuple[date, date]:
    last = parse_day(until) or as_of_day(context, None) or context.now.date()
    return parse_day(since) or last - timedelta(days=DAYS - 1), last


def _print_campaigns(found: list[CampaignView]) -> None:
    if not found:
        out.print("같은 요구가 몰린 글이 없습니다.")
    for one in found:
        where = " · ".join(filter(None, (KIND_NAMES[one.kind], one.department, one.region)))
        copies = f"(사본 빼고 {one.distinct:,}건)" if one.distinct < one.posts else ""
        out.print(f"[bold]{escape(one.title)}[/] [dim]{one.campaign_id}[/]", highlight=False)
        out.print(f"     {where} · {one.posts:,}건{copies} · {one.first} ~ {one.last}", highlight=False)


def _print_hints(found: list[Hint]) -> None:
    if not found:
        out.print("살펴볼 민원이 없습니다.")
    for kind, name in HINT_NAMES.items():
        mine = [hint for hint in found if hint.kind == kind]
        if mine:
            out.print(f"\n[bold]{name} {len(mine)}건[/]\n{HINT_ADVICE[kind]}", highlight=False)
        for hint in mine:
            people = f"{hint.persons:,}명 " if kind == "joint" else ""
            title = escape(hint.title) or "(제목 없음)"
            out.print(f"[bold]{title}[/] · {hint.department or '부서 미정'}", highlight=False)
            more = f" 밖에 {len(hint.numbers) - _NUMBERS_SHOWN:,}건" if len(hint.numbers) > _NUMBERS_SHOWN else ""
            numbers = ", ".join(filter(None, hint.numbers[:_NUMBERS_SHOWN]))
            out.print(f"     {people}{hint.posts:,}건 · {hint.first} ~ {hint.last} · {numbers}{more}", highlight=False)

"""One command a stage, for operators and schedulers: init, analyse, watch, forecast, report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.output import command_context, emit, out, parse_day, print_table
from textmine.cli.run import Json, Outputs, ProfileOption
from textmine.pipeline.analyse import analyse as analyse_stage
from textmine.pipeline.forecast import forecast as forecast_stage
from textmine.pipeline.initialise import initialise
from textmine.pipeline.publish import publish
from textmine.pipeline.watch import watch as watch_stage
from textmine.types import ISSUE_STATE_NAMES

AsOf = Annotated[str | None, typer.Option("--as-of", help="이 날까지 자료로 판단합니다(기본: 자료의 마지막 날).")]


def register(app: typer.Typer) -> None:
    for command in (init, analyse, watch, forecast, report):
        app.command()(command)


def init(outputs: Outputs = None, profile: ProfileOption = None, json_: Json = False) -> None:
    """새 기관의 설정 파일과 폴더, 마트와 원장을 만듭니다."""
    with command_context(outputs=outputs, profile=profile, quiet=json_) as context:
        made = initialise(context, Path.cwd())
    lines = [f"준비했습니다: {path}" for path in made] or ["이미 준비되어 있습니다."]
    emit({"made": made}, json_, lambda: out.print("\n".join(lines), soft_wrap=True, highlight=False))


def analyse(outputs: Outputs = None, json_: Json = False) -> None:
    """새 글을 형태소 분석하고 단어 집계와 토픽을 갱신합니다."""
    with command_context(outputs=outputs, quiet=json_) as context:
        report = analyse_stage(context)
    emit(report, json_, lambda: out.print(
        f"{report.months}개 달의 글 {report.documents:,}건을 집계했습니다"
        f"(새로 분석한 글 {report.tokenised:,}건, 토픽 {report.topics}개)."
    ))


def watch(as_of: AsOf = None, outputs: Outputs = None, json_: Json = False) -> None:
    """급증한 단어와 신호를 찾아 이슈로 묶습니다."""
    with command_context(outputs=outputs, quiet=json_) as context:
        report = watch_stage(context, as_of=parse_day(as_of))
    emit(report, json_, lambda: print_table(
        f"이슈 {len(report.issues)}건", ["수준", "상태", "처음", "이슈", "담당"],
        [
            [i.level, ISSUE_STATE_NAMES[i.state], i.first_seen, i.title, ", ".join(i.departments[:2])]
            for i in report.issues
        ],
        empty="급증한 이슈가 없습니다.",
    ))


def forecast(as_of: AsOf = None, outputs: Outputs = None, json_: Json = False) -> None:
    """부서·분야·신호별로 4주(일)와 8주(주) 앞을 예보합니다."""
    with command_context(outputs=outputs, quiet=json_) as context:
        report = forecast_stage(context, as_of=parse_day(as_of))
    text = f"{report.series}개 계열의 예보 {report.rows:,}행을 냈습니다(기준일 {report.as_of})."
    if not report.series:
        text = "날짜 있는 민원이 모자라 예보를 내지 않았습니다."
    emit(report, json_, lambda: out.print(text, highlight=False))


def report(as_of: AsOf = None, outputs: Outputs = None, json_: Json = False) -> None:
    """지금까지의 결과로 보고서와 자료 파일을 만듭니다."""
    with command_context(outputs=outputs, quiet=json_) as context:
        folder = publish(context, as_of=parse_day(as_of))
    page = folder / "report.html"
    emit({"report": page}, json_, lambda: out.print(f"[bold]보고서[/] {page}", soft_wrap=True, highlight=False))

"""``textmine jobs``: run scheduled work by hand, or start the scheduler."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from jobs import DAILY, JOBS
from jobs.logs import start_logging
from jobs.periods import default_period
from jobs.scheduler import start_scheduler, tick
from textmine.cli.output import (
    FAILED,
    command_context,
    emit,
    korean_errors,
    out,
    parse_day,
    print_findings,
    print_table,
)
from textmine.cli.run import Json, Outputs
from textmine.clock import now_utc
from textmine.pipeline.alarm import raise_alarm
from textmine.pipeline.runs import PeriodRun, run_history, run_job
from textmine.pipeline.vital_signs import check_alive, metrics_text, vital_signs
from textmine.settings import load_settings

STATE_NAMES = {"running": "진행 중", "done": "마침", "failed": "실패"}

app = typer.Typer(help="예약 작업을 보고 실행합니다.", no_args_is_help=True)


@app.command("list")
def list_(json_: Json = False) -> None:
    """예약 작업과 그 때를 봅니다."""
    with korean_errors():
        schedule = load_settings().schedule.model_dump()
    rows = [{"job": name, "cron": schedule[name], "does": job.DOES} for name, job in JOBS.items()]
    emit(rows, json_, lambda: print_table(
        "예약 작업", ["작업", "때(분 시 일 월 요일)", "하는 일"], [r.values() for r in rows], empty=""
    ))


@app.command()
def run(
    job: Annotated[str, typer.Argument(help=f"작업 이름: {', '.join(JOBS)}")],
    period: Annotated[str | None, typer.Option(help="자료의 날(기본: 어제)")] = None,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """작업 하나를 지금 실행합니다."""
    if job not in JOBS:
        raise typer.BadParameter(f"'{job}' 작업은 없습니다. {', '.join(JOBS)} 가운데 고르세요.")
    with command_context(outputs=outputs, quiet=json_) as context:
        day: date = parse_day(period) or default_period(job, context.now)
        result: PeriodRun = run_job(context, job, day, JOBS[job].run)
    line = f"{result.job} {result.period}: {STATE_NAMES[result.state]} {result.summary}"
    emit(result, json_, lambda: out.print(line))


@app.command()
def start(outputs: Outputs = None) -> None:
    """예약 작업을 계속 돌립니다(Ctrl+C로 마침). 쉬었던 날은 순서대로 따라잡습니다."""
    with korean_errors():
        start_scheduler(load_settings(outputs=outputs), clock=now_utc)


@app.command()
def due(outputs: Outputs = None, json_: Json = False) -> None:
    """지금 해야 할 하루 작업을 모두 하고 마칩니다. 다른 예약 프로그램에서 부를 때 씁니다."""
    start_logging()
    with korean_errors():
        done = tick(load_settings(outputs=outputs), tuple(DAILY), now_utc)
    emit(done, json_, lambda: print_table(
        "한 작업", ["작업", "자료의 날", "상태", "결과"],
        [[one.job, one.period, STATE_NAMES[one.state], one.summary] for one in done], empty="지금 할 작업이 없습니다.",
    ))


@app.command()
def check(
    mail: Annotated[bool, typer.Option("--mail", help="이상이 있거나 풀리면 운영 담당자에게 메일을 보냅니다.")] = False,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """작업이 살아 있는지 살핍니다. 이상이 있으면 1로 끝납니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        findings = check_alive(context)
        if mail:
            raise_alarm(context, findings)
    emit(findings, json_, lambda: print_findings(findings))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)


@app.command()
def metrics(outputs: Outputs = None) -> None:
    """감시 프로그램(Prometheus)이 읽는 수치를 냅니다. outputs/metrics.prom에도 1분마다 적습니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        print(metrics_text(vital_signs(context)).decode(), end="")


@app.command()
def history(outputs: Outputs = None, json_: Json = False) -> None:
    """작업 실행 이력을 봅니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        rows = run_history(context)
    emit(rows, json_, lambda: print_table(
        "작업 이력", ["작업", "자료의 날", "상태", "시도", "마친 때", "오류"],
        [[r.job, r.period, STATE_NAMES[r.state], r.attempts, r.ended_at or "", r.error] for r in rows],
        empty="실행한 작업이 없습니다.",
    ))

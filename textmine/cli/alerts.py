"""``textmine alerts``: who was told what, and what they did with it."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer
from rich.markup import escape

from textmine.cli.output import command_context, emit, out, print_table
from textmine.cli.run import Json, Outputs
from textmine.pipeline.desk import AlertLine, AlertView, acknowledge, list_alerts, show_alert
from textmine.types import ALERT_STATE_NAMES

app = typer.Typer(help="알림을 보고 확인합니다.", no_args_is_help=True)

AlertId = Annotated[str, typer.Argument(help="알림 번호(alerts list에서 확인)")]


@app.command("list")
def list_(
    state: Annotated[
        str | None, typer.Option(help="상태: new, acknowledged, assigned, silenced, resolved, again")
    ] = None,
    department: Annotated[str | None, typer.Option(help="부서 이름")] = None,
    recorded: Annotated[bool, typer.Option("--recorded", help="보내지 않고 기록만 한 것도 봅니다.")] = False,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """알림 목록을 봅니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        found = list_alerts(context, state=state, department=department, recorded=recorded)
    emit(found, json_, lambda: _print_list(found))


@app.command()
def show(alert_id: AlertId, outputs: Outputs = None, json_: Json = False) -> None:
    """알림 하나의 근거와 처리 이력을 봅니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        alert = show_alert(context, alert_id)
    emit(alert, json_, lambda: _print_alert(alert))


@app.command()
def ack(
    alert_id: AlertId,
    why: Annotated[str, typer.Option(help="남길 말")] = "",
    by: Annotated[str | None, typer.Option(help="확인한 사람(기본: 로그인한 사용자)")] = None,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """알림을 확인했다고 남깁니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        alert = acknowledge(context, alert_id, actor=by or getpass.getuser(), why=why)
    emit(alert, json_, lambda: out.print(f"확인했습니다: {alert.title} ({alert.department})"))


def _print_list(found: list[AlertLine]) -> None:
    """One alert in two lines, so that a title is never broken in a narrow terminal."""
    if not found:
        out.print("보낸 알림이 없습니다. 기록만 한 이슈는 --recorded로 볼 수 있습니다.")
        return
    out.print(f"[bold]알림 {len(found)}건[/]")
    for alert in found:
        state = ALERT_STATE_NAMES[alert.state] if alert.notified_at else "기록만 함"
        out.print(f"[bold]{alert.level} {escape(alert.title)}[/]", highlight=False)
        told = f"{alert.notified_at} · " if alert.notified_at else ""
        out.print(f"     {alert.alert_id} · {told}{alert.department} {alert.receiver} · {state}", highlight=False)


def _print_alert(alert: AlertView) -> None:
    out.print(f"[bold]\\[{alert.level}] {alert.title}[/]  ({ALERT_STATE_NAMES[alert.state]})")
    out.print(f"담당 {alert.department} · 받는 사람 {', '.join(alert.receivers)}")
    out.print(alert.reason)
    if alert.terms:
        out.print(f"주요 단어: {', '.join(alert.terms[:8])}")
    if alert.regions:
        out.print(f"지역: {', '.join(alert.regions)}")
    print_table("처리 이력", ["때", "누가", "무엇을", "왜"],
                [[e.at, e.actor, e.action, e.reason] for e in alert.events], empty="처리 이력이 없습니다.")

"""``textmine alerts``: who was told what, and what they did with it."""

from __future__ import annotations

import getpass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.markup import escape

from textmine.alerts import VERDICT_NAMES, Action
from textmine.cli.output import command_context, emit, out, parse_day, print_table
from textmine.cli.run import Json, Outputs
from textmine.clock import now_utc
from textmine.pipeline.desk import (
    AlertLine,
    AlertView,
    act,
    alert_precision,
    give_feedback,
    list_alerts,
    show_alert,
)
from textmine.pipeline.outgoing import dead_letters, send_again
from textmine.pipeline.reassign import hand_over
from textmine.pipeline.silences import add_silence, end_silence, list_silences
from textmine.text.josa import josa
from textmine.types import ALERT_STATE_NAMES, KST

app = typer.Typer(help="알림을 보고, 확인하고, 맡기고, 끄고, 끝내고, 맞았는지 남깁니다.", no_args_is_help=True)

Why = Annotated[str, typer.Option(help="남길 말")]
By = Annotated[str | None, typer.Option(help="하는 사람(기본: 로그인한 사용자)")]
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
def ack(alert_id: AlertId, why: Why = "", by: By = None, outputs: Outputs = None, json_: Json = False) -> None:
    """알림을 확인했다고 남깁니다."""
    _do(Action.ACKNOWLEDGE, alert_id, "확인했습니다", why=why, by=by, outputs=outputs, json_=json_)


@app.command()
def assign(
    alert_id: AlertId,
    to: Annotated[str, typer.Option(help="맡을 사람")],
    why: Why = "", by: By = None, outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """알림을 누가 맡는지 남깁니다."""
    _do(Action.ASSIGN, alert_id, f"{to}에게 맡겼습니다", why=why, by=by, outputs=outputs, json_=json_, to=to)


@app.command()
def reassign(
    alert_id: AlertId,
    department: Annotated[str, typer.Option(help="맡을 부서")],
    why: Annotated[str, typer.Option(help="까닭")],
    by: By = None, outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """알림을 맞는 부서로 넘깁니다. 그 부서의 담당자에게 바로 알립니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        told = hand_over(context, alert_id, department, actor=by or getpass.getuser(), why=why)
    emit({"department": department, "told": told}, json_, lambda: out.print(
        f"{josa(department, '으로/로')} 넘기고 담당자 {told}명에게 알렸습니다.", highlight=False
    ))


@app.command()
def silence(
    alert_id: AlertId,
    why: Annotated[str, typer.Option(help="까닭")],
    days: Annotated[int | None, typer.Option(help="며칠 동안 끌지", min=1, max=365)] = None,
    until: Annotated[str | None, typer.Option(help="이 날까지. 예: 2026-12-01")] = None,
    by: By = None, outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """알림을 정한 때까지 끕니다. 수준이 '심각'이 되면 그래도 알립니다."""
    _do(
        Action.SILENCE, alert_id, "껐습니다", why=why, by=by, outputs=outputs, json_=json_, until=_end(days, until)
    )


@app.command()
def mute(
    why: Annotated[str, typer.Option(help="까닭")],
    department: Annotated[str, typer.Option(help="이 부서의 알림")] = "",
    region: Annotated[str, typer.Option(help="이 지역의 알림")] = "",
    term: Annotated[str, typer.Option(help="이 말이 든 알림")] = "",
    danger: Annotated[str, typer.Option(help="이 위험 낱말이 든 알림(적지 않으면 위험 알림은 끄지 않습니다)")] = "",
    days: Annotated[int | None, typer.Option(help="며칠 동안 끌지", min=1, max=365)] = None,
    until: Annotated[str | None, typer.Option(help="이 날까지. 예: 2026-12-01")] = None,
    by: By = None, outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """조건에 맞는 알림을 정한 때까지 끕니다. 예: 축제 동안 --term 불꽃놀이 --days 3"""
    matchers = {"department": department, "region": region, "term": term, "danger": danger}
    with command_context(outputs=outputs, quiet=True) as context:
        end = _end(days, until) or context.now
        added, muted = add_silence(context, matchers, until=end, actor=by or getpass.getuser(), why=why)

    def show() -> None:
        out.print(f"{added.silence_id}: {escape(added.condition)} · {added.ends_at}까지 끕니다.", highlight=False)
        out.print(f"지금 이 조건에 맞는 이슈 {len(muted)}건{': ' if muted else ''}{escape(', '.join(muted[:5]))}")

    emit({"silence": added, "muted": muted}, json_, show)


@app.command()
def unmute(
    silence_id: Annotated[str, typer.Argument(help="끄기 번호(alerts silences에서 확인)")],
    by: By = None, outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """조건으로 끈 것을 지금 풉니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        end_silence(context, silence_id, actor=by or getpass.getuser())
    emit({"silence_id": silence_id}, json_, lambda: out.print(f"{silence_id}: 풀었습니다.", highlight=False))


@app.command()
def silences(
    ended: Annotated[bool, typer.Option("--ended", help="이미 끝난 것도 봅니다.")] = False,
    outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """조건으로 끈 알림을 봅니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        found = list_silences(context, ended=ended)
    rows = [[one.silence_id, one.condition, one.ends_at, one.actor, one.why, one.ended_by] for one in found]
    columns = ["번호", "조건", "언제까지", "누가", "까닭", "푼 사람"]
    emit(found, json_, lambda: print_table("조건으로 끈 알림", columns, rows, empty="조건으로 끈 알림이 없습니다."))


@app.command()
def resolve(
    alert_id: AlertId,
    why: Annotated[str, typer.Option(help="어떻게 끝났는지")],
    by: By = None, outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """알림을 끝냅니다. 이슈가 다시 나타나면 다시 알립니다."""
    _do(Action.RESOLVE, alert_id, "끝냈습니다", why=why, by=by, outputs=outputs, json_=json_)


@app.command()
def reopen(alert_id: AlertId, why: Why = "", by: By = None, outputs: Outputs = None, json_: Json = False) -> None:
    """끝낸 알림을 다시 엽니다."""
    _do(Action.REOPEN, alert_id, "다시 열었습니다", why=why, by=by, outputs=outputs, json_=json_)


@app.command()
def feedback(
    alert_id: AlertId,
    verdict: Annotated[
        Literal["right", "wrong", "known"], typer.Argument(help="right(맞음), wrong(틀림), known(이미 앎)")
    ],
    why: Why = "", by: By = None, outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """알림이 맞았는지 남깁니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        alert = give_feedback(context, alert_id, verdict, actor=by or getpass.getuser(), why=why)
    emit(alert, json_, lambda: out.print(f"남겼습니다: {VERDICT_NAMES[verdict]} · {escape(alert.title)}"))


@app.command()
def dead(outputs: Outputs = None, json_: Json = False) -> None:
    """보내기를 포기한 메시지와 그 까닭을 봅니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        found = dead_letters(context)
    rows = [[one.key[:12], one.put_at, one.channel, one.receiver, one.subject, one.error] for one in found]
    columns = ["번호", "때", "통로", "받는 사람", "제목", "까닭"]
    emit(found, json_, lambda: print_table("보내지 못한 메시지", columns, rows, empty="보내지 못한 메시지가 없습니다."))


@app.command()
def send(
    key: Annotated[str, typer.Argument(help="메시지 번호(alerts dead에서 확인). 비우면 모두")] = "",
    outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """보내지 못한 메시지를 지금 다시 보냅니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        sent, failed = send_again(context, key)
    emit({"sent": sent, "failed": failed}, json_, lambda: out.print(f"보냄 {sent}건, 못 보냄 {failed}건"))


@app.command()
def precision(outputs: Outputs = None, json_: Json = False) -> None:
    """알림이 얼마나 맞았는지 달·부서·규칙마다 봅니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        found = alert_precision(context)
    rows = [
        [
            one.month, one.department, one.rule, one.right, one.wrong, one.known,
            "–" if one.precision is None else f"{one.precision:.0%}", f"{one.low:.0%}~{one.high:.0%}",
        ]
        for one in found
    ]
    columns = ["달", "부서", "규칙", "맞음", "틀림", "이미 앎", "정밀도", "95% 구간"]
    emit(found, json_, lambda: print_table("알림의 정밀도", columns, rows, empty="맞았는지 적은 알림이 없습니다."))


def _end(days: int | None, until: str | None) -> datetime | None:
    if days:
        return now_utc() + timedelta(days=days)
    last = parse_day(until)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=KST) if last else None


def _do(
    action: Action, alert_id: str, said: str, *, why: str, by: str | None, outputs: Path | None, json_: bool,
    until: datetime | None = None, to: str = "",
) -> None:  # fmt: skip
    with command_context(outputs=outputs, quiet=True) as context:
        alert = act(context, alert_id, action, actor=by or getpass.getuser(), why=why, until=until, to=to)
    emit(alert, json_, lambda: out.print(f"{said}: {escape(alert.title)} ({alert.department})", highlight=False))


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

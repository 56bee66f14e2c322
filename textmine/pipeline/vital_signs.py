"""Is the deployment alive: read by people, by programs that watch it, and by whoever must be woken."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import Connection

from textmine.pipeline.backup import list_backups
from textmine.pipeline.context import Context
from textmine.pipeline.panels import last_day
from textmine.pipeline.runs import previous_day
from textmine.pipeline.watch import load_issues
from textmine.report.files import write_bytes
from textmine.store.doctor import Finding
from textmine.store.ledger import alerts, kv, outbox, runs
from textmine.types import KST, AlertState, IssueState, Level

ALIVE: Final = "scheduler:alive"
MAX_SILENCE: Final = timedelta(minutes=10)
MAX_BACKUP_AGE: Final = timedelta(days=2)
MAX_WAITING: Final = timedelta(hours=24)
DONE_BY_HOUR: Final = 10  # of the morning, Korean time: the day's messages are out
FEWEST_FREE_BYTES: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class VitalSigns:
    """Figures of one moment; times are UTC, None where there is none."""

    scheduler_at: datetime | None
    told_of: date | None
    newest_day: date | None
    messages: dict[str, int]
    waiting_since: datetime | None
    alerts: dict[str, int]
    issues: dict[str, int]
    failed_runs: int
    backup_at: datetime | None
    free_bytes: int


def show_alive(context: Context) -> None:
    """Note in the ledger that the scheduler lives, and write the figures for a collector of text files."""
    with context.ledger.begin() as connection:
        kv.set(connection, ALIVE, context.now.isoformat())
    write_bytes(context.settings.outputs / "metrics.prom", metrics_text(vital_signs(context)))


def vital_signs(context: Context) -> VitalSigns:
    """The deployment's figures now."""
    settings = context.settings
    with context.ledger.read() as connection:
        alive, told = kv.get(connection, ALIVE), runs.last_done(connection, job="dispatch")
        counted = {state: outbox.count(connection, state=state) for state in ("pending", "sent", "dead")}
        waiting, states = outbox.oldest_pending(connection), alerts.count_by_state(connection)
        failed = _failed(connection)
    live = [issue for issue in load_issues(context) if issue.state is not IssueState.OVER]
    backups = list_backups(settings.backups_dir)
    return VitalSigns(
        datetime.fromisoformat(alive) if alive else None, date.fromisoformat(told) if told else None,
        last_day(context), counted, waiting, {state: states.get(state, 0) for state in AlertState},
        {level: sum(issue.level is level for issue in live) for level in Level}, failed,
        datetime.fromtimestamp(backups[0].stat().st_mtime, KST) if backups else None,
        shutil.disk_usage(settings.store_dir).free,
    )


def check_alive(context: Context) -> list[Finding]:
    """What would make a deployment silently stop warning anybody; every finding says how to mend it."""
    signs, now = vital_signs(context), context.now
    due = previous_day(now) - timedelta(days=now.astimezone(KST).hour < DONE_BY_HOUR)
    return [
        _finding(
            "scheduler", signs.scheduler_at is not None and now - signs.scheduler_at <= MAX_SILENCE,
            "예약 작업이 돌고 있습니다.", f"예약 작업이 멈추어 있습니다(마지막 신호 {_when(signs.scheduler_at)}).",
            "'textmine up'이 도는지 보고, 멈추었으면 다시 시작하세요.",
        ),
        _finding(
            "dispatch", signs.told_of is not None and signs.told_of >= due,
            f"{signs.told_of} 자료까지 알림을 마쳤습니다.",
            f"{due} 자료의 알림이 아직 나가지 않았습니다(마지막 {signs.told_of or '없음'}).",
            "'textmine jobs history'로 까닭을 보세요.",
        ),
        _finding(
            "waiting", signs.waiting_since is None or now - signs.waiting_since <= MAX_WAITING,
            "밀린 메일이 없습니다.", f"보내지 못하고 기다리는 알림 {signs.messages['pending']}건이 하루를 넘겼습니다.",
            "메일 서버(smtp)와 방화벽을 확인하세요.",
        ),
        _finding(
            "dead", not signs.messages["dead"], "보내기를 포기한 알림이 없습니다.",
            f"보내기를 포기한 알림이 {signs.messages['dead']}건 있습니다.",
            "'textmine alerts dead'로 까닭을 보고 'textmine alerts send'로 다시 보내세요.",
        ),
        _finding(
            "backup", signs.backup_at is not None and now - signs.backup_at <= MAX_BACKUP_AGE,
            "백업이 이틀을 넘기지 않았습니다.", f"마지막 백업이 오래되었습니다({_when(signs.backup_at)}).",
            "'textmine backup'을 실행하고 백업 폴더의 자리를 확인하세요.",
        ),
        _finding(
            "disk", signs.free_bytes >= FEWEST_FREE_BYTES, f"디스크가 {signs.free_bytes >> 30} GB 남았습니다.",
            f"디스크가 {signs.free_bytes >> 20} MB밖에 남지 않았습니다.",
            "백업과 보고서를 옮기거나 keep 설정을 줄이세요.",
        ),
    ]


def metrics_text(signs: VitalSigns) -> bytes:
    """The figures in the text format of Prometheus."""
    registry = CollectorRegistry()
    times = (
        ("scheduler_seen", signs.scheduler_at, "Last sign of life of the scheduler"),
        ("backup", signs.backup_at, "When the newest backup was made"),
        ("oldest_waiting_message", signs.waiting_since, "Since when the oldest message waits"),
        ("newest_document", _midnight(signs.newest_day), "Newest civil day of the documents"),
        ("dispatched_period", _midnight(signs.told_of), "Newest civil day whose alerts were decided"),
    )
    for name, at, told in times:
        if at is not None:
            Gauge(f"textmine_{name}_timestamp_seconds", told, registry=registry).set(at.timestamp())
    counts = (
        ("messages", "state", signs.messages, "Messages in the outbox"),
        ("alerts", "state", signs.alerts, "Alerts that were decided"),
        ("issues", "level", signs.issues, "Live issues"),
    )
    for name, label, values, told in counts:
        gauge = Gauge(f"textmine_{name}", told, [label], registry=registry)
        for key, value in values.items():
            gauge.labels(key).set(value)
    Gauge("textmine_failed_runs", "Runs of jobs that failed in the last 7 days", registry=registry).set(
        signs.failed_runs
    )
    Gauge("textmine_disk_free_bytes", "Free bytes on the disk of the store", registry=registry).set(signs.free_bytes)
    return generate_latest(registry)


def _failed(connection: Connection) -> int:
    newest = runs.list_runs(connection, limit=200)
    since = max((row["started_at"] for row in newest), default=None)
    return sum(row["state"] == "failed" and since - row["started_at"] <= timedelta(days=7) for row in newest)


def _finding(code: str, ok: bool, sound: str, wrong: str, remedy: str) -> Finding:
    return Finding(code, ok, sound if ok else wrong, remedy)


def _when(at: datetime | None) -> str:
    return "없음" if at is None else at.astimezone(KST).strftime("%Y-%m-%d %H:%M")


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=KST)

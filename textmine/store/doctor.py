"""Is the store sound, and are two stores the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from deltalake.exceptions import DeltaError
from sqlalchemy import Connection, Table, select

from textmine.store import delta
from textmine.store.ledger import Ledger, coverage, outbox, tables
from textmine.store.mart import Mart
from textmine.store.schemas import SCHEMAS
from textmine.types import KIND_NAMES

LONGEST_RUN: Final = timedelta(days=1)
MAX_QUARANTINED: Final = 0.05  # share of rows

# What differs between two runs over the same facts: times of processing, counters of attempts, versions of files, and
# pseudonyms that depend on the deployment's secret. `imports` names files, not facts: overlapping files in either order
# count their rows differently.
_SKIPPED_COLUMNS = {"documents": {"ingested_at", "person_key"}}
_LEDGER: dict[Table, frozenset[str]] = {
    tables.coverage: frozenset({"rows", "watermark"}),
    tables.quarantine: frozenset(),
    tables.surges: frozenset(),
    tables.watched_periods: frozenset(),
    tables.issues: frozenset(),
    tables.issue_owners: frozenset({"at"}),
    tables.alerts: frozenset({"created_at", "notified_at", "silenced_until"}),
    tables.alert_events: frozenset({"at"}),
    tables.alert_feedback: frozenset({"at"}),
    tables.silences: frozenset({"starts_at", "ends_at"}),
    tables.outbox: frozenset({"created_at", "next_at", "sent_at", "attempts", "last_error"}),
    tables.forecasts: frozenset({"issued_at", "mart_vector"}),
    tables.topics: frozenset({"first_seen"}),
    tables.topic_events: frozenset({"at"}),
    tables.dictionary_changes: frozenset({"at"}),
    tables.dictionary_candidates: frozenset({"found_at", "decided_at"}),
    tables.requests: frozenset({"request_id", "created_at", "changed_at"}),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is sound, and how to mend it."""

    code: str
    ok: bool
    message: str
    remedy: str = ""


def doctor_hash(mart: Mart, ledger: Ledger) -> str:
    """SHA-256 (hex) over the sorted rows of the official versions and the ledger, without times and run ids."""
    with ledger.read() as connection:
        return hash_of(mart, connection)


def hash_of(mart: Mart, connection: Connection) -> str:
    """The same for the ledger as ``connection`` sees it."""
    digest = hashlib.sha256()
    for name, schema in SCHEMAS.items():
        columns = [c for c in schema.names if c not in _SKIPPED_COLUMNS.get(name, set())]
        listed = ", ".join(f'"{c}"' for c in columns)
        rows = mart.query(f"select md5({name}::text) as row from (select {listed} from {name}) {name} order by 1")
        _feed(digest, name, rows["row"])
    for table, skipped in _LEDGER.items():
        columns = [c for c in table.columns if c.name not in skipped]
        _feed(digest, table.name, sorted(str(tuple(row)) for row in connection.execute(select(*columns))))
    return digest.hexdigest()


def doctor_check(mart: Mart, ledger: Ledger, *, now: datetime) -> list[Finding]:
    """Findings about files, versions, leases, runs, messages and coverage; each bad one says how to mend it."""
    findings = [_check_files(mart), _check_versions(mart)]
    with ledger.read() as connection:
        findings += [
            _check_runs(connection, now), _check_outbox(connection), _check_leases(connection, now),
            _check_quarantine(connection), _check_coverage(connection),
        ]
    return findings


def _check_files(mart: Mart) -> Finding:
    lost = []
    for name, version in mart.versions().items():
        try:
            lost += [f"{name}/{file}" for file in delta.missing_files(mart.path(name), version)]
        except DeltaError:
            lost.append(name)
    message = f"마트에서 사라진 파일 {len(lost)}개: {', '.join(lost[:3])}" if lost else "마트의 파일이 모두 있습니다."
    remedy = "마트와 원장을 같은 백업에서 함께 복원하거나, 원본 파일을 새 폴더에 다시 넣으세요."
    return Finding("files", not lost, message, remedy)


def _check_versions(mart: Mart) -> Finding:
    newest = {name: delta.newest_version(mart.path(name)) for name in SCHEMAS}
    official = mart.versions()
    behind = [name for name in SCHEMAS if newest[name] < official[name]]
    if behind:
        return Finding(
            "mart", False, f"원장보다 오래된 표: {', '.join(behind)}", "마트와 원장을 같은 백업에서 함께 복원하세요."
        )
    ahead = [name for name in SCHEMAS if newest[name] > official[name]]
    if ahead:
        return Finding(
            "mart", False, f"끝나지 않은 쓰기가 남은 표: {', '.join(ahead)}",
            "읽기에는 영향이 없고, 다음 쓰기가 되돌립니다.",
        )
    return Finding("mart", True, "마트의 모든 표가 공식 판과 같습니다.")


def _check_runs(connection: Connection, now: datetime) -> Finding:
    rows = connection.execute(select(tables.runs)).all()
    failed = sum(row.state == "failed" for row in rows)
    stuck = sum(row.state == "running" and row.started_at < now - LONGEST_RUN for row in rows)
    sound = not failed and not stuck
    return Finding(
        "runs", sound,
        "실패한 작업이 없습니다." if sound else f"실패한 작업 {failed}건, 하루 넘게 끝나지 않은 작업 {stuck}건",
        "'textmine jobs history'로 까닭을 보고 'textmine jobs run'으로 다시 실행하세요.",
    )


def _check_outbox(connection: Connection) -> Finding:
    dead = outbox.count(connection, state="dead")
    return Finding(
        "outbox", not dead, f"보내지 못한 알림 {dead}건" if dead else "보내지 못한 알림이 없습니다.",
        "'textmine alerts dead'로 까닭을 보고 고친 뒤 'textmine alerts send'로 다시 보내세요.",
    )


def _check_leases(connection: Connection, now: datetime) -> Finding:
    stale = [row.name for row in connection.execute(select(tables.leases)) if row.expires_at < now]
    return Finding(
        "leases", not stale,
        f"끝나지 않고 남은 작업 권한: {', '.join(stale)}" if stale else "남은 작업 권한이 없습니다.",
        "기한이 지난 권한은 다음 작업이 스스로 넘겨받습니다.",
    )


def _check_quarantine(connection: Connection) -> Finding:
    rows = connection.execute(select(tables.imports.c.rows_in, tables.imports.c.quarantined)).all()
    total, bad = sum(row.rows_in for row in rows), sum(row.quarantined for row in rows)
    return Finding(
        "quarantine", bad <= MAX_QUARANTINED * total, f"읽은 {total:,}행 가운데 격리 {bad:,}행",
        "격리한 까닭을 보고서의 '자료의 품질'에서 보고 파일을 고쳐 다시 넣으세요.",
    )


def _check_coverage(connection: Connection) -> Finding:
    """Days between the first and the last covered day of a source about which nothing is known."""
    days = coverage.read(connection)
    known = days[days["state"].isin(["complete", "outage"])]
    gaps = []
    for (source, kind), dates in known.groupby(["source", "kind"])["civil_date"]:
        missing = (dates.max() - dates.min()).days + 1 - dates.nunique()
        if missing:
            gaps.append(f"{source}({KIND_NAMES.get(str(kind), kind)}) {missing}일")
    return Finding(
        "coverage", not gaps, f"자료가 있는지 모르는 날: {', '.join(gaps)}" if gaps else "자료가 빈 기간이 없습니다.",
        "그 기간의 파일을 넣거나, 자료가 없는 기간이면 '--outage'로 결측을 알려 주세요.",
    )


def _feed(digest: hashlib._Hash, name: str, rows: Iterable[str]) -> None:
    digest.update(f"\n{name}\n".encode())
    for row in rows:
        digest.update(row.encode())
        digest.update(b"\n")

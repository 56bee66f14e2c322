"""Is the store sound, and are two stores the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from deltalake import DeltaTable
from sqlalchemy import Table, select

from textmine.store.ledger import Ledger, outbox, tables
from textmine.store.mart import Mart
from textmine.store.schemas import SCHEMAS

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
    tables.alerts: frozenset({"created_at", "notified_at", "silenced_until"}),
    tables.alert_events: frozenset({"at"}),
    tables.outbox: frozenset({"created_at", "next_at", "sent_at", "attempts", "last_error"}),
    tables.forecasts: frozenset({"issued_at", "mart_vector"}),
    tables.topics: frozenset({"first_seen"}),
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
    digest = hashlib.sha256()
    for name, schema in SCHEMAS.items():
        columns = [c for c in schema.names if c not in _SKIPPED_COLUMNS.get(name, set())]
        listed = ", ".join(f'"{c}"' for c in columns)
        rows = mart.query(f"select md5({name}::text) as row from (select {listed} from {name}) {name} order by 1")["row"]
        _feed(digest, name, rows)
    with ledger.begin() as connection:
        for table, skipped in _LEDGER.items():
            columns = [c for c in table.columns if c.name not in skipped]
            _feed(digest, table.name, sorted(str(tuple(row)) for row in connection.execute(select(*columns))))
    return digest.hexdigest()


def doctor_check(mart: Mart, ledger: Ledger, *, now: datetime) -> list[Finding]:
    """Findings about versions, leases, runs, messages and coverage; each bad one says how to mend it."""
    findings = [_check_versions(mart)]
    with ledger.begin() as connection:
        failed = [r for r in connection.execute(select(tables.runs)) if r.state == "failed"]
        dead = outbox.count(connection, state="dead")
        stale = [r.name for r in connection.execute(select(tables.leases)) if r.expires_at < now]
        documents = connection.execute(select(tables.imports)).all()
    findings.append(Finding(
        "runs", not failed, f"실패한 작업 {len(failed)}건" if failed else "실패한 작업이 없습니다.",
        "'textmine jobs history'로 까닭을 보고 'textmine jobs run'으로 다시 실행하세요.",
    ))
    findings.append(Finding(
        "outbox", not dead, f"보내지 못한 알림 {dead}건" if dead else "보내지 못한 알림이 없습니다.",
        "메일 서버 설정(smtp)을 확인한 뒤 'textmine jobs run dispatch'를 실행하세요.",
    ))
    findings.append(Finding(
        "leases", not stale, f"끝나지 않고 남은 작업 권한: {', '.join(stale)}" if stale else "남은 작업 권한이 없습니다.",
        "기한이 지난 권한은 다음 작업이 스스로 넘겨받습니다.",
    ))
    rows = sum(r.rows_in for r in documents)
    bad = sum(r.quarantined for r in documents)
    findings.append(Finding(
        "quarantine", bad <= 0.05 * rows, f"읽은 {rows:,}행 가운데 격리 {bad:,}행",
        "격리한 까닭을 보고서의 '자료의 품질'에서 보고 파일을 고쳐 다시 넣으세요.",
    ))
    return findings


def _check_versions(mart: Mart) -> Finding:
    ahead = [
        name for name, version in mart.versions().items() if DeltaTable(str(mart.path(name))).version() != version
    ]
    if not ahead:
        return Finding("mart", True, "마트의 모든 표가 공식 판과 같습니다.")
    return Finding(
        "mart", False, f"끝나지 않은 쓰기가 남은 표: {', '.join(ahead)}", "읽기에는 영향이 없고, 다음 쓰기가 되돌립니다."
    )


def _feed(digest: hashlib._Hash, name: str, rows: Iterable[str]) -> None:
    digest.update(f"\n{name}\n".encode())
    for row in rows:
        digest.update(row.encode())
        digest.update(b"\n")

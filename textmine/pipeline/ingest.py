"""Files → masked documents in the mart, bad rows in quarantine, days in coverage."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from textmine.errors import IngestError
from textmine.ingest import READABLE_SUFFIXES, Batch, ReadOptions, file_digest, read_documents
from textmine.pipeline.context import Context
from textmine.store.ledger import coverage, imports, quarantine
from textmine.store.mart import MartWriter
from textmine.types import KIND_NAMES, MASKED_NAMES, Kind, QuarantinedRow


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; rows: ``rows_in == new + changed + unchanged + quarantined``."""

    file: str
    kind: Kind
    rows_in: int
    new: int
    changed: int
    unchanged: int
    quarantined: int
    masked: dict[str, int]
    first_day: date | None
    last_day: date | None
    skipped: bool = False


def ingest_paths(
    context: Context,
    paths: Sequence[Path],
    *,
    kind: Kind,
    source: str = "",
    outages: Sequence[tuple[date, date]] = (),
) -> list[FileReport]:
    """Reports of the files below ``paths``, each imported whole or not at all.

    A file whose bytes were imported before is skipped. Days between a file's first and last document count as
    complete (the file claims its span); ``outages`` are inclusive spans of days that a person declares missing.

    Raises
    ------
    IngestError
        A path does not exist, a span of days ends before it begins, or a file cannot be read at all. Files before it
        stay imported.
    """
    source = source or kind
    for first, last in outages:
        if last < first:
            raise IngestError(f"결측 기간의 끝({last})이 시작({first})보다 빠릅니다. 시작..끝 순서로 적으세요.")
    files = _expand(paths)
    reports = [_ingest_file(context, file, kind, source) for file in context.track(files, "자료 읽기", len(files))]
    _declare_outages(context, source, kind, outages)
    return reports


def readable_files(folder: Path) -> list[Path]:
    """Files below ``folder`` that hold data, sorted; hidden ones and the lock files of office programs do not."""
    return sorted(
        p for p in folder.rglob("*")
        if p.is_file() and p.suffix.lower() in READABLE_SUFFIXES and not p.name.startswith((".", "~$"))
    )


def _expand(paths: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += readable_files(path)
        elif path.is_file():
            files.append(path)
        else:
            raise IngestError(f"'{path}' 파일이나 폴더가 없습니다. 경로를 확인하세요.")
    if not files:
        raise IngestError(
            f"읽을 파일이 없습니다: {', '.join(map(str, paths))}. "
            f"읽을 수 있는 형식: {', '.join(sorted(READABLE_SUFFIXES))}"
        )
    return files


def _ingest_file(context: Context, path: Path, kind: Kind, source: str) -> FileReport:
    digest = file_digest(path)
    with context.ledger.begin() as connection:
        if imports.is_known(connection, digest=digest, kind=kind, source=source):
            return FileReport(path.name, kind, 0, 0, 0, 0, 0, {}, None, None, skipped=True)
    options = ReadOptions(
        kind=kind, source=source, secret=context.secret, lexicon=context.lexicon, ingested_at=context.now,
        mask_office_phones=context.settings.mask_office_phones,
    )
    tally = _Tally()
    with context.mart.write("ingest") as writer:
        for batch in read_documents(path, options=options):
            tally.add(batch, writer)
        report = tally.report(path.name, kind)
        writer.on_commit(lambda connection: _record(connection, context, digest, source, tally, report))
    return report


class _Tally:
    """Sums over the batches of one file."""

    def __init__(self) -> None:
        self.rows_in = self.new = self.changed = self.unchanged = 0
        self.quarantined: list[QuarantinedRow] = []
        self.masked: Counter[str] = Counter()
        self.days: Counter[date] = Counter()
        self.latest: pd.Timestamp | None = None

    def add(self, batch: Batch, writer: MartWriter) -> None:
        result = writer.upsert_documents(batch.documents)
        self.rows_in += batch.rows_in
        self.new += result.new
        self.changed += result.changed
        self.unchanged += result.unchanged
        self.quarantined += batch.quarantine
        for counts in batch.documents["masked"]:
            if counts != "{}":
                self.masked.update(json.loads(counts))
        self.days.update(day for day in batch.documents["civil_date"] if day is not None)
        newest = batch.documents["created_at"].max()
        if not pd.isna(newest) and (self.latest is None or newest > self.latest):
            self.latest = newest

    def report(self, name: str, kind: Kind) -> FileReport:
        return FileReport(
            name, kind, self.rows_in, self.new, self.changed, self.unchanged, len(self.quarantined),
            dict(sorted(self.masked.items())), min(self.days, default=None), max(self.days, default=None),
        )


def _record(
    connection: Connection, context: Context, digest: str, source: str, tally: _Tally, report: FileReport
) -> None:
    imports.add(connection, digest=digest, source=source, finished_at=context.now, **_import_row(report))
    quarantine.add(connection, digest, tally.quarantined)
    if report.first_day is not None and report.last_day is not None:
        span = (report.last_day - report.first_day).days + 1
        days = [report.first_day + timedelta(days=n) for n in range(span)]
        coverage.mark(
            connection, source=source, kind=report.kind, days=days, state="complete",
            rows=[tally.days[day] for day in days], watermark=tally.latest,
        )


def _import_row(report: FileReport) -> dict[str, Any]:
    row = asdict(report)
    for name in ("skipped", "first_day", "last_day"):
        del row[name]
    return row


def _declare_outages(context: Context, source: str, kind: Kind, outages: Sequence[tuple[date, date]]) -> None:
    for first, last in outages:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        with context.ledger.begin() as connection:
            coverage.mark(connection, source=source, kind=kind, days=days, state="outage", rows=None, watermark=None)


def describe(report: FileReport) -> str:
    """One Korean line about a file for the terminal and the log."""
    if report.skipped:
        return f"{report.file}: 이미 넣은 파일이라 건너뜁니다."
    masked = ", ".join(f"{MASKED_NAMES[name]} {count:,}" for name, count in report.masked.items()) or "없음"
    return (
        f"{report.file}: {KIND_NAMES[report.kind]} {report.rows_in:,}행 (새 글 {report.new:,}, "
        f"바뀐 글 {report.changed:,}, 같은 글 {report.unchanged:,}, 격리 {report.quarantined:,}) "
        f"· 가린 개인정보 {masked}"
    )

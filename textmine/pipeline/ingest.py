"""Files → masked documents in the mart, bad rows in quarantine, days in coverage."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from textmine.errors import IngestError
from textmine.ingest import READABLE_SUFFIXES, ReadOptions, TablePreview, file_digest, read_documents
from textmine.pipeline.context import Context
from textmine.pipeline.header_memory import BY_PROGRAM, learn, map_in_force
from textmine.pipeline.import_report import (
    ImportRecord,
    failed_record,
    import_page,
    record_as_json,
    record_from_json,
    record_of,
    write_import_report,
)
from textmine.pipeline.tally import Tally
from textmine.store.ledger import coverage, header_maps, imports, quarantine
from textmine.store.ledger.header_maps import HeaderMap
from textmine.types import KIND_NAMES, MASKED_NAMES, Kind


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; rows: ``rows_in == new + changed + unchanged + quarantined``.

    ``copies`` of the ``unchanged`` repeat a document of the same file. ``report`` is the page written about the import.
    """

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
    copies: int = 0
    notes: tuple[str, ...] = ()
    report: Path | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends files of what kind, and what an operator says about their columns (header → field).

    ``accept`` remembers columns for the sender even where they were guessed; ``who`` says so.
    """

    kind: Kind
    source: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    accept: bool = False
    who: str = BY_PROGRAM

    @property
    def name(self) -> str:
        return self.source or self.kind


def ingest_paths(
    context: Context,
    paths: Sequence[Path],
    *,
    kind: Kind,
    sender: Sender | None = None,
    outages: Sequence[tuple[date, date]] = (),
) -> list[FileReport]:
    """Reports of the files below ``paths``, each imported whole or not at all.

    ``sender`` (its kind is ``kind``) tells files of one office from another's. A file whose bytes were imported before
    is skipped. Days between a file's first and last document count as complete (the file claims its span); ``outages``
    are inclusive spans of days that a person declares missing. Every file leaves a written report, failed ones too.

    Raises
    ------
    IngestError
        A path does not exist, a span of days ends before it begins, or a file cannot be read at all. Files before it
        stay imported.
    """
    sender = sender or Sender(kind)
    for first, last in outages:
        if last < first:
            raise IngestError(f"결측 기간의 끝({last})이 시작({first})보다 빠릅니다. 시작..끝 순서로 적으세요.")
    files = expand_paths(paths)
    reports = [_ingest_file(context, file, sender) for file in context.track(files, "자료 읽기", len(files))]
    _declare_outages(context, sender.name, kind, outages)
    return reports


def readable_files(folder: Path) -> list[Path]:
    """Files below ``folder`` that hold data, sorted; hidden ones and the lock files of office programs do not."""
    return sorted(
        p for p in folder.rglob("*")
        if p.is_file() and p.suffix.lower() in READABLE_SUFFIXES and not p.name.startswith((".", "~$"))
    )


def expand_paths(paths: Sequence[Path]) -> list[Path]:
    """The files that ``paths`` name, those of folders sorted.

    Raises
    ------
    IngestError
        A path does not exist, or there is nothing to read.
    """
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


def read_options(context: Context, sender: Sender, known: HeaderMap | None) -> ReadOptions:
    """How to read a sender's file, remembered columns included."""
    return ReadOptions(
        kind=sender.kind, source=sender.name, secret=context.secret, lexicon=context.lexicon,
        ingested_at=context.now, header_map=map_in_force(known, sender.columns),
        mask_office_phones=context.settings.mask_office_phones,
        workers=context.settings.workers or len(os.sched_getaffinity(0)),
    )


def _ingest_file(context: Context, path: Path, sender: Sender) -> FileReport:
    digest, kind, source = file_digest(path), sender.kind, sender.name
    with context.ledger.read() as connection:
        written = imports.get_report(connection, digest=digest, kind=kind, source=source)
        known = header_maps.get(connection, source=source, kind=kind)
    if written is not None:
        return _skipped(context, path.name, sender, known, written)
    tally = Tally()
    try:
        with context.mart.write("ingest") as writer:
            for batch in read_documents(path, options=read_options(context, sender, known)):
                tally.add(batch, writer.upsert_documents(batch.documents))
            record = record_of(
                context, tally, file=path.name, digest=digest, kind=kind, source=source, known=known,
                columns=sender.columns, accept=sender.accept,
            )
            writer.on_commit(lambda connection: _record(connection, sender, known, tally, record))
    except IngestError as error:
        failed = failed_record(context, file=path.name, digest=digest, kind=kind, source=source, error=str(error))
        write_import_report(context.settings.outputs, failed)
        raise
    return _report(record, write_import_report(context.settings.outputs, record))


def _skipped(
    context: Context, name: str, sender: Sender, known: HeaderMap | None, written: str
) -> FileReport:
    """The report of a file that was imported before: a page that was lost meanwhile is written again, and columns that
    the operator accepts or corrects now are remembered for the next file."""
    record = record_from_json(written)
    page: Path | None = None
    notes: tuple[str, ...] = ()
    if record is not None:
        page = import_page(context.settings.outputs, record)
        if not page.exists():
            write_import_report(context.settings.outputs, record)
        if sender.accept or sender.columns:
            tables = [table.as_preview() for table in record.tables]
            with context.ledger.begin() as connection:
                _remember(connection, sender, known, tables, context.now)
            notes = ("열을 읽는 법을 기억했습니다. 다음 파일부터 이대로 읽습니다.",)
    return FileReport(name, sender.kind, 0, 0, 0, 0, 0, {}, None, None, skipped=True, notes=notes, report=page)


def _report(record: ImportRecord, page: Path) -> FileReport:
    return FileReport(
        record.file, record.kind, record.rows_in, record.new, record.changed, record.same + record.copies, record.bad,
        dict(record.masked), record.first_day, record.last_day, copies=record.copies, notes=record.remarks, report=page,
    )


def _record(
    connection: Connection, sender: Sender, known: HeaderMap | None, tally: Tally, record: ImportRecord
) -> None:
    imports.add(
        connection, digest=record.digest, source=record.source, kind=record.kind, masked=dict(record.masked),
        finished_at=record.at, report=record_as_json(record), file=record.file, rows_in=record.rows_in, new=record.new,
        changed=record.changed, unchanged=record.same + record.copies, quarantined=record.bad,
    )
    quarantine.add(connection, record.digest, tally.quarantined)
    _remember(connection, sender, known, tally.tables, record.at)
    if record.first_day is not None and record.last_day is not None:
        span = (record.last_day - record.first_day).days + 1
        days = [record.first_day + timedelta(days=n) for n in range(span)]
        coverage.mark(
            connection, source=record.source, kind=record.kind, days=days, state="complete",
            rows=[tally.days[day] for day in days], watermark=tally.latest,
        )


def _remember(
    connection: Connection, sender: Sender, known: HeaderMap | None, tables: Sequence[TablePreview], at: datetime
) -> None:
    learned = learn(known, tables, sender.columns, accept=sender.accept, who=sender.who, at=at)
    if learned is not None and learned != known:
        header_maps.put(connection, source=sender.name, kind=sender.kind, known=learned)


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
    copies = f"(파일 안 사본 {report.copies:,})" if report.copies else ""
    return (
        f"{report.file}: {KIND_NAMES[report.kind]} {report.rows_in:,}행 (새 글 {report.new:,}, "
        f"바뀐 글 {report.changed:,}, 같은 글 {report.unchanged:,}{copies}, 격리 {report.quarantined:,}) "
        f"· 가린 개인정보 {masked}"
    )

"""What an import would do, said before it is done: nothing is written, every row is read as the import reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from textmine.errors import IngestError
from textmine.ingest import Batch, ReadOptions, file_digest, read_documents
from textmine.pipeline.context import Context
from textmine.pipeline.header_memory import learn
from textmine.pipeline.import_report import ImportRecord, failed_record, record_of
from textmine.pipeline.ingest import Sender, expand_paths, read_options
from textmine.pipeline.tally import Tally
from textmine.store.documents import DocumentBuffer, UpsertResult, with_month
from textmine.store.ledger import header_maps, imports
from textmine.types import QuarantinedRow

FIRST_BAD_ROWS = 10


@dataclass(frozen=True, slots=True)
class FilePreview:
    """The record that an import of the file would leave, and its first bad rows; ``skipped``: imported before."""

    record: ImportRecord
    bad_rows: tuple[QuarantinedRow, ...] = ()
    skipped: bool = False


def preview_paths(context: Context, paths: Sequence[Path], sender: Sender) -> list[FilePreview]:
    """Previews of the files below ``paths`` as if they were imported one after the other.

    Raises
    ------
    IngestError
        A path does not exist or ``sender`` names an unknown field. A file that cannot be read has its error in its
        record.
    """
    files = expand_paths(paths)
    rehearsal = _Rehearsal(context)
    with context.ledger.read() as connection:
        known = header_maps.get(connection, source=sender.name, kind=sender.kind)
    previews: list[FilePreview] = []
    for path in context.track(files, "미리 보기", len(files)):
        digest, options = file_digest(path), read_options(context, sender, known)
        about = {"file": path.name, "digest": digest, "kind": sender.kind, "source": sender.name}
        with context.ledger.read() as connection:
            is_known = imports.is_known(connection, digest=digest, kind=sender.kind, source=sender.name)
        if is_known or any(p.record.digest == digest and not p.record.error for p in previews):
            record = ImportRecord(at=context.now, **about)
            previews.append(FilePreview(record, skipped=True))
            continue
        try:
            tally = rehearsal.read(path, options)
        except IngestError as error:
            previews.append(FilePreview(failed_record(context, error=str(error), **about)))
            continue
        record = record_of(context, tally, known=known, columns=sender.columns, accept=sender.accept, **about)
        previews.append(FilePreview(record, tuple(tally.quarantined[:FIRST_BAD_ROWS])))
        learned = learn(known, tally.tables, sender.columns, accept=sender.accept, who=sender.who, at=context.now)
        known = learned if learned is not None else known
    rehearsal.close()
    return previews


class _Rehearsal:
    """The mart's rules about documents without the mart: what was read stays in memory."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._read: list[tuple[Path, ReadOptions]] = []
        self._buffer = self._known_documents()

    def read(self, path: Path, options: ReadOptions) -> Tally:
        """Sums of a file's rows; a file that cannot be read to its end leaves nothing behind."""
        tally = Tally()
        self._buffer.begin_file()
        try:
            for batch in read_documents(path, options=options):
                tally.add(batch, self._add(batch))
        except IngestError:
            if tally.rows_in:
                self._start_over()
            raise
        self._read.append((path, options))
        return tally

    def close(self) -> None:
        self._buffer.close()

    def _start_over(self) -> None:
        self._buffer.close()
        self._buffer = self._known_documents()
        for path, options in self._read:
            for batch in read_documents(path, options=options):
                self._add(batch)

    def _add(self, batch: Batch) -> UpsertResult:
        """Texts do not decide what becomes of a document: without them even a large file takes little memory."""
        return self._buffer.add(with_month(batch.documents.assign(title="", body="", answer="", url="")))

    def _known_documents(self) -> DocumentBuffer:
        mart = self._context.mart
        known = mart.query_arrow("select doc_id, content_hash, updated_at, month from documents")
        return DocumentBuffer(known, mart.limits)

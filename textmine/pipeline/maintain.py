"""What keeps a deployment small, quick and safe: the nightly job."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from textmine.pipeline.backup import backup, remove_backups
from textmine.pipeline.context import Context
from textmine.store import erase
from textmine.store.backup import Backup
from textmine.store.ledger import audit, coverage, kv, outbox, quarantine
from textmine.types import KINDS, KST


@dataclass(frozen=True, slots=True)
class MaintainReport:
    """Counts of what was removed, and the backup that was made."""

    documents: int
    messages: int
    quarantined: int
    files: int
    backup: Backup


def maintain(context: Context) -> MaintainReport:
    """Report of the night: what is too old is gone, small files are merged, and a backup of the rest is made.

    Every step can be repeated; an interrupted night is simply done again.
    """
    keep = context.settings.keep
    documents = _remove_documents(context, keep.documents_days)
    with context.ledger.begin() as connection:
        messages = outbox.forget_sent(connection, before=_before(context, keep.messages_days))
        quarantined = quarantine.forget(connection, before=_before(context, keep.quarantine_days))
        audit.forget(connection, before=_before(context, keep.audit_days))
    files = _remove_reports(context) + _remove_import_records(context) + _remove_models(context)
    files += _remove_uploads(context)
    context.mart.compact()
    made = backup(context)
    files += remove_backups(context.settings.backups_dir, keep=keep.backups)
    return MaintainReport(documents, messages, quarantined, files, made)


def _before(context: Context, days: int) -> datetime:
    return context.now - timedelta(days=days)


def _remove_documents(context: Context, days: int | None) -> int:
    """Number of documents erased because they are too old; their days are no longer covered, so nothing counts 0."""
    if days is None:
        return 0
    first = _before(context, days).astimezone(KST).date()
    doc_ids = erase.documents_before(context.mart, first)
    if doc_ids:
        erase.erase_documents(context.mart, context.ledger, doc_ids)
    with context.ledger.begin() as connection:
        coverage.forget(connection, before=first)
    return len(doc_ids)


def _remove_reports(context: Context) -> int:
    folder = context.settings.outputs / "runs"
    runs = sorted((path for path in folder.glob("*") if path.is_dir()), reverse=True)
    latest = context.settings.outputs / "latest"
    old = [path for path in runs[context.settings.keep.reports :] if path.resolve() != latest.resolve()]
    for path in old:
        shutil.rmtree(path)
    return len(old)


def _remove_import_records(context: Context) -> int:
    oldest = _before(context, context.settings.keep.quarantine_days).timestamp()
    files = [path for path in (context.settings.outputs / "imports").glob("*") if path.is_file()]
    old = [path for path in files if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink()
    return len(old)


def _remove_uploads(context: Context) -> int:
    """Number of uploads removed that nobody confirmed within a day: they wait as they were sent, not masked."""
    oldest = _before(context, 1).timestamp()
    old = [path for path in context.settings.uploads_dir.glob("*") if path.stat().st_mtime < oldest]
    for path in old:
        shutil.rmtree(path)
    return len(old)


def _remove_models(context: Context) -> int:
    """Number of models removed that nothing names any more: a new month's took their place."""
    with context.ledger.read() as connection:
        named = {kv.get(connection, f"topic_model:{kind}") for kind in KINDS}
    old = [path for path in context.settings.models_dir.glob("topics-*") if path.name not in named]
    for path in old:
        shutil.rmtree(path)
    return len(old)

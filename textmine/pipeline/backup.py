"""Backup and restore of a deployment's store: one file, one command each."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from textmine.errors import StoreError
from textmine.pipeline.context import Context
from textmine.settings import Settings
from textmine.store.backup import Backup, restore_backup, write_backup
from textmine.store.doctor import doctor_hash
from textmine.store.ledger import Ledger
from textmine.store.mart import Mart
from textmine.types import KST

_PREFIX: Final = "textmine-backup-"


def backup(context: Context, folder: Path | None = None) -> Backup:
    """A backup of now in ``folder`` (default: the deployment's); others stay.

    Raises
    ------
    StoreError, LeaseHeldError
        As :func:`textmine.store.backup.write_backup`.
    """
    settings = context.settings
    name = f"{_PREFIX}{context.now.astimezone(KST):%Y%m%d-%H%M%S}.tar"
    beside = {"models": settings.models_dir, "secret": settings.store_dir / "secret"}
    file = (folder or settings.backups_dir) / name
    return write_backup(context.mart, context.ledger, file, beside=beside, now=context.now)


def restore(settings: Settings, file: Path) -> Backup:
    """What was restored into the empty store of ``settings``; the same facts as when the backup was made.

    Raises
    ------
    StoreError
        As :func:`textmine.store.backup.restore_backup`, or the store is not the one that was backed up.
    """
    ledger = Ledger(settings.database_url)
    try:
        restored = restore_backup(file, ledger, settings.store_dir)
        mart = Mart(settings.mart_dir, ledger, memory_mb=settings.duckdb_memory_mb, threads=settings.duckdb_threads)
        if doctor_hash(mart, ledger) != restored.store_hash:
            raise StoreError("복원한 저장소가 백업한 때와 다릅니다. 다른 백업으로 빈 폴더에 다시 복원하세요.")
    finally:
        ledger.close()
    return restored


def list_backups(folder: Path) -> list[Path]:
    """Backup files of a folder, the newest first."""
    return sorted(folder.glob(f"{_PREFIX}*.tar"), reverse=True)


def remove_backups(folder: Path, *, keep: int) -> int:
    """Number of backups removed so that the newest ``keep`` remain, with what killed ones left behind."""
    for left in folder.glob(f".{_PREFIX}*"):
        left.unlink()
    old = list_backups(folder)[keep:]
    for file in old:
        file.unlink()
    return len(old)

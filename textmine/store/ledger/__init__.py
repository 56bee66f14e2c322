"""Decisions and state: small, transactional, precious. SQLite on a local disk by default, PostgreSQL by URL.

Each table has its module of plain functions that take a connection; :class:`Ledger` opens transactions.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

from textmine.errors import LedgerUnavailableError, StoreError

__all__ = ["Ledger", "known_revisions", "revision", "upgrade"]

BUSY_TIMEOUT_MS = 30_000
_MIGRATION_LOCK = 0x7465_7874  # any number that no other program of the database uses
_READS_ONLY = "textmine_reads_only"


class Ledger:
    """One database by URL (``sqlite:///path`` or ``postgresql+psycopg://…``)."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine: Engine = create_engine(url)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _set_pragmas)
            event.listen(self.engine, "begin", _begin_immediate)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: committed when the block ends, rolled back on an exception."""
        with _told_in_korean(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads: it neither waits for a writer nor makes one wait."""
        with _told_in_korean(), self.engine.connect() as connection:
            connection.execution_options(**{_READS_ONLY: True})
            with connection.begin():
                yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A transaction that only reads, and reads every table as of one moment."""
        with _told_in_korean(), self.engine.connect() as connection:
            connection.execution_options(**{_READS_ONLY: True})
            if not self.is_sqlite:  # SQLite's transactions are snapshots already
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    def migrate(self) -> None:
        """Bring the tables to this version; does nothing when they are.

        Raises
        ------
        StoreError
            A newer version of the program has changed the tables already.
        """
        with self.begin() as connection:
            if revision(connection) not in known_revisions() | {None}:
                raise StoreError(
                    "더 새로운 textmine이 쓰던 원장입니다. 새 판으로 실행하거나, 판을 올리기 전의 백업을 "
                    "'textmine restore'로 빈 저장소에 복원하세요."
                )
            if not self.is_sqlite:  # SQLite's transaction keeps others out already
                connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            upgrade(connection)

    def scrub(self) -> None:
        """Overwrite what was deleted, so that no byte of it stays in the files (SQLite) or dead rows (PostgreSQL)."""
        if self.is_sqlite:
            raw = self.engine.raw_connection()  # VACUUM must stand outside every transaction
            try:
                cursor = raw.cursor()
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                cursor.close()
            finally:
                raw.close()
            return
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM FULL"))

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


@contextmanager
def _told_in_korean() -> Iterator[None]:
    """A database that cannot be reached or written is no fault of the program."""
    try:
        yield
    except OperationalError as error:
        raise LedgerUnavailableError(
            f"원장(데이터베이스)을 쓸 수 없습니다({type(error.orig).__name__}). 디스크에 자리가 있는지, 데이터베이스 "
            "서버가 켜져 있고 ledger_url이 맞는지 확인한 뒤 다시 실행하세요. 끝난 일은 그대로 있습니다."
        ) from error


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the tables to a revision, within the transaction of ``connection``."""
    config = _migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def revision(connection: Connection) -> str | None:
    """The revision of the tables; None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def known_revisions() -> set[str]:
    """Every revision that this version of the program can upgrade from."""
    return {script.revision for script in ScriptDirectory.from_config(_migrations()).walk_revisions()}


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    return config


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_immediate
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL", f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON", "secure_delete=ON",
        "synchronous=FULL",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    # A transaction that reads, then writes fails at once when another one wrote in between: take the lock now.
    reads_only = connection.get_execution_options().get(_READS_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")

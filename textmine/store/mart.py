"""Facts about text: Delta Lake tables that DuckDB queries at their official versions.

The ledger's ``mart_state`` holds the vector of official versions. A writer holds the ledger's lease, writes all its
tables, then moves the vector in one ledger transaction; whatever a crashed writer left behind is newer than the vector,
never seen by a reader, and undone by the next writer. A writer that lost its lease without noticing can neither make
its own rows official (the lease is checked in that transaction) nor slip them into its successor's: every write is
exactly one version after the one before.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
from deltalake.exceptions import DeltaError
from sqlalchemy import Connection

from textmine.errors import StoreError
from textmine.store import delta, erase
from textmine.store.documents import DocumentBuffer, UpsertResult, with_month
from textmine.store.ledger import Ledger, leases, mart_state
from textmine.store.schemas import SCHEMAS, STATISTICS

WRITER_LEASE: Final = "mart-writer"
READ_ATTEMPTS: Final = 3  # erasure may remove files between listing and reading them
COMPACT_KEEP_HOURS: Final = 24  # longer than the longest query
FLUSH_BYTES: Final = 64 << 20  # some 50,000 complaints

Params = Sequence[Any] | dict[str, Any]


class Mart:
    """The tables below ``root``; every read goes through :meth:`query`, every write through :meth:`write`.

    Parameters
    ----------
    root : Path
        Folder of the Delta tables; made when missing.
    ledger : Ledger
        Holds the official versions and the writer's lease.
    memory_mb, threads : int
        Limits of DuckDB.
    """

    def __init__(self, root: Path, ledger: Ledger, *, memory_mb: int = 1024, threads: int = 2) -> None:
        self.root = root
        self.ledger = ledger
        self.limits: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory_mb}MB", "threads": threads, "temp_directory": str(self.spill_folder),
            "TimeZone": "UTC", "autoinstall_known_extensions": "false",
        }
        self._database = duckdb.connect(config=self.limits)  # tables are registered on cursors, which are cheap
        self._datasets: dict[tuple[str, int], ds.Dataset] = {}
        self._lock = threading.Lock()
        for name, schema in SCHEMAS.items():
            delta.create_table(self.path(name), schema, statistics=STATISTICS[name])

    @property
    def spill_folder(self) -> Path:
        """Where DuckDB puts what does not fit into memory."""
        return self.root / ".spill"

    def path(self, table: str) -> Path:
        return self.root / table

    def versions(self) -> dict[str, int]:
        """Official version of every table."""
        with self.ledger.read() as connection:
            return dict.fromkeys(SCHEMAS, 0) | mart_state.read(connection)

    def query(self, sql: str, params: Params = ()) -> pd.DataFrame:
        """Frame of a query; tables stand by their names at the official versions. Times are UTC.

        Safe to call from several threads.
        """
        return _to_pandas(self.query_arrow(sql, params))

    def query_arrow(self, sql: str, params: Params = ()) -> pa.Table:
        """The same as an Arrow table."""
        for attempt in range(1, READ_ATTEMPTS + 1):
            versions = self.versions()
            try:
                return self.query_at(versions, sql, params)
            except (duckdb.Error, DeltaError, OSError):
                if attempt == READ_ATTEMPTS or self.versions() == versions:
                    raise
        raise StoreError("마트를 읽을 수 없습니다. 'textmine doctor'로 상태를 확인하세요.")

    def query_at(self, versions: dict[str, int], sql: str, params: Params = ()) -> pa.Table:
        """Arrow table of a query at given versions of the tables."""
        with self._database.cursor() as connection:
            for name in SCHEMAS:
                if name in sql:
                    connection.register(name, self._dataset(name, versions[name]))
            return connection.sql(sql, params=_plain_params(params) or None).to_arrow_table()

    @contextmanager
    def write(self, owner: str) -> Iterator[MartWriter]:
        """A writer that holds the lease; the vector moves when the block ends without an exception.

        Raises
        ------
        LeaseHeldError
            Another process is writing, or took over because this one seemed dead.
        """
        with leases.hold(self.ledger, WRITER_LEASE, owner=owner) as lease:
            versions = {name: delta.roll_back(self.path(name), version) for name, version in self.versions().items()}
            writer = MartWriter(self, lease, versions)
            yield writer
            writer.flush()
            with self.ledger.begin() as connection:
                lease.check(connection)
                mart_state.move(connection, writer.versions)
                for callback in writer.callbacks:
                    callback(connection)
            if writer.keep_hours is not None:
                self._remove_history(lease, writer.keep_hours)

    def compact(self) -> None:
        """Merge small files within a month and remove files that no query needs any more."""
        with self.write("compact") as writer:
            for name in SCHEMAS:
                writer.compact(name)
            writer.remove_history(keep_hours=COMPACT_KEEP_HOURS)

    def purge(self, doc_ids: Sequence[str] = (), *, person_key: str = "") -> set[str]:
        """Months that held the documents of ``doc_ids`` and of the person; see :func:`erase.erase_documents`."""
        found = erase.find_documents(self, person_key=person_key) if person_key else []
        return erase.erase_documents(self, self.ledger, sorted({*doc_ids, *found}))

    def _remove_history(self, lease: leases.Lease, keep_hours: int) -> None:
        versions = self.versions()
        for name, version in versions.items():
            with self.ledger.read() as connection:
                lease.check(connection)
            versions[name] = delta.remove_old_files(self.path(name), version, keep_hours=keep_hours)
        with self.ledger.begin() as connection:
            lease.check(connection)
            mart_state.move(connection, versions)
        if keep_hours == 0:
            shutil.rmtree(self.spill_folder, ignore_errors=True)
            for name, version in versions.items():
                delta.remove_old_log(self.path(name), version)

    def _dataset(self, name: str, version: int) -> ds.Dataset:
        with self._lock:
            if (name, version) not in self._datasets:
                for old in [key for key in self._datasets if key[0] == name][:-2]:
                    del self._datasets[old]
                self._datasets[name, version] = delta.open_dataset(self.path(name), version)
            return self._datasets[name, version]


class MartWriter:
    """Writes of one transaction; reads inside it see what it wrote."""

    def __init__(self, mart: Mart, lease: leases.Lease, versions: dict[str, int]) -> None:
        self._mart = mart
        self._lease = lease
        self.versions = versions
        self.callbacks: list[Callable[[Connection], object]] = []
        self.keep_hours: int | None = None
        self._buffer: DocumentBuffer | None = None

    def query(self, sql: str, params: Params = ()) -> pd.DataFrame:
        """Frame of a query at the state that this transaction has reached."""
        return _to_pandas(self.query_arrow(sql, params))

    def query_arrow(self, sql: str, params: Params = ()) -> pa.Table:
        """The same as an Arrow table."""
        self.flush()
        return self._mart.query_at(self.versions, sql, params)

    def on_commit(self, callback: Callable[[Connection], object]) -> None:
        """Call ``callback`` in the ledger transaction that makes this write official."""
        self.callbacks.append(callback)

    def remove_history(self, *, keep_hours: int) -> None:
        """After this write is official, and still under its lease, remove files that nothing needs any more.

        ``keep_hours`` spares what queries begun that long ago may read. 0 spares nothing: neither an old file nor an
        old log entry stays; queries that run meanwhile start over.
        """
        self.keep_hours = keep_hours

    def upsert_documents(self, frame: pd.DataFrame) -> UpsertResult:
        """What became of the documents of ``frame`` (columns ``DOCUMENT_COLUMNS``).

        Of two versions of a document the newest ``updated_at`` wins, then the larger ``content_hash``, so the order of
        files never matters.
        """
        if self._buffer is None:
            known = self._mart.query_at(self.versions, "select doc_id, content_hash, updated_at, month from documents")
            self._buffer = DocumentBuffer(known, self._mart.limits)
        result = self._buffer.add(with_month(frame))
        if self._buffer.pending_bytes >= FLUSH_BYTES:
            self._flush_documents()
        return result

    def replace_months(self, table: str, months: Sequence[str], frame: pd.DataFrame) -> None:
        """Replace all rows of ``months`` in ``table`` with ``frame`` (column ``month`` within ``months``)."""
        outside = set(frame["month"]) - set(months)
        if outside:
            raise ValueError(f"rows of months {sorted(outside)} outside {sorted(months)}")
        if months:
            self._settle(table)
            self._overwrite(table, months, _to_arrow(table, frame))

    def replace_month(self, table: str, month: str, frame: pd.DataFrame) -> None:
        """Replace all rows of one month ('YYYY-MM' or 'undated'); ``frame`` needs no column ``month``."""
        self.replace_months(table, [month], frame.assign(month=month))

    def replace_all(self, table: str, frame: pd.DataFrame) -> None:
        """Replace every row of ``table``."""
        self._settle(table)
        self._commit(table, _to_arrow(table, frame), mode="overwrite")

    def append(self, table: str, frame: pd.DataFrame) -> None:
        """Add rows to ``table`` (documents are upserted instead)."""
        if table == "documents":
            raise ValueError("documents are upserted, never appended")
        if len(frame):
            self._commit(table, _to_arrow(table, frame), mode="append")

    def delete(self, table: str, doc_ids: Sequence[str]) -> list[str]:
        """Months that held rows of ``doc_ids``; those rows are gone."""
        self._settle(table)
        found = f"select distinct month from {table} where doc_id in (select unnest(?))"
        months = self.query(found, [list(doc_ids)])["month"]
        if len(months):
            self._overwrite(table, list(months), self._rest(table, list(months), doc_ids))
        return sorted(months)

    def compact(self, table: str) -> None:
        """Merge small files of ``table`` within each month; its rows stay the same."""
        self._settle(table)
        self._check_lease()
        self.versions[table] = delta.compact(self._mart.path(table), self.versions[table])

    def flush(self) -> None:
        """Write buffered documents to their table."""
        if self._buffer is not None:
            self._flush_documents()

    def _settle(self, table: str) -> None:
        """Write buffered documents and forget what is known of them, before ``documents`` changes by other means."""
        if table == "documents" and self._buffer is not None:
            self._flush_documents()
            self._buffer.close()
            self._buffer = None

    def _flush_documents(self) -> None:
        assert self._buffer is not None
        dropped, months = self._buffer.take_dropped()
        if dropped:
            self._overwrite("documents", months, self._rest("documents", months, dropped))
        rows = self._buffer.take_rows()
        if len(rows):
            self._commit("documents", rows, mode="append")

    def _rest(self, table: str, months: Sequence[str], doc_ids: Sequence[str]) -> pa.Table:
        """Rows of ``months`` without those of ``doc_ids``."""
        sql = f"select * from {table} where {_within(months)} and doc_id not in (select unnest(?))"
        rows = self._mart.query_at(self.versions, sql, [list(doc_ids)])
        return rows.select(SCHEMAS[table].names).cast(SCHEMAS[table])

    def _overwrite(self, table: str, months: Sequence[str], rows: pa.Table) -> None:
        self._commit(table, rows, mode="overwrite", predicate=_within(months))

    def _commit(self, table: str, rows: pa.Table, **how: Any) -> None:
        self._check_lease()
        self.versions[table] = delta.write(self._mart.path(table), self.versions[table], rows, **how)

    def _check_lease(self) -> None:
        with self._mart.ledger.read() as connection:
            self._lease.check(connection)


def _within(months: Sequence[str]) -> str:
    """Condition on the partition in words that DuckDB and Delta both prune by: literals, not parameters."""
    return "month IN (" + ", ".join("'" + month.replace("'", "''") + "'" for month in sorted(months)) + ")"


def _to_arrow(table: str, frame: pd.DataFrame) -> pa.Table:
    schema = SCHEMAS[table]
    if frame.empty:  # columns without rows have no useful types
        return schema.empty_table()
    return pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)


def _to_pandas(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas(date_as_object=True)
    return frame


def _plain_params(params: Params) -> Any:
    return params if isinstance(params, dict) else list(params)

"""Facts about text: Delta Lake tables that DuckDB queries at their official versions.

The ledger's ``mart_state`` holds the vector of official versions. A writer holds the ledger's lease, writes all its
tables, then moves the vector in one ledger transaction; whatever a crashed writer left behind is newer than the vector,
never seen by a reader, and undone by the next writer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
from deltalake import DeltaTable, write_deltalake
from sqlalchemy import Connection

from textmine.errors import StoreError
from textmine.store.documents import DocumentBuffer, UpsertResult, with_month
from textmine.store.ledger import Ledger, leases, mart_state
from textmine.store.schemas import SCHEMAS, STATISTICS

WRITER_LEASE: Final = "mart-writer"
READ_ATTEMPTS: Final = 3  # a vacuum may remove files between listing and reading them
FLUSH_ROWS: Final = 100_000

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
        self._limits = {"memory_limit": f"{memory_mb}MB", "threads": threads}
        self._datasets: dict[tuple[str, int], ds.Dataset] = {}
        for name, schema in SCHEMAS.items():
            path = self.path(name)
            if not DeltaTable.is_deltatable(str(path)):
                path.mkdir(parents=True, exist_ok=True)
                DeltaTable.create(
                    str(path), schema=schema, mode="ignore", partition_by=["month"],
                    configuration={"delta.dataSkippingStatsColumns": STATISTICS[name]},
                )

    def path(self, table: str) -> Path:
        return self.root / table

    def versions(self) -> dict[str, int]:
        """Official version of every table."""
        with self.ledger.begin() as connection:
            return dict.fromkeys(SCHEMAS, 0) | mart_state.read(connection)

    def query(self, sql: str, params: Params = ()) -> pd.DataFrame:
        """Frame of a query; tables stand by their names at the official versions. Text columns have no missing values."""
        return self.query_arrow(sql, params).to_pandas(date_as_object=True)

    def query_arrow(self, sql: str, params: Params = ()) -> pa.Table:
        """The same as an Arrow table."""
        for attempt in range(READ_ATTEMPTS):
            try:
                return self.query_at(self.versions(), sql, params)
            except FileNotFoundError:
                self._datasets.clear()
                if attempt + 1 == READ_ATTEMPTS:
                    raise
        raise StoreError("마트를 읽을 수 없습니다. 'textmine doctor'로 상태를 확인하세요.")

    def query_at(self, versions: dict[str, int], sql: str, params: Params = ()) -> pa.Table:
        """Arrow table of a query at given versions of the tables."""
        with duckdb.connect(config=self._limits) as connection:
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
            Another process is writing.
        """
        with leases.hold(self.ledger, WRITER_LEASE, owner=owner) as lease:
            official = self.versions()
            for name, version in official.items():
                table = DeltaTable(str(self.path(name)))
                if table.version() != version:
                    table.restore(version)
            writer = MartWriter(self, {n: DeltaTable(str(self.path(n))).version() for n in official})
            yield writer
            writer.flush()
            with self.ledger.begin() as connection:
                lease.check(connection)
                mart_state.move(connection, writer.versions)
                for callback in writer.callbacks:
                    callback(connection)

    def _dataset(self, name: str, version: int) -> ds.Dataset:
        key = (name, version)
        if key not in self._datasets:
            for old in [k for k in self._datasets if k[0] == name][:-2]:
                del self._datasets[old]
            self._datasets[key] = DeltaTable(str(self.path(name)), version=version).to_pyarrow_dataset()
        return self._datasets[key]


class MartWriter:
    """Writes of one transaction; reads inside it see what it wrote."""

    def __init__(self, mart: Mart, versions: dict[str, int]) -> None:
        self._mart = mart
        self.versions = versions
        self.callbacks: list[Callable[[Connection], object]] = []
        self._buffer: DocumentBuffer | None = None

    def query(self, sql: str, params: Params = ()) -> pd.DataFrame:
        """Frame of a query at the state that this transaction has reached (after ``flush`` for documents)."""
        return self._mart.query_at(self.versions, sql, params).to_pandas(date_as_object=True)

    def on_commit(self, callback: Callable[[Connection], object]) -> None:
        """Call ``callback`` in the ledger transaction that makes this write official."""
        self.callbacks.append(callback)

    def upsert_documents(self, frame: pd.DataFrame) -> UpsertResult:
        """What became of the documents of ``frame`` (columns ``DOCUMENT_COLUMNS``).

        Of two versions of a document the newest ``updated_at`` wins, then the larger ``content_hash``, so the order of
        files never matters.
        """
        if self._buffer is None:
            self._buffer = DocumentBuffer(
                self._mart.query_at(self.versions, "select doc_id, content_hash, updated_at, month from documents")
            )
        result = self._buffer.add(with_month(frame))
        if len(self._buffer) >= FLUSH_ROWS:
            self._flush_documents()
        return result

    def replace_months(self, table: str, months: Sequence[str], frame: pd.DataFrame) -> None:
        """Replace all rows of ``months`` in ``table`` with ``frame`` (column ``month`` within ``months``)."""
        self._overwrite(table, months, _to_arrow(table, frame))

    def replace_all(self, table: str, frame: pd.DataFrame) -> None:
        """Replace every row of ``table``."""
        self._commit(table, _to_arrow(table, frame), mode="overwrite")

    def delete(self, table: str, doc_ids: Sequence[str]) -> list[str]:
        """Months that held rows of ``doc_ids``; those rows are gone."""
        ids = {"ids": list(doc_ids)}
        months = self.query(f"select distinct month from {table} where doc_id in (select unnest($ids))", ids)["month"]
        if len(months):
            rest = self._mart.query_at(
                self.versions,
                f"select * from {table} where month in (select unnest($months)) and doc_id not in (select unnest($ids))",
                ids | {"months": list(months)},
            )
            self._overwrite(table, list(months), rest.select(SCHEMAS[table].names).cast(SCHEMAS[table]))
        return sorted(months)

    def flush(self) -> None:
        """Write buffered documents to their table."""
        if self._buffer is not None:
            self._flush_documents()

    def _flush_documents(self) -> None:
        assert self._buffer is not None
        dropped, months = self._buffer.take_dropped()
        if dropped:
            rest = self._mart.query_at(
                self.versions,
                "select * from documents where month in (select unnest($months)) and doc_id not in (select unnest($ids))",
                {"months": months, "ids": dropped},
            )
            self._overwrite("documents", months, rest.select(SCHEMAS["documents"].names).cast(SCHEMAS["documents"]))
        rows = self._buffer.take_rows()
        if len(rows):
            self._commit("documents", rows, mode="append")

    def _overwrite(self, table: str, months: Sequence[str], rows: pa.Table) -> None:
        listed = ", ".join(f"'{month}'" for month in sorted(months))
        self._commit(table, rows, mode="overwrite", predicate=f"month IN ({listed})")

    def _commit(self, table: str, rows: pa.Table, **how: Any) -> None:
        path = str(self._mart.path(table))
        write_deltalake(path, rows, **how)
        self.versions[table] = DeltaTable(path).version()


def _to_arrow(table: str, frame: pd.DataFrame) -> pa.Table:
    schema = SCHEMAS[table]
    return pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)


def _plain_params(params: Params) -> Any:
    return params if isinstance(params, dict) else list(params)

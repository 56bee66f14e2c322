"""Upsert of documents: an anti-join on (doc_id, content_hash) in DuckDB before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd
import pyarrow as pa

from textmine.store.schemas import DOCUMENTS, UNDATED


@dataclass(frozen=True, slots=True)
class UpsertResult:
    """Rows by what became of them (their sum is the rows given) and the months that they touched."""

    new: int
    changed: int
    unchanged: int
    months: frozenset[str]


def with_month(frame: pd.DataFrame) -> pa.Table:
    """Arrow table of ``documents`` from a frame of ``DOCUMENT_COLUMNS``; month is 'YYYY-MM' or 'undated'."""
    if frame.empty:  # columns without rows have no useful types
        return DOCUMENTS.empty_table()
    months = [UNDATED if pd.isna(day) else f"{day:%Y-%m}" for day in frame["civil_date"]]
    return pa.Table.from_pandas(frame.assign(month=months)[DOCUMENTS.names], schema=DOCUMENTS, preserve_index=False)


_BETTER = """
(coalesce({a}.updated_at, '-infinity'::timestamptz), {a}.content_hash)
    > (coalesce({b}.updated_at, '-infinity'::timestamptz), {b}.content_hash)
"""


class DocumentBuffer:
    """Documents accepted but not yet written, and the keys of all that are known.

    Parameters
    ----------
    known : Arrow table [doc_id, content_hash, updated_at, month] of the documents already in the table.
    limits : settings of DuckDB.
    """

    def __init__(self, known: pa.Table, limits: Mapping[str, str | bool | int | float | list[str]]) -> None:
        self._db = duckdb.connect(config=dict(limits))
        self._db.register("given", known)
        self._db.execute("create table known as select *, true as is_written from given")
        self._db.unregister("given")
        self._db.register("shape", DOCUMENTS.empty_table())
        self._db.execute("create table pending as select * from shape")
        self._dropped: dict[str, str] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def close(self) -> None:
        """Free its memory."""
        self._db.close()

    def add(self, rows: pa.Table) -> UpsertResult:
        """What became of ``rows``; the best version of each document is kept."""
        db = self._db
        db.register("incoming", rows)
        db.execute("""
            create or replace temp table best as select * from incoming
            qualify row_number() over (
                partition by doc_id order by updated_at desc nulls last, content_hash desc) = 1
        """)
        db.execute(f"""
            create or replace temp table accepted as
            select best.*, known.month as old_month, known.is_written from best left join known using (doc_id)
            where known.doc_id is null
               or (known.content_hash <> best.content_hash and {_BETTER.format(a="best", b="known")})
        """)
        db.unregister("incoming")
        counts = db.execute("select count(*) filter (old_month is null), count(*) from accepted").fetchall()[0]
        months = db.execute(
            "select month from accepted union select old_month from accepted where old_month is not null"
        )
        touched = frozenset(str(month) for (month,) in months.fetchall())
        written = db.execute("select doc_id, old_month from accepted where is_written").fetchall()
        self._dropped.update((str(doc_id), str(month)) for doc_id, month in written)
        names = ", ".join(f'"{name}"' for name in DOCUMENTS.names)
        db.execute("delete from pending where doc_id in (select doc_id from accepted)")
        db.execute(f"insert into pending select {names} from accepted")
        db.execute("delete from known where doc_id in (select doc_id from accepted)")
        db.execute("insert into known select doc_id, content_hash, updated_at, month, false from accepted")
        self._size = self._count("pending")
        new, accepted = int(counts[0]), int(counts[1])
        return UpsertResult(new, accepted - new, len(rows) - accepted, touched)

    def take_dropped(self) -> tuple[list[str], list[str]]:
        """Written documents that a better version replaces, and their months; they are forgotten here."""
        dropped, self._dropped = self._dropped, {}
        return sorted(dropped), sorted(set(dropped.values()))

    def take_rows(self) -> pa.Table:
        """Pending documents sorted by doc_id; they count as written from now on."""
        rows = self._db.sql("select * from pending order by doc_id").to_arrow_table().cast(DOCUMENTS)
        self._db.execute("delete from pending")
        self._db.execute("update known set is_written = true")
        self._size = 0
        return rows

    def _count(self, table: str) -> int:
        return int(self._db.execute(f"select count(*) from {table}").fetchall()[0][0])

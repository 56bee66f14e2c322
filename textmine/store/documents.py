"""Upsert of documents: an anti-join on (doc_id, content_hash) in DuckDB before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from textmine.store.schemas import DOCUMENTS, UNDATED


@dataclass(frozen=True, slots=True)
class UpsertResult:
    """Rows by what became of them (their sum is the rows given) and the months that they touched.

    ``copies`` of the ``unchanged`` repeat a document that came, new or changed, since the last ``begin_file``.
    """

    new: int
    changed: int
    unchanged: int
    months: frozenset[str]
    copies: int = 0


def with_month(frame: pd.DataFrame) -> pa.Table:
    """Arrow table of ``documents`` from a frame of ``DOCUMENT_COLUMNS``; month is 'YYYY-MM' or 'undated'."""
    if frame.empty:  # columns without rows have no useful types
        return DOCUMENTS.empty_table()
    days = pa.array(frame["civil_date"], pa.date32(), from_pandas=True)
    months = pc.fill_null(pc.strftime(days, format="%Y-%m"), UNDATED)
    return pa.Table.from_pandas(frame[_COLUMNS], schema=_DOCUMENTS, preserve_index=False).add_column(
        DOCUMENTS.get_field_index("month"), DOCUMENTS.field("month"), months
    )


_COLUMNS: Final = [name for name in DOCUMENTS.names if name != "month"]
_DOCUMENTS: Final = pa.schema([DOCUMENTS.field(name) for name in _COLUMNS])
_KEYS: Final = ["doc_id", "content_hash", "updated_at", "month"]
_BETTER: Final = """
(coalesce({a}.updated_at, '-infinity'::timestamptz), {a}.content_hash)
    > (coalesce({b}.updated_at, '-infinity'::timestamptz), {b}.content_hash)
"""


class DocumentBuffer:
    """Documents accepted but not yet written, and the keys of all that are known.

    The keys are in DuckDB: 16 bytes for the ``doc_id``, the ``content_hash``, the month and the batch that brought it,
    which says whether it is written and whether it is of this file. Texts stay in Arrow until they are written.

    Parameters
    ----------
    known : Arrow table [doc_id, content_hash, updated_at, month] of the documents already in the table.
    limits : settings of DuckDB.
    """

    def __init__(self, known: pa.Table, limits: Mapping[str, str | bool | int | float | list[str]]) -> None:
        self._db = duckdb.connect(config=dict(limits))
        self._db.register("given", known)
        self._db.execute(
            "create table known as "
            "select md5_number(doc_id) as key, content_hash, updated_at, month, 0 as batch from given"
        )
        self._db.unregister("given")
        self._batch = self._written = self._before_file = 0  # numbers of batches
        self._pending: list[pa.Table] = []
        self._dropped: dict[str, str] = {}

    @property
    def pending_bytes(self) -> int:
        """Size of the documents that wait to be written."""
        return sum(rows.nbytes for rows in self._pending)

    def close(self) -> None:
        """Free its memory."""
        self._db.close()
        self._pending = []

    def add(self, rows: pa.Table) -> UpsertResult:
        """What became of ``rows``; the best version of each document is kept."""
        db = self._db
        self._batch += 1
        db.register("incoming", rows.select(_KEYS).append_column("place", pa.array(range(len(rows)), pa.int64())))
        db.execute(
            f"""
            create or replace temp table judged as
            with best as (
                select *, md5_number(doc_id) as key, count(*) over (partition by doc_id) as copies from incoming
                qualify row_number() over (
                    partition by doc_id order by updated_at desc nulls last, content_hash desc, place) = 1
            )
            select best.*, known.month as old_month, known.batch,
                known.key is null
                or (known.content_hash <> best.content_hash and {_BETTER.format(a="best", b="known")}) as is_accepted
            from best left join known using (key)
            """
        )
        db.unregister("incoming")
        new, accepted, from_file = db.execute(
            """
            select count(*) filter (old_month is null), count(*) filter (is_accepted),
                coalesce(sum(copies) filter (is_accepted or batch > ?), 0)
            from judged
            """,
            [self._before_file],
        ).fetchall()[0]
        if accepted > new:
            self._drop_old_versions()
        db.execute(
            "insert into known select key, content_hash, updated_at, month, ? from judged where is_accepted",
            [self._batch],
        )
        chosen = db.sql("select place, month, old_month from judged where is_accepted order by place").to_arrow_table()
        months = {*chosen["month"].unique().to_pylist(), *chosen["old_month"].unique().to_pylist()} - {None}
        if accepted:
            self._pending.append(rows if accepted == len(rows) else rows.take(chosen["place"]))
        return UpsertResult(new, accepted - new, len(rows) - accepted, frozenset(months), int(from_file) - accepted)

    def begin_file(self) -> None:
        """Count copies anew: what came so far is no longer of the same file."""
        self._before_file = self._batch

    def take_dropped(self) -> tuple[list[str], list[str]]:
        """Written documents that a better version replaces, and their months; they are forgotten here."""
        dropped, self._dropped = self._dropped, {}
        return sorted(dropped), sorted(set(dropped.values()))

    def take_rows(self) -> pa.Table:
        """Pending documents sorted by doc_id; they count as written from now on."""
        rows = pa.concat_tables([DOCUMENTS.empty_table(), *self._pending])
        self._pending, self._written = [], self._batch
        return rows.sort_by("doc_id")

    def _drop_old_versions(self) -> None:
        """Forget the versions that ``judged`` replaces; of written ones remember that they must go."""
        replaced = self._db.execute(
            "select doc_id, old_month, batch <= ? from judged where is_accepted and old_month is not null",
            [self._written],
        ).fetchall()
        self._dropped.update((str(doc_id), str(month)) for doc_id, month, is_written in replaced if is_written)
        unwritten = pa.array([doc_id for doc_id, _, is_written in replaced if not is_written], pa.string())
        if len(unwritten):
            self._pending = [
                rows.filter(pc.invert(pc.is_in(rows["doc_id"], value_set=unwritten))) for rows in self._pending
            ]
        self._db.execute("delete from known where key in (select key from judged where is_accepted)")

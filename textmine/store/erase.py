"""Erasure means gone: rows, old files, logs and the ledger's dead pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, or_

from textmine.store.ledger import Ledger, erasure, kv, surges, tables

if TYPE_CHECKING:
    from textmine.store.mart import Mart, MartWriter

_WITH_DOCUMENTS = ("documents", "copies", "morphs", "postings", "doc_topics", "doc_scores")


def erase_documents(mart: Mart, ledger: Ledger, doc_ids: Sequence[str]) -> set[str]:
    """Months that held the documents; no byte of their text is left in mart or ledger.

    What was derived from them is forgotten too (term counts of their months, surges, issues), so that the next analysis
    derives it from what remains. Alerts and messages that were issued stay, without any mention of the documents.
    """
    months: set[str] = set()
    with mart.write("erase") as writer:
        texts = _texts(writer, doc_ids)
        for table in _WITH_DOCUMENTS:
            months |= set(writer.delete(table, doc_ids))
        touched = sorted(months)
        rows = writer.query(
            "select month, term, civil_date, kind, count(*) as posts, count(*) filter (is_distinct) as distinct "
            "from postings where month in (select unnest(?)) and civil_date is not null group by all order by all",
            [touched],
        )
        writer.replace_months("term_daily", touched, rows)
        writer.on_commit(lambda connection: _forget_derived(connection, touched))
        writer.on_commit(lambda connection: erasure.forget_documents(connection, doc_ids=doc_ids, texts=texts))
        writer.remove_history(keep_hours=0)
    ledger.scrub()
    return months


def erase_quarantine(ledger: Ledger, words: Sequence[str]) -> int:
    """Number of quarantined rows erased because they contain one of ``words``."""
    table = tables.quarantine
    with ledger.begin() as connection:
        matches = or_(*(table.c.row.contains(word, autoescape=True) for word in words))
        erased = connection.execute(delete(table).where(matches)).rowcount
    ledger.scrub()
    return erased


def find_documents(mart: Mart, *, external_ids: Sequence[str] = (), person_key: str = "") -> list[str]:
    """doc_ids of documents with one of ``external_ids``, or of one person."""
    found = mart.query(
        "select doc_id from documents "
        "where external_id in (select unnest(?)) or (? <> '' and person_key = ?) order by doc_id",
        [list(external_ids), person_key, person_key],
    )
    return list(found["doc_id"])


def _forget_derived(connection: Connection, months: Sequence[str]) -> None:
    for month in months:
        kv.remove(connection, f"derived:{month}")
    surges.forget(connection)
    connection.execute(delete(tables.issues))


def _texts(writer: MartWriter, doc_ids: Sequence[str]) -> list[str]:
    found = writer.query(
        "select unnest([title, body, answer]) as text from documents where doc_id in (select unnest(?))",
        [list(doc_ids)],
    )
    return sorted({text for text in found["text"] if isinstance(text, str)})

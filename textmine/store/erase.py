"""Erasure means gone: rows, old files, logs and the ledger's dead pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, delete, select

from textmine.store.ledger import Ledger, erasure, kv, surges, tables

if TYPE_CHECKING:
    from textmine.store.mart import Mart, MartWriter

MIN_OWN_WORD: Final = 3  # characters: shorter words are too often part of others; Korean words may have two
_WITH_DOCUMENTS = ("documents", "copies", "campaigns", "signatures", "morphs", "postings", "doc_topics", "doc_scores")

# Figures alone ("2026", "10") are nobody's words.
_OWN_WORDS: Final = r"""
with words as (
    select unnest(regexp_extract_all(concat_ws(' ', title, body, answer), '[0-9A-Za-z가-힣_]+')) as word,
           doc_id in (select unnest($ids)) as own
    from documents
    union all
    select term as word, doc_id in (select unnest($ids)) as own from postings
)
select word from words
where (length(word) >= $least or regexp_full_match(word, '[가-힣]{2}')) and not regexp_full_match(word, '[0-9]{1,7}')
group by word having bool_and(own) order by word
"""


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
    keys = list(table.primary_key)
    mention = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    with ledger.begin() as connection:
        rows = connection.execute(select(*keys, table.c.row)).mappings().all()
        found = [row for row in rows if mention.search(row["row"])]
        for row in found:
            connection.execute(delete(table).where(*(key == row[key.name] for key in keys)))
    ledger.scrub()
    return len(found)


def own_words(mart: Mart, doc_ids: Sequence[str]) -> list[str]:
    """Words and terms that stand in the documents of ``doc_ids`` and in no other, sorted."""
    found = mart.query(_OWN_WORDS, {"ids": list(doc_ids), "least": MIN_OWN_WORD}) if doc_ids else None
    return [] if found is None else list(found["word"])


def known_documents(mart: Mart, doc_ids: Sequence[str]) -> list[str]:
    """Those of ``doc_ids`` that the mart holds, sorted."""
    found = mart.query("select doc_id from documents where doc_id in (select unnest(?)) order by 1", [list(doc_ids)])
    return list(found["doc_id"])


def find_documents(mart: Mart, *, external_ids: Sequence[str] = (), person_key: str = "") -> list[str]:
    """doc_ids of documents with one of ``external_ids``, or of one person."""
    found = mart.query(
        "select doc_id from documents "
        "where external_id in (select unnest(?)) or (? <> '' and person_key = ?) order by doc_id",
        [list(external_ids), person_key, person_key],
    )
    return list(found["doc_id"])


def documents_before(mart: Mart, day: date) -> list[str]:
    """doc_ids of documents of the days before ``day``, sorted."""
    found = mart.query("select doc_id from documents where civil_date < ? order by doc_id", [day])
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

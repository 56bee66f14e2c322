"""Erasure inside messages: what was already put into alerts and outbox forgets the erased documents."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, select, update

from textmine.store.ledger import dictionary_desk, tables
from textmine.store.ledger.tables import ERASED

MIN_QUOTE: Final = 20  # characters: a shorter beginning of a text is not its own
QUOTE: Final = 60  # characters of a text that make a quotation of it
_COLUMNS: Final = (
    (tables.alerts, ("title", "decision", "payload")),
    (tables.alert_events, ("reason",)),
    (tables.alert_feedback, ("why",)), (tables.issue_owners, ("why",)),
    (tables.silences, ("matchers", "why")),
    (tables.outbox, ("payload", "last_error")),
    (tables.requests, ("title", "question", "use")), (tables.audit, ("target",)),
)
_WITH_WORDS: Final = (
    (tables.alerts, ("title", "payload")), *_COLUMNS[1:],
    (tables.topics, ("label", "human_label", "terms")), (tables.topic_events, ("label", "evidence")),
    (tables.runs, ("summary", "error")),
    (tables.dictionary_candidates, ("key", "value", "why")), (tables.dictionary_versions, ("why",)),
)


def forget_documents(connection: Connection, *, doc_ids: Sequence[str], texts: Sequence[str]) -> int:
    """Number of alerts, events and messages in which the documents were mentioned and are no more.

    A document is mentioned where its ``doc_id`` or the beginning of one of its ``texts`` stands. In JSON, members of
    lists that name it are dropped; other strings that mention it become ``ERASED``.
    """
    quotes = [text[:QUOTE] for text in texts if len(text) >= MIN_QUOTE]
    wanted = sorted({*doc_ids, *quotes}, key=lambda word: (-len(word), word))
    if not wanted:
        return 0
    mention = re.compile("|".join(map(re.escape, wanted)))
    return _rewrite(connection, _COLUMNS, lambda text: _forget(text, mention))


def forget_words(connection: Connection, words: Sequence[str]) -> int:
    """Number of rows of messages, topics, runs and the dictionary desk in which ``words`` became ``ERASED``."""
    if not words:
        return 0
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    mention = re.compile("(?P<tag></?[a-zA-Z][^<>]*>)|" + "|".join(map(re.escape, longest_first)), re.IGNORECASE)
    rewritten = _rewrite(connection, _WITH_WORDS, lambda text: _without_words(text, mention))
    return rewritten + dictionary_desk.forget_words(connection, lambda text: _replaced(text, mention))


def _rewrite(
    connection: Connection, columns: Sequence[tuple[Table, tuple[str, ...]]], change: Callable[[str], str]
) -> int:
    changed = 0
    for table, names in columns:
        keys = list(table.primary_key)
        for row in connection.execute(select(*keys, *(table.c[name] for name in names))).mappings().all():
            values = {name: change(row[name] or "") for name in names}
            values = {name: value for name, value in values.items() if value != (row[name] or "")}
            if values:
                connection.execute(update(table).where(*(key == row[key.name] for key in keys)).values(values))
                changed += 1
    return changed


def _forget(text: str, mention: re.Pattern[str]) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict | list):
        return ERASED if mention.search(text) else text
    kept = _without(value, mention)
    return text if kept == value else json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _without_words(text: str, mention: re.Pattern[str]) -> str:
    """Text without the words; names of JSON members and HTML tags stay, whatever words they are."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict | list):
        return _replaced(text, mention)
    kept = _each_string(value, lambda part: _replaced(part, mention))
    return text if kept == value else json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _replaced(text: str, mention: re.Pattern[str]) -> str:
    return mention.sub(lambda found: found["tag"] or ERASED, text)


def _each_string(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_string(member, change) for member in value]
    if isinstance(value, dict):
        return {name: _each_string(member, change) for name, member in value.items()}
    return value


def _without(value: Any, mention: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return ERASED if mention.search(value) else value
    if isinstance(value, list):
        return [_without(member, mention) for member in value if not _names(member, mention)]
    if isinstance(value, dict):
        return {name: _without(member, mention) for name, member in value.items()}
    return value


def _names(member: Any, mention: re.Pattern[str]) -> bool:
    strings = member.values() if isinstance(member, dict) else [member]
    return any(isinstance(string, str) and mention.search(string) for string in strings)

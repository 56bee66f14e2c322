"""What is remembered of senders' columns, to be read and corrected by an operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.pipeline.header_memory import correct
from textmine.store.ledger import header_maps
from textmine.store.ledger.header_maps import HeaderChoice
from textmine.types import Kind


@dataclass(frozen=True, slots=True)
class SenderColumns:
    """What is remembered of one sender; a choice with field '' is a column to ignore."""

    source: str
    kind: str
    changed_by: str
    changed_at: datetime
    choices: tuple[HeaderChoice, ...]


def list_columns(context: Context, *, source: str = "") -> list[SenderColumns]:
    """What is remembered of every sender, or of those of one name."""
    found = []
    with context.ledger.read() as connection:
        for name, kind in header_maps.senders(connection):
            known = header_maps.get(connection, source=name, kind=kind)
            if known is not None and source in ("", name):
                found.append(SenderColumns(name, kind, known.changed_by, known.changed_at, known.choices))
    return found


def set_columns(
    context: Context, columns: Mapping[str, str], *, kind: Kind, source: str, who: str
) -> list[SenderColumns]:
    """What is remembered of the sender after ``columns`` (header → field) were added by ``who``.

    Raises
    ------
    IngestError
        There is no such field.
    """
    with context.ledger.begin() as connection:
        known = header_maps.get(connection, source=source, kind=kind)
        corrected = correct(known, columns, who=who, at=context.now)
        header_maps.put(connection, source=source, kind=kind, known=corrected)
    return [sender for sender in list_columns(context, source=source) if sender.kind == kind]


def forget_columns(context: Context, *, kind: Kind, source: str) -> None:
    """Forget a sender: the next file is read by the names of its columns alone.

    Raises
    ------
    TextmineError
        Nothing is remembered of it.
    """
    with context.ledger.begin() as connection:
        if not header_maps.forget(connection, source=source, kind=kind):
            raise TextmineError(f"'{source}'({kind})에 기억한 열이 없습니다. 'textmine columns list'로 확인하세요.")

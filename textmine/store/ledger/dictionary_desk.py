"""The layer of the dictionaries that people write at the desk: a log of changes, never rewritten, newest wins.

The version of the desk is the number of its last change. A change takes the next number, so two that are made at the
same moment cannot both have it: one is refused and may look again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, func, select, update

from textmine.lexicon import Entry, EntryKind
from textmine.store.ledger import kv, tables
from textmine.store.ledger.upsert import add_rows

KNOWN_WORDS: Final = "words:"  # names of the facts that keep which words a cached analysis knew
Action = Literal["set", "remove", "follow"]
Place = tuple[EntryKind, str, str]  # kind, department, key: what may stand only once


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a change. ``follow``: the desk says nothing of this word any more, the files do."""

    entry: Entry
    action: Action

    @property
    def place(self) -> Place:
        return place_of(self.entry)


@dataclass(frozen=True, slots=True)
class Change:
    """What one person changed at once; ``undoes`` is the version that was taken back."""

    version: int
    author: str
    why: str
    at: datetime
    undoes: int | None
    steps: tuple[Step, ...]


def place_of(entry: Entry) -> Place:
    """Where an entry stands."""
    return entry.kind, entry.department, entry.key


def current_version(connection: Connection) -> int:
    """Number of the last change; 0 before the first."""
    table = tables.dictionary_changes
    return int(connection.execute(select(func.coalesce(func.max(table.c.version), 0))).scalar_one())


def append(
    connection: Connection, steps: Sequence[Step], *, author: str, why: str, at: datetime, undoes: int | None = None
) -> int | None:
    """Version of the change; None when another change took the number at the same moment: then roll back."""
    version = current_version(connection) + 1
    rows = [
        {
            "version": version, "position": position, "kind": step.entry.kind.value,
            "department": step.entry.department, "key": step.entry.key, "action": step.action,
            "value": step.entry.value or "", "author": author, "why": why, "at": at, "undoes": undoes,
        }
        for position, step in enumerate(steps)
    ]  # fmt: skip
    return version if add_rows(connection, tables.dictionary_changes, rows) == len(rows) else None


def changes(connection: Connection, *, after: int = 0) -> list[Change]:
    """Changes later than version ``after``, oldest first."""
    table = tables.dictionary_changes
    wanted = select(table).where(table.c.version > after).order_by(table.c.version, table.c.position)
    found: dict[int, list[Any]] = {}
    for row in connection.execute(wanted).mappings():
        found.setdefault(row["version"], []).append(row)
    return [
        Change(version, rows[0]["author"], rows[0]["why"], rows[0]["at"], rows[0]["undoes"], tuple(map(_step, rows)))
        for version, rows in found.items()
    ]


def fold(log: Sequence[Change]) -> dict[Place, Entry]:
    """What the desk says after all changes of ``log``; a removed word has the value None."""
    desk: dict[Place, Entry] = {}
    for change in log:
        for step in change.steps:
            if step.action == "follow":
                desk.pop(step.place, None)
            else:
                desk[step.place] = step.entry
    return desk


def entries(connection: Connection) -> list[Entry]:
    """What the desk says now, in the order of kind, department and key."""
    return [entry for _, entry in sorted(fold(changes(connection)).items())]


def forget_words(connection: Connection, forget: Callable[[str], str]) -> int:
    """Number of rows in which ``forget`` changed a word or reason; an entry that named an erased text says nothing."""
    table = tables.dictionary_changes
    changed = 0
    for row in connection.execute(select(table)).mappings().all():
        values: dict[str, Any] = {"why": forget(row["why"])} if forget(row["why"]) != row["why"] else {}
        if any(forget(row[name]) != row[name] for name in ("key", "value")):
            values |= {"key": tables.ERASED, "value": "", "action": "follow"}
        if values:
            same = (table.c.version == row["version"], table.c.position == row["position"])
            connection.execute(update(table).where(*same).values(values))
            changed += 1
    for name, words in kv.get_prefixed(connection, KNOWN_WORDS).items():
        if forget(words) != words:
            kv.remove(connection, name)
    return changed


def _step(row: Any) -> Step:
    value = row["value"] if row["action"] == "set" else None
    return Step(Entry(EntryKind(row["kind"]), row["key"], value, row["department"]), row["action"])

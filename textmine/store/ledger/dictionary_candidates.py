"""Words that were found in the city's text and wait for a person's yes or no."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, delete, select, update

from textmine.lexicon import EntryKind
from textmine.store.ledger import tables
from textmine.store.ledger.upsert import put_rows

State = Literal["waiting", "accepted", "declined"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may become an entry; ``examples`` are doc_ids, never text.

    ``score`` is Kiwi's word score of a user word (0..; larger is surer), NPMI of a compound (-1..1).
    """

    kind: EntryKind
    key: str
    value: str
    occurrences: int
    documents: int
    score: float
    examples: tuple[str, ...]
    state: State = "waiting"
    decided_by: str = ""
    why: str = ""
    decided_at: datetime | None = None

    @property
    def candidate_id(self) -> str:
        return sha256(f"{self.kind}|{self.key}".encode()).hexdigest()[:8]


def replace_waiting(connection: Connection, found: Sequence[Candidate], *, at: datetime) -> int:
    """How many of ``found`` wait now, in place of those that waited; what was decided stays as it is."""
    table = tables.dictionary_candidates
    connection.execute(delete(table).where(table.c.state == "waiting"))
    decided = set(connection.execute(select(table.c.candidate_id)).scalars())
    waiting = [one for one in found if one.candidate_id not in decided]
    put_rows(connection, table, [
        {
            "candidate_id": one.candidate_id, "kind": one.kind.value, "key": one.key, "value": one.value,
            "occurrences": one.occurrences, "documents": one.documents, "score": one.score,
            "examples": json.dumps(list(one.examples)), "found_at": at, "state": "waiting", "decided_by": "",
            "why": "", "decided_at": None,
        }
        for one in waiting
    ])  # fmt: skip
    return len(waiting)


def list_candidates(connection: Connection, *, state: State | None = "waiting") -> list[Candidate]:
    """Candidates of a state (None: all), those of most documents first."""
    table = tables.dictionary_candidates
    wanted = select(table).order_by(table.c.documents.desc(), table.c.occurrences.desc(), table.c.key)
    if state is not None:
        wanted = wanted.where(table.c.state == state)
    return [_candidate(row) for row in connection.execute(wanted).mappings()]


def find_candidate(connection: Connection, candidate_id: str) -> Candidate | None:
    """The candidate of an id."""
    table = tables.dictionary_candidates
    row = connection.execute(select(table).where(table.c.candidate_id == candidate_id)).mappings().first()
    return _candidate(row) if row else None


def decide(connection: Connection, candidate_id: str, *, state: State, by: str, why: str, at: datetime) -> bool:
    """Whether the candidate waited; now it is decided."""
    table = tables.dictionary_candidates
    changed = (
        update(table)
        .where(table.c.candidate_id == candidate_id, table.c.state == "waiting")
        .values(state=state, decided_by=by, why=why, decided_at=at)
        .returning(table.c.candidate_id)
    )
    return connection.execute(changed).first() is not None


def _candidate(row: Any) -> Candidate:
    return Candidate(
        EntryKind(row["kind"]), row["key"], row["value"], row["occurrences"], row["documents"], row["score"],
        tuple(json.loads(row["examples"])), row["state"], row["decided_by"], row["why"], row["decided_at"],
    )

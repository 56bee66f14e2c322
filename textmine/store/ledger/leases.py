"""Leases: one holder at a time, kept alive by a heartbeat, free again soon after the holder dies."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, or_, select, update

from textmine.errors import LeaseHeldError, LedgerUnavailableError
from textmine.store.ledger import Ledger, tables
from textmine.store.ledger.upsert import add_rows

TERM_S = 30.0
HEARTBEAT_S = 10.0
WAIT_S = 45.0  # longer than a dead holder's term


@dataclass(frozen=True, slots=True)
class Lease:
    """A held lease."""

    name: str
    holder: str

    def check(self, connection: Connection) -> None:
        """Raise :class:`LeaseHeldError` when the lease was lost, inside the transaction that depends on it."""
        query = select(tables.leases.c.holder).where(tables.leases.c.name == self.name).with_for_update()
        if connection.execute(query).scalar_one_or_none() != self.holder:
            raise LeaseHeldError(
                f"'{self.name}' 작업 권한을 다른 프로세스가 가져가 이 작업을 취소했습니다. 다시 실행하세요."
            )


@contextmanager
def hold(ledger: Ledger, name: str, *, owner: str = "", wait_s: float = WAIT_S) -> Iterator[Lease]:
    """The lease ``name`` for the length of the block; waits up to ``wait_s`` for another holder.

    Raises
    ------
    LeaseHeldError
        Another process still holds it.
    """
    lease = Lease(name, f"{_place()}:{os.getpid()}:{secrets.token_hex(4)}")
    _acquire(ledger, lease, owner, wait_s)
    stop = threading.Event()
    heart = threading.Thread(target=_beat, args=(ledger, lease, stop), daemon=True)
    heart.start()
    try:
        yield lease
    finally:
        stop.set()
        heart.join()
        with ledger.begin() as connection:
            table = tables.leases
            connection.execute(delete(table).where(table.c.name == name, table.c.holder == lease.holder))


def _acquire(ledger: Ledger, lease: Lease, owner: str, wait_s: float) -> None:
    deadline = datetime.now(UTC) + timedelta(seconds=wait_s)
    pause = threading.Event()
    while not _try(ledger, lease, owner):
        if datetime.now(UTC) >= deadline:
            raise LeaseHeldError(
                f"다른 textmine 작업{_owner(ledger, lease.name)}이 저장소에 쓰고 있습니다. "
                "그 작업이 끝난 뒤 다시 실행하세요."
            )
        pause.wait(0.5)


def _owner(ledger: Ledger, name: str) -> str:
    query = select(tables.leases.c.owner).where(tables.leases.c.name == name)
    with ledger.read() as connection:
        owner = connection.execute(query).scalar_one_or_none()
    return f"({owner})" if owner else ""


def _try(ledger: Ledger, lease: Lease, owner: str) -> bool:
    now = datetime.now(UTC)
    row = {"name": lease.name, "holder": lease.holder, "owner": owner, "expires_at": now + timedelta(seconds=TERM_S)}
    table = tables.leases
    with ledger.begin() as connection:
        if add_rows(connection, table, [row]):
            return True
        neighbours = _dead_neighbours(connection, lease.name)
        dead = [table.c.expires_at < now, *(table.c.holder == holder for holder in neighbours)]
        taken = connection.execute(update(table).where(table.c.name == lease.name, or_(*dead)).values(row))
        return taken.rowcount == 1


def _dead_neighbours(connection: Connection, name: str) -> list[str]:
    """Holder of the lease when it is a process of this machine that no longer lives: no need to wait for its term."""
    holder = connection.execute(select(tables.leases.c.holder).where(tables.leases.c.name == name)).scalar_one_or_none()
    if holder is None:
        return []
    host, pid, _ = holder.rsplit(":", 2)
    if host != _place():
        return []
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return [holder]
    except PermissionError:
        return []
    return []


def _place() -> str:
    """Where a process number means one process: this machine, or one container of it."""
    try:
        return f"{socket.gethostname()}/{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return socket.gethostname()


def _beat(ledger: Ledger, lease: Lease, stop: threading.Event) -> None:
    table = tables.leases
    while not stop.wait(HEARTBEAT_S):
        # A database that is busy for one beat is no reason to stop; a lost lease is noticed by Lease.check.
        with suppress(LedgerUnavailableError), ledger.begin() as connection:
            held = update(table).where(table.c.name == lease.name, table.c.holder == lease.holder)
            connection.execute(held.values(expires_at=datetime.now(UTC) + timedelta(seconds=TERM_S)))

"""SIGKILL at evenly spaced durable steps of every job: started again, it ends as if nothing had happened.

``python -m benchmarks kill``. Every job begins from the store as the jobs before it left it, is killed after one of its
commits, writes or mails, and is run again; the store's hash and the deduplicated mailbox are compared with those of an
undisturbed run.
"""

from __future__ import annotations

import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from jobs import JOBS
from tests.e2e.conftest import END, Mailbox, process, serve, store_hash
from textmine.ingest.sample import write_sample

POINTS = 12
LAUNCHER = str(Path(__file__).parents[1] / "tests" / "e2e" / "kill_at.py")
PERIODS = {"urgent": "2026-11-01", "maintain": "2026-11-01"}


def run(data: Path) -> dict[str, Any]:
    """Outcome of every job: steps, points tried, and which ended differently; needs no data."""
    with tempfile.TemporaryDirectory() as folder, serve() as mailbox:
        store = Path(folder) / "before"
        inbox = Path(folder) / "inbox"
        complaints = write_sample(Path(folder) / "city", documents=2000, end=END).complaints
        (inbox / "complaint").mkdir(parents=True)
        shutil.copy(complaints, inbox / "complaint")
        store.mkdir()
        return {name: _job(name, store, inbox, Path(folder), mailbox) for name in JOBS}


def _job(name: str, store: Path, inbox: Path, folder: Path, mailbox: Mailbox) -> dict[str, Any]:
    whole = folder / "whole"
    mailbox.taken.clear()
    counted = _run(name, store, whole, inbox, mailbox, step=0)
    steps = int(re.findall(r"steps (\d+)", counted)[-1])
    expected = store_hash(whole), mailbox.by_id()
    points = sorted({int(step) for step in np.linspace(1, steps, POINTS).round()})
    wrong = [step for step, found in _tries(name, store, folder, inbox, mailbox, points) if found != expected]
    shutil.rmtree(store)
    whole.rename(store)
    return {"steps": steps, "points": len(points), "different": wrong}


def _tries(
    name: str, store: Path, folder: Path, inbox: Path, mailbox: Mailbox, points: list[int]
) -> Iterator[tuple[int, tuple[str, dict[str, str]]]]:
    for step in points:
        killed = folder / "killed"
        mailbox.taken.clear()
        _run(name, store, killed, inbox, mailbox, step=step, code=-signal.SIGKILL)
        process(*_command(name, killed), port=mailbox.port, TEXTMINE_INBOX=str(inbox))
        yield step, (store_hash(killed), mailbox.by_id())
        shutil.rmtree(killed)


def _run(name: str, store: Path, outputs: Path, inbox: Path, mailbox: Mailbox, *, step: int, code: int = 0) -> str:
    shutil.copytree(store, outputs, symlinks=True)
    launcher = (LAUNCHER, "steps", str(step))
    done = process(
        *_command(name, outputs), port=mailbox.port, code=code, launcher=launcher, TEXTMINE_INBOX=str(inbox)
    )
    return done.stderr


def _command(name: str, outputs: Path) -> tuple[object, ...]:
    return "jobs", "run", name, "--period", PERIODS.get(name, END.isoformat()), "--outputs", outputs

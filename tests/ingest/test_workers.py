"""Several processes build the documents of a long file: the same documents, and none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.ingest.conftest import OPTIONS, Read
from textmine.errors import IngestError
from textmine.ingest.build import DocumentBuilder, Rules
from textmine.ingest.files import Row
from textmine.ingest.headers import map_headers
from textmine.ingest.workers import build_drafts

Write = Callable[..., Path]

ROWS = [
    f"{'' if number % 3 else number},{'같은 글' if number % 3 else '가로등이 꺼졌어요 010-1234-5678'},"
    f"{'언젠가' if number % 7 == 6 else '2026-01-02'}"
    for number in range(60)
]
# A command that starts two workers on an endless table and says who they are.
_ENDLESS = """
import multiprocessing, sys
from itertools import repeat
from tests.ingest.test_workers import builder
from textmine.ingest.files import Row
from textmine.ingest.workers import build_drafts
if __name__ == "__main__":
    drafts = build_drafts(builder(), repeat([Row(2, ["글"])]), workers=2)
    next(drafts)
    server = multiprocessing.forkserver._forkserver._forkserver_pid
    with open(f"/proc/{server}/task/{server}/children") as children:
        print(*children.read().split(), sep="\\n")
    print("ready", flush=True)
    sys.stdin.read()
"""


class _Deadly:
    """A cell that ends the process that reads it."""

    def __reduce__(self) -> tuple[Callable[[int], object], tuple[int]]:
        return os._exit, (1,)


def builder() -> DocumentBuilder:
    rules = Rules(
        kind="complaint", source="새올", secret=b"secret", regions=(), departments=(), public_names=frozenset(),
        ingested_at=OPTIONS.ingested_at, mask_office_phones=False, department="",
    )
    return DocumentBuilder("민원.csv", map_headers(["내용"]), True, rules)


def test_two_workers_build_what_one_process_builds(read: Read, write: Write) -> None:
    path = write("\n".join(["접수번호,내용,날짜", *ROWS]))
    alone, together = read(path, batch_rows=7), read(path, batch_rows=7, workers=2)
    pd.testing.assert_frame_equal(together.documents, alone.documents)
    assert together.quarantine == alone.quarantine and len(alone.quarantine) == 8
    assert together.documents["doc_id"].is_unique  # equal posts of different batches stay apart


def test_dead_worker_is_an_error_that_says_what_to_do() -> None:
    batches = [[Row(2, ["글"])]] * 4 + [[Row(3, [_Deadly()])]]
    with pytest.raises(IngestError, match="workers를 1로"):
        list(build_drafts(builder(), batches, workers=2))


def test_workers_end_with_a_killed_parent() -> None:
    root = Path(__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-c", _ENDLESS], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None and parent.stdin is not None
    workers = []
    while (line := parent.stdout.readline().strip()) != "ready":
        workers.append(Path("/proc", line))
    assert len(workers) == 2 and all(map(_is_running, workers))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdin.close()
    parent.stdout.close()
    while any(map(_is_running, workers)):
        time.sleep(0.05)


def _is_running(process: Path) -> bool:
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

"""Schedulers in the real world: two at once, a clock that is put back, a day that was off."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import _MAIN, ROOT, Mailbox, as_json, environment, process, store_hash, textmine
from tests.store.conftest import POSTGRES, _database, _url


@pytest.fixture
def inbox(complaints: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    (folder / "complaint").mkdir(parents=True)
    shutil.copy(complaints, folder / "complaint")
    return folder


def due(outputs: Path, inbox: Path, mailbox: Mailbox, now: str, **more: str) -> list[tuple[str, str, str]]:
    """(job, period, state) of what was due at ``now``."""
    done = process(
        "jobs", "due", "--outputs", outputs, "--json", port=mailbox.port, TEXTMINE_NOW=now, TEXTMINE_INBOX=str(inbox),
        **more,
    )
    return [(row["job"], row["period"], row["state"]) for row in as_json(done)]


def test_a_clock_put_back_an_hour_sends_nothing_twice(inbox: Path, mailbox: Mailbox, tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    first = due(outputs, inbox, mailbox, "2026-11-01T00:30:00+00:00")
    assert [job for job, _, _ in first] == ["ingest", "analyse", "watch", "forecast", "publish", "dispatch"]
    sent, before = len(mailbox.taken), store_hash(outputs)
    assert sent > 0
    for now in ("2026-10-31T23:30:00+00:00", "2026-11-01T00:30:00+00:00"):
        again = due(outputs, inbox, mailbox, now)
        assert {job for job, _, _ in again} <= {"ingest"}
    assert len(mailbox.taken) == sent and store_hash(outputs) == before


def test_days_off_are_made_up_for_in_order(inbox: Path, mailbox: Mailbox, tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    due(outputs, inbox, mailbox, "2026-10-29T00:30:00+00:00")
    done = due(outputs, inbox, mailbox, "2026-11-02T00:30:00+00:00")
    days = [period for job, period, state in done if job == "dispatch" and state == "done"]
    assert days == ["2026-10-29", "2026-10-30", "2026-10-31", "2026-11-01"]


@pytest.mark.skipif(not POSTGRES, reason="TEXTMINE_TEST_POSTGRES_URL names no server")
def test_of_two_schedulers_on_postgres_each_day_is_run_by_one(
    inbox: Path, mailbox: Mailbox, tmp_path: Path
) -> None:
    outputs = tmp_path / "outputs"
    with _database() as name:
        ledger = {"TEXTMINE_LEDGER_URL": _url(name), "TEXTMINE_INBOX": str(inbox)}
        workers = [
            subprocess.Popen(
                [sys.executable, "-c", _MAIN, "jobs", "due", "--outputs", str(outputs)],
                env=environment(mailbox.port, **ledger), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )
            for _ in range(2)
        ]
        assert [worker.communicate(timeout=300) and worker.returncode for worker in workers] == [0, 0]
        history = as_json(textmine("jobs", "history", "--outputs", outputs, "--json", **ledger))
    assert {(row["job"], row["state"], row["attempts"]) for row in history if row["job"] != "ingest"} == {
        (job, "done", 1) for job in ("analyse", "watch", "forecast", "publish", "dispatch")
    }
    assert len(mailbox.taken) == len(mailbox.by_id()) > 0

"""Processes are started again, stopped together, and somebody hears when they fall silent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from jobs.scheduler import TIMED_OUT
from tests.e2e.conftest import ROOT, Mailbox, body, environment, mailbox, process  # noqa: F401
from tests.jobs.conftest import NOW
from textmine.pipeline.context import Context, open_context
from textmine.pipeline.runs import run_history
from textmine.pipeline.vital_signs import check_alive, show_alive
from textmine.settings import Settings

CHILD = """
import os, sys, time
from pathlib import Path
with Path(sys.argv[1]).open("a") as file:
    file.write(f"{os.getpid()}\\n")
time.sleep(600)
"""
SUPERVISE = """
import sys
import jobs.supervisor as supervisor
supervisor.FIRST_PAUSE_S = 0.05
command = [sys.executable, "-c", sys.argv[1], sys.argv[2]]
supervisor.supervise({"one": command}, check=["true"], check_every_s=0.5)
"""
STUCK = """
import sys, time
from datetime import datetime
from pathlib import Path
import jobs.scheduler as scheduler
from textmine.settings import Jobs, Settings

class Stuck:
    DOES = ""
    def run(self, context, period):
        print("at work", flush=True)
        time.sleep(float(sys.argv[3]))
        return ""

scheduler.JOBS = {"analyse": Stuck()}
scheduler.DAILY = {"analyse": None}
scheduler.STOP_WITHIN_S = 1.0
settings = Settings(outputs=Path(sys.argv[1]), inbox=Path(sys.argv[1]) / "inbox").model_copy(
    update={"jobs": Jobs().model_copy(update={"timeout_minutes": float(sys.argv[4])})}
)
now = datetime.fromisoformat(sys.argv[2])
if sys.argv[5] == "tick":
    scheduler.start_logging()
    scheduler.tick(settings, ("analyse",), lambda: now)
else:
    type(settings.schedule).model_dump = lambda self: {"analyse": "0 0 1 1 *"}
    scheduler.start_scheduler(settings, clock=lambda: now)
"""


def wait_for(what: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def pids(noted: Path) -> list[int]:
    return [int(line) for line in noted.read_text().splitlines()] if noted.exists() else []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_process_is_started_again_and_all_stop_together(tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    parent = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, CHILD, str(noted)], env=environment(), cwd=ROOT, stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: len(pids(noted)) == 1)
    os.kill(pids(noted)[0], signal.SIGKILL)
    wait_for(lambda: len(pids(noted)) == 2)
    time.sleep(0.8)
    parent.send_signal(signal.SIGTERM)
    _, logged = parent.communicate(timeout=15)
    assert parent.returncode == 0 and not is_alive(pids(noted)[1])
    events = [json.loads(line) for line in logged.splitlines()]
    assert [e["event"] for e in events if e["event"] != "checked"] == [
        "process started", "process ended", "process started", "all stopped",
    ]
    assert any(e["event"] == "checked" for e in events)


def stuck(outputs: Path, *, seconds: float, minutes: float, how: str) -> subprocess.Popen[str]:
    arguments = [str(outputs), NOW.isoformat(), str(seconds), str(minutes), how]
    return subprocess.Popen(
        [sys.executable, "-c", STUCK, *arguments], env=environment(), cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )


def test_a_job_that_does_not_end_is_ended_and_said_so(tmp_path: Path) -> None:
    worker = stuck(tmp_path / "outputs", seconds=600, minutes=0.01, how="tick")
    _, logged = worker.communicate(timeout=60)
    assert worker.returncode == TIMED_OUT
    assert json.loads(logged.splitlines()[-1])["event"] == "job timed out"
    with open_context(Settings(outputs=tmp_path / "outputs"), now=NOW) as context:
        (record,) = run_history(context)
    assert record.state == "failed" and "안에 끝나지 않아" in record.error


@pytest.mark.parametrize(("seconds", "cut_off"), [(600.0, 1), (0.5, 0)])
def test_the_scheduler_stops_when_told_and_waits_for_a_short_job(tmp_path: Path, seconds: float, cut_off: int) -> None:
    worker = stuck(tmp_path / "outputs", seconds=seconds, minutes=5, how="start")
    assert worker.stdout is not None
    assert worker.stdout.readline() == "at work\n"
    began = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    _, logged = worker.communicate(timeout=30)
    assert worker.returncode == 0 and time.monotonic() - began < 10
    assert json.loads(logged.splitlines()[-1])["cut_off"] == cut_off


def test_a_job_runs_alone(tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    launcher = ("-m", "jobs.watch")
    done = process("--period", "2026-10-21", "--outputs", outputs, launcher=launcher, TEXTMINE_INBOX=str(tmp_path))
    assert done.stdout.strip() == "watch 2026-10-21 이슈 0건"
    process("--period", "어제", launcher=launcher, code=2)
    process("--outputs", outputs, launcher=("-m", "jobs.publish"), code=1)


def codes(context: Context) -> dict[str, bool]:
    return {finding.code: finding.ok for finding in check_alive(context)}


def test_silence_is_noticed(context: Context, settings: Settings) -> None:
    assert not codes(context)["scheduler"] and not codes(context)["dispatch"] and not codes(context)["backup"]
    show_alive(context)
    assert codes(context)["scheduler"]
    with open_context(settings, now=NOW + timedelta(minutes=11)) as later:
        assert not codes(later)["scheduler"]
    text = (settings.outputs / "metrics.prom").read_text()
    values = {s.name: s.value for family in text_string_to_metric_families(text) for s in family.samples}
    assert values["textmine_scheduler_seen_timestamp_seconds"] == NOW.timestamp()


def test_operators_hear_once_that_it_fell_silent_and_once_that_it_is_back(
    tmp_path: Path, mailbox: Mailbox  # noqa: F811
) -> None:
    outputs = tmp_path / "outputs"
    operators = {"TEXTMINE_JOBS__OPERATORS": '["kim@narae.example"]'}
    for _ in range(2):
        process("jobs", "check", "--mail", "--outputs", outputs, port=mailbox.port, code=1, **operators)
    (told,) = mailbox.taken
    assert "멈추었을 수" in str(told["Subject"]) and "예약 작업이 멈추어" in body(told)
    later = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)
    with open_context(Settings(outputs=outputs), now=later) as context:
        show_alive(context)
    process("jobs", "check", "--mail", "--outputs", outputs, port=mailbox.port, code=1, **operators)
    assert len(mailbox.taken) == 2 and "예약 작업이 멈추어" not in body(mailbox.taken[1])

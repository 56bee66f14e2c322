"""Schedules are registered from settings, and of two schedulers one works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from jobs import DAILY, JOBS
from jobs.scheduler import register_jobs, tick
from tests.e2e.conftest import ROOT, environment
from tests.jobs.conftest import NOW
from textmine.errors import SettingsError
from textmine.pipeline.context import open_context
from textmine.pipeline.runs import run_history
from textmine.settings import Schedule, Settings
from textmine.types import KST

TICK = """
import sys
from datetime import datetime
from pathlib import Path
import jobs.scheduler as scheduler
from textmine.settings import Settings

noted = Path(sys.argv[1])

class Noting:
    DOES = ""
    def __init__(self, name): self.name = name
    def run(self, context, period):
        with noted.open("a") as file:
            file.write(f"{self.name} {period}\\n")
        return ""

scheduler.JOBS = {name: Noting(name) for name in ("analyse", "watch")}
now = datetime.fromisoformat(sys.argv[2])
scheduler.tick(Settings(outputs=noted.parent / "outputs"), ("analyse", "watch"), lambda: now)
"""


def test_every_job_is_registered_and_nothing_runs_yet(settings: Settings) -> None:
    scheduler = BackgroundScheduler(timezone=KST)
    register_jobs(scheduler, settings, clock=lambda: NOW)
    registered = {job.id: job for job in scheduler.get_jobs()}
    assert set(registered) == {*JOBS, "catch-up", "alive"}
    assert registered["dispatch"].args[1] == tuple(DAILY)
    assert registered["urgent"].args[1] == ("urgent",)
    assert registered["analyse"].args[1] == ("ingest", "analyse")
    assert all(job.misfire_grace_time is None for job in registered.values())
    due = registered["dispatch"].trigger.get_next_fire_time(None, NOW)
    assert due.isoformat() == "2026-11-04T09:00:00+09:00"
    assert not settings.outputs.exists()


def test_a_schedule_that_is_none_is_told_in_korean(settings: Settings) -> None:
    wrong = settings.model_copy(update={"schedule": Schedule(watch="매일 아침")})
    with pytest.raises(SettingsError, match=r"schedule\.watch의 '매일 아침'"):
        register_jobs(BackgroundScheduler(timezone=KST), wrong, clock=lambda: NOW)


def test_of_two_schedulers_at_once_each_day_is_run_by_one(tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    workers = [
        subprocess.Popen([sys.executable, "-c", TICK, str(noted), NOW.isoformat()], env=environment(), cwd=ROOT)
        for _ in range(2)
    ]
    assert [worker.wait(timeout=120) for worker in workers] == [0, 0]
    assert noted.read_text().splitlines() == ["analyse 2026-11-03", "watch 2026-11-03"]


def test_a_tick_says_what_it_did_and_the_ledger_remembers(settings: Settings) -> None:
    for kind in ("complaint", "sns", "news", "idea"):
        (settings.inbox / kind).mkdir(parents=True)
    done = tick(settings, ("ingest", "analyse"), lambda: NOW)
    assert [(one.job, str(one.period), one.state) for one in done] == [
        ("ingest", "2026-11-03", "done"), ("analyse", "2026-11-03", "done"),
    ]
    with open_context(settings, now=NOW) as context:
        assert {(r.job, r.state) for r in run_history(context)} == {("ingest", "done"), ("analyse", "done")}

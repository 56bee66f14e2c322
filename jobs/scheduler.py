"""Registers the jobs with APScheduler, and runs them one after the other.

Schedules live in code and settings (memory store), a busy worker skips nothing (no grace limit, coalesced), and each
tick catches up from the ledger's runs, so neither a crash nor three days off lose a day of data. A ledger lease makes
sure that of two schedulers one works. A job that does not end takes its process with it; whoever watches the process
starts it again, and the ledger counts the attempts.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from jobs import ASIDE, DAILY, JOBS
from jobs.logs import log, start_logging
from jobs.periods import default_period
from textmine.errors import LeaseHeldError, SettingsError
from textmine.pipeline.context import Context, open_context
from textmine.pipeline.runs import SCHEDULER_LEASE, Job, PeriodRun, catch_up, give_up, previous_day, run_aside
from textmine.pipeline.vital_signs import show_alive
from textmine.settings import Settings
from textmine.store.ledger import leases
from textmine.types import KST

MAX_WAIT_S: Final = 4 * 3600.0  # a tick waits for the one before it: a long catch-up must not cost the day its messages
STOP_WITHIN_S: Final = 8.0
TIMED_OUT: Final = 75  # exit status: try again (sysexits.h)
_ALIVE_EVERY_S: Final = 60

Clock = Callable[[], datetime]


def start_scheduler(settings: Settings, *, clock: Clock) -> None:
    """Run until SIGTERM or SIGINT; what was missed while the machine was off is caught up first.

    A job at work when the signal comes has ``STOP_WITHIN_S`` to end; one that is cut off is run again at the start.
    """
    start_logging()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    scheduler = BackgroundScheduler(timezone=KST)
    register_jobs(scheduler, settings, clock=clock, stopping=stop)
    scheduler.start()
    log("scheduler started", pid=os.getpid())
    stop.wait()
    scheduler.shutdown(wait=False)
    deadline = time.monotonic() + STOP_WITHIN_S
    while _AT_WORK.locked() and time.monotonic() < deadline:
        time.sleep(0.1)
    log("scheduler stopped", cut_off=int(_AT_WORK.locked()))
    os._exit(0)  # a worker thread that is still at work must not keep the process


def register_jobs(
    scheduler: BaseScheduler, settings: Settings, *, clock: Clock, stopping: threading.Event | None = None
) -> None:
    """Add every job with its schedule, and one run of all daily ones at the start.

    Raises
    ------
    SettingsError
        A schedule is no cron expression.
    """
    quiet = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    stop = stopping or threading.Event()
    for name, cron in settings.schedule.model_dump().items():
        names = _upto(name) if name in DAILY else (name,)
        scheduler.add_job(tick, _trigger(name, cron), args=[settings, names, clock, stop], id=name, **quiet)
    scheduler.add_job(tick, args=[settings, tuple(DAILY), clock, stop], id="catch-up", misfire_grace_time=None)
    scheduler.add_job(_alive, IntervalTrigger(seconds=_ALIVE_EVERY_S), args=[settings, clock], id="alive", **quiet)


def tick(
    settings: Settings, names: tuple[str, ...], clock: Clock, stopping: threading.Event | None = None
) -> list[PeriodRun]:
    """What the jobs ``names`` did for the days that were due; nothing when another scheduler is at work."""
    now = clock()
    is_aside = names[0] in ASIDE
    with open_context(settings, now=now) as context:
        try:
            wait_s = 0.0 if is_aside else MAX_WAIT_S
            with leases.hold(context.ledger, SCHEDULER_LEASE, owner="scheduler", wait_s=wait_s):
                jobs = {name: _limited(name, settings.jobs.timeout_minutes) for name in names}
                keep_going = (lambda: not stopping.is_set()) if stopping is not None else (lambda: True)
                if is_aside:
                    done = run_aside(context, names[0], jobs[names[0]], day=default_period(names[0], now))
                else:
                    done = catch_up(context, jobs, upto=previous_day(now), keep_going=keep_going)
        except LeaseHeldError:
            return []
    return done


_AT_WORK = threading.Lock()


def _limited(name: str, minutes: float) -> Job:
    """The job, which is logged, and ends the process when it does not end in time."""

    def run(context: Context, period: date) -> str:
        timer = threading.Timer(minutes * 60, _time_out, [context, name, period, minutes])
        timer.daemon = True
        began = time.monotonic()
        with _AT_WORK:
            timer.start()
            try:
                log("job started", job=name, period=period.isoformat())
                summary = str(JOBS[name].run(context, period))
            except Exception as error:
                log("job failed", failed=True, job=name, period=period.isoformat(), error=type(error).__name__)
                raise
            finally:
                timer.cancel()
        log("job done", job=name, period=period.isoformat(), seconds=round(time.monotonic() - began, 3))
        return summary

    return run


def _time_out(context: Context, name: str, period: date, minutes: float) -> None:
    try:
        give_up(context, name, period, f"{minutes:g}분 안에 끝나지 않아 멈추었습니다. 자료의 크기와 자원을 살펴보세요.")
    finally:
        log("job timed out", failed=True, job=name, period=period.isoformat(), minutes=minutes)
        os._exit(TIMED_OUT)


def _alive(settings: Settings, clock: Clock) -> None:
    with open_context(settings, now=clock()) as context:
        show_alive(context)


def _trigger(name: str, cron: str) -> CronTrigger:
    try:
        return CronTrigger.from_crontab(cron, timezone=KST)
    except ValueError as error:
        raise SettingsError(
            f"schedule.{name}의 '{cron}'은(는) 때를 적는 꼴이 아닙니다. '분 시 일 월 요일'로 적으세요. 예: '0 5 * * *'"
        ) from error


def _upto(name: str) -> tuple[str, ...]:
    """The job with those it depends on, in order."""
    names = tuple(DAILY)
    return names[: names.index(name) + 1]

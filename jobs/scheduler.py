"""Registers the jobs with APScheduler and nothing else.

Schedules live in code and settings (memory store), a busy worker skips nothing (no grace limit, coalesced), and each
tick catches up from the ledger's runs, so neither a crash nor three days off lose a day of data. A ledger lease makes
sure that of two schedulers one works.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from jobs import JOBS
from textmine.errors import LeaseHeldError, SettingsError
from textmine.pipeline.context import open_context
from textmine.pipeline.runs import SCHEDULER_LEASE, catch_up, previous_day
from textmine.settings import Settings
from textmine.store.ledger import leases
from textmine.types import KST

MAX_WAIT_S = 4 * 3600.0  # a tick waits for the one before it: a long catch-up must not cost the day its messages

Clock = Callable[[], datetime]


def start_scheduler(settings: Settings, *, clock: Clock) -> None:
    """Run until interrupted; what was missed while the machine was off is caught up first."""
    scheduler = BlockingScheduler(timezone=KST)
    register_jobs(scheduler, settings, clock=clock)
    scheduler.start()


def register_jobs(scheduler: BaseScheduler, settings: Settings, *, clock: Clock) -> None:
    """Add every job with its schedule, and one run of all of them at the start.

    Raises
    ------
    SettingsError
        A schedule is no cron expression.
    """
    for name, cron in settings.schedule.model_dump().items():
        scheduler.add_job(
            tick, _trigger(name, cron), args=[settings, _upto(name), clock], id=name, misfire_grace_time=None,
            coalesce=True, max_instances=1,
        )
    scheduler.add_job(tick, args=[settings, tuple(JOBS), clock], id="catch-up", misfire_grace_time=None)


def tick(settings: Settings, names: tuple[str, ...], clock: Clock) -> list[str]:
    """Lines about what the jobs ``names`` did for the days that were due; none when another scheduler is at work."""
    now = clock()
    with open_context(settings, now=now) as context:
        try:
            with leases.hold(context.ledger, SCHEDULER_LEASE, owner="scheduler", wait_s=MAX_WAIT_S):
                jobs = {name: JOBS[name].run for name in names}
                done = catch_up(context, jobs, upto=previous_day(now))
        except LeaseHeldError:
            return []
    return [f"{run.job} {run.period} {run.state} {run.summary}" for run in done]


def _trigger(name: str, cron: str) -> CronTrigger:
    try:
        return CronTrigger.from_crontab(cron, timezone=KST)
    except ValueError as error:
        raise SettingsError(
            f"schedule.{name}의 '{cron}'은(는) 때를 적는 꼴이 아닙니다. '분 시 일 월 요일'로 적으세요. 예: '0 5 * * *'"
        ) from error


def _upto(name: str) -> tuple[str, ...]:
    """The job with those it depends on, in order."""
    names = tuple(JOBS)
    return names[: names.index(name) + 1]

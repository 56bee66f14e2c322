"""Registers the jobs with APScheduler and nothing else.

Schedules live in code and settings (memory store), a busy worker skips nothing (no grace limit, coalesced), and each
tick catches up from the ledger's runs, so neither a crash nor three days off lose a day of data. A ledger lease makes
sure that of two schedulers one works.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from jobs import JOBS
from textmine.errors import LeaseHeldError
from textmine.pipeline.context import open_context
from textmine.pipeline.runs import catch_up, previous_day
from textmine.settings import Settings
from textmine.store.ledger import leases
from textmine.types import KST

Clock = Callable[[], datetime]


def start_scheduler(settings: Settings, *, clock: Clock) -> None:
    """Run until interrupted; what was missed while the machine was off is caught up first."""
    scheduler = BlockingScheduler(timezone=KST)
    for name, cron in settings.schedule.model_dump().items():
        scheduler.add_job(
            tick,
            CronTrigger.from_crontab(cron, timezone=KST),
            args=[settings, _upto(name), clock],
            id=name,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
    scheduler.add_job(tick, args=[settings, tuple(JOBS), clock], id="catch-up", misfire_grace_time=None)
    scheduler.start()


def tick(settings: Settings, names: tuple[str, ...], clock: Clock) -> list[str]:
    """Lines about what the jobs ``names`` did for the days that were due; none when another scheduler is at work."""
    now = clock()
    with open_context(settings, now=now) as context:
        try:
            with leases.hold(context.ledger, "scheduler"):
                jobs = {name: JOBS[name].run for name in names}
                done = catch_up(context, jobs, upto=previous_day(now))
        except LeaseHeldError:
            return []
    return [f"{run.job} {run.period} {run.state} {run.summary}" for run in done]


def _upto(name: str) -> tuple[str, ...]:
    """The job with those it depends on, in order."""
    names = tuple(JOBS)
    return names[: names.index(name) + 1]

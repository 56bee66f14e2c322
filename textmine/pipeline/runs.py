"""Jobs addressed by the day of the data they look at: run once, recorded, caught up in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.store.ledger import runs
from textmine.types import KST

MAX_CATCH_UP_DAYS = 31
MAX_ATTEMPTS = 3
SCHEDULER_LEASE = "scheduler"
# Files may come all day; reading the folder again is cheap and changes nothing twice. Where one cannot be read, the
# others are in the mart, so the day goes on.
REPEATED = frozenset({"ingest", "urgent"})

Job = Callable[[Context, date], object]


@dataclass(frozen=True, slots=True)
class PeriodRun:
    """One job of one day; ``state`` is done or failed."""

    job: str
    period: date
    state: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One row of the history."""

    job: str
    period: str
    state: str
    attempts: int
    started_at: datetime | None
    ended_at: datetime | None
    error: str


def previous_day(now: datetime) -> date:
    """The newest day that is over in Korea at ``now``."""
    return now.astimezone(KST).date() - timedelta(days=1)


def run_job(context: Context, name: str, period: date, job: Job) -> PeriodRun:
    """Result of ``job`` for the data of ``period``, recorded in the ledger whatever happens.

    Raises
    ------
    TextmineError
        The job failed; the ledger holds the reason.
    """
    key = period.isoformat()
    with context.ledger.begin() as connection:
        runs.start(connection, job=name, period=key, at=context.now)
    try:
        summary = str(job(context, period))
    except Exception as error:
        with context.ledger.begin() as connection:
            runs.fail(connection, job=name, period=key, at=context.now, error=_reason(error))
        raise
    with context.ledger.begin() as connection:
        runs.finish(connection, job=name, period=key, at=context.now, summary={"text": summary})
    return PeriodRun(name, period, "done", summary)


def catch_up(
    context: Context, jobs: Mapping[str, Job], *, upto: date, keep_going: Callable[[], bool] = lambda: True
) -> list[PeriodRun]:
    """Runs of every job and day that is due, days in order and jobs in the order given, while ``keep_going`` says so.

    The first day is the one after the last day on which the last job was done (at most ``MAX_CATCH_UP_DAYS`` ago).
    A failed job stops its day and the days after it, because both need its result; it is tried again at the next
    call. After ``MAX_ATTEMPTS`` its day is given up, and the next day begins. Jobs of ``REPEATED`` stop nothing.
    """
    done: list[PeriodRun] = []
    for period in _due_days(context, list(jobs), upto):
        for name in _open_jobs(context, list(jobs), period):
            if not keep_going():
                return done
            try:
                done.append(run_job(context, name, period, jobs[name]))
            except TextmineError as error:
                done.append(PeriodRun(name, period, "failed", str(error)))
                if name not in REPEATED:
                    return done
    return done


def run_aside(context: Context, name: str, job: Job, *, day: date) -> list[PeriodRun]:
    """The run of a job that works on the store as it is, unless it was done for ``day`` or failed too often.

    Jobs of ``REPEATED`` are run whenever they are due. Days before are not made up for.
    """
    with context.ledger.read() as connection:
        record = runs.get(connection, job=name, period=day.isoformat())
    is_over = record is not None and (record["state"] == "done" or record["attempts"] >= MAX_ATTEMPTS)
    if is_over and name not in REPEATED:
        return []
    try:
        return [run_job(context, name, day, job)]
    except TextmineError as error:
        return [PeriodRun(name, day, "failed", str(error))]


def give_up(context: Context, name: str, period: date, reason: str) -> None:
    """Record that a job which is still at work is ended from outside."""
    with context.ledger.begin() as connection:
        runs.fail(connection, job=name, period=period.isoformat(), at=context.now, error=reason)


def run_history(context: Context) -> list[RunRecord]:
    """The latest 200 runs, newest first."""
    with context.ledger.read() as connection:
        rows = runs.list_runs(connection, limit=200)
    return [
        RunRecord(r["job"], r["period"], r["state"], r["attempts"], r["started_at"], r["ended_at"], r["error"] or "")
        for r in rows
    ]


def _due_days(context: Context, jobs: list[str], upto: date) -> list[date]:
    with context.ledger.read() as connection:
        last = runs.last_done(connection, job=jobs[-1])
    earliest = upto - timedelta(days=MAX_CATCH_UP_DAYS - 1)
    first = upto if last is None else max(date.fromisoformat(last) + timedelta(days=1), earliest)
    if jobs[-1] in REPEATED:
        first = upto
    return [first + timedelta(days=n) for n in range((upto - first).days + 1)]


def _open_jobs(context: Context, names: list[str], period: date) -> list[str]:
    """Jobs of a day that are still to be run, up to the first that was given up."""
    still = []
    with context.ledger.read() as connection:
        for name in names:
            record = runs.get(connection, job=name, period=period.isoformat())
            is_done = record is not None and record["state"] == "done"
            if name in REPEATED:
                still.append(name)
                continue
            if record is not None and not is_done and record["attempts"] >= MAX_ATTEMPTS:
                break
            if not is_done:
                still.append(name)
    return still


def _reason(error: Exception) -> str:
    """What the ledger keeps: our own Korean message, or the type alone, because foreign messages may quote text."""
    return str(error) if isinstance(error, TextmineError) else type(error).__name__

"""Three weeks of the sample city through the scheduler, with mail into a real mail server.

``python -m benchmarks replay``: each evening the day's texts are put into the watched folder; the jobs that the
scheduler registers are fired at the times that their own triggers give, on a clock that jumps from one to the next. The
messages are kept below ``outputs/replay-<profile>/mail`` to be looked at.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from apscheduler.schedulers.background import BackgroundScheduler

from jobs.scheduler import register_jobs
from tests.e2e.conftest import Mailbox, body, serve
from textmine.ingest.sample import read_truth, write_sample
from textmine.pipeline.context import open_context
from textmine.pipeline.runs import run_history
from textmine.pipeline.truth import compare_with_truth
from textmine.pipeline.watch import load_issues
from textmine.settings import Profile, Settings, load_settings
from textmine.store.doctor import doctor_check
from textmine.types import KST

DOCUMENTS, SEED, END, DAYS = 20_000, 7, date(2026, 10, 31), 21
SCHEDULE = {"ingest": "0 1,4,13,19 * * *", "urgent": "15 13,19 * * *"}  # the others as they are


def run(data: Path) -> dict[str, Any]:
    """Figures of both profiles; needs no data."""
    return {profile: _replay(profile) for profile in ("quality", "bulk")}


def _replay(profile: Profile) -> dict[str, Any]:
    folder = Path("outputs") / f"replay-{profile}"
    sample = write_sample(folder / "files", seed=SEED, documents=DOCUMENTS, end=END)
    clock = [datetime.combine(END - timedelta(days=DAYS), datetime.min.time(), tzinfo=KST)]
    began = time.monotonic()
    with serve() as mailbox:
        settings = load_settings(
            outputs=folder / "outputs", inbox=folder / "inbox", profile=profile, secret="replay", city="나래시",
            smtp={"host": "127.0.0.1", "port": mailbox.port}, schedule=SCHEDULE,
        )
        scheduler = BackgroundScheduler(timezone=KST)
        register_jobs(scheduler, settings, clock=lambda: clock[0])
        files = _evenings(sample.complaints, sample.sns, settings.inbox)
        next(files)
        mailed: Counter[date] = Counter()
        for at, job in _fired(scheduler, clock[0], clock[0] + timedelta(days=DAYS, hours=10)):
            while clock[0].date() < at.date():
                clock[0] += timedelta(days=1)
                next(files, None)
            clock[0] = at
            before = len(mailbox.taken)
            job.func(*job.args)
            mailed[at.date()] += len(mailbox.taken) - before
        _keep_mail(folder / "mail", mailbox)
        return _figures(settings, mailbox, mailed, read_truth(sample.truth), clock[0]) | {
            "elapsed_s": round(time.monotonic() - began),
        }


def _fired(scheduler: BackgroundScheduler, start: datetime, end: datetime) -> Iterator[tuple[datetime, Any]]:
    """The jobs in the order of their times; the scheduler's minute by minute sign of life is left out."""
    jobs = [job for job in scheduler.get_jobs() if job.id not in ("alive", "catch-up")]
    due = {job.id: job.trigger.get_next_fire_time(None, start) for job in jobs}
    by_id = {job.id: job for job in jobs}
    while (name := min(due, key=lambda one: (due[one], one))) and due[name] <= end:
        at = due[name]
        yield at, by_id[name]
        due[name] = by_id[name].trigger.get_next_fire_time(at, at + timedelta(microseconds=1))


def _evenings(complaints: Path, posts: Path, inbox: Path) -> Iterator[date]:
    """Puts the texts up to the first evening into the inbox, then those of each day."""
    rows = pd.read_csv(complaints, dtype=str, keep_default_na=False)
    lines = pd.Series(posts.read_text(encoding="utf-8").splitlines())
    day_of_row = rows["신청일자"].str[:10]
    day_of_line = lines.str.extract(r'"(\d{4}-\d{2}-\d{2})')[0]
    first = END - timedelta(days=DAYS)
    for kind in ("complaint", "sns"):
        (inbox / kind).mkdir(parents=True, exist_ok=True)
    day, earliest = first, True
    while day <= END:
        mine = (day_of_row <= day.isoformat()) if earliest else (day_of_row == day.isoformat())
        rows[mine].to_csv(inbox / "complaint" / f"민원_{day}.csv", index=False, encoding="utf-8-sig")
        theirs = (day_of_line <= day.isoformat()) if earliest else (day_of_line == day.isoformat())
        (inbox / "sns" / f"sns_{day}.jsonl").write_text("\n".join(lines[theirs]) + "\n", encoding="utf-8")
        yield day
        day, earliest = day + timedelta(days=1), False


def _keep_mail(folder: Path, mailbox: Mailbox) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(mailbox.taken):
        (folder / f"{number:03d}.html").write_text(body(mail, "html"), encoding="utf-8")


def _figures(
    settings: Settings, mailbox: Mailbox, mailed: Counter[date], truth: dict[str, Any], now: datetime
) -> dict[str, Any]:
    with open_context(settings, now=now) as context:
        issues = load_issues(context)
        found = compare_with_truth(issues, truth, context)
        history = run_history(context)
        sound = [finding.message for finding in doctor_check(context.mart, context.ledger, now=now) if not finding.ok]
    first = END - timedelta(days=DAYS)
    rows = [row for row in found.rows if row.start > first]
    return {
        "mails": len(mailbox.taken), "twice": len(mailbox.taken) - len(mailbox.by_id()),
        "receivers": len({str(mail["To"]) for mail in mailbox.taken}),
        "most_on_a_day": max(mailed.values()), "days_with_mail": sum(n > 0 for n in mailed.values()),
        "jobs": Counter(f"{record.job} {record.state}" for record in history),
        "planted": len(rows), "found": sum(bool(row.issue_ids) for row in rows), "doctor": sound,
        "subjects": sorted({str(mail["Subject"]) for mail in mailbox.taken}),
    }

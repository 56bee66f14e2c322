"""One job by hand, without the rest of the program: ``python -m jobs.watch --period 2026-11-21``."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from jobs import JOBS
from jobs.periods import default_period
from textmine.clock import now_utc
from textmine.errors import TextmineError
from textmine.pipeline.context import open_context
from textmine.pipeline.runs import run_job
from textmine.settings import load_settings


def run_alone(name: str) -> None:
    """Run the job, print its line and end the process: 0 done, 1 failed."""
    given = _arguments(name)
    now = now_utc()
    try:
        with open_context(load_settings(outputs=given.outputs), now=now) as context:
            done = run_job(context, name, given.period or default_period(name, now), JOBS[name].run)
    except TextmineError as error:
        sys.exit(f"오류: {error}")
    print(f"{done.job} {done.period} {done.summary}")


def _arguments(name: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m jobs.{name}", description=JOBS[name].DOES)
    parser.add_argument("--period", type=date.fromisoformat, help="자료의 날. 예: 2026-11-21 (기본: 어제)")
    parser.add_argument("--outputs", type=Path, help="결과 폴더")
    return parser.parse_args()

"""Scheduled work: one thin module a job, ``run(context, period)``; each runs alone too (``python -m jobs.watch``).

``DAILY`` jobs work on the day of the data that ``period`` names, in the order of dependence, and every day is worked
off. ``ASIDE`` jobs work on the store as it is today: a day that is over is not made up for.
"""

from __future__ import annotations

from types import ModuleType

from jobs import analyse, dispatch, forecast, ingest, maintain, publish, urgent, watch

DAILY: dict[str, ModuleType] = {
    "ingest": ingest,
    "analyse": analyse,
    "watch": watch,
    "forecast": forecast,
    "publish": publish,
    "dispatch": dispatch,
}
ASIDE: dict[str, ModuleType] = {"urgent": urgent, "maintain": maintain}
JOBS = DAILY | ASIDE

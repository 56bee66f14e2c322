"""Scheduled work: one thin module a job, ``run(context, period)``; ``period`` is the day of the data.

The order of ``JOBS`` is the order of dependence.
"""

from __future__ import annotations

from types import ModuleType

from jobs import analyse, dispatch, forecast, ingest, report, watch

JOBS: dict[str, ModuleType] = {
    "ingest": ingest,
    "analyse": analyse,
    "watch": watch,
    "forecast": forecast,
    "report": report,
    "dispatch": dispatch,
}

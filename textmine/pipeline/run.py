"""The whole story in one use case: files in, report and messages out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from textmine.pipeline.analyse import AnalysisReport, analyse
from textmine.pipeline.context import Context
from textmine.pipeline.dispatch import DispatchReport, dispatch
from textmine.pipeline.forecast import ForecastReport, forecast
from textmine.pipeline.ingest import FileReport, ingest_paths
from textmine.pipeline.publish import publish
from textmine.pipeline.watch import WatchReport, watch
from textmine.types import Kind


@dataclass(frozen=True, slots=True)
class Input:
    """Files of one kind of text, and the inclusive spans of days that are known to be missing in them."""

    paths: tuple[Path, ...]
    kind: Kind
    outages: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class RunReport:
    """What every stage did, and the folder with the results."""

    files: tuple[FileReport, ...]
    analysis: AnalysisReport
    watch: WatchReport
    forecast: ForecastReport
    dispatch: DispatchReport
    folder: Path


def run_all(context: Context, inputs: Sequence[Input], *, as_of: date | None = None) -> RunReport:
    """Report of one pass over all stages; every stage is idempotent, so an interrupted pass is simply run again."""
    files: list[FileReport] = []
    for given in inputs:
        files += ingest_paths(context, given.paths, kind=given.kind, outages=given.outages)
    analysis = analyse(context)
    watched = watch(context, as_of=as_of)
    forecasted = forecast(context, as_of=as_of)
    dispatched = dispatch(context, as_of=as_of, wait_for_working_day=False)
    folder = publish(context, as_of=as_of)
    return RunReport(tuple(files), analysis, watched, forecasted, dispatched, folder)

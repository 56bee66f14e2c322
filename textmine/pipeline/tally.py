"""Sums over the batches of one file: the same for an import and for its preview."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pandas as pd

from textmine.ingest import Batch, TablePreview
from textmine.store.documents import UpsertResult
from textmine.types import QuarantinedRow


class Tally:
    """What came of a file's rows: ``rows_in == new + changed + same + copies + len(quarantined)``."""

    def __init__(self) -> None:
        self.rows_in = self.new = self.changed = self.same = self.copies = self.undated = 0
        self.quarantined: list[QuarantinedRow] = []
        self.masked: Counter[str] = Counter()
        self.days: Counter[date] = Counter()
        self.latest: pd.Timestamp | None = None
        self.notes: list[str] = []
        self.tables: list[TablePreview] = []

    def add(self, batch: Batch, result: UpsertResult) -> None:
        """Count a batch and what the store made of its documents."""
        self.rows_in += batch.rows_in
        self.new += result.new
        self.changed += result.changed
        self.same += result.unchanged - result.copies
        self.copies += result.copies
        self.quarantined += batch.quarantine
        self.notes += batch.notes
        if batch.table is not None:
            self.tables.append(batch.table)
        for counts in batch.documents["masked"]:
            if counts != "{}":
                self.masked.update(json.loads(counts))
        dated = [day for day in batch.documents["civil_date"] if day is not None]
        self.undated += len(batch.documents) - len(dated)
        self.days.update(dated)
        newest = batch.documents["created_at"].max()
        if not pd.isna(newest) and (self.latest is None or newest > self.latest):
            self.latest = newest

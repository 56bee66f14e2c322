"""Columns of documents → the shared frame and the hashes of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from textmine.ingest.cells import stamp
from textmine.ingest.identity import digest_of
from textmine.types import DOCUMENT_COLUMNS

Columns = dict[str, Sequence[object]]

_TIMES: Final = ("created_at", "received_at", "updated_at", "ingested_at", "answered_at")
_FLOATS: Final = ("satisfaction", "lat", "lon")
_DATES: Final = ("civil_date", "due_on")
_TEXTS: Final = frozenset(DOCUMENT_COLUMNS) - {*_TIMES, *_FLOATS, *_DATES, "engagement"}
# person_key is a pseudonym of one deployment: two deployments with the same files hold the same content.
_NOT_CONTENT: Final = frozenset({"doc_id", "ingested_at", "content_hash", "person_key"})


def content_hashes(frame: Columns, count: int) -> list[object]:
    names = [name for name in DOCUMENT_COLUMNS if name not in _NOT_CONTENT]
    columns: list[Sequence[Any]] = [frame[name] if name in _TEXTS else list(map(stamp, frame[name])) for name in names]
    return [digest_of(*values) for values in zip(*columns, strict=True)] if count else []


def to_pandas(frame: Columns, count: int) -> pd.DataFrame:
    series: dict[str, pd.Series] = {}
    for name in DOCUMENT_COLUMNS:
        values = list(frame[name]) if count else []
        if name in _TIMES:
            series[name] = pd.Series(pd.to_datetime(pd.Series(values, dtype="object"), utc=True)).astype(
                "datetime64[us, UTC]"
            )
        elif name in _DATES:
            series[name] = pd.Series(values, dtype="object")
        elif name in _FLOATS:
            series[name] = pd.Series(values, dtype="float64")
        else:
            series[name] = pd.Series(values, dtype="Int64" if name == "engagement" else "str")
    return pd.DataFrame(series)

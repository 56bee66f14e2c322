"""Small factories: options, files in every format, all rows of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from textmine.ingest import Batch, ReadOptions, read_documents
from textmine.lexicon import Department, Lexicon, Region

LEXICON = Lexicon(
    departments=(
        Department("교통과", aliases=("교통행정과",)),
        Department("도로과", aliases=("도로관리과",)),
    ),
    regions=(
        Region("1", "나래시", "시"),
        Region("11", "한빛구", "구", "1"),
        Region("12", "새벽구", "구", "1"),
        Region("111", "중앙동", "동", "11", ("중앙1동",)),
        Region("112", "솔내동", "동", "11"),
        Region("121", "중앙동", "동", "12"),
        Region("122", "은하동", "동", "12"),
    ),
)
OPTIONS = ReadOptions(
    kind="complaint",
    source="새올",
    secret=b"deployment-secret",
    lexicon=LEXICON,
    ingested_at=datetime(2026, 11, 22, 3, tzinfo=UTC),
)

Read = Callable[..., Batch]


@pytest.fixture
def read() -> Read:
    """All of a file as one batch; keyword arguments change the options."""

    def read_all(path: Path, **changes: object) -> Batch:
        batches = list(read_documents(path, options=replace(OPTIONS, **changes)))
        for batch in batches:
            assert batch.rows_in == len(batch.documents) + len(batch.quarantine)
        return Batch(
            pd.concat([batch.documents for batch in batches], ignore_index=True),
            [row for batch in batches for row in batch.quarantine],
            sum(batch.rows_in for batch in batches),
            tuple(note for batch in batches for note in batch.notes),
        )

    return read_all


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A file of the given text or bytes in the test's folder."""

    def write_file(content: str | bytes, name: str = "민원.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write_file

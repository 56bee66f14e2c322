"""A deployment without documents: jobs are about order, not about text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from textmine.pipeline.context import Context, open_context
from textmine.settings import Settings

NOW = datetime(2026, 11, 4, 0, 0, tzinfo=UTC)  # 09:00 in Korea: the newest whole day is the 3rd


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(outputs=tmp_path / "outputs", inbox=tmp_path / "inbox", secret="x", profile="bulk")  # type: ignore[arg-type]


@pytest.fixture
def context(settings: Settings) -> Iterator[Context]:
    with open_context(settings, now=NOW) as opened:
        yield opened

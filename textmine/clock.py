"""The clock, read at entry points alone."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def now_utc() -> datetime:
    """The present, or ``TEXTMINE_NOW`` (ISO 8601 with zone) when a run is replayed."""
    fixed = os.environ.get("TEXTMINE_NOW")
    return datetime.fromisoformat(fixed).astimezone(UTC) if fixed else datetime.now(UTC)

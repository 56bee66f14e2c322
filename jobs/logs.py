"""Structured logs: one JSON object a line, of figures and names alone. What an exception says may quote a citizen."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Final

_LOGGER: Final = logging.getLogger("textmine.jobs")


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name,
        }
        entry |= getattr(record, "fields", {"event": "library"})  # other libraries' sentences may hold anything
        if record.exc_info and record.exc_info[0] is not None:
            entry["error"] = record.exc_info[0].__name__
        return json.dumps(entry, ensure_ascii=False)


def start_logging() -> None:
    """Send this process's logs to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    _LOGGER.setLevel(logging.INFO)


def log(event: str, *, failed: bool = False, **fields: str | int | float) -> None:
    """Write one line; ``fields`` are names, states and figures, never text of a document."""
    _LOGGER.log(logging.ERROR if failed else logging.INFO, event, extra={"fields": {"event": event} | fields})

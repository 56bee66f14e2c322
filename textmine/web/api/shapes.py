"""What the API answers with: one page of rows, one row, or the same rows as a table to take along."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from fastapi import Request
from fastapi.responses import Response

from textmine.report.files import csv_text

Format = Literal["json", "csv", "csv-cp949", "parquet"]
Row = Mapping[str, Any]


def page(
    request: Request, rows: Sequence[Row], *, following: str = "", format: Format = "json", name: str = "rows"
) -> Response:
    """Rows with the cursor of the next page, or the rows alone as a table."""
    if format == "json":
        return answer(request, {"items": [plain(row) for row in rows], "next": following or None})
    table = [{key: _cell(value) for key, value in row.items()} for row in rows]
    if format == "parquet":
        return _parquet(table, name)
    return _csv(table, name, "cp949" if format == "csv-cp949" else "utf-8-sig")


def answer(request: Request, content: object) -> Response:
    """JSON with its ETag; 304 to a reader who has it."""
    body = json.dumps(plain(content), ensure_ascii=False, separators=(",", ":")).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def plain(value: Any) -> Any:
    """Value as JSON types: times as ISO text, missing numbers as null."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return None if pd.isna(value) else value.isoformat()
    if hasattr(value, "item"):
        return plain(value.item())
    return None if isinstance(value, float) and value != value else value


def _cell(value: Any) -> Any:
    """One value of a table: lists as JSON text."""
    flat = plain(value)
    return json.dumps(flat, ensure_ascii=False) if isinstance(flat, (list, dict)) else flat


def _parquet(table: list[dict[str, Any]], name: str) -> Response:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(table), buffer)
    headers = {"content-disposition": f'attachment; filename="{name}.parquet"'}
    return Response(buffer.getvalue(), headers=headers, media_type="application/vnd.apache.parquet")


def _csv(table: list[dict[str, Any]], name: str, encoding: str) -> Response:
    """A spreadsheet's file. What CP949 cannot write becomes '?', and ``x-lossy-cells`` counts the cells."""
    text, lossy = csv_text(pd.DataFrame(table)), 0
    if encoding == "cp949":
        lossy = sum(_is_lossy(cell) for row in table for cell in row.values())
    headers = {"content-disposition": f'attachment; filename="{name}.csv"', "x-lossy-cells": str(lossy)}
    charset = "utf-8" if encoding == "utf-8-sig" else "cp949"
    return Response(text.encode(encoding, "replace"), headers=headers, media_type=f"text/csv; charset={charset}")


def _is_lossy(cell: Any) -> bool:
    return isinstance(cell, str) and cell.encode("cp949", "ignore").decode("cp949") != cell

"""Rows that could not be used, for the office that sent them: to look at, and as a file to mend and send again."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from textmine.errors import TextmineError
from textmine.pipeline.context import Context
from textmine.report import write_csv
from textmine.store.ledger import quarantine

COLUMN_NAMES = {"file": "파일", "line": "행", "column_name": "열", "reason": "까닭과 할 일", "row": "내용(가림)"}


def list_quarantined(context: Context, *, file: str = "", limit: int | None = None) -> pd.DataFrame:
    """Frame [file, line, column_name, reason, row] in the files' order; the text is masked."""
    with context.ledger.read() as connection:
        return quarantine.list_rows(connection, file=file, limit=limit)


def export_quarantined(context: Context, path: Path, *, file: str = "") -> int:
    """Number of rows written to ``path`` as CSV that a spreadsheet opens in Korean.

    Raises
    ------
    TextmineError
        There is no such row.
    ReportError
        The file cannot be written.
    """
    rows = list_quarantined(context, file=file)
    if rows.empty:
        raise TextmineError(f"'{file}' 파일에는 격리한 행이 없습니다." if file else "격리한 행이 없습니다.")
    write_csv(rows.rename(columns=COLUMN_NAMES), path, for_excel=True)
    return len(rows)

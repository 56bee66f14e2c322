"""Files of a run: written whole or not at all, equal content gives equal bytes, ``latest`` moves last."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from textmine.errors import ReportError

MANIFEST = "manifest.json"


def write_bytes(path: Path, data: bytes) -> Path:
    """Write ``data`` to ``path`` through a temporary file in the same folder; makes the folder. Returns ``path``."""
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
            raise
    except OSError as error:
        raise ReportError(
            f"'{path}' 파일을 쓸 수 없습니다: {error.strerror}. 폴더 권한과 남은 용량을 확인하세요.") from error
    return path


def write_csv(frame: pd.DataFrame, path: Path, *, for_excel: bool = False) -> Path:
    """Write ``frame`` as UTF-8 CSV without its index, dates in ISO form, missing cells empty.

    Text cells that a spreadsheet would run as a formula get a leading apostrophe. ``for_excel`` adds
    the byte order mark that Excel needs to read Korean.
    """
    return write_bytes(path, csv_text(frame).encode("utf-8-sig" if for_excel else "utf-8"))


def csv_text(frame: pd.DataFrame) -> str:
    """The text of ``write_csv``."""
    safe = frame.copy()
    for name in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[name]) and not pd.api.types.is_datetime64_any_dtype(safe[name]):
            safe[name] = safe[name].map(_without_formula)
    return str(safe.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d"))


def write_json(value: Any, path: Path) -> Path:
    """Write ``value`` as UTF-8 JSON with two spaces; NaN becomes null, dates ISO text, enums their value."""
    text = json.dumps(_plain(value), ensure_ascii=False, indent=2, allow_nan=False)
    return write_bytes(path, f"{text}\n".encode())


def write_manifest(folder: Path, *, content: Mapping[str, Any], run_fields: Mapping[str, Any]) -> Path:
    """Write ``manifest.json`` of ``folder``: sha256 and size of every file in it, sorted by path.

    ``content`` says what the run was made from (period, dictionary, mart state) and is equal for equal runs;
    ``run_fields`` (run id, times) is everything that may differ, listed apart under ``run``.
    """
    folder = Path(folder)
    files = [
        {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": file_sha256(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() != MANIFEST and not path.name.startswith(".")
    ]
    return write_json({"content": content, "files": files, "run": run_fields}, folder / MANIFEST)


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def swap_latest(outputs: Path, run_id: str) -> Path:
    """Point ``outputs/latest`` to ``runs/<run_id>`` in one step and return the link.

    Readers see the old run or the new one, never none. :class:`ReportError` when the run's folder is
    missing or ``latest`` is a real folder; ValueError for a run id that is not a plain name.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", run_id):
        raise ValueError(f"run_id must be a plain name, got {run_id!r}")
    outputs = Path(outputs)
    link, target = outputs / "latest", Path("runs") / run_id
    if not (outputs / target).is_dir():
        raise ReportError(f"'{outputs / target}' 폴더가 없어 latest를 바꾸지 않았습니다. 실행을 다시 하세요.")
    if link.is_dir() and not link.is_symlink():
        raise ReportError(f"'{link}'이(가) 링크가 아니라 폴더입니다. 다른 이름으로 옮긴 뒤 다시 실행하세요.")
    fresh = outputs / f".latest.{run_id}"
    try:
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target, target_is_directory=True)
        os.replace(fresh, link)
    except OSError as error:
        raise ReportError(f"'{link}' 링크를 바꿀 수 없습니다: {error.strerror}. 폴더 권한을 확인하세요.") from error
    return link


def _without_formula(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def _plain(value: Any) -> Any:
    """``value`` with only the types of JSON."""
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return value.value
        case str():
            return value
        case float():
            return value if np.isfinite(value) else None
        case np.generic():
            return _plain(value.item())
        case pd.Timestamp() | date():
            return None if pd.isna(value) else value.isoformat()
        case Mapping():
            return {str(_plain(key)): _plain(item) for key, item in value.items()}
        case list() | tuple() | np.ndarray():
            return [_plain(item) for item in value]
        case set() | frozenset():
            return sorted((_plain(item) for item in value), key=str)
        case _ if value is pd.NaT or value is pd.NA:
            return None
    raise TypeError(f"cannot write {type(value).__name__} as JSON")

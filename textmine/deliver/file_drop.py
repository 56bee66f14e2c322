"""Notices as files in a folder that another system watches: whole or absent, once a key."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from textmine.errors import DeliveryError

_MAX_STEM_BYTES: Final = 120
_TITLE_KEYS: Final = ("subject", "title")


def drop_file(folder: Path, key: str, payload: Mapping[str, object]) -> Path:
    """Path of the JSON file that now stands in ``folder``; a readable ``.txt`` stands beside it.

    The name follows from ``key`` alone. A second drop of an equal payload changes nothing, of another payload
    replaces both files. The text file comes first, so whoever sees the JSON finds both. Payload values must be
    JSON; ``text`` (or all entries, one a line) is the body of the text file.

    Raises
    ------
    DeliveryError
        The folder cannot be written (``retryable``).
    ValueError
        ``key`` is blank or the payload is no JSON.
    """
    if not key.strip():
        raise ValueError("key must not be blank")
    target = folder / f"{_stem(key)}.json"
    try:
        body = json.dumps(dict(payload), ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n"
    except TypeError as error:
        raise ValueError(f"payload is no JSON: {error}") from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in ((target.with_suffix(".txt"), _as_text(payload)), (target, body)):
            _write_whole(path, content.encode("utf-8", "replace"))
    except OSError as error:
        raise DeliveryError(
            f"'{folder}' 폴더에 파일을 쓰지 못했습니다({error.strerror}). 폴더의 권한과 남은 용량을 확인하세요.",
            retryable=True,
        ) from error
    return target


def _stem(key: str) -> str:
    """A safe file name: the key's readable part and its hash, so that no two keys meet and none climbs out."""
    readable = re.sub(r"[^0-9A-Za-z가-힣._-]+", "_", key).strip("._")
    short = readable.encode()[: _MAX_STEM_BYTES - 13].decode("utf-8", "ignore")
    return f"{short}-{hashlib.sha256(key.encode()).hexdigest()[:12]}".lstrip("-")


def _as_text(payload: Mapping[str, object]) -> str:
    title = next((str(payload[name]) for name in _TITLE_KEYS if payload.get(name)), "")
    body = payload.get("text")
    if not isinstance(body, str):
        body = "\n".join(f"{name}: {_shown(payload[name])}" for name in sorted(payload) if name not in _TITLE_KEYS)
    return "\n\n".join(part for part in (title, body.rstrip()) if part) + "\n"


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside the target, flush to disk, swap in; an equal file is left alone."""
    if path.exists() and path.read_bytes() == content:
        return
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o640)
        Path(draft).replace(path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise

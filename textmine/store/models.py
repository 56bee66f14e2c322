"""Trained models as arrays and a JSON manifest, never pickle; a model folder appears whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from textmine.errors import StoreError

_ARRAYS, _MANIFEST = "arrays.npz", "manifest.json"


def save_model(folder: Path, arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any]) -> None:
    """Keep a model in ``folder``; one that is there already stays, because a model's name is a hash of its making."""
    if folder.exists():
        return
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    plain: dict[str, Any] = {name: _plain(array) for name, array in arrays.items()}
    np.savez_compressed(draft / _ARRAYS, **plain)
    (draft / _MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    try:
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft)
        if not folder.exists():
            raise


def load_model(folder: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Arrays and manifest of a model.

    Raises
    ------
    StoreError
        The folder is missing or damaged.
    """
    try:
        with (folder / _ARRAYS).open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return arrays, json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise StoreError(
            f"모형 '{folder.name}'을(를) 읽을 수 없습니다. 'textmine analyse'를 다시 실행하면 새로 만듭니다."
        ) from error


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    return array.astype(str) if array.dtype == object else array

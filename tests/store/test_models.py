"""Trained models on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from textmine.errors import StoreError
from textmine.store.models import load_model, save_model


def test_a_model_comes_back_as_it_was(tmp_path: Path) -> None:
    arrays = {"weights": np.arange(6.0).reshape(2, 3), "terms": np.array(["가로등", "포트홀"], dtype=object)}
    save_model(tmp_path / "deep" / "m1", arrays, {"k": 2, "이름": "주제"})
    loaded, manifest = load_model(tmp_path / "deep" / "m1")
    np.testing.assert_array_equal(loaded["weights"], arrays["weights"])
    assert list(loaded["terms"]) == ["가로등", "포트홀"]
    assert manifest == {"k": 2, "이름": "주제"}


def test_a_model_that_is_there_stays(tmp_path: Path) -> None:
    save_model(tmp_path / "m", {"a": np.zeros(1)}, {"n": 1})
    save_model(tmp_path / "m", {"a": np.ones(1)}, {"n": 2})
    assert load_model(tmp_path / "m")[1] == {"n": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    save_model(tmp_path / "m", {"a": np.zeros(1)}, {})
    np.savez(tmp_path / "m" / "arrays.npz", a=np.array([{"x": 1}], dtype=object))
    with pytest.raises(StoreError, match="읽을 수 없습니다"):
        load_model(tmp_path / "m")


@pytest.mark.parametrize("damage", ["missing", "cut", "no manifest"])
def test_a_damaged_model_is_named(tmp_path: Path, damage: str) -> None:
    save_model(tmp_path / "m", {"a": np.zeros(100)}, {})
    file = tmp_path / "m" / ("manifest.json" if damage == "no manifest" else "arrays.npz")
    file.write_bytes(file.read_bytes()[:50]) if damage == "cut" else file.unlink()
    with pytest.raises(StoreError, match="'m'"):
        load_model(tmp_path / "m")

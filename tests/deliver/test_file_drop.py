"""Files in a watched folder."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.deliver import ChannelSettings, EmailContent, build_channels, drop_file
from textmine.deliver.file_drop import _stem
from textmine.errors import DeliveryError

PAYLOAD = {"subject": "포트홀 경계", "text": "민원이 늘었습니다.", "documents": ["a", "b"]}


def test_drops_json_and_readable_text(tmp_path: Path) -> None:
    path = drop_file(tmp_path / "알림", "alert:2026-11-22/도로과", PAYLOAD)
    assert json.loads(path.read_text(encoding="utf-8")) == PAYLOAD
    assert "포트홀" in path.read_text(encoding="utf-8")
    assert path.with_suffix(".txt").read_text(encoding="utf-8") == "포트홀 경계\n\n민원이 늘었습니다.\n"


def test_second_drop_changes_nothing(tmp_path: Path) -> None:
    path = drop_file(tmp_path, "k", PAYLOAD)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    assert drop_file(tmp_path, "k", dict(reversed(PAYLOAD.items()))) == path
    assert {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()} == before


def test_new_payload_replaces_the_file_of_its_key(tmp_path: Path) -> None:
    path = drop_file(tmp_path, "k", PAYLOAD)
    assert drop_file(tmp_path, "k", {"text": "고침"}) == path
    assert json.loads(path.read_text(encoding="utf-8")) == {"text": "고침"} and len(list(tmp_path.iterdir())) == 2


def test_failed_write_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DeliveryError) as error:
        drop_file(tmp_path, "k", PAYLOAD)
    assert error.value.retryable and list(tmp_path.iterdir()) == []


def test_folder_that_is_a_file_is_a_delivery_error(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(DeliveryError, match="폴더"):
        drop_file(tmp_path / "a", "k", PAYLOAD)


@pytest.mark.parametrize(("key", "payload"), [(" ", PAYLOAD), ("k", {"x": object()}), ("k", {"x": float("nan")})])
def test_wrong_arguments_are_refused(tmp_path: Path, key: str, payload: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"key|JSON"):
        drop_file(tmp_path, key, payload)


@given(st.text(min_size=1, max_size=300), st.text(min_size=1, max_size=300))
def test_file_names_are_safe_and_distinct(one: str, other: str) -> None:
    name = _stem(one)
    assert "/" not in name and "\x00" not in name and not name.startswith(".") and len(name.encode()) <= 200
    assert (name == _stem(other)) == (one == other)


def test_channels_give_receipts(tmp_path: Path) -> None:
    channels = build_channels(ChannelSettings(tmp_path), now=datetime.now(UTC))
    assert set(channels) == {"file"}
    receipt = channels["file"](EmailContent("road1@narae.example", "제목", "본문", "", "key-1"))
    assert json.loads((tmp_path / receipt).read_text(encoding="utf-8"))["subject"] == "제목"

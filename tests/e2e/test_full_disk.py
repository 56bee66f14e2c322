"""A disk that is full: the old state stays, the reason is told, and with room the work goes on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import process, store_hash


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB; only root can mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small file system can be mounted by root alone")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_costs_nothing_that_was_written(complaints: Path, small_disk: Path) -> None:
    outputs = small_disk / "outputs"
    process("ingest", complaints, "--outputs", outputs)
    before = store_hash(outputs)
    ballast = small_disk / "ballast"
    room = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    ballast.write_bytes(bytes(max(0, room - (300 << 10))))
    done = process("analyse", "--outputs", outputs, code=1)
    assert "디스크" in done.stderr and "Traceback" not in done.stderr
    ballast.unlink()
    assert store_hash(outputs) == before
    process("analyse", "--outputs", outputs)
    process("watch", "--outputs", outputs)

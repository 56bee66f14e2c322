"""Import of a large file of complaints: bodies of 300 characters, masked, idempotent, each in a process of its own.

Peers in the same run: pandas ``read_csv`` and the same mask row by row in one process (a sample, extrapolated), and
DuckDB ``read_csv`` into a table without masking, ids or quarantine: the lower limit. Memory is the largest sum of all
processes' proportional set sizes; wall and cpu seconds are the use case's alone (``process_wall_s`` adds the start of
Python). Wall times suffer from whatever else runs, cpu seconds hardly.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from benchmarks._complaint_file import Letters, write_rows
from textmine.text import mask

ROWS, DAY_NEW, DAY_CHANGED, DAY_SAME, PEER_ROWS = 1_000_000, 4_000, 500, 500, 20_000
_SAMPLED_EVERY_S = 0.3  # to sum up the pages of a large process takes some 10 ms
_USE_CASE = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from textmine.pipeline.context import open_context
from textmine.pipeline.ingest import ingest_paths
from textmine.settings import load_settings
if __name__ == "__main__":
    start, cpu = time.perf_counter(), time.process_time()
    with open_context(load_settings(outputs=Path(sys.argv[2])), now=datetime(2026, 11, 23, tzinfo=UTC)) as context:
        report = ingest_paths(context, [Path(sys.argv[1])], kind="complaint")[0]
    print(time.perf_counter() - start, cpu, report.new, report.changed, report.unchanged, report.quarantined)
"""
_TICKS = os.sysconf("SC_CLK_TCK")


def run(data: Path, *, rows: int = ROWS) -> dict[str, Any]:
    """Return seconds, rows per second and peak memory of every import, and the peers' seconds; ``data`` is not read."""
    letters = Letters()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export, copy, day = folder / "export.csv", folder / "copy.csv", folder / "day.csv"
        write_rows(export, letters.rows(rows))
        report: dict[str, Any] = {"rows": rows, "file_mb": round(export.stat().st_size / 2**20)}
        report["first_import"] = _import(export, folder, rows)
        report["same_file_again"] = _import(export, folder, rows)
        write_rows(copy, letters.rows(rows), lineterminator="\n")
        report["resaved_copy"] = _import(copy, folder, rows)
        copy.unlink()
        _write_day(day, export, letters, rows)
        report["day_of_5000"] = _import(day, folder, DAY_NEW + DAY_CHANGED + DAY_SAME)
        report["peer_pandas_and_mask"] = _peer_pandas(export, rows)
        report["limit_duckdb_unmasked"] = _limit_duckdb(export, folder)
    return report


def _write_day(path: Path, export: Path, letters: Letters, rows: int) -> None:
    """New complaints, complaints of the last weeks that changed meanwhile, and the newest as they were."""
    with export.open(encoding="utf-8-sig", newline="") as file:
        recent = list(csv.reader(islice(file, max(rows - 20 * DAY_CHANGED, 1), None)))
    same, older = recent[-DAY_SAME:], recent[:-DAY_SAME]
    chosen = older[:: max(len(older) // DAY_CHANGED, 1)][:DAY_CHANGED]
    changed = [[*row[:3], f"고침. {row[3]}", *row[4:-1], "2026-11-01 18:00"] for row in chosen]
    new = [["1AB" + row[0][3:], f"2026-11-01{row[1][10:]}", *row[2:]] for row in letters.rows(DAY_NEW, seed=9)]
    write_rows(path, iter([*new, *changed, *same]))


def _import(file: Path, folder: Path, rows: int) -> dict[str, float]:
    script = folder / "use_case.py"
    script.write_text(_USE_CASE)
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, str(script), str(file), str(folder / "outputs")], cwd=folder, text=True,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])},
    )
    peak_mb, cpu_s = 0.0, dict[int, float]()
    while process.poll() is None:
        running = _tree(process.pid)
        peak_mb = max(peak_mb, sum(map(_pss_mb, running)))
        cpu_s |= {pid: spent for pid in running if (spent := _cpu_s(pid))}
        time.sleep(_SAMPLED_EVERY_S)
    process_wall_s = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"the import of {file.name} ended with {process.returncode}")
    assert process.stdout is not None
    wall, start_cpu, *counts = map(float, process.stdout.read().split())
    return {
        "rows": rows, "wall_s": round(wall, 1), "cpu_s": round(sum(cpu_s.values()) - start_cpu, 1),
        "rows_per_s": round(rows / wall), "peak_mb": round(peak_mb), "process_wall_s": round(process_wall_s, 1),
        **dict(zip(("new", "changed", "unchanged", "quarantined"), map(int, counts), strict=True)),
    }


def _tree(pid: int) -> list[int]:
    """The process and all below it; one that ends meanwhile is left out."""
    below = [child for task in Path(f"/proc/{pid}/task").glob("*") for child in _read(task / "children").split()]
    return [pid, *(grandchild for child in below for grandchild in _tree(int(child)))]


def _pss_mb(pid: int) -> float:
    lines = _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _cpu_s(pid: int) -> float:
    fields: Sequence[str] = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / _TICKS


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _peer_pandas(export: Path, rows: int) -> dict[str, float]:
    start, cpu = time.perf_counter(), time.process_time()
    frame = pd.read_csv(export, dtype=str, nrows=PEER_ROWS).fillna("")
    for column in ("민원제목", "민원내용"):
        frame[column] = [mask(text).text for text in frame[column]]
    share = rows / len(frame)
    wall_s, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    return {
        "sample_rows": len(frame), "extrapolated_wall_s": round(wall_s * share, 1),
        "extrapolated_cpu_s": round(cpu_s * share, 1),
    }


def _limit_duckdb(export: Path, folder: Path) -> dict[str, float]:
    start, cpu = time.perf_counter(), time.process_time()
    with duckdb.connect(folder / "limit.duckdb", config={"threads": 2}) as connection:
        connection.execute("create table documents as select * from read_csv(?, all_varchar=true)", [str(export)])
    return {"wall_s": round(time.perf_counter() - start, 1), "cpu_s": round(time.process_time() - cpu, 1)}

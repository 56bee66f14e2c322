"""Planted surges of the sample city found by the whole pipeline, on seeds that nobody has seen.

Peer: EARS C1 on weekly counts of the office's own categories (mean + 3 standard deviations of the seven weeks before),
what a careful officer can do in a spreadsheet.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from textmine.ingest.sample import read_truth

SEEDS, DOCUMENTS = 3, 20_000
BASELINE_WEEKS, Z = 7, 3.0
_DEMO = "from textmine.cli import main; main()"


def run(data: Path) -> dict[str, Any]:
    """Return found, missed and false per seed and in all, by shape and by size, and the peer's; needs no data."""
    seeds = [secrets.randbelow(10**6) for _ in range(SEEDS)]
    report: dict[str, Any] = {"documents": DOCUMENTS, "profile": "bulk"}
    groups: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    delays: list[int] = []
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            demo = _demo(Path(folder), seed)
            truth = demo["truth"]
            peer = _spreadsheet(next(Path(folder).glob("demo/*/files")))
        for group in truth["groups"]:
            groups[group["by"], group["name"]] += group["planted"]
            found[group["by"], group["name"]] += group["found"]
        delays += [row["delay_days"] for row in truth["rows"] if row["delay_days"] is not None]
        report[f"seed_{seed}"] = {
            **{key: truth[key] for key in ("planted", "found", "missed", "false", "median_delay_days")},
            "issues": len(demo["issues"]), "elapsed_s": demo["elapsed_s"],
            "missed_titles": [row["title"] for row in truth["rows"] if not row["issue_ids"]],
            "spreadsheet_peer": peer,
        }
    report["by_group"] = {f"{by}: {name}": f"{found[by, name]}/{n}" for (by, name), n in groups.items()}
    report["median_delay_days"] = float(median(delays)) if delays else None
    return report


def _demo(folder: Path, seed: int) -> Any:
    command = [
        sys.executable, "-c", _DEMO, "demo", "--json", "--profile", "bulk", "--seed", str(seed), "--documents",
        str(DOCUMENTS), "--outputs", str(folder),
    ]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout)


def _spreadsheet(files: Path) -> dict[str, int]:
    """Planted surges in whose weeks their category is above its bound, and weeks above the bound elsewhere."""
    truth = read_truth(files / "truth.json")
    rows = pd.read_csv(files / "complaints.csv", usecols=["신청일자", "업무분야"])
    week = pd.to_datetime(rows["신청일자"]).dt.to_period("W-SUN").dt.start_time
    counts = pd.crosstab(week, rows["업무분야"]).iloc[1:]
    before = counts.shift(1).rolling(BASELINE_WEEKS)
    alarms = counts > before.mean() + Z * np.maximum(before.std(), 1.0)
    explained = pd.DataFrame(False, index=alarms.index, columns=alarms.columns)
    found = 0
    for surge in truth["surges"]:
        first = pd.Timestamp(surge["start"]) - timedelta(days=6)
        span = (alarms.index >= first) & (alarms.index <= pd.Timestamp(date.fromisoformat(surge["end"])))
        found += bool(alarms.loc[span, surge["category"]].any())
        explained.loc[span, surge["category"]] = True
    return {"planted": len(truth["surges"]), "found": found, "false_weeks": int((alarms & ~explained).to_numpy().sum())}

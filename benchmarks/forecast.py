"""``python -m benchmarks forecast``: our forecasts beside the seasonal naive on real count series."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any, Final

import pandas as pd

from textmine.forecast import backtest
from textmine.forecast.series import PanelFreq

SHARED: Final = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
PANEL: Final = Path("early_warning") / "complaints_panel.parquet"
ORIGINS: Final = 4
# Horizon and distance between origins, in periods: four origins a quarter apart see every season.
RUNS: Final[dict[PanelFreq, tuple[int, int]]] = {"W": (8, 13), "D": (28, 91)}
NAMES: Final = {"W": "weekly, h = 8", "D": "daily, h = 28"}
# Ratio of the same method to the same peer in the prototype, at other origins.
PUBLISHED: Final = {"W": 0.573 / 0.780, "D": 0.453 / 0.698}


def run(data: Path) -> dict[str, Any]:
    """Scores of both frequencies; ``data`` is the folder that holds ``early_warning/complaints_panel.parquet``."""
    panel = pd.read_parquet(data / PANEL).rename(columns={"series_id": "unique_id"})
    return {NAMES[freq]: _measure(panel[panel["freq"] == freq], freq) for freq in RUNS}


def main(argv: list[str]) -> int:
    """Exit status 0 when ours beats the seasonal naive on every frequency, 1 when not, 2 without the data."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks forecast")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--data", type=Path, default=SHARED, help="folder of the shared data")
    options = parser.parse_args(argv)
    if not (options.data / PANEL).exists():
        print(f"data not found: {options.data / PANEL}", file=sys.stderr)
        return 2
    results = run(options.data)
    print(json.dumps(results, indent=1) if options.json else "\n".join(_table(*one) for one in results.items()))
    return 0 if all(one["sql_ratio"] < 1.0 for one in results.values()) else 1


def _measure(panel: pd.DataFrame, freq: PanelFreq) -> dict[str, Any]:
    h, step = RUNS[freq]
    started, cpu = time.perf_counter(), time.process_time()
    scores = backtest(panel, h, freq, origins=ORIGINS, step=step)
    by_model = scores.set_index("model")["sql"]
    return {
        "freq": freq, "h": h, "series": int(panel["unique_id"].nunique()), "origins": ORIGINS, "step": step,
        "scores": scores.round(4).to_dict(orient="records"),
        "sql_ratio": round(float(by_model["textmine"] / by_model["SeasonalNaive"]), 4),
        "published_sql_ratio": round(PUBLISHED[freq], 4),
        "wall_s": round(time.perf_counter() - started, 1), "cpu_s": round(time.process_time() - cpu, 1),
    }


def _table(name: str, result: dict[str, Any]) -> str:
    scores = pd.DataFrame(result["scores"]).to_string(index=False)
    ratio = f"sQL over seasonal naive {result['sql_ratio']} (other origins: {result['published_sql_ratio']})"
    head = f"{name}: {result['series']} series, {result['origins']} origins, {result['cpu_s']} cpu-s"
    return f"{head}\n{scores}\n{ratio}\n"

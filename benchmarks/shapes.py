"""Surge detection where the course of an outbreak is not known: pulse, growth, plateau, step; and stated rates.

``python -m benchmarks shapes``: our own simulator to the design of Noufaily et al. 2013 (benchmarks/_outbreaks.py). The
gain over Farrington Flexible is paired by series, with a bootstrap interval. Rates are those that were realised at the
nominal 1 % without an outbreak, and the false discovery rate at q = 0.10 over all series of a week.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks._outbreaks import FIRST_WEEK, LAST_WEEK, SHAPES, Simulated, simulate
from benchmarks.surge import FALSE_POSITIVE_RATES, Floats, farrington_flexible
from textmine.trends import detect_surges
from textmine.trends.surge import adjust_p_values, joint_p_values

SEEDS = (101, 102, 103, 104, 105)
Q, NOMINAL = 0.10, 0.01


def run(data: Path) -> dict[str, Any]:
    """POD and gain by shape, realised false positive and false discovery rates."""
    scenarios = pd.read_csv(data / "early_warning" / "noufaily_scenarios.csv")
    report: dict[str, Any] = {shape: _shape(simulate(scenarios, shape, seed=SEEDS[0])) for shape in SHAPES}
    report["rate_at_nominal_1%"] = _realised(simulate(scenarios, None, seed=SEEDS[1]))
    report["fdr_at_q_0.10"] = _discoveries([simulate(scenarios, "pulse", seed=seed) for seed in SEEDS])
    return report


def _judge(counts: Floats) -> tuple[Floats, Floats]:
    """P-values (weeks, series) of the period alone and of it with recent ones."""
    index = pd.date_range("2010-01-04", periods=len(counts), freq="W-MON")
    names = [f"s{column:04d}" for column in range(counts.shape[1])]
    found = detect_surges(pd.DataFrame(counts, index=index, columns=names), monitor=LAST_WEEK - FIRST_WEEK + 1)
    shape = (LAST_WEEK - FIRST_WEEK + 1, counts.shape[1])
    return found["p_value"].to_numpy().reshape(shape), found["p_confirmed"].to_numpy().reshape(shape)


def _inside(simulated: Simulated) -> NDArray[np.bool_]:
    week = np.arange(FIRST_WEEK, LAST_WEEK + 1)[:, None]
    inside: NDArray[np.bool_] = (week >= simulated.start) & (week <= simulated.end)
    return inside


def _shape(simulated: Simulated) -> dict[str, Any]:
    inside = _inside(simulated)
    p_value, confirmed = _judge(simulated.counts)
    scores = {"p_value": -np.log(p_value), "p_confirmed": -np.log(confirmed),
              "farrington_flexible": farrington_flexible(simulated.counts)}
    graded: dict[str, Any] = {}
    for rate in FALSE_POSITIVE_RATES:
        found = {}
        for name, score in scores.items():
            quiet = np.sort(score[~inside])[::-1]
            found[name] = ((score > quiet[int(rate * len(quiet))]) & inside).any(axis=0)
        gain = found["p_confirmed"].astype(float) - found["farrington_flexible"]
        graded[f"{rate:.1%}"] = {name: round(float(hit.mean()), 3) for name, hit in found.items()} | {
            "gain": round(float(gain.mean()), 3), "interval_95": _interval(gain),
        }
    return graded


def _interval(gain: Floats) -> list[float]:
    draws = np.random.default_rng(0).choice(gain, (2000, len(gain))).mean(axis=1)
    return [round(float(bound), 3) for bound in np.quantile(draws, (0.025, 0.975))]


def _realised(simulated: Simulated) -> dict[str, Any]:
    p_value, confirmed = _judge(simulated.counts)
    by_scenario = [(p_value[:, simulated.scenario == s] < NOMINAL) for s in np.unique(simulated.scenario)]
    lower = [_lower_bound(hits) for hits in by_scenario]
    return {
        "p_value": round(float((p_value < NOMINAL).mean()), 4),
        "p_confirmed": round(float((confirmed < NOMINAL).mean()), 4),
        "scenarios": [round(float(bound([hits.mean() for hits in by_scenario])), 4) for bound in (min, max)],
        "scenarios_wholly_above": int(sum(bound > NOMINAL for bound in lower)),
    }


def _lower_bound(hits: NDArray[np.bool_]) -> float:
    """Lower end of the 95 % interval of a share; series are drawn, not weeks, because weeks of one fit go together."""
    shares = hits.mean(axis=0)
    draws = np.random.default_rng(0).choice(shares, (2000, len(shares))).mean(axis=1)
    return float(np.quantile(draws, 0.025))


def _discoveries(runs: list[Simulated]) -> dict[str, Any]:
    false = found = detected = outbreaks = 0
    for simulated in runs:
        inside = _inside(simulated)
        called = adjust_p_values(joint_p_values(*_judge(simulated.counts)).T).T <= Q
        false, found = false + int((called & ~inside).sum()), found + int(called.sum())
        detected += int((called & inside).any(axis=0).sum())
        outbreaks += inside.shape[1]
    return {"realised": round(false / max(found, 1), 3), "pod": round(detected / outbreaks, 3), "calls": found}

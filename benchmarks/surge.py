"""Surge detection on simulated outbreaks: ours, Farrington Flexible, rolling z (EARS C1) and a two-week oracle.

Design of Noufaily et al. 2013 (Statistics in Medicine 32:1206): 42 scenarios, 624 weeks, weeks 576-624 monitored, one
outbreak there. POD: share of series with an alarm inside the outbreak; the threshold is that score which lets the named
share of monitored weeks outside outbreaks through, pooled over all series.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from textmine.trends import detect_surges
from textmine.trends.negbin import log_pmf, upper_tail

Floats = NDArray[np.float64]

FIRST_WEEK, LAST_WEEK = 576, 624
FALSE_POSITIVE_RATES = (0.01, 0.025, 0.05)


def run(data: Path) -> dict[str, Any]:
    """Return POD at pooled false positive rates, first-week detection and CPU of every method."""
    folder = data / "early_warning"
    weeks = pd.read_parquet(folder / "noufaily_dev.parquet")
    counts = weeks.pivot(index="week", columns="series_id", values="count").sort_index()
    outbreaks = pd.read_csv(folder / "noufaily_dev_outbreaks.csv").query("period == 'current'").set_index("series_id")
    outbreaks = outbreaks.loc[counts.columns]
    truth = pd.read_parquet(folder / "noufaily_dev_truth.parquet")
    mean = truth.pivot(index="week", columns="series_id", values="mu").loc[counts.index, counts.columns]
    phi = pd.read_csv(folder / "noufaily_scenarios.csv").set_index("scenario")["phi"]
    scenario = weeks.drop_duplicates("series_id").set_index("series_id")["scenario"].loc[counts.columns]
    values = counts.to_numpy(dtype=np.float64)
    methods: dict[str, Callable[[], Floats]] = {
        "ours_p_value": lambda: _ours(values)[0],
        "ours_p_confirmed": lambda: _ours(values)[1],
        "farrington_flexible": lambda: farrington_flexible(values),
        "ears_c1": lambda: ears_c1(values),
        "oracle_one_week": lambda: _oracle(values, mean.to_numpy(), phi.loc[scenario].to_numpy(), weeks=1),
        "oracle_two_weeks": lambda: _oracle(values, mean.to_numpy(), phi.loc[scenario].to_numpy(), weeks=2),
    }
    report: dict[str, Any] = {"series": values.shape[1], "monitored_weeks": LAST_WEEK - FIRST_WEEK + 1}
    for name, method in methods.items():
        start = time.process_time()
        scores = method()
        cpu_s = time.process_time() - start
        report[name] = _grade(scores, outbreaks, scenario.to_numpy()) | {"cpu_s": round(cpu_s, 2)}
    return report


def _grade(scores: Floats, outbreaks: pd.DataFrame, scenario: NDArray[np.int64]) -> dict[str, Any]:
    """``scores`` (weeks, series), larger = more surprising."""
    week = np.arange(FIRST_WEEK, LAST_WEEK + 1)[:, None]
    start, end = outbreaks["start"].to_numpy(), outbreaks["end"].to_numpy()
    inside = (week >= start) & (week <= end)
    quiet = np.sort(scores[~inside])[::-1]
    graded: dict[str, Any] = {}
    for rate in FALSE_POSITIVE_RATES:
        alarm = scores > quiet[int(rate * len(quiet))]
        name = f"{rate:.1%}"
        graded[f"pod_{name}"] = round(float((alarm & inside).any(axis=0).mean()), 3)
        if rate == 0.025:
            graded[f"first_week_{name}"] = round(float((alarm & (week == start)).any(axis=0).mean()), 3)
            rates = [float((alarm & ~inside)[:, scenario == s].mean()) for s in np.unique(scenario)]
            graded["fpr_range_of_scenarios_2.5%"] = [round(min(rates), 3), round(max(rates), 3)]
    return graded


def _ours(values: Floats) -> tuple[Floats, Floats]:
    index = pd.date_range("2010-01-04", periods=len(values), freq="W-MON")
    names = [f"s{column:04d}" for column in range(values.shape[1])]
    monitor = LAST_WEEK - FIRST_WEEK + 1
    found = detect_surges(pd.DataFrame(values, index=index, columns=names), monitor=monitor)
    shape = (monitor, values.shape[1])
    p_value, confirmed = (found[name].to_numpy().reshape(shape) for name in ("p_value", "p_confirmed"))
    return -np.log(np.maximum(p_value, 1e-300)), -np.log(np.maximum(confirmed, 1e-300))


def ears_c1(values: Floats, window: int = 7) -> Floats:
    """Return (y - mean) / sd of the seven weeks before, sd at least 0.5."""
    scores = []
    for t in range(FIRST_WEEK - 1, LAST_WEEK):
        past = values[t - window : t]
        scores.append((values[t] - past.mean(axis=0)) / np.maximum(past.std(axis=0, ddof=1), 0.5))
    return np.array(scores)


def farrington_flexible(values: Floats, years: int = 5, half_window: int = 3, past_weeks: int = 26) -> Floats:
    """Return -log p of the improved algorithm of Noufaily et al. 2013: ten-level seasonal factor, trend, b = 5, w = 3.

    Reference values below the 26 weeks before the tested one; weights s^-2 above 2.58; negative binomial plug-in of the
    predicted mean and dispersion, ranked by p-value.
    """
    scores = []
    for t in range(FIRST_WEEK - 1, LAST_WEEK):
        rows = np.arange(t - years * 52 - half_window, t - past_weeks)
        factor = _season_factor(t - rows, half_window)
        design = np.column_stack([(factor == level) for level in range(10)]).astype(float)
        design[:, 0] = 1.0
        design = np.column_stack([design, (rows - t) / 260.0])
        now = np.zeros(11)
        now[0] = 1.0
        mean, phi = _farrington_fit(values[rows].T, design, now)
        tail = 0.5 * (upper_tail(values[t], mean, phi) + upper_tail(values[t] + 1, mean, phi))
        scores.append(-np.log(np.maximum(tail, 1e-300)))
    return np.array(scores)


def _season_factor(weeks_back: NDArray[np.int64], half_window: int) -> NDArray[np.int64]:
    """Level 0 = within ``half_window`` weeks of an anniversary of the tested week, 1-9 = the rest in equal parts."""
    phase = (weeks_back + half_window) % 52
    width = 2 * half_window + 1
    level: NDArray[np.int64] = np.where(phase < width, 0, 1 + (phase - width) * 9 // (52 - width))
    return level


def _farrington_fit(y: Floats, design: Floats, now: Floats) -> tuple[Floats, Floats]:
    weight: Floats = np.ones_like(y)
    beta = np.zeros((len(y), design.shape[1]))
    beta[:, 0] = np.log(y.mean(axis=1) + 0.1)
    for _ in range(2):
        for _ in range(8):
            mean = np.exp(np.clip(beta @ design.T, -12, 14))
            information = np.einsum("sn,ni,nj->sij", weight * mean, design, design, optimize=True)
            information += 1e-3 * np.eye(design.shape[1])
            step = np.linalg.solve(information, ((weight * (y - mean)) @ design)[:, :, None])[:, :, 0]
            beta += np.clip(step, -2, 2)
        mean = np.exp(np.clip(beta @ design.T, -12, 14))
        freedom = weight.sum(axis=1) - design.shape[1]
        phi = np.maximum(1.0, (weight * (y - mean) ** 2 / mean).sum(axis=1) / freedom)
        residual = 1.5 * (y ** (2 / 3) - mean ** (2 / 3)) / (mean ** (1 / 6) * np.sqrt(phi)[:, None])
        weight = np.where(residual > 2.58, 1.0 / np.maximum(residual, 1.0) ** 2, 1.0)
        weight *= y.shape[1] / weight.sum(axis=1, keepdims=True)
    variance = phi * np.einsum("i,sij,j->s", now, np.linalg.inv(information), now)
    predicted = np.minimum(np.exp(beta @ now), 1.5 * mean.max(axis=1))
    return predicted, phi + np.minimum(variance, 2.0) * predicted


def _oracle(values: Floats, mean: Floats, phi: Floats, *, weeks: int) -> Floats:
    """Return the score of a detector that is told the true mean and dispersion."""
    rows = np.arange(FIRST_WEEK - 1, LAST_WEEK)
    y, before = values[rows], values[rows - 1]
    mu, mu_before = mean[rows], mean[rows - 1]
    if weeks == 1:
        size = mu / np.maximum(phi - 1.0, 1e-3)
        upper = stats.nbinom.sf(y, size, size / (size + mu))
        mid = upper + 0.5 * stats.nbinom.pmf(y, size, size / (size + mu))
        return np.asarray(-np.log(np.maximum(mid, 1e-300)))
    ratios = []
    for sds in (2, 4, 6, 8, 10):
        extra = sds * np.sqrt(phi * mu)
        base = log_pmf(y, mu, phi)
        ratios.append(log_pmf(y, mu + 0.5 * extra, phi) - base)
        earlier = log_pmf(before, mu_before + 0.5 * extra, phi) - log_pmf(before, mu_before, phi)
        ratios.append(log_pmf(y, mu + 0.42 * extra, phi) - base + earlier)
    return np.asarray(special.logsumexp(np.array(ratios), axis=0))

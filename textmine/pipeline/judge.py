"""Which series surged in which period: judged once, stored, and judged again only when what came before changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from textmine import __version__
from textmine.pipeline.context import Context
from textmine.pipeline.panels import covered_days, daily_counts, label_rows, signal_documents, term_rows
from textmine.store.ledger import surges
from textmine.trends import build_panel, default_calendar, detect_surges
from textmine.trends.surge import adjust_p_values, joint_p_values
from textmine.types import Freq, Kind, Signal

MIN_PERIODS: dict[Freq, int] = {"W": 12, "D": 28}  # before that a board has no usual

_DAY_DIGESTS = """
select civil_date, md5(string_agg(doc_id || content_hash, '' order by doc_id)) as digest
from documents where kind = ? and civil_date <= ? group by 1 order by 1
"""

# Terms that had at least ? documents in one period; `reached` is the first such period.
_CANDIDATES = """
with periods as (
    select term, date_trunc(?, civil_date)::date as period, sum(posts) as posts
    from term_daily where kind = ? and civil_date <= ? group by all
)
select term, min(period) as reached, max(period) as latest, max(posts) as most
from periods where posts >= ? group by term order by most desc, term
"""


def judge_periods(context: Context, kind: Kind, freq: Freq, signals: Sequence[Signal], *, upto: date) -> int:
    """Number of periods judged; their surging series are stored in the ledger, replacing what stood there."""
    covered = covered_days(context, kind, upto=upto)
    labels = label_rows(context, kind, upto=upto)
    total = build_panel(labels[labels["series"] == "total"], covered, freq=freq)
    periods = _monitored(pd.DatetimeIndex(total.index), freq, context.settings.watch.replay_days)
    if not len(periods):
        return 0
    digests = _period_digests(context, kind, freq, signals, covered, periods, upto)
    stale = _first_stale(context, kind, freq, digests)
    if stale is None:
        return 0
    monitored = [period for period in periods if period >= stale]
    candidates = _candidates(context, kind, freq, upto)
    series = _series(context, kind, labels, candidates, signals, pd.Timestamp(monitored[0]).date(), upto)
    counts = build_panel(series, covered, freq=freq).reindex(total.index)
    found = detect_surges(
        counts, monitor=len(monitored), exposure=total["total"],
        calendar=default_calendar(total.index[0].date(), total.index[-1].date() + timedelta(days=7)),
    )
    surging = _surging(context, freq, found, candidates)
    with context.ledger.begin() as connection:
        for period in monitored:
            surges.replace_period(
                connection, freq=_key(kind, freq), period=period.date(), digest=digests[period],
                n_series=counts.shape[1], frame=surging[surging["period"] == period],
            )
    return len(monitored)


def surging_series(context: Context, kind: Kind, freq: Freq, *, upto: date) -> pd.DataFrame:
    """Stored surges of a kind and period length up to a day, sorted by period and series."""
    with context.ledger.read() as connection:
        found = surges.list_surges(connection, freq=_key(kind, freq))
    found = found.assign(period=pd.to_datetime(found["period"]))
    return found[found["period"] <= pd.Timestamp(upto)].sort_values(["period", "series"], ignore_index=True)


def _key(kind: Kind, freq: Freq) -> str:
    return f"{kind}/{freq}"


def _monitored(index: pd.DatetimeIndex, freq: Freq, replay_days: int) -> pd.DatetimeIndex:
    usable = index[MIN_PERIODS[freq] :]
    return usable if freq == "W" else usable[-replay_days:]


def _period_digests(
    context: Context, kind: Kind, freq: Freq, signals: Sequence[Signal], covered: pd.DataFrame,
    periods: pd.DatetimeIndex, upto: date,
) -> dict[pd.Timestamp, str]:
    """Digest of everything a period is judged from: a running hash over the days up to its end."""
    days = context.mart.query(_DAY_DIGESTS, [kind, upto])
    content = dict(zip(pd.to_datetime(days["civil_date"]), days["digest"], strict=True))
    states = dict(zip(pd.to_datetime(covered["civil_date"]), covered["state"], strict=True))
    rules = f"{__version__}|{context.lexicon.version}|{signals!r}|{context.settings.watch!r}|{context.settings.profile}"
    running = hashlib.sha256(rules.encode())
    digests: dict[pd.Timestamp, str] = {}
    length = timedelta(days=6 if freq == "W" else 0)
    ends = {period + length: period for period in periods}
    for day in sorted(content.keys() | states.keys()):
        running.update(f"{day:%Y-%m-%d}{content.get(day, '')}{states.get(day, '')}".encode())
        if day in ends:
            digests[ends[day]] = running.hexdigest()[:32]
    return {period: digests.get(period, running.hexdigest()[:32]) for period in periods}


def _first_stale(context: Context, kind: Kind, freq: Freq, digests: dict[pd.Timestamp, str]) -> pd.Timestamp | None:
    with context.ledger.read() as connection:
        known = surges.watched_digests(connection, freq=_key(kind, freq))
    return next((p for p, digest in digests.items() if known.get(p.date().isoformat()) != digest), None)


def _candidates(context: Context, kind: Kind, freq: Freq, upto: date) -> pd.DataFrame:
    return context.mart.query(
        _CANDIDATES, ["week" if freq == "W" else "day", kind, upto, _least(context, freq)]
    )


def _least(context: Context, freq: Freq) -> int:
    watch = context.settings.watch
    return watch.min_observed_week if freq == "W" else watch.min_observed_day


def _series(
    context: Context, kind: Kind, labels: pd.DataFrame, candidates: pd.DataFrame, signals: Sequence[Signal],
    first: date, upto: date,
) -> pd.DataFrame:
    live = candidates[pd.to_datetime(candidates["latest"]) >= pd.Timestamp(first)]
    terms = live["term"].head(context.settings.watch.max_terms)
    return pd.concat([
        term_rows(context, kind, list(terms), upto=upto),
        daily_counts(signal_documents(context, kind, signals, upto=upto)),
        labels[labels["series"] != "total"],
    ], ignore_index=True).drop_duplicates(["series", "civil_date"])


def _surging(context: Context, freq: Freq, found: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
    """Rows that pass every rule; q-values count as tested all terms that had reached the least count by then."""
    watch = context.settings.watch
    tested = found[(found["observed"] >= _least(context, freq)) & found["p_value"].notna()].copy()
    tested["joint"] = joint_p_values(tested["p_value"].to_numpy(), tested["p_confirmed"].to_numpy())
    reached = np.sort(pd.to_datetime(candidates["reached"]).to_numpy())
    for period in pd.DatetimeIndex(tested["period"].unique()):
        rows = tested[tested["period"] == period]
        n_terms = int(np.searchsorted(reached, period.to_datetime64(), side="right"))
        labels = int((~rows["series"].str.startswith("term:")).sum())
        p = rows["joint"].to_numpy(dtype=np.float64)
        padded = np.concatenate([p, np.ones(max(0, n_terms + labels - len(p)))])
        tested.loc[rows.index, "q_value"] = adjust_p_values(padded[:, None])[: len(p), 0]
    return tested[
        (tested["q_value"] <= watch.q) & (tested["joint"] <= watch.max_p) & (tested["ratio"] >= watch.min_ratio)
    ].drop(columns="joint")

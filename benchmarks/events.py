"""Do distinctive keywords name the event? Each strong event's first week against the eight weeks before."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.analyse import distinctive_terms
from textmine.engines import load_tokenizer
from textmine.ingest.dictionaries import load_lexicon, packaged_dictionaries
from textmine.text import extract_terms

_TOP = 20
_WEEKS_BEFORE = 8
_PEER_ALPHA0 = 500.0  # of the paper


def run(data: Path) -> dict[str, Any]:
    """Place of the first word of each event among the top 20, and events named by grade.

    The first week is the seven days from the first document that mentions the event. Peers: the prior of the paper
    (500), and document frequency.
    """
    lexicon = load_lexicon(packaged_dictionaries())
    tokenizer = load_tokenizer("kiwi", lexicon)
    events = pd.read_csv(data / "known_events.csv")
    events = events[events["kind"] == "event"]
    rows = []
    for event in events.itertuples():
        frame = pd.read_parquet(data / event.source_file)
        days = pd.to_datetime(frame["date"])
        start = pd.Timestamp(event.first_match_on_or_after)
        first = frame[(days >= start) & (days < start + timedelta(days=7))]
        before = frame[(days >= start - timedelta(weeks=_WEEKS_BEFORE)) & (days < start)]
        target, reference = (list(extract_terms(_texts(part), tokenizer, lexicon)) for part in (first, before))
        wanted = re.compile(event.keywords)
        ranked = {
            "ours": distinctive_terms(target, reference, top=_TOP, min_df=2)["term"].tolist(),
            "prior_500": distinctive_terms(target, reference, top=_TOP, min_df=2, alpha0=_PEER_ALPHA0)["term"].tolist(),
            "frequency": [term for term, _ in Counter(t for one in target for t in set(one)).most_common(_TOP)],
        }
        rows.append({
            "event": event.event_id, "grade": event.grade, "documents": len(first), "before": len(before),
            **{name: _rank(terms, wanted) for name, terms in ranked.items()},
            "top": " ".join(ranked["ours"][:6]),
        })
    result: dict[str, Any] = {row["event"]: {key: row[key] for key in row if key != "event"} for row in rows}
    for grade in ("strong", "moderate", "weak"):
        of_grade = [row for row in rows if row["grade"] == grade]
        for name in ("ours", "prior_500", "frequency"):
            result[f"{grade}_{name}"] = f"{sum(row[name] > 0 for row in of_grade)}/{len(of_grade)}"
    return result


def _rank(terms: list[str], wanted: re.Pattern[str]) -> int:
    """Place of the first wanted term, 0 where none is."""
    return next((place for place, term in enumerate(terms, 1) if wanted.search(term)), 0)


def _texts(frame: pd.DataFrame) -> list[str]:
    body = frame["text"] if "text" in frame else pd.Series("", index=frame.index)
    return (frame["title"].fillna("") + "\n" + body.fillna("")).tolist()

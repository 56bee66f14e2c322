"""What was planted in a sample city against what was found in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from textmine.pipeline.context import Context
from textmine.types import Issue

MIN_SHARED = 0.3  # an issue has found a planted surge when this share of its documents, or of the surge's, is shared


@dataclass(frozen=True, slots=True)
class TruthRow:
    """One planted surge; ``delay_days`` counts from its start to the first issue that shows it, None when missed."""

    surge_id: str
    title: str
    shape: str
    size: int
    issue_ids: tuple[str, ...]
    delay_days: int | None


@dataclass(frozen=True, slots=True)
class TruthReport:
    """Counts over all planted surges, and a row for each; ``false`` counts issues that show no planted surge."""

    planted: int
    found: int
    missed: int
    false: int
    median_delay_days: float
    rows: tuple[TruthRow, ...]


def compare_with_truth(issues: Sequence[Issue], truth: Mapping[str, Any], context: Context) -> TruthReport:
    """Report on every planted surge of ``truth``; an issue counts when it shares documents with the surge.

    An issue that shows a burst planted in the posts alone (``sns_only``) is neither found nor false.
    """
    documents = context.mart.query("select doc_id, external_id from documents")
    doc_ids = dict(zip(documents["external_id"], documents["doc_id"], strict=True))
    rows = []
    matched: set[str] = set()
    for surge in truth["surges"]:
        planted = _documents(surge, doc_ids)
        hits = [issue for issue in issues if _shares(issue, planted)]
        matched |= {issue.issue_id for issue in hits}
        first = min((issue.first_seen for issue in hits), default=None)
        rows.append(TruthRow(
            surge_id=surge["id"], title=surge["title"], shape=surge["shape"], size=len(planted),
            issue_ids=tuple(issue.issue_id for issue in hits),
            delay_days=None if first is None else max(0, (first - date.fromisoformat(surge["start"])).days),
        ))
    for burst in truth.get("sns_only", []):
        planted = _documents(burst, doc_ids)
        matched |= {issue.issue_id for issue in issues if _shares(issue, planted)}
    delays = [row.delay_days for row in rows if row.delay_days is not None]
    return TruthReport(
        planted=len(rows), found=len(delays), missed=len(rows) - len(delays),
        false=sum(issue.issue_id not in matched for issue in issues),
        median_delay_days=float(median(delays)) if delays else 0.0, rows=tuple(rows),
    )


def _documents(planted: Mapping[str, Any], doc_ids: Mapping[str, str]) -> set[str]:
    """Complaints and posts of a planted event that are in the mart."""
    named = [*planted.get("external_ids", []), *planted.get("sns_ids", [])]
    return {doc_ids[external_id] for external_id in named if external_id in doc_ids}


def _shares(issue: Issue, planted: set[str]) -> bool:
    shared = len(planted & set(issue.documents))
    return bool(shared) and (shared >= MIN_SHARED * len(issue.documents) or shared >= MIN_SHARED * len(planted))

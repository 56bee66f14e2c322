"""What was planted in a sample city against what was found in it: the truth report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, Final

from textmine.pipeline.context import Context
from textmine.types import Issue

MIN_SHARED: Final = (
    0.3  # an issue has found a planted surge when this share of its documents, or of the surge's, is shared
)
RULE_WEEKS: Final = 8  # an issue this soon after a rule change, mostly of its category, shows the change
SHAPE_NAMES: Final = {
    "spike": "한때 치솟음",
    "regional": "한 동네",
    "growth": "서서히 늘어남",
    "plateau": "높게 이어짐",
    "step": "계단처럼 오름",
}
SIZE_CLASSES: Final = ((20, "20건 미만"), (50, "20~49건"), (10**9, "50건 이상"))


@dataclass(frozen=True, slots=True)
class TruthRow:
    """One planted surge; ``delay_days`` counts from its start to the first issue that shows it, None when missed."""

    surge_id: str
    title: str
    shape: str
    size: int
    size_sd: float
    lead_days: int
    start: date
    issue_ids: tuple[str, ...]
    delay_days: int | None


@dataclass(frozen=True, slots=True)
class TruthGroup:
    """Counts of the surges of one shape or size; the delay is None where none was found."""

    by: str
    name: str
    planted: int
    found: int
    median_delay_days: float | None


@dataclass(frozen=True, slots=True)
class TruthReport:
    """Counts over all planted surges, by shape and by size, and a row for each.

    ``false`` counts issues that show nothing planted (``false_ids``); issues that show a burst of posts alone
    (``burst_ids``) or a rule change (``rule_ids``) are neither found nor false.
    """

    planted: int
    found: int
    missed: int
    false: int
    median_delay_days: float
    groups: tuple[TruthGroup, ...]
    rows: tuple[TruthRow, ...]
    false_ids: tuple[str, ...]
    burst_ids: tuple[str, ...]
    rule_ids: tuple[str, ...]


def compare_with_truth(issues: Sequence[Issue], truth: Mapping[str, Any], context: Context) -> TruthReport:
    """Report on every planted surge of ``truth`` (see ``ingest.sample.read_truth``).

    An issue counts when it shares documents with the surge.
    """
    documents = context.mart.query("select doc_id, external_id, category from documents")
    doc_ids = dict(zip(documents["external_id"], documents["doc_id"], strict=True))
    categories = dict(zip(documents["doc_id"], documents["category"], strict=True))
    rows = tuple(_row(surge, issues, _documents(surge, doc_ids)) for surge in truth["surges"])
    left = {issue.issue_id: issue for issue in issues}
    for row in rows:
        for issue_id in row.issue_ids:
            left.pop(issue_id, None)
    bursts = [_documents(burst, doc_ids) for burst in truth["sns_only"]]
    burst_ids = tuple(i for i, issue in left.items() if any(_shares(issue, planted) for planted in bursts))
    rest = [issue for i, issue in left.items() if i not in burst_ids]
    rule_ids = tuple(i.issue_id for i in rest if any(_shows_rule(i, rule, categories) for rule in truth["rules"]))
    false_ids = tuple(issue.issue_id for issue in rest if issue.issue_id not in rule_ids)
    found = [row for row in rows if row.issue_ids]
    return TruthReport(
        planted=len(rows),
        found=len(found),
        missed=len(rows) - len(found),
        false=len(false_ids),
        median_delay_days=_median_delay(rows) or 0.0,
        groups=_groups(rows),
        rows=rows,
        false_ids=false_ids,
        burst_ids=burst_ids,
        rule_ids=rule_ids,
    )


def _row(surge: Mapping[str, Any], issues: Sequence[Issue], planted: set[str]) -> TruthRow:
    hits = [issue for issue in issues if _shares(issue, planted)]
    start = date.fromisoformat(surge["start"])
    first = min((issue.first_seen for issue in hits), default=None)
    return TruthRow(
        surge_id=surge["id"],
        title=surge["title"],
        shape=surge["shape"],
        size=surge["size"],
        size_sd=surge["size_sd"],
        lead_days=surge["lead_days"],
        start=start,
        issue_ids=tuple(issue.issue_id for issue in hits),
        delay_days=None if first is None else max(0, (first - start).days),
    )


def _groups(rows: Sequence[TruthRow]) -> tuple[TruthGroup, ...]:
    groups = [_group("shape", name, [row for row in rows if row.shape == shape]) for shape, name in SHAPE_NAMES.items()]
    least = 0
    for limit, name in SIZE_CLASSES:
        groups.append(_group("size", name, [row for row in rows if least <= row.size < limit]))
        least = limit
    return tuple(group for group in groups if group.planted)


def _group(by: str, name: str, rows: Sequence[TruthRow]) -> TruthGroup:
    return TruthGroup(by, name, len(rows), sum(bool(row.issue_ids) for row in rows), _median_delay(rows))


def _median_delay(rows: Sequence[TruthRow]) -> float | None:
    delays = [row.delay_days for row in rows if row.delay_days is not None]
    return float(median(delays)) if delays else None


def _documents(planted: Mapping[str, Any], doc_ids: Mapping[str, str]) -> set[str]:
    """Complaints, posts and reports of a planted event that are in the mart."""
    named = [*planted["external_ids"], *planted["sns_ids"], *planted["news_ids"]]
    return {doc_ids[external_id] for external_id in named if external_id in doc_ids}


def _shares(issue: Issue, planted: set[str]) -> bool:
    shared = len(planted & set(issue.documents))
    return bool(shared) and (shared >= MIN_SHARED * len(issue.documents) or shared >= MIN_SHARED * len(planted))


def _shows_rule(issue: Issue, rule: Mapping[str, Any], categories: Mapping[str, str]) -> bool:
    weeks = (issue.first_seen - date.fromisoformat(rule["start"])).days / 7
    same = sum(categories.get(doc_id) == rule["category"] for doc_id in issue.documents)
    return -1 <= weeks <= RULE_WEEKS and same >= len(issue.documents) / 2

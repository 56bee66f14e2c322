"""Issues: surge groups followed through time, named, graded and explained."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import pandas as pd

from textmine.trends.grouping import LARGE, DocId, SurgeGroup, group_surges, is_broad
from textmine.trends.severity import issue_level, issue_state, write_reason
from textmine.trends.titles import Background, Fact, choose_examples, concentrated, rank_issue_terms, write_title
from textmine.types import Issue

__all__ = ["FACT_COLUMNS", "Background", "SurgeGroup", "group_surges", "issue_level", "track_issues"]

FACT_COLUMNS: Final = ("doc_id", "civil_date", "region", "department", "title", "is_copy", "terms")
RECENT_DAYS: Final = 28
# An issue that was over and whose leading series surges again within a season is the same one; later it is a new one.
RETURN_DAYS: Final = 120
SHARED_DOCUMENTS: Final = 0.5
SHARED_SERIES: Final = 0.5
# Complaints and posts about one event share no document, and a city's words for it change from day to day. Two issues
# at about the same time are one when two of the six terms most specific to each are the same.
MERGE_DAYS: Final = 14
MERGE_TERMS: Final = 6
LEAST_SHARED_TERMS: Final = 2
# An event leaves several traces: its words, its place, its subject. A single series that surges alone is more likely
# the one in a thousand that chance provides every day, and must be far rarer than that to be shown.
LONE_SERIES_P: Final = 1e-6
THREAT_TO_LIFE: Final = 3
LEAST_PLACE_SHARE: Final = 0.1
LEAST_DANGER_SHARE: Final = 0.05


@dataclass(slots=True)
class _Track:
    """An issue while it is being followed."""

    groups: list[SurgeGroup] = field(default_factory=list)
    leads: set[str] = field(default_factory=set)
    series: Counter[str] = field(default_factory=Counter)
    documents: set[DocId] = field(default_factory=set)
    last_day: date = date.min

    def add(self, group: SurgeGroup) -> None:
        self.groups.append(group)
        self.leads.add(group.leading)
        self.series.update(group.series)
        self.documents.update(group.documents)
        self.last_day = max(self.last_day, _last_day(group))


def track_issues(
    groups_by_period: Sequence[Sequence[SurgeGroup]],
    documents: pd.DataFrame,
    *,
    as_of: date,
    background: Background | None = None,
    danger_words: Mapping[str, int] | None = None,
    names: Mapping[str, str] | None = None,
) -> list[Issue]:
    """Return the issues that the groups of all periods, weekly and daily, tell of; the most serious first.

    A group continues an issue that surged at most 28 days before when they share half of the documents of the smaller
    one, or the leading series of each is in the other, or half of its series (two at least) are known there. An issue
    silent for longer, up to 120 days, is continued only by one of its own leading series. Issues within 14 days of each
    other that share two of their six most specific terms are one. An issue of a single series needs p <= 1e-6 or a
    danger word of grade 3. Groups after ``as_of`` are not read. ``issue_id`` is a hash of the first period and its
    leading series, so a later run gives the same id.

    Parameters
    ----------
    groups_by_period : groups of one period each, from ``group_surges``; any order.
    documents : DataFrame[doc_id, civil_date, region, department, title, is_copy, terms] of every document that a group
        names, ``terms`` in reading order; groups' documents that are not here (erased ones) are left out.
    as_of : the day on which states are told.
    background : document frequencies to compare with; default: those of ``documents``.
    danger_words : word → grade 1..3.
    names : series → name for titles when no term is specific (signals' names).

    Raises
    ------
    ValueError : ``documents`` lacks a column or holds a doc_id twice.
    """
    missing = [column for column in FACT_COLUMNS if column not in documents.columns]
    if missing:
        raise ValueError(f"documents lacks columns {missing}")
    if documents["doc_id"].duplicated().any():
        raise ValueError("documents holds a doc_id twice")
    groups = [group for period in groups_by_period for group in period if group.period <= as_of]
    tracks = _follow(sorted(groups, key=_order))
    facts = _read_facts(documents, {doc_id for track in tracks for doc_id in track.documents})
    reference = background or Background(len(facts), Counter(t for fact in facts.values() for t in set(fact.terms)))
    merged = _merge(tracks, [_specific_terms(track, facts, reference) for track in tracks])
    shown = [track for track in merged if _is_credible(track, facts, danger_words or {})]
    issues = [_describe(track, facts, reference, danger_words or {}, names or {}, as_of) for track in shown]
    return sorted(issues, key=lambda issue: (-issue.level.rank, issue.p_value, issue.issue_id))


def _order(group: SurgeGroup) -> tuple[date, str, float, str]:
    return (_last_day(group), group.freq, group.p_value, group.leading)


def _last_day(group: SurgeGroup) -> date:
    return group.period + timedelta(days=6 if group.freq == "W" else 0)


def _follow(groups: Iterable[SurgeGroup]) -> list[_Track]:
    tracks: list[_Track] = []
    by_series: dict[str, list[int]] = {}
    by_document: dict[DocId, set[int]] = {}
    for group in groups:
        candidates = {i for name in group.series for i in by_series.get(name, ())}
        candidates |= {i for doc_id in group.documents for i in by_document.get(doc_id, ())}
        scored = [(_kinship(tracks[i], group), -i) for i in sorted(candidates)]
        best = max(scored, default=(0.0, 0))
        if best[0] > 0:
            position = -best[1]
        else:
            position = len(tracks)
            tracks.append(_Track())
        tracks[position].add(group)
        for name in group.series:
            if position not in by_series.setdefault(name, []):
                by_series[name].append(position)
        for doc_id in group.documents:
            by_document.setdefault(doc_id, set()).add(position)
    return tracks


def _kinship(track: _Track, group: SurgeGroup) -> float:
    """Return how much the group belongs to the track; 0 = it does not."""
    silent_days = (group.period - track.last_day).days
    if silent_days > RETURN_DAYS or (silent_days > RECENT_DAYS and group.leading not in track.leads):
        return 0.0
    shared = len(track.documents.intersection(group.documents))
    shared_documents = shared / max(min(len(group.documents), len(track.documents)), 1)
    subjects = [name for name in group.series if not is_broad(name)]
    known = sum(name in track.series for name in subjects)
    shared_series = known / max(len(subjects), 1)
    leads_meet = group.leading in track.series and not track.leads.isdisjoint(group.series)
    if not (leads_meet or shared_documents >= SHARED_DOCUMENTS or (known >= 2 and shared_series >= SHARED_SERIES)):
        return 0.0
    return shared_documents + shared_series + leads_meet


def _specific_terms(track: _Track, facts: Mapping[DocId, Fact], background: Background) -> frozenset[str]:
    own = [facts[doc_id] for doc_id in sorted(track.documents, key=str) if doc_id in facts]
    return frozenset(term for term, _ in rank_issue_terms(own, background)[:MERGE_TERMS]) if own else frozenset()


def _merge(tracks: Sequence[_Track], terms: Sequence[frozenset[str]]) -> list[_Track]:
    """Tracks of one event joined, each to the strongest it is like; never in a chain: that would join a season."""
    by_strength = sorted(range(len(tracks)), key=lambda n: (min(g.p_value for g in tracks[n].groups), n))
    by_term: dict[str, list[int]] = {}
    joined: dict[int, _Track] = {}
    for position in by_strength:
        shared = Counter(root for term in terms[position] for root in by_term.get(term, ()))
        alike = [
            (-count, root) for root, count in shared.items()
            if count >= LEAST_SHARED_TERMS and _may_be_one(tracks[root], tracks[position])
        ]
        root = min(alike)[1] if alike else position
        if root == position:
            for term in terms[position]:
                by_term.setdefault(term, []).append(position)
        for group in tracks[position].groups:
            joined.setdefault(root, _Track()).add(group)
    for track in joined.values():
        track.groups.sort(key=_order)
    return [joined[root] for root in sorted(joined)]


def _may_be_one(one: _Track, other: _Track) -> bool:
    """Near in time, and not two large groups that were seen side by side and kept apart."""
    if _gap_days(one, other) > MERGE_DAYS:
        return False
    seen = {(g.kind, g.freq, g.period) for g in one.groups if len(g.documents) >= LARGE}
    return not any((g.kind, g.freq, g.period) in seen for g in other.groups if len(g.documents) >= LARGE)


def _gap_days(one: _Track, other: _Track) -> int:
    starts = [min(group.period for group in track.groups) for track in (one, other)]
    return (max(starts) - min(one.last_day, other.last_day)).days


def _is_credible(track: _Track, facts: Mapping[DocId, Fact], danger_words: Mapping[str, int]) -> bool:
    """Whether an issue is worth a person's time; a threat to life is, however thin its trace."""
    if len(track.series) > 1 or min(group.p_value for group in track.groups) <= LONE_SERIES_P:
        return True
    own = [facts[doc_id] for doc_id in sorted(track.documents, key=str) if doc_id in facts]
    return any(danger_words[word] >= THREAT_TO_LIFE for word in _find_dangers(own, danger_words))


def _read_facts(documents: pd.DataFrame, wanted: set[DocId]) -> dict[DocId, Fact]:
    used = documents[documents["doc_id"].isin(list(wanted))]
    columns = [used[column].tolist() for column in FACT_COLUMNS]
    return {
        doc_id: Fact(
            str(doc_id), pd.Timestamp(day).date(), _text(region), _text(department), _text(title), bool(is_copy),
            tuple(terms),
        )
        for doc_id, day, region, department, title, is_copy, terms in zip(*columns, strict=True)
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _describe(
    track: _Track, facts: Mapping[DocId, Fact], background: Background, danger_words: Mapping[str, int],
    names: Mapping[str, str], as_of: date,
) -> Issue:
    own = sorted((facts[d] for d in track.documents if d in facts), key=lambda fact: (fact.civil_date, fact.doc_id))
    peak = min(track.groups, key=lambda group: (is_broad(group.leading), group.p_value, -group.observed, group.period))
    spans = [(group.period, _last_day(group)) for group in track.groups]
    growth = _growth(own, track.last_day)
    dangers = _find_dangers(own, danger_words)
    ranked = rank_issue_terms(own, background)
    region = concentrated([fact.region for fact in own])
    return Issue(
        issue_id=_identify(track.groups[0]),
        title=write_title(own, ranked, region, _series_name(peak.leading, names)),
        terms=tuple(term for term, _ in ranked),
        series=tuple(sorted(track.series, key=lambda name: (is_broad(name), -track.series[name], name))),
        first_seen=own[0].civil_date if own else spans[0][0],
        last_seen=own[-1].civil_date if own else track.last_day,
        state=issue_state(spans, growth, as_of),
        level=issue_level(
            peak.p_value, peak.observed, peak.expected, growth, max((danger_words[word] for word in dangers), default=0)
        ),
        freq=peak.freq, period=peak.period, observed=peak.observed, expected=peak.expected, upper=peak.upper,
        p_value=peak.p_value, q_value=peak.q_value,
        regions=_places(fact.region for fact in own),
        departments=_places(fact.department for fact in own),
        documents=tuple(fact.doc_id for fact in own),
        examples=choose_examples(own, ranked),
        copy_share=sum(fact.is_copy for fact in own) / max(len(own), 1),
        danger_words=dangers,
        reason=write_reason(
            peak.freq, peak.period, peak.observed, peak.expected, peak.upper, peak.p_value, as_of=as_of,
            danger_words=dangers,
        ),
    )


def _identify(first: SurgeGroup) -> str:
    return hashlib.sha256(f"{first.period.isoformat()}|{first.leading}".encode()).hexdigest()[:12]


def _series_name(series: str, names: Mapping[str, str]) -> str:
    if series in names:
        return names[series]
    return "전체" if series == "total" else series.partition(":")[2] or series


def _growth(facts: Sequence[Fact], last_day: date) -> float:
    """Documents of the last seven days over those of the seven days before, one added to both."""
    ages = [(last_day - fact.civil_date).days for fact in facts]
    return (1 + sum(0 <= age < 7 for age in ages)) / (1 + sum(7 <= age < 14 for age in ages))


def _find_dangers(facts: Sequence[Fact], danger_words: Mapping[str, int]) -> tuple[str, ...]:
    """Danger words of at least two documents and 5 % of them (of the only one), most dangerous first."""
    counts = Counter(
        word
        for fact in facts
        for word in danger_words.keys() & ({*fact.terms} | {w for w in danger_words if w in fact.title})
    )
    least = max(min(2, len(facts)), LEAST_DANGER_SHARE * len(facts))
    found = [word for word, count in counts.items() if count >= least]
    return tuple(sorted(found, key=lambda word: (-danger_words[word], -counts[word], word)))


def _places(names: Iterable[str]) -> tuple[str, ...]:
    counts = Counter(name for name in names if name)
    least = LEAST_PLACE_SHARE * sum(counts.values())
    return tuple(sorted((name for name in counts if counts[name] >= least), key=lambda name: (-counts[name], name)))

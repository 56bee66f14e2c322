"""What was planted in a sample, written beside it while it is written: facts as JSON, documents as CSV."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

import numpy as np
import pyarrow as pa

from textmine.ingest.sample.city import CITY, City, Story
from textmine.ingest.sample.planting import Planted
from textmine.ingest.sample.volumes import Events, Ints, Plan

_FILES: Final = {
    "documents": ("event_id", "role", "external_id"),
    "copies": ("kind", "original", "copy"),
    "personal_data": ("external_id", "type", "value"),
}


@dataclass(slots=True)
class Truth(AbstractContextManager["Truth"]):
    """Writes the planted facts of ``plan`` to ``folder``: ``truth.json`` when it is closed, long lists row by row."""

    folder: Path
    plan: Plan
    city: City
    per_day: dict[int, Counter[int]] = field(default_factory=dict)
    posts: Counter[int] = field(default_factory=Counter)
    late: int = 0
    _open: dict[str, IO[str]] = field(default_factory=dict)
    _rows: dict[str, Any] = field(default_factory=dict)

    def __enter__(self) -> Truth:
        for name, header in _FILES.items():
            self._open[name] = truth_list(self.folder, name).open("w", encoding="utf-8", newline="")
            self._rows[name] = csv.writer(self._open[name], lineterminator="\n")
            self._rows[name].writerow(header)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._open.values():
            file.close()

    def add_personal(self, external_id: str, kind: str, value: str) -> None:
        """Note one injected value of a complaint."""
        self._rows["personal_data"].writerow((external_id, kind, value))

    def add_copy(self, original: str, copy: str, kind: str) -> None:
        """Note a complaint that repeats another: ``kind`` is exact or edited."""
        self._rows["copies"].writerow((kind, original, copy))

    def add_surge_complaints(self, ids: pa.StringArray, events: Events, plan: Plan) -> None:
        """Note the complaints of surges."""
        for row in np.flatnonzero(events.surge >= 0).tolist():
            surge = int(events.surge[row])
            self._rows["documents"].writerow((plan.planted[surge].id, "complaint", ids[row].as_py()))
            self.per_day.setdefault(surge, Counter())[int(events.day[row])] += 1

    def add_surge_posts(self, ids: pa.StringArray, events: Events, role: str) -> None:
        """Note the posts (``sns``) or reports (``news``) about surges."""
        for row in np.flatnonzero(events.surge >= 0).tolist():
            surge = int(events.surge[row])
            self._rows["documents"].writerow((self.plan.planted[surge].id, role, ids[row].as_py()))
            self.posts[surge] += role == "sns"

    def add_late(self, ids: pa.StringArray, rows: Ints) -> None:
        """Note complaints that arrived after the export."""
        for row in rows.tolist():
            self._rows["documents"].writerow(("late", "complaint", ids[row].as_py()))
        self.late += len(rows)

    def write(self, settings: Mapping[str, Any]) -> Path:
        """Write ``truth.json`` and return its path."""
        path = self.folder / "truth.json"
        path.write_text(json.dumps(self._content(settings), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return path

    def _content(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        plan, days = self.plan, self.plan.days
        surges = [(n, one) for n, one in enumerate(plan.planted) if not self._story(one).sns_only and n in self.per_day]
        bursts = [(n, one) for n, one in enumerate(plan.planted) if self._story(one).sns_only]
        totals = {kind: int(v.background.sum() + v.planted.sum()) for kind, v in plan.volumes.items()}
        return {
            "city": CITY, **settings, "start": days[0].isoformat(), "end": days[-1].isoformat(), "totals": totals,
            "late_complaints": self.late,
            "surges": [self._surge(number, one) for number, one in surges],
            "sns_only": [
                {"id": one.id, "title": self._story(one).title, "words": list(self._story(one).words),
                 "start": days[one.start].isoformat(), "size": self.posts[number]}
                for number, one in bursts
            ],
            "rules": [
                {"id": rule.id, "title": rule.title, "category": rule.category, "factor": rule.factor,
                 "start": days[day].isoformat()}
                for rule, day in zip(self.city.rules, plan.rules, strict=True) if day >= 0
            ],
            "departments": [
                {"kind": change.kind, "name": change.name, "former": list(change.former),
                 "since": days[-1 - change.days_back].isoformat()}
                for change in self.city.changes if change.days_back < len(days)
            ],
            "leads": self._leads([one for _, one in surges]),
            "outage_days": [days[day].isoformat() for day in plan.outage],
        }

    def _story(self, planted: Planted) -> Story:
        return self.city.stories[planted.story]

    def _surge(self, number: int, planted: Planted) -> dict[str, Any]:
        story, per_day, days = self._story(planted), self.per_day[number], self.plan.days
        department = next(c.department for c in self.city.categories if c.name == story.category)
        series = [f"pack:{story.pack}"] if story.pack else []
        return {
            "id": planted.id, "title": story.title, "words": list(story.words), "category": story.category,
            "series": [*series, f"category:{story.category}", *(f"term:{word}" for word in story.words)],
            "department": department, "regions": [self.city.places[region].dong for region in planted.regions],
            "start": days[min(per_day)].isoformat(), "end": days[max(per_day)].isoformat(),
            "peak": days[min(per_day, key=lambda day: (-per_day[day], day))].isoformat(),
            "shape": planted.shape, "size": per_day.total(), "size_sd": planted.size_sd, "posts": self.posts[number],
            "lead_days": planted.lead_days, "campaign": story.campaign,
        }

    def _leads(self, surges: Sequence[Planted]) -> list[dict[str, Any]]:
        linked = [
            {"kind": "linked", "series": [f"category:{c.name}"], "lag_days": c.lead_days}
            for c in self.city.categories if c.lead_days
        ]
        once = [
            {"kind": "surge", "surge": s.id, "series": [f"category:{self._story(s).category}"], "lag_days": s.lead_days}
            for s in surges if s.lead_days
        ]
        return linked + once


def truth_list(folder: Path, name: str) -> Path:
    """Path of a long list of the truth: documents, copies or personal_data."""
    return folder / f"truth_{name}.csv"


def read_truth(path: Path) -> dict[str, Any]:
    """The truth file with its lists: surges and bursts have ``external_ids``, ``sns_ids`` and ``news_ids``.

    ``copies`` (kind, original, copy) and ``personal_data`` (external_id, type, value) are lists of dicts;
    ``late_ids`` are complaints that arrived after the export.
    """
    truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    members: dict[tuple[str, str], list[str]] = {}
    for row in _read_list(path.parent, "documents"):
        members.setdefault((row["event_id"], row["role"]), []).append(row["external_id"])
    for planted in (*truth["surges"], *truth["sns_only"]):
        for key, role in (("external_ids", "complaint"), ("sns_ids", "sns"), ("news_ids", "news")):
            planted[key] = members.get((planted["id"], role), [])
    truth["late_ids"] = members.get(("late", "complaint"), [])
    return truth | {name: _read_list(path.parent, name) for name in ("copies", "personal_data")}


def _read_list(folder: Path, name: str) -> list[dict[str, str]]:
    with truth_list(folder, name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))

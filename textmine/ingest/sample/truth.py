"""What was planted in a sample, collected while it is written, and its JSON form."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from textmine.ingest.sample.vocabulary import CITY, Category, Surge, Vocabulary
from textmine.ingest.sample.volumes import Plan

_LINKED_PACKS = {"공영자전거": "public_bike", "악취": "odor", "크린넷": "clean_net"}


@dataclass(slots=True)
class Truth:
    """Collector of planted facts; surges are keyed by their index in the plan."""

    copies: list[dict[str, str]] = field(default_factory=list)
    personal: list[dict[str, str]] = field(default_factory=list)
    personal_ids: set[str] = field(default_factory=set)
    complaint_ids: dict[int, list[str]] = field(default_factory=dict)
    complaint_days: dict[int, Counter[date]] = field(default_factory=dict)
    post_ids: dict[int, list[str]] = field(default_factory=dict)

    def add_personal(self, external_id: str, kind: str, value: str) -> None:
        """Note one injected value of a complaint."""
        self.personal.append({"external_id": external_id, "type": kind, "value": value})
        self.personal_ids.add(external_id)

    def add_complaint(self, surge_no: int, external_id: str, day: date) -> None:
        """Note one complaint of a surge."""
        self.complaint_ids.setdefault(surge_no, []).append(external_id)
        self.complaint_days.setdefault(surge_no, Counter())[day] += 1

    def add_post(self, surge_no: int, post_id: str) -> None:
        """Note one post of a surge."""
        self.post_ids.setdefault(surge_no, []).append(post_id)


def truth_as_json(settings: Mapping[str, Any], vocabulary: Vocabulary, plan: Plan, truth: Truth) -> str:
    """Return the truth file's text: indented JSON, the same for the same sample.

    Keys: city, start, end, counts, ``surges`` and ``sns_only``, ``personal_data``
    (external_id, type, value), ``copies`` (original, copy), ``outage_days`` (complaints only) and ``leads`` (series
    whose posts move ``lag_days`` before their complaints: all the time for kind ``linked``, once for kind ``surge``).
    """
    departments = {category.name: category for category in vocabulary.categories}
    numbered = list(enumerate(plan.planted))
    content = {
        "city": CITY, **settings, "start": plan.days[0].isoformat(), "end": plan.days[-1].isoformat(),
        "complaints": len(plan.complaints.day), "sns": len(plan.sns.day),
        "surges": [_surge(no, surge, departments, truth) for no, surge in numbered if not surge.sns_only],
        "sns_only": [_sns_only(no, surge, truth) for no, surge in numbered if surge.sns_only],
        "leads": _leads(vocabulary, plan),
        "outage_days": [day.isoformat() for day in plan.outage],
        "copies": truth.copies,
        "personal_data": truth.personal,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _surge(number: int, surge: Surge, categories: Mapping[str, Category], truth: Truth) -> dict[str, Any]:
    by_day = truth.complaint_days[number]
    series = [f"pack:{surge.pack}"] if surge.pack else []
    series += [f"category:{surge.category}", *(f"term:{word}" for word in surge.words)]
    return {
        "id": surge.id, "title": surge.title, "words": list(surge.words), "series": series, "category": surge.category,
        "department": categories[surge.category].department, "regions": list(surge.regions),
        "start": min(by_day).isoformat(), "peak": min(by_day, key=lambda day: (-by_day[day], day)).isoformat(),
        "end": max(by_day).isoformat(), "shape": surge.shape, "size": by_day.total(), "size_sd": surge.size_sd,
        "lead_days": surge.lead_days, "campaign": surge.campaign, "external_ids": truth.complaint_ids[number],
        "sns_ids": truth.post_ids.get(number, []),
    }


def _sns_only(number: int, surge: Surge, truth: Truth) -> dict[str, Any]:
    ids = truth.post_ids.get(number, [])
    return {"id": surge.id, "title": surge.title, "words": list(surge.words), "size": len(ids), "sns_ids": ids}


def _leads(vocabulary: Vocabulary, plan: Plan) -> list[dict[str, Any]]:
    linked = [
        {"kind": "linked", "series": [f"category:{c.name}", f"pack:{_LINKED_PACKS[c.name]}"], "lag_days": c.lead_days}
        for c in vocabulary.categories if c.lead_days
    ]
    once = [
        {"kind": "surge", "surge": s.id, "series": [f"category:{s.category}"], "lag_days": s.lead_days}
        for s in plan.planted if s.lead_days and not s.sns_only
    ]
    return linked + once

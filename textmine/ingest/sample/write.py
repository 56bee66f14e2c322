"""Writes the sample: a complaint export (CSV), posts (JSONL) and the truth (JSON)."""

from __future__ import annotations

import csv
import json
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from textmine.ingest.sample.grammar import pick
from textmine.ingest.sample.personal import make_name, make_personal_item, make_phone
from textmine.ingest.sample.prose import Complaint, Writer
from textmine.ingest.sample.truth import Truth, truth_as_json
from textmine.ingest.sample.vocabulary import Category, Vocabulary, load_vocabulary
from textmine.ingest.sample.volumes import Events, Plan, plan_volumes

HEADERS = (
    "신청번호", "신청일자", "접수일자", "민원제목", "민원내용", "답변내용", "담당부서", "업무분야",
    "민원발생지역", "민원신청경로", "연령대", "성별", "처리기한", "처리일", "처리상태", "민원인", "전화번호", "만족도",
)
MIN_DOCUMENTS, MAX_YEARS = 1_000, 10
PERSONAL_SHARE, _SAME_PERSON_SHARE = 0.05, 0.12
_CHANNELS = (("국민신문고", 42), ("안전신문고", 18), ("시 홈페이지", 16), ("모바일앱", 12), ("전화", 8), ("방문", 4))
_AGES = (("10대", 2), ("20대", 12), ("30대", 28), ("40대", 27), ("50대", 17), ("60대", 10), ("70대 이상", 4))
_SATISFACTION = (("매우만족", 12), ("만족", 24), ("보통", 30), ("불만", 20), ("매우불만", 14))
_ALIASES = {
    "교통과": "교통행정과", "자원순환과": "청소행정과", "공원녹지과": "공원과", "하수과": "치수과",
    "상수도과": "상수도사업소", "나래시청": "민원총괄",
}
_DUE_DAYS, _COPY_MEMORY = (7, 14), 25


@dataclass(frozen=True, slots=True)
class SampleFiles:
    """Paths of the written sample: complaints (CSV, UTF-8 with BOM), sns (JSON lines), truth (JSON)."""

    complaints: Path
    sns: Path
    truth: Path


def write_sample(
    folder: Path | str, *, seed: int = 7, documents: int = 20_000, years: int = 2, end: date = date(2026, 10, 31)
) -> SampleFiles:
    """Return the paths of a freshly written sample of ``documents`` documents over ``years`` years up to ``end``.

    Five eighths are complaints, the rest posts. The same arguments write the same bytes. Surges, exact copies, one
    campaign, an outage of three days and personal data are planted and listed in the truth file. Rows are written one
    by one, so memory grows only with the truth and the event list (about 30 bytes a document). ``folder`` is made
    when it is missing; existing sample files in it are replaced. ValueError for fewer than 1,000 documents or for
    years outside 1..10.
    """
    if documents < MIN_DOCUMENTS:
        raise ValueError(f"documents must be at least {MIN_DOCUMENTS}, got {documents}")
    if not 1 <= years <= MAX_YEARS:
        raise ValueError(f"years must be 1..{MAX_YEARS}, got {years}")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files = SampleFiles(folder / "complaints.csv", folder / "sns.jsonl", folder / "truth.json")
    vocabulary = load_vocabulary()
    plan = plan_volumes(vocabulary, seed=seed, documents=documents, years=years, end=end)
    truth = Truth()
    with files.complaints.open("w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out, lineterminator="\r\n")
        rows.writerow(HEADERS)
        rows.writerows(_Complaints(vocabulary, plan, random.Random(f"{seed}-complaints"), truth).rows())
    with files.sns.open("w", encoding="utf-8", newline="\n") as out:
        for post in _posts(vocabulary, plan, random.Random(f"{seed}-sns"), truth):
            out.write(json.dumps(post, ensure_ascii=False) + "\n")
    settings = {"seed": seed, "documents": documents, "years": years}
    files.truth.write_text(truth_as_json(settings, vocabulary, plan, truth), encoding="utf-8")
    return files


@dataclass(frozen=True, slots=True)
class _Text:
    """What a later exact copy repeats."""

    external_id: str
    day: int
    title: str
    body: str
    complaint: Complaint


@dataclass(slots=True)
class _Complaints:
    """The rows of the export, in order of time."""

    vocabulary: Vocabulary
    plan: Plan
    rng: random.Random
    truth: Truth
    recent: dict[int, deque[_Text]] = field(default_factory=dict)
    people: deque[tuple[str, str, str, str]] = field(default_factory=lambda: deque(maxlen=200))

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield one row of ``HEADERS`` a complaint."""
        writer = Writer(self.vocabulary, self.rng)
        for number, (day, minute, category_no, surge_no, is_copy) in enumerate(_walk(self.plan.complaints), start=1):
            created = _moment(self.plan.days[day], minute)
            external_id = f"1AA-{created:%y%m}-{number:07d}"
            category = self.vocabulary.categories[category_no]
            earlier = self._earlier(category_no, day) if is_copy else None
            if earlier:
                text = _Text(external_id, day, earlier.title, earlier.body, earlier.complaint)
                self.truth.copies.append({"original": earlier.external_id, "copy": external_id})
            else:
                text = self._write(writer, external_id, day, category, surge_no)
                if surge_no < 0 and external_id not in self.truth.personal_ids:
                    self.recent.setdefault(category_no, deque(maxlen=_COPY_MEMORY)).append(text)
            if surge_no >= 0:
                self.truth.add_complaint(surge_no, external_id, self.plan.days[day])
            yield self._row(writer, text, created, category)

    def _write(self, writer: Writer, external_id: str, day: int, category: Category, surge_no: int) -> _Text:
        surge = self.plan.planted[surge_no] if surge_no >= 0 else None
        complaint = writer.write_complaint(category, surge, self.plan.days[day].month)
        body = complaint.body
        if self.rng.random() < PERSONAL_SHARE:
            body = self._add_personal(external_id, body, complaint.context["apt"])
        return _Text(external_id, day, complaint.title, body, complaint)

    def _add_personal(self, external_id: str, body: str, apartment: str) -> str:
        for _ in range(2 if self.rng.random() < 0.2 else 1):
            item = make_personal_item(apartment, self.rng)
            body = f"{body} {item.sentence}"
            self.truth.add_personal(external_id, item.kind, item.value)
        return body

    def _earlier(self, category_no: int, day: int) -> _Text | None:
        candidates = [text for text in self.recent.get(category_no, ()) if day - text.day <= 30]
        return pick(candidates, self.rng) if candidates else None

    def _row(self, writer: Writer, text: _Text, created: datetime, category: Category) -> tuple[str, ...]:
        rng = self.rng
        received = _next_working_day(created.date())
        due = received + timedelta(days=pick(_DUE_DAYS, rng))
        answered = received + timedelta(days=1 + min(int(rng.expovariate(0.22)), 25))
        is_done = answered <= self.plan.days[-1]
        department = self._department(category)
        name, phone, age, sex = self._person()
        return (
            text.external_id, f"{created:%Y-%m-%d %H:%M}", received.isoformat(), text.title, text.body,
            writer.write_answer(category, text.complaint.context, category.department) if is_done else "",
            department, category.name, text.complaint.address, _weighted(_CHANNELS, rng), age, sex, due.isoformat(),
            answered.isoformat() if is_done else "", "처리완료" if is_done else pick(("처리중", "처리중", "접수"), rng),
            name, phone, _weighted(_SATISFACTION, rng) if is_done and rng.random() < 0.35 else "",
        )

    def _department(self, category: Category) -> str:
        chance = self.rng.random()
        if chance < 0.01:
            return ""
        return _ALIASES.get(category.department, category.department) if chance < 0.05 else category.department

    def _person(self) -> tuple[str, str, str, str]:
        if self.people and self.rng.random() < _SAME_PERSON_SHARE:
            return pick(self.people, self.rng)
        age, sex = _weighted(_AGES, self.rng), "여" if self.rng.random() < 0.52 else "남"
        person = (make_name(self.rng), make_phone(self.rng), age, sex)
        self.people.append(person)
        return person


def _posts(vocabulary: Vocabulary, plan: Plan, rng: random.Random, truth: Truth) -> Iterator[dict[str, Any]]:
    writer = Writer(vocabulary, rng)
    for number, (day, minute, category_no, surge_no, _) in enumerate(_walk(plan.sns), start=1):
        surge = plan.planted[surge_no] if surge_no >= 0 else None
        post = writer.write_post(vocabulary.categories[category_no], surge)
        created = _moment(plan.days[day], minute) + timedelta(seconds=rng.randrange(60))
        post_id = f"{created:%y%m%d}{number:08d}"
        if surge_no >= 0:
            truth.add_post(surge_no, post_id)
        yield {
            "id": post_id, "created_at": f"{created.isoformat()}+09:00", "text": post.text,
            "url": f"https://sns.example/p/{post_id}", "likes": int(rng.expovariate(1 / (18 if surge else 5))),
            "hashtags": list(post.hashtags),
        }


def _walk(events: Events) -> Iterator[tuple[int, int, int, int, bool]]:
    columns = (events.day, events.minute, events.category, events.surge, events.is_copy)
    return zip(*(column.tolist() for column in columns), strict=True)


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60))


def _next_working_day(day: date) -> date:
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def _weighted(options: tuple[tuple[str, int], ...], rng: random.Random) -> str:
    at = rng.random() * sum(weight for _, weight in options)
    for name, weight in options:
        at -= weight
        if at < 0:
            return name
    return options[-1][0]

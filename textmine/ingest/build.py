"""Rows of one table → documents: plain text, dates, region and person first, masked then, named last."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

import pandas as pd

from textmine.ingest import cells, people
from textmine.ingest.files.tables import Row
from textmine.ingest.frame import Columns, content_hashes, to_pandas
from textmine.ingest.headers import HeaderMapping
from textmine.ingest.identity import Ordinals, digest_of
from textmine.ingest.markup import one_line, plain_text
from textmine.ingest.quarantine import Quarantine
from textmine.ingest.regions import NOWHERE, Place, RegionFinder
from textmine.lexicon.values import Department, Region
from textmine.text import mask
from textmine.types import Kind, QuarantinedRow

_EARLIEST: Final = date(1990, 1, 1)
_CLOCK_SLACK: Final = timedelta(days=2)
_MAX_BROKEN_SHARE: Final = 0.1
_NO_TEXT: Final = "제목과 본문이 모두 비어 있습니다. 원본에서 내용을 채우거나 이 행을 지우세요."
_BROKEN: Final = "글자를 해독할 수 없습니다. 원본을 'CSV UTF-8' 형식으로 다시 저장하세요."
_BAD_DATE: Final = "날짜를 읽을 수 없습니다. '2026-11-22'나 '2026.11.22. 13:05' 같은 형식으로 고치세요."
_ODD_DATE: Final = "날짜가 1990년보다 이르거나 앞날입니다. 원본의 날짜를 확인하세요."


@dataclass(frozen=True, slots=True)
class Rules:
    """What is the same for every row of a file; see ``documents.ReadOptions``."""

    kind: Kind
    source: str
    secret: bytes
    regions: tuple[Region, ...]
    departments: tuple[Department, ...]
    public_names: frozenset[str]
    ingested_at: datetime
    mask_office_phones: bool
    department: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Documents (``types.DOCUMENT_COLUMNS``) and quarantined rows; together as many as the rows.

    ``equals`` are the places of documents without an id of their own and what equal ones have in common; their
    ``doc_id`` is that of the first of its kind in a file until ``number_equals``.
    """

    documents: pd.DataFrame
    quarantine: list[QuarantinedRow]
    equals: tuple[list[int], list[str]]


def number_equals(draft: Draft, ordinals: Ordinals) -> pd.DataFrame:
    """The documents with the ids of those that equal one before them; drafts of a file come in its order."""
    places, digests = draft.equals
    later = {place: n for place, n in zip(places, ordinals.number(digests), strict=True) if n} if places else {}
    if not later:
        return draft.documents
    ids = list(draft.documents["doc_id"])
    rows = draft.documents.iloc[list(later)]
    identity = zip(rows["source"], rows["created_at"], rows["person_key"], rows["title"], rows["body"], strict=True)
    for (place, ordinal), (source, at, *texts) in zip(later.items(), identity, strict=True):
        ids[place] = digest_of(source, "" if pd.isna(at) else at.to_pydatetime().isoformat(), *texts, str(ordinal))
    return draft.documents.assign(doc_id=pd.Series(ids, index=draft.documents.index, dtype="str"))


class DocumentBuilder:
    """Builds the documents of one table; it can be sent to another process."""

    def __init__(self, file: str, mapping: HeaderMapping, fixed_width: bool, rules: Rules) -> None:
        self._file = file
        self._mapping = mapping
        self._fixed_width = fixed_width
        self._rules = rules
        self._regions = RegionFinder(rules.regions)
        self._departments = _department_names(rules.departments)
        self._label = lru_cache(maxsize=8192)(self._masked_label)
        self._title = lru_cache(maxsize=2048)(self._mask)
        self._quarantine = Quarantine(file, mapping, lambda text: self._mask(text)[0])
        self._latest = (rules.ingested_at + _CLOCK_SLACK).date()

    def __reduce__(self) -> tuple[type[DocumentBuilder], tuple[str, HeaderMapping, bool, Rules]]:
        return DocumentBuilder, (self._file, self._mapping, self._fixed_width, self._rules)

    def build(self, rows: Sequence[Row]) -> Draft:
        """The draft of ``rows``: plain, masked, without names among equals."""
        bad: list[QuarantinedRow] = []
        rows = self._of_right_width(rows, bad)
        titles = [plain_text(text) for text in self._texts(rows, "title")]
        bodies = [plain_text(text) for text in self._texts(rows, "body")]
        moments = self._moments(rows)
        kept = []
        for place, row in enumerate(rows):
            fault = _text_fault(titles[place], bodies[place]) or self._date_fault(moments[place])
            if fault:
                bad.append(self._quarantine.row(row.line, row.cells, *fault))
            else:
                kept.append(place)
        bad.sort(key=lambda row: row.line)
        frame = self._frame(
            [rows[i] for i in kept],
            [titles[i] for i in kept],
            [bodies[i] for i in kept],
            [moments[i] for i in kept],
        )
        equals = self._equals(frame)
        return Draft(to_pandas(frame, len(kept)), bad, equals)

    def _of_right_width(self, rows: Sequence[Row], bad: list[QuarantinedRow]) -> list[Row]:
        width = len(self._mapping.headers)
        right = []
        for row in rows:
            found = row.cells
            if row.problem:
                bad.append(self._quarantine.row(row.line, found, row.problem))
            elif len(found) == width:
                right.append(row)
            elif len(found) > width and all(cells.is_blank(cell) for cell in found[width:]):
                right.append(row._replace(cells=found[:width]))
            elif not self._fixed_width:
                right.append(row._replace(cells=[*found, *[None] * (width - len(found))][:width]))
            else:
                reason = (
                    f"칸이 {len(found)}개인데 제목 줄은 {width}개입니다. "
                    "칸 안의 구분 문자를 따옴표로 감싸 다시 저장하세요."
                )
                bad.append(self._quarantine.row(row.line, found, reason))
        return right

    def _values(self, rows: Sequence[Row], field: str) -> list[object]:
        places = self._mapping.columns.get(field, ())
        if not places:
            return [None] * len(rows)
        values = [row.cells[places[0]] for row in rows]
        for place in places[1:]:
            values = [row.cells[place] if cells.is_blank(old) else old for row, old in zip(rows, values, strict=True)]
        return values

    def _texts(self, rows: Sequence[Row], field: str) -> list[str]:
        if field not in self._mapping.columns:
            return [""] * len(rows)
        if field in self._mapping.parts:
            return self._joined_texts(rows, field)
        return [value if isinstance(value, str) else cells.as_text(value) for value in self._values(rows, field)]

    def _joined_texts(self, rows: Sequence[Row], field: str) -> list[str]:
        """Texts that the export cut into several columns, put together; other columns stand in where all are blank."""
        others = self._values(rows, field)
        places = self._mapping.parts[field]
        pieces = [[cells.as_text(row.cells[place]) for place in places] for row in rows]
        joined = ["\n".join(piece for piece in row if piece.strip()) for row in pieces]
        return [text or cells.as_text(other) for text, other in zip(joined, others, strict=True)]

    def _moments(self, rows: Sequence[Row]) -> list[tuple[datetime, date] | str | None]:
        """Creation time and civil date, None where the row has none, or the field that cannot be read."""
        field = "created_at" if "created_at" in self._mapping.columns else "received_at"
        created = [cells.try_time(value, field) for value in self._values(rows, field)]
        if field == "received_at" or "received_at" not in self._mapping.columns:
            return created
        received = self._values(rows, "received_at")
        return [
            cells.try_time(late, "received_at") if time is None else time
            for time, late in zip(created, received, strict=True)
        ]

    def _date_fault(self, moment: tuple[datetime, date] | str | None) -> tuple[str, str] | None:
        if isinstance(moment, str):
            return _BAD_DATE, moment
        if moment is not None and not _EARLIEST <= moment[1] <= self._latest:
            return _ODD_DATE, "created_at" if "created_at" in self._mapping.columns else "received_at"
        return None

    def _frame(
        self,
        rows: Sequence[Row],
        titles: list[str],
        bodies: list[str],
        moments: Sequence[tuple[datetime, date] | str | None],
    ) -> Columns:
        times = [moment for moment in moments if not isinstance(moment, str)]
        days = [time[1] if time else None for time in times]
        places = self._places(rows, titles, bodies)
        answers = [plain_text(text) for text in self._texts(rows, "answer")]
        masked = self._masked_texts(self._writers(rows), {"title": titles, "body": bodies, "answer": answers})
        frame: Columns = {
            "source": [self._rules.source] * len(rows),
            "kind": [self._rules.kind] * len(rows),
            "external_id": [one_line(text) for text in self._texts(rows, "external_id")],
            "created_at": [time[0] if time else None for time in times],
            "civil_date": days,
            "ingested_at": [self._rules.ingested_at] * len(rows),
            **masked,
            "department": self._department_column(rows),
            "region_code": [place.code for place in places],
            "region": [self._label(place.name) for place in places],
            "person_key": self._person_keys(rows),
            "age_band": self._age_bands(rows, days),
            "sex": [people.sex(text) for text in self._texts(rows, "sex")],
            "satisfaction": [cells.satisfaction(value) for value in self._values(rows, "satisfaction")],
            "engagement": self._engagement(rows),
            "lat": [cells.number(value, 90) for value in self._values(rows, "lat")],
            "lon": [cells.number(value, 180) for value in self._values(rows, "lon")],
            "url": [self._masked_url(text) for text in self._texts(rows, "url")],
            **{
                name: [self._label(text) for text in self._texts(rows, name)]
                for name in ("category", "channel", "status")
            },
            **{
                name: [cells.moment(value) for value in self._values(rows, name)]
                for name in ("received_at", "updated_at", "answered_at")
            },
            "due_on": [cells.day(value) for value in self._values(rows, "due_on")],
        }
        return {**frame, "doc_id": self._doc_ids(frame), "content_hash": content_hashes(frame, len(rows))}

    def _places(self, rows: Sequence[Row], titles: list[str], bodies: list[str]) -> list[Place]:
        regions = self._texts(rows, "region")
        spots = self._texts(rows, "place")
        addresses = self._texts(rows, "address")
        finder = self._regions
        found = []
        for region, spot, title, body, address in zip(regions, spots, titles, bodies, addresses, strict=True):
            place = finder.from_column(" ".join(region.split())) if region else NOWHERE
            if place == NOWHERE and spot:
                place = finder.from_address(spot)
            if place == NOWHERE:
                place = finder.from_text(title, body)
            if place == NOWHERE and address:
                place = finder.from_address(address)
            found.append(place)
        return found

    def _masked_texts(self, writers: list[str], texts: dict[str, list[str]]) -> Columns:
        """The masked texts by column, and ``masked`` with the counts of all of them."""
        totals: list[Counter[str]] = [Counter() for _ in writers]
        columns: dict[str, list[object]] = {}
        for name, column in texts.items():
            hide = self._title if name == "title" else self._mask
            columns[name] = []
            for text, writer, total in zip(column, writers, totals, strict=True):
                bare, hits = people.hide_own_name(text, writer) if writer and writer in text else (text, 0)
                hidden, counts = hide(bare) if bare else ("", {})
                columns[name].append(hidden)
                total.update(counts)
                if hits:
                    total["name"] += hits
        masked = [json.dumps(total, sort_keys=True) if total else "{}" for total in totals]
        return {**columns, "masked": masked}

    def _writers(self, rows: Sequence[Row]) -> list[str]:
        """Real names of the writers of complaints and ideas, '' elsewhere: a nickname may be any word."""
        if self._rules.kind not in ("complaint", "idea"):
            return [""] * len(rows)
        public = self._rules.public_names
        names = [people.real_name(text) for text in self._texts(rows, "person")]
        return [name if name not in public else "" for name in names]

    def _mask(self, text: str) -> tuple[str, dict[str, int]]:
        masked = mask(
            text, public_names=self._rules.public_names, mask_office_phones=self._rules.mask_office_phones
        )
        return masked.text, dict(masked.counts)

    def _masked_label(self, text: str) -> str:
        """A department, category or other short name: one line, plain, masked."""
        return self._mask(" ".join(plain_text(text).split()))[0] if text.strip() else ""

    def _masked_url(self, text: str) -> str:
        address, mark, query = one_line(text).partition("?")
        return address + mark + self._mask(query)[0] if mark and query else self._label(address)

    def _department_column(self, rows: Sequence[Row]) -> list[object]:
        known = self._departments
        names: list[object] = []
        for text in self._texts(rows, "department"):
            label = self._label(text)
            last = label.rsplit(" ", 1)[-1]
            names.append(known.get(cells.squeeze(label)) or known.get(last) or label or self._rules.department)
        return names

    def _person_keys(self, rows: Sequence[Row]) -> list[object]:
        if not self._mapping.has_person:
            return [""] * len(rows)
        who = zip(*(self._texts(rows, field) for field in ("person", "phone", "email")), strict=True)
        return [people.person_key(self._rules.secret, name, phone, email) for name, phone, email in who]

    def _age_bands(self, rows: Sequence[Row], days: list[date | None]) -> list[object]:
        if not {"age", "birth"} & set(self._mapping.columns):
            return [""] * len(rows)
        who = zip(self._texts(rows, "age"), self._texts(rows, "birth"), days, strict=True)
        today = self._rules.ingested_at.date()
        return [people.age_band(age, birth, people.civil_year(day, today)) for age, birth, day in who]

    def _engagement(self, rows: Sequence[Row]) -> list[object]:
        """Sum of likes, votes, shares and replies; None where no column has a number."""
        sums: list[object] = []
        places = self._mapping.columns.get("engagement", ())
        for row in rows:
            numbers = [n for place in places if (n := cells.number(row.cells[place], 1e12)) is not None]
            sums.append(round(sum(numbers)) if numbers else None)
        return sums

    def _equals(self, frame: Columns) -> tuple[list[int], list[str]]:
        """Places of documents without an external id and the digests of what makes two of them equal."""
        places = [place for place, external in enumerate(frame["external_id"]) if not external]
        return places, [digest_of(*self._identity(frame, place)) for place in places]

    def _doc_ids(self, frame: Columns) -> list[object]:
        source = self._rules.source
        return [
            digest_of(source, str(external)) if external else digest_of(*self._identity(frame, place), "0")
            for place, external in enumerate(frame["external_id"])
        ]

    def _identity(self, frame: Columns, place: int) -> tuple[str, ...]:
        texts = (str(frame[name][place]) for name in ("person_key", "title", "body"))
        return self._rules.source, cells.stamp(frame["created_at"][place]), *texts


def _text_fault(title: str, body: str) -> tuple[str, str] | None:
    if not (title or body):
        return _NO_TEXT, "body"
    text = title + body
    if "\ufffd" in text and text.count("\ufffd") > _MAX_BROKEN_SHARE * len(text):
        return _BROKEN, "body"
    return None


def _department_names(departments: Iterable[Department]) -> dict[str, str]:
    """Every spelling → name; a department's own name wins over another's alias."""
    departments = list(departments)
    names = {cells.squeeze(alias): item.name for item in departments for alias in item.aliases}
    return {**names, **{cells.squeeze(item.name): item.name for item in departments}}

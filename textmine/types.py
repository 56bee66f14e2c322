"""The words of the house: values that every layer shares. Standard library only.

Domain strings are Korean and explained here once:

- 민원 (complaint), 동 (the smallest administrative area), 담당 (the officer in charge),
  팀장 (team head), 과장 (division head), 처리기한 (due date).
- Alert levels, from weak to strong: 관심 (watch), 주의 (caution), 경계 (alert), 심각 (serious).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

KST: Final = ZoneInfo("Asia/Seoul")

Kind = Literal["complaint", "sns", "news", "idea"]
KINDS: Final[tuple[Kind, ...]] = ("complaint", "sns", "news", "idea")
KIND_NAMES: Final[dict[str, str]] = {"complaint": "민원", "sns": "SNS", "news": "뉴스", "idea": "시민제안"}

# Kinds of personal data that are masked (keys of a document's ``masked``) as a reader calls them.
MASKED_NAMES: Final[dict[str, str]] = {
    "resident_number": "주민등록번호", "phone": "전화번호", "email": "전자우편 주소", "account": "계좌번호",
    "card": "카드번호", "passport": "여권번호", "licence": "운전면허번호", "business_number": "사업자등록번호",
    "plate": "차량번호", "address": "상세 주소", "name": "이름",
}

Freq = Literal["D", "W"]


class Token(NamedTuple):
    """One morpheme of a cleaned text.

    ``form`` is the dictionary form of the surface (not always the text slice, because of
    contractions); ``tag`` a Sejong tag; ``start`` and ``length`` count characters of the
    cleaned text.
    """

    form: str
    tag: str
    start: int
    length: int


class Level(StrEnum):
    """Alert levels, weak to strong; ``rank`` is 1..4."""

    INTEREST = "관심"
    CAUTION = "주의"
    WARNING = "경계"
    SERIOUS = "심각"

    @property
    def rank(self) -> int:
        return list(Level).index(self) + 1


class IssueState(StrEnum):
    """State of the world, moved by the system alone."""

    NEW = "new"
    GROWING = "growing"
    FADING = "fading"
    OVER = "over"
    AGAIN = "again"


class AlertState(StrEnum):
    """One receiver's notice, moved by people and timers alone."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    SILENCED = "silenced"
    RESOLVED = "resolved"
    AGAIN = "again"


ISSUE_STATE_NAMES: Final[dict[str, str]] = {
    "new": "새로 나타남", "growing": "커지는 중", "fading": "잦아드는 중", "over": "끝남", "again": "다시 나타남",
}
ALERT_STATE_NAMES: Final[dict[str, str]] = {
    "new": "새 알림", "acknowledged": "확인함", "assigned": "담당 지정", "silenced": "잠시 끔", "resolved": "종료",
    "again": "다시 알림",
}

# Columns of one document as it crosses module borders in a pandas frame, in this order.
# created_at, received_at, updated_at, answered_at, ingested_at: timezone-aware UTC or NaT;
# civil_date, due_on: datetime.date or None; masked: JSON text '{"phone": 2}'; all text NFC and masked.
DOCUMENT_COLUMNS: Final[tuple[str, ...]] = (
    "doc_id", "source", "kind", "external_id", "created_at", "civil_date", "received_at", "updated_at",
    "ingested_at", "title", "body", "answer", "department", "category", "region_code", "region", "channel",
    "age_band", "sex", "person_key", "status", "due_on", "answered_at", "satisfaction", "engagement",
    "lat", "lon", "url", "content_hash", "masked",
)


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """An input row that could not be used; ``row`` is masked text, ``line`` counts from 1 (header = 1)."""

    file: str
    line: int
    column: str
    reason: str
    row: str


@dataclass(frozen=True, slots=True)
class Signal:
    """A term group counted by one rule on every kind of text.

    A document belongs to the signal when at least ``min_hits`` different ``terms`` occur in it
    and none of ``excluded_terms`` does. ``signal_id`` is ``pack:<id>``, ``topic:<id>`` or
    ``category:<name>``; ``department`` is the department's name or ``""``.
    """

    signal_id: str
    name: str
    terms: tuple[str, ...]
    min_hits: int = 1
    excluded_terms: tuple[str, ...] = ()
    department: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One state of the world: surging series that share documents.

    ``observed`` and ``expected`` count documents of the strongest period of the leading series;
    ``p_value`` and ``q_value`` belong to it. ``freq`` and ``period`` say which period that was.
    ``documents`` are doc_ids (all of the issue, oldest first), ``examples`` at most three of them, diverse.
    ``copy_share`` is the share of documents that are copies of another (0..1).
    """

    issue_id: str
    title: str
    terms: tuple[str, ...]
    series: tuple[str, ...]
    first_seen: date
    last_seen: date
    state: IssueState
    level: Level
    freq: Freq
    period: date
    observed: float
    expected: float
    upper: float
    p_value: float
    q_value: float
    regions: tuple[str, ...]
    departments: tuple[str, ...]
    documents: tuple[str, ...]
    examples: tuple[str, ...]
    copy_share: float
    danger_words: tuple[str, ...]
    reason: str

"""What a sender's columns meant last time, what changed since, and what is worth remembering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from textmine.ingest import TablePreview
from textmine.ingest.headers import (
    FIELD_NAMES,
    REQUIRED_FIELDS,
    field_of,
    is_likely_slip,
    is_position,
    known_as,
    plain_name,
    squeeze,
)
from textmine.store.ledger.header_maps import HeaderChoice, HeaderMap

BY_PROGRAM = "자동"


@dataclass(frozen=True, slots=True)
class Drift:
    """Headers that came, went, or seem to be renamed (before, now) since the sender's last accepted file."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.renamed)


def map_in_force(known: HeaderMap | None, columns: Mapping[str, str]) -> dict[str, str]:
    """Header → field for reading a file: what the operator says now, then what is remembered.

    Raises
    ------
    IngestError
        ``columns`` names an unknown field.
    """
    said = {header: field_of(word) for header, word in columns.items()}
    keys = {squeeze(header) for header in said}
    return said | {c.header: c.field for c in _before(known) if squeeze(c.header) not in keys}


def drift_since(known: HeaderMap | None, tables: Sequence[TablePreview]) -> Drift:
    """How the headers of a file differ from those remembered; nothing is known of a first file."""
    if known is None or not known.headers:
        return Drift()
    now = {plain_name(header): header for header in _named(tables)}
    if not now:
        return Drift()
    before = {plain_name(header): header for header in known.headers}
    new = [header for key, header in now.items() if key not in before]
    gone = [header for key, header in before.items() if key not in now]
    fields = {header: field for table in tables for field, names in table.fields.items() for header in names}
    renamed: list[tuple[str, str]] = []
    for old in gone:
        meant = next((c.field for c in known.choices if squeeze(c.header) == squeeze(old)), "")
        successors = [h for h in new if is_likely_slip(old, h) or (meant and fields.get(h) == meant)]
        if len(successors) == 1 and successors[0] not in [after for _, after in renamed]:
            renamed.append((old, successors[0]))
    paired = {header for pair in renamed for header in pair}
    return Drift(
        tuple(h for h in new if h not in paired), tuple(h for h in gone if h not in paired), tuple(renamed)
    )


def learn(
    known: HeaderMap | None,
    tables: Sequence[TablePreview],
    columns: Mapping[str, str],
    *,
    accept: bool,
    who: str,
    at: datetime,
) -> HeaderMap | None:
    """What to remember after an import, or None when nothing may be: guesses that nobody accepted are forgotten.

    What a person said stays until a person says otherwise; what the program was sure of is as in the newest file.
    """
    guessed = {header for table in tables for header, _ in table.guessed}
    if guessed and not accept and not columns:
        return None
    is_accepted = accept or not guessed
    found = [choice for table in tables for choice in _choices(table, guessed, who)] if is_accepted else []
    kept = [choice for choice in _before(known) if choice.chosen_by or not is_accepted]
    headers = _named(tables) or (known.headers if known is not None else ())
    by = who if columns or (accept and guessed) else BY_PROGRAM
    learned = HeaderMap(_first_of_each([*_said(columns, who), *kept, *found]), headers, by, at)
    if known is not None and (known.choices, set(known.headers)) == (learned.choices, set(headers)):
        return known
    return learned


def correct(known: HeaderMap | None, columns: Mapping[str, str], *, who: str, at: datetime) -> HeaderMap:
    """What is remembered after a person said what ``columns`` (header → field) are."""
    choices = _first_of_each([*_said(columns, who), *_before(known)])
    return HeaderMap(choices, known.headers if known is not None else (), who, at)


def guess_notes(tables: Sequence[TablePreview], columns: Mapping[str, str], *, accept: bool) -> list[str]:
    """Korean sentences about guessed columns and about names that the operator gave and the file has not."""
    guessed = [pair for table in tables for pair in table.guessed]
    required = [f"{header} → {FIELD_NAMES[field]}" for header, field in guessed if field in REQUIRED_FIELDS]
    others = [f"{header} → {FIELD_NAMES[field]}" for header, field in guessed if field not in REQUIRED_FIELDS]
    notes = []
    if guessed and accept:
        notes.append(f"짐작으로 읽은 열을 맞다고 기억합니다: {', '.join([*required, *others])}")
    elif required:
        notes.append(
            f"꼭 필요한 열을 짐작으로 읽었습니다: {', '.join(required)}. "
            "맞으면 'textmine ingest --accept'로 기억시키고, 틀리면 'textmine columns set 열이름=항목'으로 고치세요."
        )
    if others and not accept:
        notes.append(f"그 밖에 짐작으로 읽은 열: {', '.join(others)}")
    present = {squeeze(header) for table in tables for header in table.headers}
    absent = [header for header in columns if squeeze(header) not in present]
    return notes + [f"지정한 '{header}' 열이 이 파일에는 없습니다. 열 이름을 확인하세요." for header in absent]


def drift_notes(drift: Drift) -> list[str]:
    """Korean sentences about what changed since the sender's last file."""
    notes = []
    if drift.new:
        notes.append(f"지난 파일에 없던 열: {_listed(drift.new)}")
    if drift.gone:
        notes.append(f"지난 파일에 있었으나 없어진 열: {_listed(drift.gone)}")
    if drift.renamed:
        pairs = [f"{old} → {new}" for old, new in drift.renamed]
        notes.append(f"이름이 바뀐 것으로 보이는 열: {_listed(pairs)}")
    return notes


def _said(columns: Mapping[str, str], who: str) -> list[HeaderChoice]:
    return [HeaderChoice(header, field_of(word), who) for header, word in columns.items()]


def _before(known: HeaderMap | None) -> tuple[HeaderChoice, ...]:
    return known.choices if known is not None else ()


def _first_of_each(choices: Sequence[HeaderChoice]) -> tuple[HeaderChoice, ...]:
    """The first choice for each header, in order."""
    first: dict[str, HeaderChoice] = {}
    for choice in choices:
        first.setdefault(squeeze(choice.header), choice)
    return tuple(first.values())


def _choices(table: TablePreview, guessed: set[str], who: str) -> list[HeaderChoice]:
    read = {header for names in table.fields.values() for header in names}
    used = [
        HeaderChoice(header, field, who if header in guessed else "")
        for field, names in table.fields.items() for header in names
    ]
    # Turned down because the values were the officer's: the next file may have too few rows to tell.
    officers = [HeaderChoice(h, "") for h in table.headers if h not in read and known_as(h) in ("phone", "email")]
    return [*used, *officers]


def _named(tables: Sequence[TablePreview]) -> tuple[str, ...]:
    """Headers of a file, without columns that have no name ('3열')."""
    names = (header for table in tables for header in table.headers if not is_position(header))
    return tuple(dict.fromkeys(names))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) + (f" 외 {len(names) - 12}개" if len(names) > 12 else "")

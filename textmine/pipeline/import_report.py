"""What is written about every import: a page for people, JSON for programs, and a row in the ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from textmine import __version__
from textmine.ingest import TablePreview
from textmine.ingest.headers import FIELD_NAMES, squeeze
from textmine.pipeline.context import Context
from textmine.pipeline.header_memory import Drift, drift_notes, drift_since, guess_notes
from textmine.pipeline.tally import Tally
from textmine.report.files import write_bytes, write_json
from textmine.store.ledger.header_maps import HeaderMap
from textmine.types import KIND_NAMES, KST, MASKED_NAMES, Kind

_NEEDED = {"접수번호": {"external_id"}, "날짜": {"created_at", "received_at"}, "담당부서": {"department"}}
MAX_LINES = 200  # row numbers named for one reason
HOW_SAID, HOW_REMEMBERED, HOW_GUESSED, HOW_KNOWN = "지정", "기억", "짐작", "아는 이름"


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """One column of a table; ``how`` says why it is read so, ``field`` is '' for a column that nothing reads.

    ``turn`` counts from 1: where the first column of a field is blank, the second one is read.
    """

    header: str
    field: str
    how: str = ""
    turn: int = 0


@dataclass(frozen=True, slots=True)
class TableRead:
    """All columns of one table (sheet) in the file's order."""

    name: str
    columns: tuple[ColumnRead, ...]

    def by_field(self) -> list[tuple[str, str, str]]:
        """(field, its headers in turn, how they were read) of what is read, fields in their usual order."""
        rows = []
        for name in FIELD_NAMES:
            found = sorted((c for c in self.columns if c.field == name), key=lambda column: column.turn)
            if found:
                how = ", ".join(dict.fromkeys(column.how for column in found))
                rows.append((FIELD_NAMES[name], ", ".join(column.header for column in found), how))
        return rows

    def as_preview(self) -> TablePreview:
        """The table as it was read."""
        headers = tuple(column.header for column in self.columns)
        read = sorted((c for c in self.columns if c.field), key=lambda column: column.turn)
        fields = {name: [c.header for c in read if c.field == name] for name in dict.fromkeys(c.field for c in read)}
        guessed = tuple((c.header, c.field) for c in read if c.how == HOW_GUESSED)
        return TablePreview(self.name, fields, tuple(self.left), guessed, headers)

    @property
    def left(self) -> list[str]:
        """Headers that nothing reads."""
        return [column.header for column in self.columns if not column.field]


@dataclass(frozen=True, slots=True)
class BadGroup:
    """Quarantined rows of one reason; ``lines`` are row numbers of the file, the first ``MAX_LINES``."""

    reason: str
    column: str
    rows: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """Everything about one import: ``rows_in == new + changed + same + copies + bad``.

    ``copies`` repeat a document that is new or changed in the same file; ``same`` are in the mart already. ``error`` is
    the reason why nothing was imported, or ''.
    """

    file: str
    digest: str
    kind: Kind
    source: str
    at: datetime
    rows_in: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    copies: int = 0
    bad: int = 0
    first_day: date | None = None
    last_day: date | None = None
    days: int = 0
    undated: int = 0
    masked: Mapping[str, int] = field(default_factory=dict)
    tables: tuple[TableRead, ...] = ()
    drift: Drift = field(default_factory=Drift)
    notes: tuple[str, ...] = ()
    bad_groups: tuple[BadGroup, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    error: str = ""

    @property
    def remarks(self) -> tuple[str, ...]:
        """Korean sentences about what deserves a look, changes of the columns included."""
        return (*self.notes, *drift_notes(self.drift))


def record_of(
    context: Context,
    tally: Tally,
    *,
    file: str,
    digest: str,
    kind: Kind,
    source: str,
    known: HeaderMap | None,
    columns: Mapping[str, str],
    accept: bool,
) -> ImportRecord:
    """The record of a file that was read to its end."""
    drift = drift_since(known, tally.tables)
    notes = [*tally.notes, *guess_notes(tally.tables, columns, accept=accept), *_missing_notes(tally.tables, kind)]
    return ImportRecord(
        file, digest, kind, source, context.now, tally.rows_in, tally.new, tally.changed, tally.same, tally.copies,
        len(tally.quarantined), min(tally.days, default=None), max(tally.days, default=None), len(tally.days),
        tally.undated, dict(sorted(tally.masked.items())),
        tuple(_table(table, known, columns) for table in tally.tables), drift, tuple(dict.fromkeys(notes)),
        _bad_groups(tally), _versions(context),
    )


def failed_record(context: Context, *, file: str, digest: str, kind: Kind, source: str, error: str) -> ImportRecord:
    """The record of a file of which nothing was imported."""
    return ImportRecord(file, digest, kind, source, context.now, versions=_versions(context), error=error)


def write_import_report(outputs: Path, record: ImportRecord) -> Path:
    """Path of the page below ``outputs/imports``; the same import writes the same files, another one others."""
    path = import_page(outputs, record)
    write_json(asdict(record), path.with_suffix(".json"))
    return write_bytes(path, render_import_report(record).encode())


def import_page(outputs: Path, record: ImportRecord) -> Path:
    """Where the page of an import lies."""
    return outputs / "imports" / f"{_file_name(record)}.md"


def record_as_json(record: ImportRecord) -> str:
    """JSON text for the ledger."""
    return json.dumps(asdict(record), ensure_ascii=False, default=str)


def record_from_json(text: str) -> ImportRecord | None:
    """The record of the ledger's JSON text, None for an import older than these records."""
    value: dict[str, Any] = json.loads(text)
    if not value:
        return None
    for name in ("first_day", "last_day"):
        value[name] = date.fromisoformat(value[name]) if value[name] else None
    value["at"] = datetime.fromisoformat(value["at"])
    value["tables"] = tuple(
        TableRead(t["name"], tuple(ColumnRead(**column) for column in t["columns"])) for t in value["tables"]
    )
    drift = value["drift"]
    renamed = tuple((old, new) for old, new in drift["renamed"])
    value["drift"] = Drift(tuple(drift["new"]), tuple(drift["gone"]), renamed)
    value["bad_groups"] = tuple(BadGroup(**{**group, "lines": tuple(group["lines"])}) for group in value["bad_groups"])
    value["notes"] = tuple(value["notes"])
    return ImportRecord(**value)


def render_import_report(record: ImportRecord) -> str:
    """The page as Markdown."""
    lines = [f"# {'넣지 못한' if record.error else '넣은'} 파일: {_plain(record.file)}", "", *_facts(record), ""]
    if record.error:
        return "\n".join([*lines, "## 까닭과 할 일", "", _plain(record.error), "",
                          "이 파일에서는 한 행도 넣지 않았습니다. 고친 뒤 다시 넣으세요.", ""])
    lines += [*_rows_table(record), ""]
    if record.notes:
        lines += ["## 확인할 것", "", *(f"- {_plain(note)}" for note in record.notes), ""]
    if record.drift:
        lines += ["## 지난 파일과 달라진 열", "", *(f"- {_plain(note)}" for note in drift_notes(record.drift)), ""]
    if record.bad_groups:
        lines += ["## 격리한 행", "", "| 까닭 | 열 | 행 수 | 원본의 행 번호 |", "|---|---|--:|---|"]
        lines += [f"| {_cell(g.reason)} | {_cell(g.column)} | {g.rows:,} | {_numbers(g)} |" for g in record.bad_groups]
        lines += ["", "고칠 행은 `textmine quarantine export`로 받을 수 있습니다. 원본에서 고친 뒤 다시 넣으세요.", ""]
    if record.masked:
        lines += ["## 가린 개인정보", "", "| 종류 | 건수 |", "|---|--:|"]
        lines += [f"| {MASKED_NAMES.get(name, name)} | {count:,} |" for name, count in record.masked.items()]
        lines.append("")
    for table in record.tables:
        lines += [f"## 열을 읽은 방법: {_plain(table.name)}", ""]
        lines += ["| 항목 | 파일의 열(앞의 것이 비면 다음 것) | 근거 |", "|---|---|---|"]
        lines += [f"| {name} | {_cell(headers)} | {how} |" for name, headers, how in table.by_field()]
        left = ", ".join(map(_plain, table.left))
        lines += ["", f"읽지 않은 열 {len(table.left)}개: {left}" if left else "모든 열을 읽었습니다.", ""]
    return "\n".join(lines)


def _facts(record: ImportRecord) -> list[str]:
    days = "날짜 있는 글 없음"
    if record.first_day is not None:
        days = f"{record.first_day} ~ {record.last_day} (글이 있는 날 {record.days:,}일)"
    facts = {
        "넣은 때": f"{record.at.astimezone(KST):%Y-%m-%d %H:%M}", "종류": KIND_NAMES[record.kind],
        "보낸 곳": record.source, "파일 지문(SHA-256)": record.digest,
        **({} if record.error else {"자료의 기간": days}),
        "판": ", ".join(f"{name} {version}" for name, version in record.versions.items()),
    }
    return [f"- {name}: {_plain(value)}" for name, value in facts.items()]


def _rows_table(record: ImportRecord) -> list[str]:
    counts = (record.rows_in, record.new, record.changed, record.same, record.copies, record.bad)
    return [
        "| 읽은 행 | 새 글 | 바뀐 글 | 이미 있는 글 | 파일 안 사본 | 격리 |", "|--:|--:|--:|--:|--:|--:|",
        "| " + " | ".join(f"{count:,}" for count in counts) + " |",
        *(["", f"날짜가 없는 글 {record.undated:,}건은 추세와 예보에 쓰지 않습니다."] if record.undated else []),
    ]


def _missing_notes(tables: Sequence[TablePreview], kind: Kind) -> list[str]:
    """A sentence for each table of complaints that lacks what their follow-up needs."""
    notes = []
    for table in tables if kind == "complaint" else ():
        lacking = [word for word, fields in _NEEDED.items() if not fields & set(table.fields)]
        if lacking:
            notes.append(f"'{table.name}'에서 찾지 못한 열: {', '.join(lacking)}. 다른 이름으로 있으면 정해 주세요.")
    return notes


def _table(table: TablePreview, known: HeaderMap | None, columns: Mapping[str, str]) -> TableRead:
    said = {squeeze(header) for header in columns}
    remembered = {squeeze(choice.header) for choice in known.choices} if known is not None else set()
    guessed = {header for header, _ in table.guessed}
    fields = {header: (name, turn) for name, headers in table.fields.items()
              for turn, header in reversed(list(enumerate(headers, 1)))}

    def how(header: str) -> str:
        if squeeze(header) in said:
            return HOW_SAID
        if header in guessed:
            return HOW_GUESSED
        return HOW_REMEMBERED if squeeze(header) in remembered else HOW_KNOWN

    return TableRead(table.name, tuple(
        ColumnRead(header, fields[header][0], how(header), fields[header][1]) if header in fields
        else ColumnRead(header, "") for header in table.headers
    ))


def _bad_groups(tally: Tally) -> tuple[BadGroup, ...]:
    groups: dict[tuple[str, str], list[int]] = {}
    for row in tally.quarantined:
        groups.setdefault((row.reason, row.column), []).append(row.line)
    found = [BadGroup(reason, column, len(lines), tuple(lines[:MAX_LINES]))
             for (reason, column), lines in groups.items()]
    return tuple(sorted(found, key=lambda group: (-group.rows, group.reason, group.column)))


def _versions(context: Context) -> dict[str, str]:
    return {"textmine": __version__, "사전": context.lexicon.version}


def _file_name(record: ImportRecord) -> str:
    """'20261101-complaint-민원-1f2e3d4c', marked when it failed, and with the sender when it is not the usual one."""
    stem = re.sub(r"[^\w.-]+", "_", Path(record.file).stem).strip("._")[:60] or "file"
    sender = "" if record.source == record.kind else "-" + re.sub(r"[^\w.-]+", "_", record.source)[:40]
    failed = "실패-" if record.error else ""
    return f"{record.at.astimezone(KST):%Y%m%d}-{failed}{record.kind}{sender}-{stem}-{record.digest[:8]}"


def _numbers(group: BadGroup) -> str:
    shown = ", ".join(map(str, group.lines))
    return f"{shown} 외 {group.rows - len(group.lines):,}행" if group.rows > len(group.lines) else shown


def _plain(text: str) -> str:
    """Text that Markdown and HTML leave alone, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>|])", r"\\\1", " ".join(text.split()))


def _cell(text: str) -> str:
    return _plain(text) or " "


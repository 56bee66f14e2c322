"""Data quality: rows in, kept, quarantined, masked, and the days without data."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pandas as pd

from textmine.pipeline.context import Context
from textmine.report import Block, Bullets, Cell, Column, Section, TableBlock
from textmine.store.ledger import coverage, imports, quarantine
from textmine.types import KIND_NAMES, MASKED_NAMES

_MAX_REMARKS = 8


def quality_section(context: Context) -> Section:
    """Section about every import of the deployment."""
    with context.ledger.read() as connection:
        files = imports.list_imports(connection)
        bad = quarantine.list_rows(connection, limit=2000)
        days = coverage.read(connection)
    masked: Counter[str] = Counter()
    for counts in files["masked"]:
        masked.update(json.loads(counts) if isinstance(counts, str) else counts)
    rows_in, quarantined = int(files["rows_in"].sum()), int(files["quarantined"].sum())
    blocks: list[Block] = [_file_table(files)]
    if masked:
        blocks.append(TableBlock(
            (Column("가린 개인정보"), Column("건수", "integer", "건")), _masked_rows(masked),
            caption="저장하기 전에 가린 개인정보", note="가린 뒤의 글만 저장하며, 원래 값은 어디에도 남지 않습니다.",
        ))
    if len(bad):
        reasons = Counter(zip(map(str, bad["column_name"]), map(str, bad["reason"]), strict=True))
        blocks.append(TableBlock(
            (Column("열"), Column("까닭"), Column("행 수", "integer", "행")),
            tuple((column, reason, n) for (column, reason), n in reasons.most_common(12)),
            caption="격리한 행과 까닭", note="격리한 행은 원장에 남아 있으며, 파일을 고쳐 다시 넣으면 됩니다.",
        ))
    blocks.append(Bullets((*_missing_days(days), *_remarks(files))))
    lead = f"모두 {rows_in:,}행을 읽어 {rows_in - quarantined:,}행을 썼습니다."
    if quarantined:
        used = rows_in - quarantined
        lead = f"모두 {rows_in:,}행을 읽어 {used:,}행을 쓰고, 읽을 수 없는 {quarantined:,}행은 격리했습니다."
    if masked:
        lead += f" 저장하기 전에 개인정보 {masked.total():,}건을 가렸습니다."
    return Section("quality", "자료의 품질", lead, tuple(blocks))


def _masked_rows(masked: Counter[str]) -> tuple[tuple[str, int], ...]:
    ordered = sorted(masked.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((MASKED_NAMES.get(kind, kind), n) for kind, n in ordered)


def _file_table(files: pd.DataFrame) -> TableBlock:
    counts = ("rows_in", "new", "changed", "unchanged", "quarantined")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (str(f["file"]), KIND_NAMES[str(f["kind"])], *(int(f[name]) for name in counts))
        for f in files.sort_values(["file", "digest"]).tail(40).to_dict("records")
    )
    numbers = ("읽은 행", "새 글", "바뀐 글", "같은 글", "격리")
    return TableBlock(
        (Column("파일"), Column("종류"), *(Column(name, "integer") for name in numbers)), rows, caption="넣은 파일"
    )


def _remarks(files: pd.DataFrame) -> list[str]:
    """What deserves a look about the files imported last: guessed columns, letters that could not be read."""
    newest = files.sort_values(["finished_at", "file"], ascending=False)
    return [
        f"{file}: {note}" for file, report in zip(newest["file"], newest["report"], strict=True)
        for note in json.loads(report).get("notes", [])
    ][:_MAX_REMARKS]


def _missing_days(days: pd.DataFrame) -> list[str]:
    lines = []
    for kind, found in days.groupby("kind", sort=True):
        missing = sorted(found.loc[found["state"] == "outage", "civil_date"])
        complete = int((found["state"] == "complete").sum())
        text = f"{KIND_NAMES[str(kind)]}: 자료가 온전한 날 {complete:,}일"
        gaps = f"결측 {len(missing)}일({_spans(missing)})" if missing else "결측으로 알려진 날 없음"
        lines.append(f"{text}, {gaps}.")
    return lines or ["날짜가 있는 자료가 없어 추세와 예보는 내지 않습니다."]


def _spans(days: list[date]) -> str:
    spans: list[list[date]] = []
    for day in days:
        if spans and (day - spans[-1][-1]).days == 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    texts = [f"{s[0].year}. {s[0].month}. {s[0].day}." + (f"부터 {len(s)}일" if len(s) > 1 else "") for s in spans]
    return ", ".join(texts[:6]) + (" 등" if len(texts) > 6 else "")

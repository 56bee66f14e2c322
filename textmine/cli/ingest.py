"""``textmine ingest``: files into the mart, or a preview of what that would do."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from textmine.cli.output import command_context, emit, korean_errors, out, parse_kind, parse_span, print_table
from textmine.cli.run import Json, Outputs
from textmine.errors import IngestError
from textmine.pipeline.import_report import ImportRecord, TableRead
from textmine.pipeline.ingest import FileReport, Sender, describe, ingest_paths
from textmine.pipeline.preview import FilePreview, preview_paths
from textmine.types import KIND_NAMES, MASKED_NAMES

Columns = Annotated[
    list[str] | None,
    typer.Option("--columns", "-c", help="열이 무엇인지 정합니다. 예: -c 비고=본문 -c 3열=접수일시 -c 담당=무시. "
                                         "한 줄에 하나씩 적은 파일 이름도 됩니다."),
]
Source = Annotated[str, typer.Option(help="보내는 곳의 이름(기본: 종류 이름). 열을 읽는 법을 곳마다 따로 기억합니다.")]


def register(app: typer.Typer) -> None:
    app.command()(ingest)


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="파일이나 폴더")],
    kind: Annotated[str, typer.Option(help="글의 종류: complaint, sns, news, idea")] = "complaint",
    source: Source = "",
    columns: Columns = None,
    accept: Annotated[bool, typer.Option("--accept", help="짐작한 열도 맞다고 보고 기억합니다.")] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="쓰지 않고, 어떻게 읽고 무엇이 들어갈지 보이기만 합니다.")
    ] = False,
    outage: Annotated[list[str] | None, typer.Option(help="자료가 없는 기간. 예: 2026-01-01..2026-01-03")] = None,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """파일을 읽어 개인정보를 가린 뒤 마트에 넣습니다."""
    wanted = parse_kind(kind)
    with korean_errors():
        sender = Sender(wanted, source, parse_columns(columns or []), accept)
        if columns or accept:
            sender = replace(sender, who=getpass.getuser())
    with command_context(outputs=outputs, quiet=json_) as context:
        if preview:
            previews = preview_paths(context, paths, sender)
            emit(previews, json_, lambda: _print_previews(previews))
            return
        spans = [parse_span(text) for text in outage or []]
        reports = ingest_paths(context, paths, kind=wanted, sender=sender, outages=spans)
    emit(reports, json_, lambda: print_reports(reports))


def parse_columns(given: Sequence[str]) -> dict[str, str]:
    """Header → field from 'header=field' words and from files with such lines.

    Raises
    ------
    IngestError
        A word has no '='.
    """
    columns: dict[str, str] = {}
    for word in given:
        is_file = "=" not in word and Path(word).is_file()
        for line in Path(word).read_text(encoding="utf-8-sig").splitlines() if is_file else [word]:
            if is_file and (not line.strip() or line.startswith("#")):
                continue
            header, sign, field = line.rpartition("=")
            if not sign or not header.strip():
                raise IngestError(f"'{line}'을(를) 알 수 없습니다. '열이름=항목'처럼 적으세요. 예: 민원요약=본문")
            columns[header.strip()] = field.strip()
    return columns


def print_reports(reports: Sequence[FileReport]) -> None:
    """One line a file, what deserves a look below it, and where the written report lies."""
    for report in reports:
        out.print(describe(report), highlight=False, markup=False)
        for note in report.notes:
            out.print(f"  - {note}", highlight=False, markup=False)
        if report.report is not None and not report.skipped:
            out.print(f"  넣은 기록: {report.report}", soft_wrap=True, highlight=False, markup=False)


def _print_previews(previews: Sequence[FilePreview]) -> None:
    for preview in previews:
        record = preview.record
        out.print(f"\n[bold]{escape(record.file)}[/] · {KIND_NAMES[record.kind]} · 보낸 곳 {escape(record.source)}",
                  highlight=False)
        if preview.skipped:
            out.print("  이미 넣은 파일이라 건너뜁니다.")
        elif record.error:
            out.print(f"  [red]넣을 수 없습니다.[/] {escape(record.error)}", highlight=False)
        else:
            _print_record(preview)
    out.print("\n아무것도 쓰지 않았습니다. 이대로 넣으려면 --preview를 빼고 실행하세요.")


def _print_record(preview: FilePreview) -> None:
    record = preview.record
    out.print(
        f"  {record.rows_in:,}행 = 새 글 {record.new:,} + 바뀐 글 {record.changed:,} + 이미 있는 글 {record.same:,} + "
        f"파일 안 사본 {record.copies:,} + 격리 {record.bad:,}", highlight=False,
    )
    days = "날짜가 있는 글이 없습니다."
    if record.first_day is not None:
        days = f"{record.first_day} ~ {record.last_day}, 글이 있는 날 {record.days:,}일"
    out.print(f"  기간: {days}", highlight=False)
    masked = ", ".join(f"{MASKED_NAMES[name]} {count:,}" for name, count in record.masked.items()) or "없음"
    out.print(f"  가릴 개인정보: {masked}", highlight=False)
    for note in record.remarks:
        out.print(f"  [yellow]![/] {escape(note)}", highlight=False)
    for table in record.tables:
        _print_columns(record, table)
    if preview.bad_rows:
        rest = f" (처음 {len(preview.bad_rows)}행)" if record.bad > len(preview.bad_rows) else ""
        print_table(f"  격리할 행 {record.bad:,}개{rest}", ["행", "열", "까닭", "내용(가림)"],
                    [[row.line, row.column, row.reason, row.row[:80]] for row in preview.bad_rows], empty="")


def _print_columns(record: ImportRecord, table: TableRead) -> None:
    name = "" if len(record.tables) == 1 else f" '{table.name}'"
    print_table(f"  열{name}", ["항목", "파일의 열(앞의 것이 비면 다음 것)", "근거"], table.by_field(), empty="")
    if table.left:
        out.print(f"  읽지 않는 열 {len(table.left)}개: {', '.join(table.left)}", highlight=False, markup=False)

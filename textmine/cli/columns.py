"""``textmine columns``: what is remembered of the columns of each sender."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from textmine.cli.ingest import parse_columns
from textmine.cli.output import command_context, emit, korean_errors, out, parse_kind, print_table
from textmine.cli.run import Json, Outputs
from textmine.ingest.headers import FIELD_NAMES
from textmine.pipeline.columns import SenderColumns, forget_columns, list_columns, set_columns
from textmine.types import KIND_NAMES, KST

app = typer.Typer(help="보내는 곳마다 기억한 열 이름을 보고 고칩니다.", no_args_is_help=True)

KindOption = Annotated[str, typer.Option(help="글의 종류: complaint, sns, news, idea")]
SourceOption = Annotated[str, typer.Option(help="보내는 곳(기본: 종류 이름)")]


@app.command("list")
def list_(
    source: Annotated[str, typer.Option(help="보내는 곳(기본: 모두)")] = "",
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """기억한 열을 봅니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        found = list_columns(context, source=source)
    emit(found, json_, lambda: _print(found))


@app.command("set")
def set_(
    columns: Annotated[list[str], typer.Argument(help="열이름=항목. 예: 비고=본문 담당=무시")],
    kind: KindOption = "complaint",
    source: SourceOption = "",
    by: Annotated[str | None, typer.Option(help="정한 사람(기본: 로그인한 사용자)")] = None,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """열이 무엇인지 정해 둡니다. 다음 파일부터 이대로 읽습니다."""
    wanted = parse_kind(kind)
    with korean_errors():
        given = parse_columns(columns)
    with command_context(outputs=outputs, quiet=True) as context:
        found = set_columns(context, given, kind=wanted, source=source or wanted, who=by or getpass.getuser())
    emit(found, json_, lambda: _print(found))


@app.command()
def forget(
    kind: KindOption = "complaint", source: SourceOption = "", outputs: Outputs = None, json_: Json = False
) -> None:
    """기억한 열을 잊습니다. 다음 파일은 열 이름만 보고 읽습니다."""
    wanted = parse_kind(kind)
    with command_context(outputs=outputs, quiet=True) as context:
        forget_columns(context, kind=wanted, source=source or wanted)
    emit({"source": source or wanted, "kind": wanted}, json_, lambda: out.print("기억한 열을 잊었습니다."))


def _print(found: list[SenderColumns]) -> None:
    if not found:
        out.print("기억한 열이 없습니다. 짐작 없이 읽은 파일을 넣거나 'textmine columns set'으로 정하면 기억합니다.")
    for sender in found:
        when = f"{sender.changed_at.astimezone(KST):%Y-%m-%d %H:%M}"
        print_table(
            f"{sender.source} · {KIND_NAMES[sender.kind]} (고친 때 {when}, {sender.changed_by})",
            ["파일의 열", "항목", "정한 사람"],
            [[c.header, FIELD_NAMES.get(c.field, "무시"), c.chosen_by or "자동"] for c in sender.choices], empty="",
        )

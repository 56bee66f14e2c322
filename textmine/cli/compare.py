"""``textmine compare``: what the analysers make of the same texts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.output import BAD_USAGE, emit, err, korean_errors, out, print_table
from textmine.cli.run import Json
from textmine.engines.compare import COMPARED, AnalyserRow, compare_analysers
from textmine.ingest.dictionaries import load_lexicon, packaged_dictionaries


def register(app: typer.Typer) -> None:
    app.command()(compare)


def compare(
    texts: Annotated[list[str] | None, typer.Argument(help="견줄 글. 여러 개를 따옴표로 나눠 적습니다.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="한 줄에 글 하나씩 적은 UTF-8 파일")] = None,
    engines: Annotated[str, typer.Option(help="분석기(쉼표로 나눔)")] = ",".join(COMPARED),
    json_: Json = False,
) -> None:
    """형태소 분석기들이 같은 글에서 뽑은 명사와 속도를 나란히 봅니다. 자바 분석기는 추가 설치(java)가 필요합니다."""
    given = list(texts or [])
    try:
        given += file.read_text(encoding="utf-8").splitlines() if file else []
    except (OSError, UnicodeDecodeError) as error:
        err.print(f"[bold red]오류[/] '{file}'을 읽을 수 없습니다. 있는 UTF-8 파일인지 확인하세요.", highlight=False)
        raise typer.Exit(BAD_USAGE) from error
    given = [text for text in given if text.strip()]
    if not given:
        err.print("[bold red]오류[/] 견줄 글이 없습니다. 글을 적거나 --file로 파일을 주세요.", highlight=False)
        raise typer.Exit(BAD_USAGE)
    names = [name.strip() for name in engines.split(",") if name.strip()]
    with korean_errors():
        rows = compare_analysers(given, names, lexicon=load_lexicon(packaged_dictionaries()))
    emit(rows, json_, lambda: _print(given, rows))


def _print(texts: list[str], rows: list[AnalyserRow]) -> None:
    for number, text in enumerate(texts):
        print_table(text, ["분석기", "명사"], [[row.name, " ".join(row.nouns[number])] for row in rows], empty="")
    print_table(
        "속도", ["분석기", "초당 글", "읽지 못한 글"],
        [[row.name, f"{row.documents_per_second:,.0f}", row.unread] for row in rows], empty="",
    )  # fmt: skip
    out.print("불러오는 시간은 뺐습니다. 글이 적으면 속도는 어림입니다.", highlight=False)

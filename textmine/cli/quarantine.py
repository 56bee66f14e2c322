"""``textmine quarantine``: rows that could not be used, for whoever can mend them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.output import command_context, emit, out, print_table
from textmine.cli.run import Json, Outputs
from textmine.pipeline.quarantine import COLUMN_NAMES, export_quarantined, list_quarantined

app = typer.Typer(help="격리한 행을 보고 내보냅니다.", no_args_is_help=True)

FileOption = Annotated[str, typer.Option(help="이 파일의 행만. 예: 민원.csv")]


@app.command("list")
def list_(
    file: FileOption = "",
    limit: Annotated[int, typer.Option(help="보일 행 수", min=1)] = 50,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """격리한 행과 까닭을 봅니다. 내용은 개인정보를 가린 것입니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        rows = list_quarantined(context, file=file, limit=limit)
    emit(rows.to_dict("records"), json_, lambda: print_table(
        "격리한 행", list(COLUMN_NAMES.values()),
        [[*row[:4], str(row[4])[:80]] for row in rows.itertuples(index=False)], empty="격리한 행이 없습니다.",
    ))


@app.command()
def export(
    path: Annotated[Path, typer.Argument(help="내보낼 CSV 파일")],
    file: FileOption = "",
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """격리한 행을 CSV로 내보냅니다. 원본에서 고쳐 다시 보내도록 보낸 곳에 알릴 때 씁니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        count = export_quarantined(context, path, file=file)
    emit({"file": path, "rows": count}, json_, lambda: out.print(
        f"격리한 행 {count:,}개를 {path}에 내보냈습니다. 내용은 개인정보를 가린 것입니다.",
        soft_wrap=True, highlight=False,
    ))

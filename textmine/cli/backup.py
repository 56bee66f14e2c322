"""``textmine backup`` and ``textmine restore``: the whole store in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.output import command_context, emit, korean_errors, out
from textmine.cli.run import Json, Outputs
from textmine.pipeline.backup import backup, restore
from textmine.settings import load_settings
from textmine.store.backup import Backup


def register(app: typer.Typer) -> None:
    app.command("backup")(backup_command)
    app.command("restore")(restore_command)


def backup_command(
    to: Annotated[Path | None, typer.Option(help="백업을 둘 폴더(기본: backup_dir 설정)")] = None,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """마트·원장·모형을 파일 하나로 백업합니다. 비밀 값이 들어 있으니 안전한 곳에 두세요."""
    with command_context(outputs=outputs, quiet=True) as context:
        made = backup(context, to)
    emit(made, json_, lambda: _print("백업했습니다", made))


def restore_command(
    file: Annotated[Path, typer.Argument(help="백업 파일")],
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """백업을 빈 저장소에 복원하고, 백업한 때와 같은지 확인합니다."""
    with korean_errors():
        restored = restore(load_settings(outputs=outputs), file)
    emit(restored, json_, lambda: _print("복원했습니다", restored))


def _print(said: str, one: Backup) -> None:
    out.print(f"{said}: {one.file}", soft_wrap=True, highlight=False)
    out.print(f"{one.size_bytes / 1e6:,.1f} MB · 내용 해시 {one.store_hash}", soft_wrap=True, highlight=False)

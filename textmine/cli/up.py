"""``textmine up``: everything a deployment runs, under one supervisor."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from jobs.supervisor import supervise
from textmine.cli.output import korean_errors
from textmine.cli.run import Outputs
from textmine.settings import load_settings

_MAIN = "from textmine.cli import main; main()"


def register(app: typer.Typer) -> None:
    app.command("up")(up)


def up(outputs: Outputs = None) -> None:
    """상황판 웹과 예약 작업을 함께 시작하고 지켜봅니다(Ctrl+C로 마침). 멈춘 것은 다시 시작합니다."""
    with korean_errors():
        load_settings(outputs=outputs)  # a wrong setting is told here, not by a child that starts again and again
    commands = {"web": _command(outputs, "serve"), "scheduler": _command(outputs, "jobs", "start")}
    supervise(commands, check=_command(outputs, "jobs", "check", "--mail"))


def _command(outputs: Path | None, *words: str) -> list[str]:
    return [sys.executable, "-c", _MAIN, *words, *(["--outputs", str(outputs)] if outputs else [])]

"""What every command shares: printing, JSON, progress, and errors that become exit codes."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import typer
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from textmine.cli.korean import speak_korean
from textmine.clock import now_utc
from textmine.errors import SettingsError, TextmineError
from textmine.pipeline.chapters.rising import short_reason
from textmine.pipeline.context import Context, open_context
from textmine.settings import Profile, Settings, load_settings
from textmine.store.doctor import Finding
from textmine.types import KINDS, Issue, Kind, Level

out = Console()
err = Console(stderr=True)

FAILED, BAD_USAGE = 1, 2
LEVEL_STYLES = {
    Level.INTEREST: "blue", Level.CAUTION: "yellow", Level.WARNING: "dark_orange", Level.SERIOUS: "bold red",
}
_SHORT_CELL = 16
_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?%?")

speak_korean()


@contextmanager
def korean_errors() -> Iterator[None]:
    """Turn expected failures into a Korean line on stderr and an exit code; others keep their traceback."""
    try:
        yield
    except SettingsError as error:
        err.print(f"[bold red]설정 오류[/] {error}", highlight=False)
        raise typer.Exit(BAD_USAGE) from error
    except TextmineError as error:
        err.print(f"[bold red]오류[/] {error}", highlight=False)
        raise typer.Exit(FAILED) from error


@contextmanager
def command_context(
    *, outputs: Path | None = None, profile: Profile | None = None, quiet: bool = False, for_desk: bool = False,
    **overrides: object,
) -> Iterator[Context]:  # fmt: skip
    """Context of one command; this is where the clock and the environment are read. ``for_desk``: see open_context."""
    with korean_errors():
        settings: Settings = load_settings(outputs=outputs, profile=profile, **overrides)
        track = _no_progress if quiet else show_progress
        with open_context(settings, now=now_utc(), track=track, for_desk=for_desk) as context:
            yield context


def show_progress(items: Iterable[Any], label: str, total: int | None) -> Iterator[Any]:
    """Items with a progress bar on stderr when it is a terminal; batches under 50 items show none."""
    if not sys.stderr.isatty() or (total is not None and total < 50):
        yield from items
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        yield from progress.track(items, total=total, description=label)


def _no_progress(items: Iterable[Any], _label: str, _total: int | None) -> Iterable[Any]:
    return items


def emit(value: object, as_json: bool, text: Callable[[], None]) -> None:
    """Print ``value`` as JSON, or what ``text`` prints for people."""
    if as_json:
        print(json.dumps(plain(value), ensure_ascii=False, indent=2, sort_keys=False))
    else:
        text()


def plain(value: Any) -> Any:
    """Value as JSON types: dataclasses become objects, dates ISO text, paths text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "item"):
        return value.item()
    return value


def print_table(title: str, columns: list[str], rows: Iterable[Iterable[object]], *, empty: str) -> None:
    """A table for the terminal, or the sentence ``empty`` when there is no row; numbers stand on the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    if not cells:
        out.print(empty)
        return
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", box=SIMPLE_HEAD,
                  pad_edge=False, padding=(0, 1))
    for number, column in enumerate(columns):
        values = [row[number] for row in cells]
        is_number = all(_NUMBER.fullmatch(value) for value in values)
        is_short = max(map(cell_len, values)) <= _SHORT_CELL
        table.add_column(column, justify="right" if is_number else "left", overflow="fold", no_wrap=is_short)
    for row in cells:
        table.add_row(*map(escape, row))
    out.print(table)


def print_findings(findings: Iterable[Finding]) -> None:
    """What was looked at, and how to mend what is wrong."""
    for finding in findings:
        mark = "[green]정상[/]" if finding.ok else "[red]이상[/]"
        out.print(f"{mark} {finding.message}" + ("" if finding.ok else f" → {finding.remedy}"), highlight=False)


def print_issues(title: str, issues: Sequence[Issue], *, empty: str) -> None:
    """Issues with level, title and department on one line and the reason below it; readable from 60 columns on."""
    if not issues:
        out.print(empty)
        return
    out.print(f"\n[bold]{title}[/]", highlight=False)
    for issue in issues:
        department = ", ".join(issue.departments[:2]) or "담당 미정"
        out.print(
            f"[{LEVEL_STYLES[issue.level]}]{issue.level.value}[/] [bold]{escape(issue.title)}[/] "
            f"[dim]· {escape(department)}[/]", highlight=False,
        )
        out.print(Padding(Text(short_reason(issue.reason)), (0, 0, 0, 5), expand=False))


def parse_span(text: str) -> tuple[date, date]:
    """An inclusive span of days from '2026-01-01..2026-01-03' or one day."""
    first, _, last = text.partition("..")
    try:
        return date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        raise typer.BadParameter(f"'{text}'을(를) 날짜로 읽을 수 없습니다. 예: 2026-01-01..2026-01-03") from error


def parse_day(text: str | None) -> date | None:
    """A day from ISO text; None stays None."""
    return None if text is None else parse_span(text)[0]


def parse_kind(text: str) -> Kind:
    """A kind of text from a user's word."""
    for kind in KINDS:
        if kind == text:
            return kind
    raise typer.BadParameter(f"'{text}' 종류는 없습니다. {', '.join(KINDS)} 가운데 고르세요.")

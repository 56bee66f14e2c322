"""Command line: parse, call one use case, print. All text is Korean; ``--json`` prints values for programs."""

from __future__ import annotations

import typer

from textmine import __version__
from textmine.cli import (
    alerts,
    backup,
    campaigns,
    columns,
    compare,
    dictionary,
    doctor,
    ingest,
    jobs,
    purge,
    quarantine,
    run,
    serve,
    stages,
    topics,
    up,
    users,
    words,
)

app = typer.Typer(
    name="textmine",
    help="민원·SNS 텍스트를 분석해 급증을 알리고 민원을 미리 예보합니다.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def version(
    show: bool = typer.Option(False, "--version", help="버전을 보이고 마칩니다."),
) -> None:
    if show:
        print(f"textmine {__version__}")
        raise typer.Exit


run.register(app)
ingest.register(app)
stages.register(app)
purge.register(app)
backup.register(app)
serve.register(app)
up.register(app)
serve.register(app)
campaigns.register(app)
compare.register(app)
app.add_typer(alerts.app, name="alerts")
app.add_typer(columns.app, name="columns")
app.add_typer(dictionary.app, name="dict")
app.add_typer(topics.app, name="topics")
app.add_typer(words.app, name="words")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(jobs.app, name="jobs")
app.add_typer(doctor.app, name="doctor")
app.add_typer(users.app, name="users")


def main() -> None:
    """Entry point of the ``textmine`` command."""
    app()

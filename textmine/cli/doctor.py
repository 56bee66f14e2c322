"""``textmine doctor``: what is wrong and how to mend it; ``doctor hash``: are two stores the same."""

from __future__ import annotations

import typer

from textmine.cli.output import FAILED, command_context, emit, out, print_findings
from textmine.cli.run import Json, Outputs
from textmine.pipeline.reach import reach
from textmine.store.doctor import doctor_check, doctor_hash

app = typer.Typer(help="저장소의 상태를 살핍니다.", invoke_without_command=True)


@app.callback()
def check(context: typer.Context, outputs: Outputs = None, json_: Json = False) -> None:
    """잘못된 곳과 고치는 법을 알려 줍니다. 잘못이 있으면 1로 끝납니다."""
    if context.invoked_subcommand:
        return
    with command_context(outputs=outputs, quiet=True) as opened:
        findings = [*doctor_check(opened.mart, opened.ledger, now=opened.now), reach(opened)]
    emit(findings, json_, lambda: print_findings(findings))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)


@app.command("hash")
def hash_(outputs: Outputs = None, json_: Json = False) -> None:
    """마트와 원장의 내용 해시를 냅니다. 같은 자료로 만든 저장소는 같은 값을 냅니다."""
    with command_context(outputs=outputs, quiet=True) as opened:
        digest = doctor_hash(opened.mart, opened.ledger)
    emit({"hash": digest}, json_, lambda: out.print(digest, highlight=False))

"""``textmine dict``: the desk of the dictionaries."""

from __future__ import annotations

import getpass
from typing import Annotated, Literal

import typer
from rich.markup import escape

from textmine.cli.output import FAILED, command_context, emit, korean_errors, out, parse_kind, print_table
from textmine.cli.run import Json, Outputs
from textmine.ingest.dictionaries import packaged_dictionaries, read_folder
from textmine.lexicon import ENTRY_KIND_NAMES, HOW_TO_WRITE, EntryKind
from textmine.pipeline.context import dictionary_folders
from textmine.pipeline.dictionary import (
    LAYER_NAMES,
    ChangeView,
    Listed,
    add_words,
    check_department,
    list_changes,
    list_words,
    plan_addition,
    plan_removal,
    read_desk,
    remove_words,
    undo_change,
)
from textmine.pipeline.dictionary_candidates import (
    CandidateView,
    decide_candidate,
    find_candidates,
    list_candidates,
)
from textmine.pipeline.dictionary_check import (
    SEVERITY_NAMES,
    DictionaryCheck,
    DictionaryFinding,
    check_files,
    check_words,
)
from textmine.pipeline.dictionary_preview import Preview, preview_steps
from textmine.settings import load_settings
from textmine.types import KIND_NAMES, KST

app = typer.Typer(help="사전을 보고, 더하고, 빼고, 되돌립니다.", no_args_is_help=True)

_KINDS = ", ".join(f"{kind}({name})" for kind, name in ENTRY_KIND_NAMES.items())
_SHOWN = 40  # rows of a preview on the terminal

KindArgument = Annotated[str, typer.Argument(help=f"사전의 종류: {_KINDS}")]
Words = Annotated[list[str], typer.Argument(help=f"말. 예: {' · '.join(HOW_TO_WRITE.values())}")]
Why = Annotated[str, typer.Option(help="까닭(이력에 남습니다)")]
By = Annotated[str | None, typer.Option(help="고치는 사람(기본: 로그인한 사용자)")]
DepartmentOption = Annotated[str, typer.Option(help="이 부서의 글에만 쓸 말(불용어·동의어·복합어)")]
Base = Annotated[
    int | None, typer.Option(help="보고 고친 판. 그 뒤에 다른 사람이 같은 말을 고쳤으면 고치지 않습니다.", min=0)
]


@app.command()
def check(outputs: Outputs = None, json_: Json = False) -> None:
    """사전 파일과 책상의 잘못, 있어도 쓰이지 않는 말을 찾습니다. 잘못이 있으면 1로 끝납니다."""
    with korean_errors():
        findings = check_files(dictionary_folders(load_settings(outputs=outputs)))
    if findings:
        found = DictionaryCheck(tuple(findings), "", 0, {})
    else:
        with command_context(outputs=outputs, quiet=True, for_desk=True) as context:
            found = check_words(context)
    emit(found, json_, lambda: _print_check(found))
    if any(finding.severity == "error" for finding in found.findings):
        raise typer.Exit(FAILED)


@app.command()
def add(
    kind: KindArgument, words: Words, why: Why = "", by: By = None, department: DepartmentOption = "",
    base: Base = None, outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """말을 더합니다. 다음 분석부터 쓰입니다. 먼저 'preview'로 핵심어 표가 어떻게 바뀌는지 볼 수 있습니다."""
    wanted = _entry_kind(kind)
    with command_context(outputs=outputs, quiet=True, for_desk=True) as context:
        change = add_words(
            context, wanted, words, author=by or getpass.getuser(), why=why, department=department, base=base
        )
    _emit_change(change, json_)


@app.command()
def remove(
    kind: KindArgument, words: Words, why: Why = "", by: By = None, department: DepartmentOption = "",
    base: Base = None, outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """말을 뺍니다. 기본 사전과 기관 파일의 말도 책상에서 뺄 수 있습니다."""
    wanted = _entry_kind(kind)
    with command_context(outputs=outputs, quiet=True, for_desk=True) as context:
        change = remove_words(
            context, wanted, words, author=by or getpass.getuser(), why=why, department=department, base=base
        )
    _emit_change(change, json_)


@app.command()
def undo(
    version: Annotated[int, typer.Argument(help="되돌릴 판(dict history에서 확인)", min=1)],
    why: Why = "", by: By = None, outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """한 판의 고침을 되돌립니다. 되돌림도 새 판으로 남습니다."""
    with command_context(outputs=outputs, quiet=True, for_desk=True) as context:
        change = undo_change(context, version, author=by or getpass.getuser(), why=why)
    _emit_change(change, json_)


@app.command()
def history(outputs: Outputs = None, json_: Json = False) -> None:
    """누가 언제 무엇을 왜 고쳤는지 새것부터 봅니다."""
    with command_context(outputs=outputs, quiet=True, for_desk=True) as context:
        found = list_changes(context)

    def show() -> None:
        if not found:
            out.print("책상에서 고친 말이 없습니다.")
        for change in found:
            undone = f" [dim]({change.undone_by}판에서 되돌림)[/]" if change.undone_by else ""
            when = f"{change.at.astimezone(KST):%Y-%m-%d %H:%M}"
            out.print(f"[bold]{change.version}판[/] {when} {escape(change.author)}{undone}", highlight=False)
            for line in [*change.steps, *([f"까닭: {change.why}"] if change.why else [])]:
                out.print(f"     {escape(line)}", highlight=False, soft_wrap=True)

    emit(found, json_, show)


@app.command("list")
def list_(
    kind: Annotated[str, typer.Option(help=f"사전의 종류: {_KINDS}")] = "",
    department: Annotated[str | None, typer.Option(help="이 부서의 말만")] = None,
    layer: Annotated[Literal["base", "overlay", "desk"] | None, typer.Option(help="이 층의 말만")] = None,
    search: Annotated[str, typer.Option(help="이 글자가 든 말만")] = "",
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """지금 쓰이는 말을 봅니다. 층은 기본(함께 온 사전), 기관 파일, 책상입니다."""
    wanted = _entry_kind(kind) if kind else None
    with command_context(outputs=outputs, quiet=True, for_desk=True) as context:
        packaged = read_folder(packaged_dictionaries())
        found = list_words(context, kind=wanted, department=department, search=search, base=packaged)
    found = [one for one in found if layer in (None, one.layer)]
    emit([one._asdict() for one in found], json_, lambda: _print_list(found))


@app.command()
def preview(
    action: Annotated[Literal["add", "remove"], typer.Argument(help="add(더하기) 또는 remove(빼기)")],
    kind: KindArgument,
    words: Words,
    department: DepartmentOption = "",
    month: Annotated[str, typer.Option(help="핵심어 표의 달(기본: 지난달). 예: 2026-10")] = "",
    text_kind: Annotated[str, typer.Option("--text", help="글의 종류: complaint, sns, news, idea")] = "complaint",
    top: Annotated[int, typer.Option(help="견줄 표의 크기", min=1)] = 30,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """고치면 지난달 핵심어 표가 어떻게 바뀌는지 봅니다. 아무것도 고치지 않습니다."""
    wanted, text = _entry_kind(kind), parse_kind(text_kind)
    with command_context(outputs=outputs, quiet=True) as context:
        check_department(context, department)
        state = read_desk(context)
        plan = plan_addition if action == "add" else plan_removal
        found = preview_steps(
            context, state, plan(state, wanted, words, department), kind=text, month=month, top=top
        )
    value = {
        "month": found.month, "documents": found.documents, "changed": found.changed,
        "read_again": found.read_again, "table": found.table.to_dict("records"),
    }
    emit(value, json_, lambda: _print_preview(found, KIND_NAMES[text]))


@app.command()
def candidates(
    refresh: Annotated[bool, typer.Option("--refresh", help="새로 들어온 글에서 후보를 다시 찾습니다.")] = False,
    kind: Annotated[str, typer.Option(help="user_word(새 낱말) 또는 compound(복합어)")] = "",
    state: Annotated[
        Literal["waiting", "accepted", "declined", "all"], typer.Option(help="기다림, 받아들임, 받아들이지 않음, 모두")
    ] = "waiting",
    limit: Annotated[int, typer.Option(help="보일 수", min=1)] = 30,
    outputs: Outputs = None,
    json_: Json = False,
) -> None:
    """사전에 넣을 만한 새 낱말과 복합어를 봅니다. 'dict decide'로 정할 때까지 쓰이지 않습니다."""
    wanted = _entry_kind(kind) if kind else None
    with command_context(outputs=outputs, quiet=True) as context:
        if refresh:
            find_candidates(context)
        found = list_candidates(context, state=None if state == "all" else state, kind=wanted)
    emit(found[:limit], json_, lambda: _print_candidates(found, limit))


@app.command()
def decide(
    candidate_id: Annotated[str, typer.Argument(help="후보 번호(dict candidates에서 확인)")],
    verdict: Annotated[Literal["yes", "no"], typer.Argument(help="yes(사전에 넣음) 또는 no(다시 묻지 않음)")],
    why: Why = "", by: By = None, department: DepartmentOption = "",
    tag: Annotated[str, typer.Option(help="새 낱말의 품사: NNG(일반명사) 또는 NNP(고유명사)")] = "",
    outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """후보를 사전에 넣거나 넣지 않기로 합니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        change = decide_candidate(
            context, candidate_id, verdict, author=by or getpass.getuser(), why=why, department=department, tag=tag
        )
    if change is not None:
        _emit_change(change, json_)
    else:
        done = "사전에 넣지 않기로 했습니다. 다시 묻지 않습니다." if verdict == "no" else "이미 사전에 있습니다."
        emit({"candidate_id": candidate_id, "verdict": verdict}, json_, lambda: out.print(done))


def _entry_kind(text: str) -> EntryKind:
    for kind, name in ENTRY_KIND_NAMES.items():
        if text.replace("-", "_") == kind or text.replace(" ", "") == name.replace(" ", ""):
            return kind
    raise typer.BadParameter(f"'{text}' 사전은 없습니다. {_KINDS} 가운데 고르세요.")


def _emit_change(change: ChangeView, as_json: bool) -> None:
    def show() -> None:
        out.print(f"[bold]{change.version}판[/]으로 고쳤습니다. 다음 분석부터 쓰입니다.", highlight=False)
        for line in change.steps:
            out.print(f"     {escape(line)}", highlight=False, soft_wrap=True)

    emit(change, as_json, show)


def _print_check(found: DictionaryCheck) -> None:
    for finding in found.findings:
        style = "red" if finding.severity == "error" else "yellow"
        out.print(f"[{style}]{SEVERITY_NAMES[finding.severity]}[/] {_finding_text(finding)}", highlight=False)
    if found.version:
        count = len(found.findings)
        out.print(f"사전 {found.version}, 책상 {found.desk_version}판. 살펴볼 것 {count}가지.", highlight=False)


def _finding_text(finding: DictionaryFinding) -> str:
    return f"[dim]{escape(finding.where)}[/] {escape(finding.message)}"


def _print_list(found: list[Listed]) -> None:
    print_table(
        f"사전의 말 {len(found):,}개", ["종류", "말", "층", "부서"],
        [[ENTRY_KIND_NAMES[one.kind], one.word, LAYER_NAMES[one.layer], one.department] for one in found],
        empty="찾는 말이 사전에 없습니다.",
    )  # fmt: skip


def _print_preview(found: Preview, kind: str) -> None:
    out.print(
        f"{found.month} {kind} {found.documents:,}건 가운데 {found.changed:,}건의 핵심어가 바뀝니다"
        f"(분석기가 다시 읽은 글 {found.read_again:,}건). 아직 아무것도 고치지 않았습니다.", highlight=False,
    )  # fmt: skip
    columns = {
        "term": "핵심어", "posts_before": "지금 글 수", "posts_after": "고친 글 수", "distinct_after": "사본 빼면",
        "rank_before": "지금 순위", "rank_after": "고친 순위",
    }  # fmt: skip
    shown = found.table[list(columns)].head(_SHOWN)
    ranks = {name: shown[name].astype(object).where(shown[name] > 0, "없음") for name in ("rank_before", "rank_after")}
    rows = shown.assign(**ranks).itertuples(index=False)
    print_table("바뀌는 핵심어", list(columns.values()), rows, empty="핵심어 표는 바뀌지 않습니다.")
    if len(found.table) > _SHOWN:
        out.print(f"바뀌는 말이 {len(found.table) - _SHOWN:,}개 더 있습니다. --json으로 모두 볼 수 있습니다.")


def _print_candidates(found: list[CandidateView], limit: int) -> None:
    if not found:
        out.print("기다리는 후보가 없습니다. --refresh로 글에서 찾을 수 있습니다.")
    for one in found[:limit]:
        decided = f" · {one.state} {one.decided_by} {one.why}" if one.decided_by else ""
        name = ENTRY_KIND_NAMES[one.kind]
        out.print(f"[bold]{escape(one.word)}[/] {name} [dim]{one.candidate_id}[/]", highlight=False)
        counts = f"글 {one.documents:,}건, {one.occurrences:,}번, 점수 {one.score:.2f}"
        out.print(f"     {counts}{escape(decided)}", highlight=False)
        for example in one.examples:
            out.print(f"     [dim]{escape(example)}[/]", highlight=False, soft_wrap=True)
    if len(found) > limit:
        out.print(f"후보가 {len(found) - limit:,}개 더 있습니다. --limit로 더 볼 수 있습니다.")

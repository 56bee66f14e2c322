"""``textmine run`` and ``textmine demo``: the main job from files to report."""

from __future__ import annotations

import os
import secrets
import time
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.listen import listen
from textmine.cli.output import command_context, emit, out, parse_day, parse_kind, parse_span, print_issues
from textmine.cli.truth import print_truth, write_truth
from textmine.ingest.sample import SampleFiles, read_truth, write_sample
from textmine.pipeline.ingest import describe
from textmine.pipeline.run import Input, RunReport, run_all
from textmine.pipeline.truth import TruthReport, compare_with_truth
from textmine.settings import Profile
from textmine.types import Issue, IssueState
from textmine.web.guard import LOOPBACK

Json = Annotated[bool, typer.Option("--json", help="결과를 JSON으로 출력합니다.")]
Outputs = Annotated[Path | None, typer.Option(help="결과 폴더(기본: outputs)")]
ProfileOption = Annotated[Profile | None, typer.Option(help="형태소 분석: quality(Kiwi) 또는 bulk(Mecab)")]

MAX_ISSUES = 12
DEMO_END = date(2026, 10, 31)
DEMO_CITY = "나래시"
DEMO_SECRET = "textmine-demo"  # the demo's people are invented; a fixed secret makes its bytes repeatable


def register(app: typer.Typer) -> None:
    app.command()(run)
    app.command()(demo)


def run(
    input: Annotated[list[Path], typer.Option("--input", "-i", help="파일이나 폴더. 여러 번 쓸 수 있습니다.")],
    kind: Annotated[str, typer.Option(help="글의 종류: complaint, sns, news, idea")] = "complaint",
    profile: ProfileOption = None,
    outputs: Outputs = None,
    outage: Annotated[list[str] | None, typer.Option(help="자료가 없는 기간. 예: 2026-01-01..2026-01-03")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="이 날까지 자료로 판단합니다(기본: 자료의 마지막 날).")
    ] = None,
    json_: Json = False,
) -> None:
    """파일을 읽어 분석하고 급증·예보·알림·보고서까지 한 번에 만듭니다."""
    given = Input(tuple(input), parse_kind(kind), tuple(parse_span(text) for text in outage or []))
    with command_context(outputs=outputs, profile=profile, quiet=json_) as context:
        report = run_all(context, [given], as_of=parse_day(as_of))
    emit(_summary(report), json_, lambda: _print_run(report))


def demo(
    outputs: Outputs = None,
    profile: ProfileOption = None,
    documents: Annotated[int, typer.Option(help="만들 문서 수", min=2000)] = 20_000,
    seed: Annotated[int, typer.Option(help="표본의 난수 씨앗", min=0)] = 7,
    fresh: Annotated[bool, typer.Option("--fresh", help="처음 보는 씨앗으로 새 도시를 만듭니다.")] = False,
    serve: Annotated[bool, typer.Option("--serve", help="끝나면 상황판을 이 컴퓨터에만 로그인 없이 엽니다.")] = False,
    json_: Json = False,
) -> None:
    """가상의 도시 '나래시'의 표본을 만들어 처음부터 끝까지 보여 줍니다."""
    os.environ.setdefault("TEXTMINE_SECRET", DEMO_SECRET)
    seed = secrets.randbelow(10**6) if fresh else seed
    base = (outputs or Path("outputs")).resolve()
    folder = base / "demo" / f"{seed}-{documents}-{profile or 'quality'}"
    started = time.monotonic()
    with command_context(
        outputs=base, profile=profile, quiet=json_, data_dir=folder / "store", city=DEMO_CITY
    ) as context:
        sample = write_sample(folder / "files", seed=seed, documents=documents, years=2, end=DEMO_END)
        planted = read_truth(sample.truth)
        outages = tuple((parse_span(d)[0], parse_span(d)[0]) for d in planted["outage_days"])
        given = [
            Input((sample.complaints,), "complaint", outages), Input((sample.sns,), "sns"),
            Input((sample.news,), "news"), Input((sample.ideas,), "idea"),
        ]
        report = run_all(context, given, as_of=DEMO_END)
        truth = compare_with_truth(report.watch.issues, planted, context)
        answers = write_truth(folder / "truth_report.md", truth, report.watch.issues, seed=seed, documents=documents)
    elapsed_s = time.monotonic() - started
    told = {"seed": seed, "truth": truth, "truth_report": answers, "elapsed_s": round(elapsed_s, 1)}
    summary = _summary(report) | told
    emit(summary, json_, lambda: _print_demo(report, truth, answers, sample, elapsed_s, folder / "store"))
    if serve:
        with command_context(
            outputs=base, profile=profile, quiet=True, data_dir=folder / "store", city=DEMO_CITY
        ) as context:
            listen(context, host=LOOPBACK[0], port=context.settings.web.port, is_open=True)


def _summary(report: RunReport) -> dict[str, object]:
    return {
        "report": report.folder / "report.html",
        "outputs": report.folder,
        "files": report.files,
        "analysis": report.analysis,
        "issues": report.watch.issues,
        "forecast": report.forecast,
        "dispatch": report.dispatch,
    }


def _print_run(report: RunReport) -> None:
    for file in report.files:
        out.print(describe(file), highlight=False)
        for note in file.notes:
            out.print(f"  - {note}", highlight=False, markup=False)
    live = [issue for issue in report.watch.issues if issue.state is not IssueState.OVER]
    past = len(report.watch.issues) - len(live)
    shown = _by_level(live)[:MAX_ISSUES]
    left_out = f", 그 가운데 {len(shown)}건" if len(live) > len(shown) else ""
    nothing = "지금 살펴볼 이슈가 없습니다."
    if report.watch.as_of is None:
        nothing = "날짜 있는 글이 없어 급증과 예보는 내지 않았습니다."
    print_issues(f"지금 살펴볼 이슈 {len(live)}건{left_out}", shown, empty=f"\n{nothing}")
    if past:
        out.print(f"지난 이슈 {past:,}건은 보고서에 있습니다.", highlight=False)
    if report.dispatch.notified or report.dispatch.sent or report.dispatch.failed:
        failed = f" 보내지 못한 {report.dispatch.failed:,}건은 다시 보냅니다." if report.dispatch.failed else ""
        out.print(f"\n담당자에게 알림 {report.dispatch.sent:,}건을 보냈습니다.{failed}", highlight=False)
    out.print(f"[bold]보고서[/] {report.folder / 'report.html'}", soft_wrap=True, highlight=False)


def _print_demo(
    report: RunReport, truth: TruthReport, answers: Path, sample: SampleFiles, elapsed_s: float, store: Path
) -> None:
    _print_run(report)
    print_truth(truth)
    out.print(f"정답 견주기 {answers} · 전체 {elapsed_s:.0f}초", soft_wrap=True, highlight=False)
    out.print("이어서 해 보기:", highlight=False)
    for command in ("textmine alerts list", f"textmine ingest {sample.late}  # 늦게 들어온 민원"):
        out.print(f"  TEXTMINE_DATA_DIR={store} {command}", soft_wrap=True, highlight=False)


def _by_level(issues: list[Issue]) -> list[Issue]:
    return sorted(issues, key=lambda issue: (-issue.level.rank, issue.p_value, issue.issue_id))

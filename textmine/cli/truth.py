"""The truth report of the demo: what was planted, found, missed and false, as lines for the terminal and a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from textmine.cli.output import out, print_table
from textmine.pipeline.truth import SHAPE_NAMES, TruthGroup, TruthReport, TruthRow
from textmine.types import Issue

_GROUP_COLUMNS = ["갈래", "심은 수", "찾은 수", "놓친 수", "발견까지(중앙값)"]
_ROW_COLUMNS = ["심은 급증", "모양", "시작", "민원 수", "크기(σ)", "SNS 앞섬", "결과"]


def print_truth(report: TruthReport) -> None:
    """Print the counts, and how they differ by shape and by size."""
    out.print(f"\n[bold]심어 둔 급증 {report.planted}건[/] {_sentence(report)}", highlight=False)
    print_table("모양과 크기별", _GROUP_COLUMNS, map(_group_cells, report.groups), empty="")
    missed = [f"{row.title}({SHAPE_NAMES[row.shape]}, {row.size}건)" for row in report.rows if not row.issue_ids]
    if missed:
        out.print(f"놓친 것: {', '.join(missed)}", highlight=False)


def write_truth(path: Path, report: TruthReport, issues: Sequence[Issue], *, seed: int, documents: int) -> Path:
    """Write the whole report as Markdown: every planted surge, and every issue that shows none."""
    titles = {issue.issue_id: issue for issue in issues}
    lines = [
        f"# 정답 견주기: 씨앗 {seed}, 글 {documents:,}건",
        "",
        f"심어 둔 급증 {report.planted}건 {_sentence(report)}",
        "",
        *_markdown(_GROUP_COLUMNS, map(_group_cells, report.groups)),
        "",
        *_markdown(_ROW_COLUMNS, map(_row_cells, report.rows)),
        "",
    ]
    for name, ids in (
        ("심지 않은 이슈", report.false_ids),
        ("규칙이 바뀐 날을 보인 이슈", report.rule_ids),
        ("SNS에서만 뜬 일을 보인 이슈", report.burst_ids),
    ):
        lines += [f"## {name} {len(ids)}건", ""]
        lines += [f"- {titles[i].title} ({titles[i].level.value}, {titles[i].first_seen})" for i in ids] + [""]
    lines.append(f"다시 보기: textmine demo --seed {seed} --documents {documents}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _sentence(report: TruthReport) -> str:
    rules = f" 규칙이 바뀐 날의 이슈 {len(report.rule_ids)}건은 따로 셉니다." if report.rule_ids else ""
    return (
        f"가운데 {report.found}건을 찾고 {report.missed}건을 놓쳤으며, 심지 않은 이슈가 {report.false}건 나왔습니다. "
        f"발견까지 중앙값 {report.median_delay_days:.0f}일.{rules}"
    )


def _group_cells(group: TruthGroup) -> list[object]:
    delay = "-" if group.median_delay_days is None else f"{group.median_delay_days:.0f}일"
    return [group.name, group.planted, group.found, group.planted - group.found, delay]


def _row_cells(row: TruthRow) -> list[object]:
    lead = f"{row.lead_days}일" if row.lead_days else "-"
    result = "놓침" if row.delay_days is None else f"{row.delay_days}일 만에 찾음"
    return [row.title, SHAPE_NAMES[row.shape], row.start, row.size, row.size_sd, lead, result]


def _markdown(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> list[str]:
    cells = [[str(cell) for cell in row] for row in rows]
    return [f"| {' | '.join(line)} |" for line in (list(columns), ["---"] * len(columns), *cells)]

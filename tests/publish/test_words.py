"""What a person reads in the terminal and in short sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from textmine.cli import app
from textmine.cli.output import print_issues, print_table
from textmine.pipeline.chapters.rising import short_reason
from textmine.text.placeholders import PLACEHOLDERS
from textmine.types import MASKED_NAMES, Issue, IssueState, Level

ISSUE = Issue(
    issue_id="i1", title="물빛동 크린넷 역류", terms=("역류",), series=("term:역류",), first_seen=date(2026, 10, 19),
    last_seen=date(2026, 10, 25), state=IssueState.NEW, level=Level.CAUTION, freq="W", period=date(2026, 10, 19),
    observed=9.0, expected=0.3, upper=2.0, p_value=1e-9, q_value=1e-6, regions=("물빛동",), departments=("자원순환과",),
    documents=("d",), examples=(), copy_share=0.0, danger_words=("악취",),
    reason="평소 거의 없던 것이 지난주 9건(상한 2건)으로 늘었습니다. 우연이라면 100년에 한 번도 보기 어려운 일입니다. "
    "위험을 알리는 낱말 '악취'가 나왔습니다.",
)


def test_every_masked_kind_has_a_korean_name() -> None:
    assert set(PLACEHOLDERS) <= set(MASKED_NAMES)


def test_a_short_reason_keeps_the_count_and_the_danger() -> None:
    assert short_reason(ISSUE.reason) == (
        "평소 거의 없던 것이 지난주 9건(상한 2건)으로 늘었습니다. 위험을 알리는 낱말 '악취'가 나왔습니다."
    )


def test_an_issue_stands_on_one_line_with_level_and_department(capsys: pytest.CaptureFixture[str]) -> None:
    print_issues("이슈", [ISSUE, replace(ISSUE, departments=(), title="[제목]")], empty="")
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert "주의 물빛동 크린넷 역류 · 자원순환과" in lines
    assert "주의 [제목] · 담당 미정" in lines


def test_a_table_keeps_brackets_and_says_when_it_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    print_table("표", ["이름", "건수"], [["[b]가[/b]", 1234]], empty="없음")
    print_table("표", ["이름"], [], empty="아무것도 없습니다.")
    text = capsys.readouterr().out
    assert "[b]가[/b]" in text and "아무것도 없습니다." in text


@pytest.mark.parametrize("command", [[], ["run"], ["demo"], ["alerts"], ["alerts", "ack"], ["jobs", "run"], ["doctor"]])
def test_help_pages_are_korean(command: list[str]) -> None:
    text = CliRunner().invoke(app, [*command, "--help"]).output
    assert "쓰는 법:" in text and "이 도움말을 보이고 마칩니다." in text
    for english in ("Usage", "Options", "Arguments", "Commands", "Show this message"):
        assert english not in text


def test_a_wrong_day_is_explained_in_korean() -> None:
    result = CliRunner().invoke(app, ["watch", "--as-of", "2026-13-01"])
    assert result.exit_code == 2
    assert "날짜로 읽을 수 없습니다" in result.output and "Invalid" not in result.output

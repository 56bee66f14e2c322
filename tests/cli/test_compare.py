"""``textmine compare``: the analysers side by side."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from textmine.cli import app

RUN = CliRunner()


def test_analysers_stand_side_by_side(tmp_path: Path) -> None:
    file = tmp_path / "글.txt"
    file.write_text("도로에 포트홀이 있어요\n\n영화가 재미있어요\n", encoding="utf-8")
    found = RUN.invoke(app, ["compare", "--file", str(file), "--engines", "kiwi,mecab", "--json"])
    rows = json.loads(found.stdout)
    assert [row["name"] for row in rows] == ["kiwi", "mecab"]
    assert all(row["nouns"] == [["도로", "포트홀"], ["영화"]] for row in rows)
    assert "포트홀" in RUN.invoke(app, ["compare", "도로에 포트홀이 있어요", "--engines", "mecab"]).stdout


def test_bad_requests_are_answered_in_korean(tmp_path: Path) -> None:
    nothing = RUN.invoke(app, ["compare"])
    assert nothing.exit_code == 2 and "견줄 글이 없습니다" in nothing.stderr
    absent = RUN.invoke(app, ["compare", "--file", str(tmp_path / "없음.txt")])
    assert absent.exit_code == 2 and "확인하세요" in absent.stderr
    unknown = RUN.invoke(app, ["compare", "글", "--engines", "hanword"])
    assert unknown.exit_code == 1 and "hanword" in unknown.stderr

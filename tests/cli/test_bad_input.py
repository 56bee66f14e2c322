"""Whatever is typed or lies in a file: one Korean sentence, an exit code, never a traceback."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Command, value_of


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    (tmp_path / "빈폴더").mkdir()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["번호", "금액"], [1, 100], [2, 200]):
        sheet.append(row)
    book.save(tmp_path / "금액.xlsx")
    (tmp_path / "깨짐.xlsx").write_bytes(b"PK\x03\x04 broken")
    line = "제목,내용,일자\n가로등,가로등이 꺼졌습니다 고쳐 주세요,2026-10-01\n"
    (tmp_path / "한줄.csv").write_text(line, encoding="utf-8")
    return {name: tmp_path / name for name in ("없음.csv", "빈폴더", "금액.xlsx", "깨짐.xlsx", "한줄.csv")}


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (("run", "-i", "없음.csv"), 1, "파일이나 폴더가 없습니다"),
    (("run", "-i", "빈폴더"), 1, "읽을 파일이 없습니다"),
    (("run", "-i", "금액.xlsx"), 1, "금액.xlsx"),
    (("run", "-i", "깨짐.xlsx"), 1, "깨짐.xlsx"),
    (("run", "-i", "한줄.csv", "--kind", "소설"), 2, "소설"),
    (("run", "-i", "한줄.csv", "--as-of", "어제"), 2, "어제"),
    (("run", "-i", "한줄.csv", "--outage", "2026-13-01"), 2, "2026-13-01"),
    (("run", "-i", "한줄.csv", "--outage", "2026-10-03..2026-10-01"), 1, "결측 기간의 끝"),
    (("run", "-i", "한줄.csv", "--profile", "빠르게"), 2, "빠르게"),
    (("jobs", "run", "청소"), 2, "'청소' 작업은 없습니다"),
    (("report",), 1, "보고할 글이 없습니다"),
])
def test_bad_input_is_told_in_korean(
    command: Command, places: dict[str, Path], arguments: tuple[str, ...], code: int, said: str
) -> None:
    given = [places.get(argument, argument) for argument in arguments]
    assert said in command(*given, "--outputs", "outputs", code=code).stderr.replace("\n", "")


def test_a_setting_out_of_range_is_named(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTMINE_SEED", "-1")
    assert "seed" in command("doctor", code=2).stderr


def test_another_analysis_than_the_marts_is_refused(command: Command, places: dict[str, Path]) -> None:
    command("init")
    assert "'bulk' 방식으로 분석되어" in command("run", "-i", places["한줄.csv"], "--profile", "quality", code=2).stderr


def test_jobs_are_listed_run_and_remembered(command: Command) -> None:
    command("init")
    listed = value_of(command("jobs", "list", "--json"))
    daily = ["ingest", "analyse", "watch", "forecast", "publish", "dispatch"]
    assert [row["job"] for row in listed] == [*daily, "urgent", "maintain"]
    assert "0 9 * * *" in command("jobs", "list").stdout
    done = value_of(command("jobs", "run", "ingest", "--json"))
    assert (done["period"], done["state"]) == ("2026-10-31", "done")
    assert "보고할 글이 없습니다" in command("jobs", "run", "publish", "--period", "2026-10-30", code=1).stderr
    history = value_of(command("jobs", "history", "--json"))
    assert {(r["job"], r["period"], r["state"]) for r in history} == {
        ("ingest", "2026-10-31", "done"), ("publish", "2026-10-30", "failed"),
    }
    assert "실패" in command("jobs", "history").stdout


def test_a_bad_file_of_the_inbox_stops_no_other(command: Command, places: dict[str, Path]) -> None:
    command("init")
    folder = Path("inbox/complaint")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("깨짐.xlsx", "한줄.csv"):
        (folder / name).write_bytes(places[name].read_bytes())
    (folder / "~$한줄.xlsx").write_bytes(b"lock")
    told = command("jobs", "run", "ingest", code=1).stderr
    assert "깨짐.xlsx" in told and "~$" not in told
    assert value_of(command("ingest", folder / "한줄.csv", "--json"))[0]["skipped"]
    (folder / "깨짐.xlsx").unlink()
    assert "새 글 0건" in value_of(command("jobs", "run", "ingest", "--json"))["summary"]


def test_nothing_is_erased_without_saying_what_or_without_consent(command: Command) -> None:
    assert "무엇을 지울지" in command("purge", "--yes", code=2).stderr
    assert "그만두었습니다" in command("purge", "--external-id", "1", code=1).stderr
    assert "누구인지 알 수 없습니다" in command("purge", "--person-name", "김*수", "--yes", code=1).stderr
    assert "찾지 못했습니다" in command("purge", "--external-id", "1", "--yes", code=1).stderr

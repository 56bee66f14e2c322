"""Imports as an operator meets them: preview, memory of senders, written reports, quarantine."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command, value_of

HEADER = ["접수번호", "접수일자", "민원제목", "민원내용", "담당부서", "민원인", "전화번호", "담당자"]


def _row(number: int, text: str = "", day: str = "2026-10-02") -> list[str]:
    body = text or f"{number}번 가로등이 꺼져 있어 밤길이 무섭습니다. 010-1234-{number:04d}로 연락 주세요"
    return [f"2AA-{number:04d}", day, f"가로등 {number}", body, "도로과", "김나래", "010-9876-5432", "이담당"]


def _write(path: Path, rows: list[list[str]], header: list[str] | None = None, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        csv.writer(file).writerows([HEADER if header is None else header, *rows])
    return path


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    """New, changed and known rows, copies, bad dates, blank texts and torn lines."""
    rows = [_row(1), _row(2, "고친 글입니다. 다른 내용을 적었습니다"), *map(_row, range(10, 40)), _row(12), _row(12)]
    rows += [_row(50, day="그저께"), _row(51, day="2031-01-01"), _row(52)[:3], [*_row(53), "더"]]
    blank = _row(54)
    blank[2] = blank[3] = ""
    return _write(tmp_path / "더러운 민원.csv", [*rows, blank])


COUNTS = ("rows_in", "new", "changed", "bad", "copies", "same", "first_day", "last_day", "days", "masked", "notes")


def test_a_preview_agrees_with_the_import_and_writes_nothing(command: Command, tmp_path: Path, dirty: Path) -> None:
    first = _write(tmp_path / "처음.csv", [_row(1), _row(2), _row(3)])
    command("ingest", first, "--json")
    before = value_of(command("doctor", "hash", "--json"))
    seen = {path: path.read_bytes() for path in Path("outputs").rglob("*.md")}
    (preview,) = value_of(command("ingest", dirty, "--preview", "--json"))
    record = preview["record"]
    assert value_of(command("doctor", "hash", "--json")) == before
    assert {path: path.read_bytes() for path in Path("outputs").rglob("*.md")} == seen
    assert record["rows_in"] == sum(record[name] for name in ("new", "changed", "same", "copies", "bad")) == 39
    assert record["copies"] == 2 and record["bad"] == 5 and record["same"] >= 1
    assert all("김나래" not in row["row"] and "이담당" not in row["row"] for row in preview["bad_rows"])
    (done,) = value_of(command("ingest", dirty, "--json"))
    written = json.loads(Path(done["report"]).with_suffix(".json").read_text(encoding="utf-8"))
    assert {name: written[name] for name in COUNTS} == {name: record[name] for name in COUNTS}
    assert written["bad_groups"] == record["bad_groups"] and written["tables"] == record["tables"]
    assert done["new"] + done["changed"] + done["unchanged"] + done["quarantined"] == record["rows_in"]


def test_files_are_previewed_as_if_one_followed_the_other(command: Command, tmp_path: Path, dirty: Path) -> None:
    more = _write(tmp_path / "이어서.csv", [_row(10), _row(60), _row(2, "또 고친 글입니다. 더 자세히 적었습니다")])
    (tmp_path / "깨짐.xlsx").write_bytes(b"PK\x03\x04 broken")
    previews = value_of(command("ingest", dirty, tmp_path / "깨짐.xlsx", more, more, "--preview", "--json"))
    assert [bool(p["record"]["error"]) for p in previews] == [False, True, False, False]
    assert [p["skipped"] for p in previews] == [False, False, False, True]
    command("ingest", dirty)
    (done,) = value_of(command("ingest", more, "--json"))
    assert (done["new"], done["changed"]) == (previews[2]["record"]["new"], previews[2]["record"]["changed"])
    shown = command("ingest", dirty, tmp_path / "깨짐.xlsx", "--preview").stdout
    assert "이미 넣은 파일" in shown and "넣을 수 없습니다" in shown and "아무것도 쓰지 않았습니다" in shown


@pytest.mark.parametrize("seed", range(3))
def test_previews_of_random_files_agree_with_imports(command: Command, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    texts = ["", "가로등이 꺼져 있어 밤길이 무섭습니다", "공사장 소음이 심합니다. 010-1234-5678", "<p></p>", '"']
    files = []
    for number in range(3):
        rows = [_row(rng.randrange(25), rng.choice(texts), rng.choice(["2026-10-02", "", "언젠가"])) for _ in range(40)]
        rows += rng.choices(rows, k=8)
        torn = [row if rng.random() < 0.9 else row[: rng.randrange(1, 9)] + ["덤"] * rng.randrange(3) for row in rows]
        files.append(_write(tmp_path / f"{number}.csv", torn))
    previews = [preview["record"] for preview in value_of(command("ingest", *files, "--preview", "--json"))]
    reports = value_of(command("ingest", *files, "--json"))
    for preview, report in zip(previews, reports, strict=True):
        written = json.loads(Path(report["report"]).with_suffix(".json").read_text(encoding="utf-8"))
        assert {name: written[name] for name in COUNTS} == {name: preview[name] for name in COUNTS}
        assert written["drift"] == preview["drift"] and written["bad_groups"] == preview["bad_groups"]
        assert preview["rows_in"] == sum(preview[name] for name in ("new", "changed", "same", "copies", "bad"))


def test_a_failed_import_page_is_erased_with_the_words_in_it(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "목록.csv"
    path.write_text("2026-07-01,김나래,까막까치카나리아\n2026-07-02,김나래,나\n", encoding="utf-8")
    command("ingest", path, code=1)
    (page,) = Path("outputs/imports").glob("*.md")
    assert "까막까치카나리아" in page.read_text(encoding="utf-8")
    command("purge", "--word", "까막까치카나리아", "--yes")
    assert list(Path("outputs/imports").iterdir()) == []


def test_a_file_that_breaks_in_its_middle_leaves_nothing_in_the_preview(command: Command, tmp_path: Path) -> None:
    posts = [{"id": str(n), "text": f"{n}번째 글입니다", "created_at": "2026-10-02"} for n in range(5_010)]
    broken, whole = tmp_path / "a.json", tmp_path / "b.json"
    broken.write_text(json.dumps(posts, ensure_ascii=False)[:-40], encoding="utf-8")
    whole.write_text(json.dumps(posts[:20], ensure_ascii=False), encoding="utf-8")
    first, second = value_of(command("ingest", broken, whole, "--kind", "sns", "--preview", "--json"))
    assert "깨졌습니다" in first["record"]["error"] and second["record"]["new"] == 20


def test_a_sender_is_remembered_and_changes_are_said(command: Command, tmp_path: Path) -> None:
    command("ingest", _write(tmp_path / "a.csv", [_row(1), _row(2)]))
    (known,) = value_of(command("columns", "list", "--json"))
    assert (known["source"], known["changed_by"]) == ("complaint", "자동")
    assert ["접수번호", "external_id"] in [[c["header"], c["field"]] for c in known["choices"]]
    drifted = ["접수번호", "접수일지", "민원제목", "민원내용", "담당부서", "민원인", "전화번호", "공개여부"]
    path = _write(tmp_path / "b.csv", [_row(3), _row(4), _row(5)], drifted)
    (preview,) = value_of(command("ingest", path, "--preview", "--json"))
    drift = preview["record"]["drift"]
    assert drift == {"new": ["공개여부"], "gone": ["담당자"], "renamed": [["접수일자", "접수일지"]]}
    (done,) = value_of(command("ingest", path, "--json"))
    assert "꼭 필요한 열을 짐작으로 읽었습니다: 접수일지 → 접수일시" in done["notes"][0]
    page = Path(done["report"]).read_text(encoding="utf-8")
    assert "접수일지" in page and "지난 파일과 달라진 열" in page
    choices = value_of(command("columns", "list", "--json"))[0]["choices"]
    assert "접수일지" not in [choice["header"] for choice in choices], "a guess that nobody accepted is not remembered"
    assert "기억했습니다" in command("ingest", path, "--accept").stdout
    choices = value_of(command("columns", "list", "--json"))[0]["choices"]
    assert {c["header"]: c["field"] for c in choices}["접수일지"] == "received_at"
    again = _write(tmp_path / "c.csv", [_row(6), _row(7), _row(8)], drifted)
    (after,) = value_of(command("ingest", again, "--preview", "--json"))
    assert after["record"]["notes"] == [] and not any(after["record"]["drift"].values())


def test_an_operator_says_what_a_column_is(command: Command, tmp_path: Path) -> None:
    odd = ["접수번호", "접수일자", "가", "나", "담당부서", "민원인", "전화번호", "담당자"]
    first = _write(tmp_path / "a.csv", [_row(1), _row(2)], odd)
    assert "없는 항목" in command("ingest", first, "-c", "나=글월", code=1).stderr.replace("\n", "")
    assert "'열이름=항목'" in command("ingest", first, "-c", "나", code=1).stderr.replace("\n", "")
    (done,) = value_of(command("ingest", first, "-c", "나=본문", "-c", "가=title", "--json"))
    assert done["new"] == 2 and done["notes"] == []
    (preview,) = value_of(command("ingest", _write(tmp_path / "b.csv", [_row(3)], odd), "--preview", "--json"))
    columns = preview["record"]["tables"][0]["columns"]
    assert ["나", "body", "기억"] in [[c["header"], c["field"], c["how"]] for c in columns]
    command("columns", "set", "나=무시", "가=본문", "--by", "김주무")
    (known,) = value_of(command("columns", "list", "--json"))
    assert known["changed_by"] == "김주무" and {c["header"]: c["field"] for c in known["choices"]}["가"] == "body"
    assert "김주무" in command("columns", "list").stdout
    command("columns", "forget")
    assert "기억한 열이 없습니다" in command("columns", "list").stdout
    assert "기억한 열이 없습니다" in command("columns", "forget", code=1).stderr


def test_senders_are_remembered_apart(command: Command, tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", [_row(1)])
    command("ingest", path, "--source", "새올")
    command("ingest", path, "--source", "국민신문고")
    assert [s["source"] for s in value_of(command("columns", "list", "--json"))] == ["국민신문고", "새올"]
    assert [s["source"] for s in value_of(command("columns", "list", "--source", "새올", "--json"))] == ["새올"]
    assert len(list(Path("outputs/imports").glob("*.md"))) == 2


def test_columns_may_be_listed_in_a_file(command: Command, tmp_path: Path) -> None:
    (tmp_path / "열.txt").write_text("# 새올\n나=본문\n\n가=제목\n", encoding="utf-8")
    odd = ["접수번호", "접수일자", "가", "나", "담당부서", "민원인", "전화번호", "담당자"]
    path = _write(tmp_path / "a.csv", [_row(1)], odd)
    assert value_of(command("ingest", path, "-c", tmp_path / "열.txt", "--json"))[0]["new"] == 1


def test_every_import_is_written_down_failed_ones_too(command: Command, tmp_path: Path, dirty: Path) -> None:
    (done,) = value_of(command("ingest", dirty, "--json"))
    page = Path(done["report"]).read_text(encoding="utf-8")
    assert done["report"].startswith("outputs/imports/20261101-complaint-더러운_민원-")
    said = ("파일 지문(SHA-256)", "| 39 |", "날짜를 읽을 수 없습니다", "| 민원내용 |", "전화번호", "2026-10-02", "사전")
    assert [words for words in said if words not in page] == []
    assert "김나래" not in page and "9876" not in page
    Path(done["report"]).unlink()
    assert value_of(command("ingest", dirty, "--json"))[0]["skipped"]
    assert Path(done["report"]).read_text(encoding="utf-8") == page
    bad = tmp_path / "명단.csv"
    bad.write_text("이름,전화번호\n김나래,010-1234-5678\n", encoding="utf-8")
    command("ingest", bad, code=1)
    (failed,) = Path("outputs/imports").glob("*실패*.md")
    assert "할 일" in failed.read_text(encoding="utf-8") and "5678" not in failed.read_text(encoding="utf-8")
    assert len(list(Path("outputs/imports").glob("*.md"))) == 2


def test_letters_that_could_not_be_read_stand_in_the_report(command: Command, tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", [_row(n) for n in range(1, 9)], encoding="cp949")
    path.write_bytes(path.read_bytes().replace("밤길".encode("cp949"), b"\xff\xff", 1))
    (done,) = value_of(command("ingest", path, "--json"))
    assert "해독하지 못했습니다" in done["notes"][0]
    assert "해독하지 못했습니다" in Path(done["report"]).read_text(encoding="utf-8")


def test_quarantine_is_listed_and_exported_masked(command: Command, tmp_path: Path, dirty: Path) -> None:
    assert "격리한 행이 없습니다" in command("quarantine", "export", tmp_path / "q.csv", code=1).stderr
    command("ingest", dirty)
    rows: list[dict[str, Any]] = value_of(command("quarantine", "list", "--json"))
    assert [row["line"] for row in rows] == [36, 37, 38, 39, 40]
    assert "격리한 행" in command("quarantine", "list", "--limit", 2).stdout
    assert value_of(command("quarantine", "export", tmp_path / "q.csv", "--json"))["rows"] == 5
    text = (tmp_path / "q.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("파일,행,열,까닭과 할 일,내용(가림)\n") and "그저께" in text
    assert "김나래" not in text and "9876" not in text and "이담당" not in text
    assert "없는.csv" in command("quarantine", "export", tmp_path / "q.csv", "--file", "없는.csv", code=1).stderr
